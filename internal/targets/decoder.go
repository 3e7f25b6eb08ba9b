package targets

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mingjing/audit"
)

// A decoder walks the syntax tree instead of filling structs, because it goes on after a fault.
type decoder struct{ faults []Fault }

func (d *decoder) fault(line int, what, want string) {
	d.faults = append(d.faults, Fault{Line: line, What: what, Want: want})
}

func (d *decoder) sorted() []Fault {
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return d.faults
}

func (d *decoder) file(data []byte) *Targets {
	if len(data) > MaxSize {
		d.fault(1, "the file is too large", fmt.Sprintf("at most %d MiB are read", MaxSize>>20))
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if line, ok := notUTF8(data); ok {
		d.fault(line, "the text is not UTF-8 (perhaps GBK or UTF-16)", "save the file as UTF-8")
		return nil
	}
	if line, ok := controlCharacter(data); ok {
		d.fault(line, "a control character stands in the file", "a targets file is plain text")
		return nil
	}
	tree, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return nil
	}
	body, ok := d.document(tree)
	if !ok {
		return nil
	}
	return d.targets(body)
}

func notUTF8(data []byte) (line int, found bool) {
	if utf8.Valid(data) {
		return 0, false
	}
	line = 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line, true
}

func controlCharacter(data []byte) (line int, found bool) {
	line = 1
	for _, r := range string(data) {
		switch {
		case r == '\n':
			line++
		case r == '\r' || r == '\t':
		case unicode.IsControl(r):
			return line, true
		}
	}
	return 0, false
}

func (d *decoder) syntax(err error) {
	line, what := 1, err.Error()
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		what = syntax.GetMessage()
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	what, _, _ = strings.Cut(what, "\n")
	d.fault(line, "this is not YAML: "+what, "check indentation, quotes and colons")
}

func (d *decoder) document(tree *ast.File) (ast.Node, bool) {
	var body ast.Node
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			d.fault(lineOf(doc.Body), "a second document starts here", "one targets file is one document: remove the line ---")
			return nil, false
		}
		body = doc.Body
	}
	if body == nil {
		d.fault(1, "the file is empty", "it names the sites to audit, such as: sites: [{id: daiyue, name: 岱岳区, home: \"https://www.example.gov.cn/\"}]")
		return nil, false
	}
	return body, true
}

func (d *decoder) targets(body ast.Node) *Targets {
	fields, ok := d.mapping(body, "the file", []string{"city", "sites"})
	if !ok {
		return nil
	}
	t := &Targets{City: d.text(fields["city"], "city", "the city's name, such as 泰安市")}
	list, ok := fields["sites"]
	if !ok {
		d.fault(lineOf(body), "no sites", "a list `sites:` with at least one site")
		return nil
	}
	nodes := d.sequence(list, "sites", "a list with a `- id: …` for each site")
	if ok && nodes != nil && len(nodes) == 0 {
		d.fault(lineOf(list), "`sites` is empty", "at least one site")
	}
	seen := make(map[string]int, len(nodes))
	for _, node := range nodes {
		site := d.site(node, seen)
		site.City = t.City
		t.Sites = append(t.Sites, site)
	}
	return t
}

func (d *decoder) site(node ast.Node, seen map[string]int) audit.Site {
	fields, ok := d.mapping(node, "the site", []string{"id", "name", "kind", "home", "hosts", "townships"})
	if !ok {
		return audit.Site{}
	}
	site := audit.Site{Kind: audit.County}
	site.ID = d.id(node, fields["id"], seen)
	if d.need(node, fields["name"], "name", "the official name, such as 岱岳区") {
		site.Name = d.text(fields["name"], "name", "the official name, such as 岱岳区")
	}
	if kind := fields["kind"]; kind != nil {
		site.Kind = d.kind(kind)
	}
	if d.need(node, fields["home"], "home", wantHome) {
		site.Home = d.home(fields["home"])
	}
	for _, h := range d.sequence(fields["hosts"], "hosts", wantHosts) {
		if host, ok := d.host(h); ok {
			site.Hosts = append(site.Hosts, host)
		}
	}
	site.Townships = d.townships(fields["townships"])
	return site
}

// need reports whether the field is given, and faults the site where it isn't.
func (d *decoder) need(site, field ast.Node, name, want string) bool {
	if field == nil {
		d.fault(lineOf(site), fmt.Sprintf("the site has no `%s`", name), want)
		return false
	}
	return true
}
