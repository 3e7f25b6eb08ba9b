package reader

import "strings"

// fieldMark stands before the id of a field among the variables of scripts: many pages keep the parameters of their
// lists in hidden fields.
const fieldMark = "#"

// declareFields makes the fields of a page known to its scripts, which read them as $('#id').val().
func (p *page) declareFields() {
	for n := range p.root.Descendants() {
		if n.Data != "input" {
			continue
		}
		for _, key := range []string{attr(n, "id"), attr(n, "name")} {
			if _, taken := p.vars[fieldMark+key]; key != "" && !taken {
				p.vars[fieldMark+key] = strings.TrimSpace(attr(n, "value"))
			}
		}
	}
}
