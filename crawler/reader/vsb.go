package reader

import (
	"encoding/base64"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// vsb is 博达: its pages count down, so that page 2 of 31 is <column>/30.htm, and the last page is <column>/1.htm.
var vsb = family{name: "vsb", next: vsbNext}

var encodedPages = regexp.MustCompile(`^[A-Za-z0-9+/=\s]{40,}$`)

func vsbNext(p *page, g *pager) {
	for i := range p.scripts {
		if !strings.Contains(p.scripts[i].text, "_simple_list_gotopage_fun") {
			continue
		}
		m := gotoFun.FindStringSubmatch(p.scripts[i].text)
		if m == nil {
			continue
		}
		total, _ := strconv.Atoi(m[1])
		vsbCount(g, total)
	}
	if len(g.next) == 0 {
		for i := range p.flat.els { // the same call on a button
			e := &p.flat.els[i]
			if e.tag != "input" && e.tag != "button" && e.tag != "a" {
				continue
			}
			if m := gotoFun.FindStringSubmatch(attr(e.node, "onclick") + attr(e.node, "href")); m != nil {
				total, _ := strconv.Atoi(m[1])
				vsbCount(g, total)
				return
			}
		}
	}
	for i := range p.flat.els { // a variant keeps the pager's markup encoded
		e := &p.flat.els[i]
		if (attr(e.node, "id") == "pages" || strings.Contains(e.words, "p_pages")) && p.flat.size(i) > 40 {
			if text := p.flat.textOf(i); encodedPages.MatchString(text) {
				if markup, err := base64.StdEncoding.DecodeString(squeeze(text)); err == nil {
					for _, h := range hrefValue.FindAllStringSubmatch(string(markup), maxPages) {
						g.add(strings.Trim(h[1], `"'`), "", "")
					}
				}
			}
		}
	}
}

func vsbCount(g *pager, total int) {
	own := g.own()
	if own == nil || total < 2 {
		return
	}
	ext := path.Ext(own.Path)
	if ext == "" {
		return
	}
	stem := strings.TrimSuffix(own.Path, ext)
	if n := path.Base(stem); isNumber(n) { // a further page itself
		stem = path.Dir(stem)
		g.add(stem+ext, "", "")
	}
	for n := total - 1; n >= 1 && n >= total-maxPages; n-- {
		g.add(stem+"/"+strconv.Itoa(n)+ext, "", "")
	}
}
