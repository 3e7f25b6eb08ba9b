package server

import (
	"bytes"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mingjing/crawler/archive"
	"mingjing/internal/service"
)

// evidenceView is a page as it was when it was read.
type evidenceView struct {
	Back   string // address of the finding it belongs to; empty where none is told
	Site   string
	URL    string
	Quote  string
	Record archive.Record
	Status int
	Whole  bool
	Kind   string // media type
	Size   int
	Frame  string        // address of the page itself, where it can be shown
	Around template.HTML // text around the quote, which is marked; empty where it is not found
}

// evidence shows what was answered at an address, in a frame in which nothing runs and loads, with the quoted words marked.
func (s *Server) evidence(w http.ResponseWriter, r *http.Request) error {
	site := r.FormValue("site")
	if err := may(who(r).MaySee(site)); err != nil {
		return err
	}
	record, body, err := s.found(r)
	if err != nil {
		return err
	}
	v := &evidenceView{
		Site: site, URL: record.URL, Quote: r.FormValue("quote"), Record: record, Status: body.Status, Whole: body.Whole, Kind: kindOf(body), Size: len(body.Data),
	}
	if text, ok := textOf(v.Kind, body.Data); ok {
		v.Around = around(plain(v.Kind, text), v.Quote)
		values := url.Values{"site": {site}, "url": {record.URL}, "sha256": {record.SHA256}, "quote": {v.Quote}}
		v.Frame = "/evidence/page?" + values.Encode() + "#" + quoteID
	}
	if q := questionOf(r); q.Rule != "" {
		v.Back = service.FindingPath(site, q)
	}
	return s.draw(w, r, http.StatusOK, "evidence.html", s.text("依据页面", "Evidence"), v)
}

// archived is the archived page itself, for the frame.
func (s *Server) archived(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee(r.FormValue("site"))); err != nil {
		return err
	}
	_, body, err := s.found(r)
	if err != nil {
		return err
	}
	kind := kindOf(body)
	text, ok := textOf(kind, body.Data)
	if !ok {
		return errMissing
	}
	// No scripts, no loading, no forms, a place of its own: whatever stands in the page can do nothing.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if kind == "text/html" || kind == "application/xhtml+xml" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		text = inert(text, r.FormValue("quote"))
	}
	_, err = w.Write([]byte(text))
	return err
}

// found is the archived answer that a request names. It must be one of a site that who asks may see.
func (s *Server) found(r *http.Request) (archive.Record, *archive.Body, error) {
	record, err := s.archive.Find(r.FormValue("url"), r.FormValue("sha256"))
	if err != nil {
		return record, nil, err
	}
	if record.Site != r.FormValue("site") {
		return record, nil, errMissing
	}
	body, err := s.archive.Body(record)
	return record, body, err
}

func kindOf(body *archive.Body) string {
	kind, _, err := mime.ParseMediaType(body.Header.Get("Content-Type"))
	if err != nil {
		return http.DetectContentType(body.Data)
	}
	return kind
}

// textOf is the text of an answer in UTF-8; false where it is none.
func textOf(kind string, data []byte) (string, bool) {
	if !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "json") && !strings.Contains(kind, "xml") && !strings.Contains(kind, "javascript") {
		return "", false
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	// Portals that are not in UTF-8 are in GBK, whatever they say.
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return "", false
	}
	return string(decoded), true
}

// inert is a page without what runs or sends visitors on, with the quoted words marked.
func inert(page, quote string) string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "<!DOCTYPE html><title>–</title>"
	}
	disarm(doc)
	highlight(doc, quote)
	var b bytes.Buffer
	if err := html.Render(&b, doc); err != nil {
		return "<!DOCTYPE html><title>–</title>"
	}
	return b.String()
}

// disarm removes the elements that run, load or send on. What is left can do nothing anyway under the policy of the answer; so it also
// doesn't fill the browser's log.
func disarm(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == html.CommentNode || child.Type == html.ElementNode && active(child.DataAtom) {
			n.RemoveChild(child)
		} else {
			disarm(child)
		}
		child = next
	}
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		key := strings.ToLower(a.Key)
		if strings.HasPrefix(key, "on") || key == "src" || key == "srcset" || key == "background" || key == "action" || key == "formaction" || key == "href" {
			continue
		}
		kept = append(kept, a)
	}
	n.Attr = kept
}

// active reports whether an element runs, loads or sends visitors on.
func active(element atom.Atom) bool {
	switch element {
	case atom.Script, atom.Iframe, atom.Frame, atom.Frameset, atom.Object, atom.Embed, atom.Applet, atom.Base, atom.Link, atom.Meta:
		return true
	}
	return false
}

// plain is the text that a page shows, white space folded.
func plain(kind, text string) string {
	if kind != "text/html" && kind != "application/xhtml+xml" {
		return strings.Join(strings.Fields(text), " ")
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == "script" || string(name) == "style" {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
			b.WriteByte(' ')
		case html.TextToken:
			if hidden == "" {
				b.Write(z.Text())
			}
		}
	}
}

// shownAround is how many characters are shown on each side of a quote.
const shownAround = 200

// around is the text around a quote, which is marked.
func around(text, quote string) template.HTML {
	text = html.UnescapeString(text)
	quote = strings.Trim(strings.Join(strings.Fields(quote), " "), "…")
	at := strings.Index(text, quote)
	if quote == "" || at < 0 {
		return ""
	}
	before, after := []rune(text[:at]), []rune(text[at+len(quote):])
	before = before[max(0, len(before)-shownAround):]
	after = after[:min(len(after), shownAround)]
	esc := template.HTMLEscapeString
	return template.HTML(esc(string(before)) + "<mark>" + esc(quote) + "</mark>" + esc(string(after))) // #nosec G203: each part is escaped
}
