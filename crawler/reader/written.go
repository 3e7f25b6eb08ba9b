package reader

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"mingjing/audit"
)

// atob is a text in base64 that a script decodes.
var atob = regexp.MustCompile(`\batob\s*\(\s*["']([A-Za-z0-9+/=\s\\]{16,})["']`)

// decodedMarkup is the markup with links that a script keeps in base64.
func decodedMarkup(text string) string {
	if !strings.Contains(text, "atob") {
		return ""
	}
	var b strings.Builder
	for _, m := range atob.FindAllStringSubmatch(text, 20) {
		code := strings.TrimRight(strings.NewReplacer("\\n", "", "\\", "", "\n", "", "\r", "", " ", "").Replace(m[1]), "=")
		raw, err := base64.RawStdEncoding.DecodeString(code)
		if err != nil || len(raw) > 1<<20 {
			continue
		}
		markup, _ := Decode(raw, "")
		if strings.Contains(string(markup), "<a ") && !template(string(markup)) {
			b.Write(markup)
		}
	}
	return b.String()
}

// graftFiles puts into the tree what script files that were given write where they stand.
func (p *page) graftFiles() {
	if len(p.in.Scripts) == 0 {
		return
	}
	for i := range p.scripts {
		text, ok := p.in.Scripts[p.scriptAddress(i)]
		if !ok || p.scripts[i].node.Parent == nil {
			continue
		}
		script, _ := Decode(text, "")
		p.budget += 8 * len(script)
		if markup := written(string(script), p.vars, &p.budget); strings.Contains(markup, "<a ") {
			insertAfter(p.scripts[i].node, markup)
		}
	}
}

// needWriters tells the script files that may write what a page shows that shows nothing else.
func (p *page) needWriters(out *audit.Page) {
	if out.Kind != audit.KindOther && out.Kind != audit.KindList || out.Trouble.Kind != audit.TroubleNone && out.Trouble.Kind != audit.TroubleScript ||
		len(out.Entries)+len(out.Next)+len(out.Parts)+len(out.Files)+len(out.Tables) > 0 || out.Empty != "" || out.Refresh != "" ||
		length(p.flat.mainNotice()) > 120 {
		return
	}
	fillable := slices.ContainsFunc(p.vacant(), func(e *element) bool { return attr(e.node, "id") != "" })
	for i := range out.Links {
		if r := out.Links[i].Region; out.Links[i].Kind == audit.LinkAnchor && (r == audit.RegionMain || r == audit.RegionSide) && !fillable {
			return
		}
	}
	var likely, others, above []string
	for i := range p.scripts {
		address := p.scriptAddress(i)
		_, given := p.in.Scripts[address]
		if address == "" || given || !p.sameHost(address) || slices.Contains(slices.Concat(likely, others, above), address) {
			continue
		}
		switch name := scriptName(address); {
		case menuScript(address) && p.stands(i):
			likely = append(likely, address)
		case menuScript(address):
			above = append(above, address)
		case (p.stands(i) || fillable) && !scriptNoise.MatchString(name) && !library.MatchString(name):
			others = append(others, address)
		}
	}
	out.Needs = slices.Concat(likely, others, above)
	out.Needs = out.Needs[:min(len(out.Needs), maxNeeds)]
}

// stands reports whether a script stands where it can write into the page, and not in its head.
func (p *page) stands(i int) bool {
	for n := p.scripts[i].node; n != nil; n = n.Parent {
		if n.Data == "head" || n.Data == "body" {
			return n.Data == "body"
		}
	}
	return false
}
