package reader

import (
	"net/url"
	"regexp"
	"strings"

	"mingjing/audit"
)

// nfcms is the platform of 南方 with its open-government part gkmlpt, which draws everything from window._CONFIG.
var nfcms = family{name: "nfcms", parts: nfcmsParts, detail: nfcmsDetail}

func nfcmsConfig(p *page) object {
	o, _ := p.vars["_CONFIG"].(object)
	return o
}

var postMeta = regexp.MustCompile(`["']([^"'\s]*/postmeta/\w/\d+\.json)["']`)

func nfcmsParts(p *page, s *parts) {
	for i := range p.scripts {
		if !strings.Contains(p.scripts[i].text, "/postmeta/") {
			continue
		}
		for _, m := range postMeta.FindAllStringSubmatch(p.scripts[i].text, 10) {
			s.add(audit.LinkData, m[1], "", "", nil)
		}
	}
	config := nfcmsConfig(p)
	sid := config.text("SID")
	if config == nil || sid == "" || config.get("DETAIL") != nil && asText(config.get("DETAIL")) == "" && nfcmsIsDetail(config) {
		return
	}
	root := "/gkmlpt"
	if p.self != nil {
		if i := strings.Index(p.self.Path, "/gkmlpt"); i >= 0 {
			root = p.self.Path[:i] + "/gkmlpt"
		}
	}
	tree, _ := config.get("TREE").([]any)
	nfcmsTree(s, tree, root, sid, nil, 0)
}

func nfcmsIsDetail(config object) bool {
	o, ok := config.get("DETAIL").(object)
	return ok && o.text("title") != ""
}

// nfcmsTree asks for the list of every column of the tree: one with columns below it may have entries of its own.
func nfcmsTree(s *parts, nodes []any, root, sid string, above []string, depth int) {
	if depth > maxAbove {
		return
	}
	for _, v := range nodes {
		o, ok := v.(object)
		if !ok {
			continue
		}
		path := with(above, plain(o.text("name")))
		if id := o.text("id"); id != "" && o.text("jump_url") == "" {
			s.add(audit.LinkData, root+"/api/all/"+url.PathEscape(id)+"?page=1&sid="+url.QueryEscape(sid), "", "", path)
		}
		if children, _ := o.get("children").([]any); len(children) > 0 {
			nfcmsTree(s, children, root, sid, path, depth+1)
		}
	}
}

// nfcmsDetail reads an article that stands in the configuration only.
func nfcmsDetail(p *page, out *audit.Page) {
	o, ok := nfcmsConfig(p).get("DETAIL").(object)
	if !ok || o.text("title") == "" {
		return
	}
	if t := plain(unescapeJS(percentU.ReplaceAllString(o.text("title"), `\u$1`))); t != "" {
		out.Title = t
	}
	if d := fieldDate(o, []string{"display_publish_time", "first_publish_time", "publish_time", "created_at", "date"}); !d.IsZero() {
		out.Published = d
	}
	if d := fieldDate(o, []string{"document_date", "date", "cwrq"}); !d.IsZero() && out.Formed.IsZero() && o.get("document_date") != nil {
		out.Formed = d
	}
	if text := plain(o.text("content")); len(text) > len(out.Text) {
		out.Text = head(text, audit.MaxText)
	}
	files, _ := o.get("attachment").([]any)
	for _, v := range files {
		if f, ok := v.(object); ok {
			if abs, ok := p.resolve(f.text("url")); ok {
				out.Files = append(out.Files, audit.File{Title: plain(f.text("name")), URL: abs})
			}
		}
	}
	out.Kind = audit.KindArticle
}
