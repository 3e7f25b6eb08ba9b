package reader

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"mingjing/audit"
)

// Input is one answer as it came.
type Input struct {
	URL       string            // the final address; may be empty for a saved file
	Via       audit.Link        // the link that was followed; of kind LinkData it leads to list data or a tree, not to a page
	Status    int               // HTTP status; 0 counts as 200
	Header    http.Header       // may be nil
	MediaType string            // from the header, without parameters; read from Header where empty
	Body      []byte            // after content decoding
	Scripts   map[string][]byte // bodies of script files that an earlier reading named in Page.Needs, by address; may be nil
}

// Read fills the facts of a page. It leaves URL, Via, Hops, Again, Fetched and SHA256 to the caller. It never fails:
// what cannot be read is told in Trouble. Where Input has no URL and the page does not name its own, addresses on the
// page's host are given without scheme and host.
func Read(in Input) (out *audit.Page) {
	out = &audit.Page{Status: in.Status, Size: len(in.Body), Kind: audit.KindOther}
	defer func() {
		// A page that brings the reader down must not bring a scan of thousands down with it.
		if r := recover(); r != nil {
			out.Trouble = audit.Trouble{Kind: audit.TroubleDamaged, Detail: fmt.Sprintf("reader: %v", r)}
		}
	}()
	read(in, out)
	return out
}

// page is a page while it is read.
type page struct {
	in       Input
	self     *url.URL // the page's own address; nil where unknown
	base     *url.URL // what references resolve against
	root     *html.Node
	flat     *flat
	meta     metas
	scripts  []script
	comments []string
	vars     scope
	budget   int
	rowAt    map[int]bool
	bodyAt   int
	tables   []audit.Table
	title    string // of an article; empty on other pages
	quiet    string // words of noscript elements
	data     bool   // an answer without a page around it
	state    *stateReader
	closed   string          // what holds the content and is not understood
	hangs    bool            // a request for a list hangs on what a script file may hold
	outer    map[string]bool // names that requests hang on: whether only a script file can set them
}

// nowhere is the host of a page whose address is not known.
const nowhere = "http://page.invalid"

func read(in Input, out *audit.Page) {
	contentType := ""
	if in.Header != nil {
		contentType = in.Header.Get("Content-Type")
	}
	if in.MediaType == "" {
		in.MediaType, _, _ = strings.Cut(strings.ToLower(contentType), ";")
		in.MediaType = strings.TrimSpace(in.MediaType)
	}
	if contentType == "" {
		contentType = in.MediaType
	}
	out.MediaType = in.MediaType
	text, charset := Decode(in.Body, contentType)
	out.Charset = charset

	p := &page{in: in, budget: 8*len(text) + 1<<18, bodyAt: -1, vars: scope{}, meta: metas{values: map[string]string{}}}
	p.address()
	switch form := sniff(text, in); form {
	case formStore:
		p.data = true
		p.readStore(string(text), out)
	case formValue:
		p.data = true
		v, ok := readJSON(string(text))
		if !ok {
			out.Kind = audit.KindListData
			out.Trouble = audit.Trouble{Kind: audit.TroubleDamaged, Detail: "list data that does not parse"}
			break
		}
		p.readValues(v, out)
	case formScript:
		p.data = true
		p.readScript(string(text), out)
	case formFragment:
		p.data = true
		out.Kind = audit.KindListData
		p.readFragment(text, out)
	case formNothing:
		out.Kind = audit.KindOther
		if in.Via.Kind == audit.LinkData {
			out.Kind = audit.KindListData
		}
		if in.Status == 202 {
			out.Trouble = audit.Trouble{Kind: audit.TroubleShield, Detail: "HTTP 202"}
		}
	default:
		p.readPage(text, out)
		p.need(out)
		return
	}
	if t := statusTrouble(in.Status); t.Kind != "" {
		out.Trouble = t
		if product, words, ok := shield(head(string(text), 4000)); ok {
			out.Trouble = audit.Trouble{Kind: audit.TroubleShield, Detail: joinDetail(t.Detail, product+"："+words)}
		}
		out.Kind = audit.KindError
	}
}

// address settles the page's own address.
func (p *page) address() {
	if u, err := url.Parse(p.in.URL); err == nil && u.Host != "" {
		p.self, p.base = u, u
		return
	}
	p.base, _ = url.Parse(nowhere + "/")
}

// resolve makes a reference absolute.
func (p *page) resolve(ref string) (string, bool) {
	if strings.Contains(ref, unknown) {
		return "", false
	}
	abs, ok := audit.Resolve(p.base, ref)
	if ok && p.self == nil {
		abs = strings.TrimPrefix(abs, nowhere)
	}
	return abs, ok
}

// The forms of an answer.
type form int

const (
	formPage form = iota
	formFragment
	formStore
	formValue
	formScript
	formNothing
)

var pageMark = regexp.MustCompile(`(?i)<(?:!doctype\s+html|html|head|body|title|frameset)[\s>]`)

// sniff tells what an answer is by its first characters, its type and the link that was followed.
func sniff(text []byte, in Input) form {
	s := strings.TrimLeft(string(text[:min(len(text), 4096)]), " \t\r\n\ufeff")
	if s == "" && strings.TrimSpace(string(text)) == "" {
		return formNothing
	}
	whole := pageMark.MatchString(s)
	switch {
	case !whole && strings.HasPrefix(s, "<") && isStore(string(text)) && !strings.Contains(s, "<script"):
		return formStore
	case s != "" && (s[0] == '{' || s[0] == '['):
		return formValue
	case strings.Contains(in.MediaType, "json") && !whole:
		return formValue
	case isScript(in, s, whole):
		if in.Via.Kind == audit.LinkData && jsonp.MatchString(s) {
			return formValue
		}
		return formScript
	case in.Via.Kind == audit.LinkData && jsonp.MatchString(s):
		return formValue
	case in.Via.Kind == audit.LinkData && (s == "null" || s == "[]" || s == "{}" || s == "\"\""):
		return formNothing
	case !whole && in.Via.Kind == audit.LinkData:
		return formFragment
	}
	return formPage
}

var jsonp = regexp.MustCompile(`^[\w.$]{1,80}\s*\(\s*[\[{"]|^(?:var\s+)?[\w.$]{1,60}\s*=\s*[\[{]|^"[\[{]`)

func isScript(in Input, s string, whole bool) bool {
	if whole || strings.HasPrefix(s, "<") {
		return false
	}
	if in.Via.Kind == audit.LinkScript || strings.Contains(in.MediaType, "javascript") || strings.Contains(in.MediaType, "ecmascript") {
		return true
	}
	u, err := url.Parse(in.URL)
	return err == nil && strings.HasSuffix(strings.ToLower(u.Path), ".js")
}

// open flattens the tree and marks regions, headings and addresses.
func (p *page) open() {
	p.flat = flatten(p.root, p.base)
	for i := range p.flat.links {
		l := &p.flat.links[i]
		l.url, _ = p.resolve(l.href)
	}
	p.flat.markRegions()
	p.flat.markAbove()
}

// prepare reads metas, scripts and comments and grafts what scripts write out.
func (p *page) prepare(text []byte) []*html.Node {
	p.root = parse(text)
	p.meta = readMetas(p.root)
	if p.meta.base != "" {
		if u, err := url.Parse(p.meta.base); err == nil {
			p.base = p.base.ResolveReference(u)
		}
	}
	scripts, comments := gather(p.root)
	p.scripts = scripts
	p.declareFields()
	p.declareInline()
	p.declareScripts()
	graftScripts(scripts, p.vars, &p.budget)
	p.graftFiles()
	p.graftState()
	for _, c := range comments {
		if len(c.Data) > 40 {
			p.comments = append(p.comments, c.Data)
		}
	}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "noscript" {
			p.quiet += plain(rawText(n)) + "\n"
		}
	}
	return comments
}

// declareInline makes the variables of the scripts within the page known.
func (p *page) declareInline() {
	for i := range p.scripts {
		if s := &p.scripts[i]; !s.data() && s.text != "" {
			p.vars.declare(s.text, &p.budget)
		}
	}
}

// readFragment reads an answer that is markup without a page around it.
func (p *page) readFragment(text []byte, out *audit.Page) {
	p.prepare(text)
	scripts, comments := p.scripts, p.comments
	p.fragment(string(text), out)
	p.scripts, p.comments = scripts, comments
	if len(out.Next) == 0 {
		out.Next = p.readNext()
	}
	if t := p.notice("", len(out.Entries)); t.Kind != "" {
		out.Trouble = t
		out.Kind = audit.KindError
		return
	}
	if len(out.Next) == 0 {
		p.countedOn(len(out.Entries), 0, 0, out)
	}
}

// readScript reads a script file for the menus and lists that it writes or holds.
func (p *page) readScript(text string, out *audit.Page) {
	out.Kind = audit.KindOther
	p.vars.declare(text, &p.budget)
	if markup := written(text, p.vars, &p.budget) + bannerMarkup(text); markup != "" {
		p.fragment(markup, out)
		out.Kind = audit.KindOther
		for i := range out.Links {
			if out.Links[i].Region == audit.RegionMain {
				out.Links[i].Region = audit.RegionNav
			}
		}
	}
	h := &harvest{p: p, seen: map[string]bool{}}
	for _, v := range p.vars.values(text, &p.budget) {
		h.take(v, nil, 0)
	}
	out.Entries = append(out.Entries, h.entries...)
	out.Links = append(out.Links, h.links...)
	if len(out.Entries) > 0 {
		out.Kind = audit.KindListData
	}
}
