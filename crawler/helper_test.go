package crawler

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mingjing/audit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeClock is a clock that never makes anybody wait: a sleep moves it on.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newFakeClock() *fakeClock {
	return &fakeClock{now: time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return nil
}

func (c *fakeClock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.slept {
		sum += d
	}
	return sum
}

var (
	titleRE   = regexp.MustCompile(`<title>([^<]*)</title>`)
	tagRE     = regexp.MustCompile(`<[^>]*>`)
	linkRE    = regexp.MustCompile(`<(a|iframe|row|file) (?:href|src)=["']([^"']*)["']([^>]*)>([^<]*)`)
	refreshRE = regexp.MustCompile(`<meta refresh="([^"]*)">`)
)

// tinyRead reads the pages of these tests: title, text, <a href>, <a href rel=next>, <iframe src>,
// <row href> (an entry), <file href>, <meta refresh>, and the words 不存在 and 防火墙.
func tinyRead(in Answer) *audit.Page {
	base, _ := url.Parse(in.URL)
	text := string(in.Body)
	page := &audit.Page{Kind: audit.KindOther}
	if m := titleRE.FindStringSubmatch(text); m != nil {
		page.Title = m[1]
	}
	page.Text = strings.Join(strings.Fields(tagRE.ReplaceAllString(titleRE.ReplaceAllString(text, ""), " ")), " ")
	if m := refreshRE.FindStringSubmatch(text); m != nil {
		page.Refresh, _ = audit.Resolve(base, m[1])
	}
	for _, m := range linkRE.FindAllStringSubmatch(text, -1) {
		to, ok := audit.Resolve(base, html.UnescapeString(m[2]))
		if !ok {
			continue
		}
		link := audit.Link{URL: to, From: in.URL, Text: m[4], Kind: audit.LinkAnchor, Region: audit.RegionMain}
		switch {
		case m[1] == "iframe":
			link.Kind = audit.LinkFrame
			page.Parts = append(page.Parts, link)
		case m[1] == "row":
			page.Entries = append(page.Entries, audit.Entry{Title: m[4], URL: to})
		case m[1] == "file":
			page.Files = append(page.Files, audit.File{Title: m[4], URL: to})
		case strings.Contains(m[3], "rel=next"):
			link.Kind = audit.LinkNext
			page.Next = append(page.Next, link)
		default:
			page.Links = append(page.Links, link)
		}
	}
	switch {
	case strings.Contains(page.Text, "防火墙"):
		page.Trouble = audit.Trouble{Kind: audit.TroubleShield, Detail: "防火墙"}
	case strings.Contains(page.Text, "不存在"):
		page.Trouble = audit.Trouble{Kind: audit.TroubleGone, Detail: "不存在"}
	}
	return page
}

// tellGuide promises what its function says (nil: 1 for everything) and keeps what it saw.
type tellGuide struct {
	promise func(*audit.Link) float64
	saw     func(*audit.Page)
	until   int // pages after which it is settled; 0: never
	pages   []*audit.Page
}

func (g *tellGuide) Promise(link *audit.Link) float64 {
	if g.promise == nil {
		return 1
	}
	return g.promise(link)
}

func (g *tellGuide) Saw(page *audit.Page) {
	g.pages = append(g.pages, page)
	if g.saw != nil {
		g.saw(page)
	}
}

func (g *tellGuide) Settled() bool        { return g.until > 0 && len(g.pages) >= g.until }
func (g *tellGuide) Progress() (int, int) { return len(g.pages), g.until }

// by returns the page that was read for an address.
func (g *tellGuide) by(suffix string) *audit.Page {
	for _, p := range g.pages {
		if strings.HasSuffix(p.Via.URL, suffix) {
			return p
		}
	}
	return nil
}

// paths lists the paths of the links that were followed, in order.
func (g *tellGuide) paths() string {
	var paths []string
	for _, p := range g.pages {
		u, _ := url.Parse(p.Via.URL)
		paths = append(paths, u.RequestURI())
	}
	return strings.Join(paths, " ")
}

// portal is a server that counts what it is asked for.
type portal struct {
	*httptest.Server
	mux  *http.ServeMux
	mu   sync.Mutex
	hits []string
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{mux: http.NewServeMux()}
	p.Server = httptest.NewServer(p.counted())
	t.Cleanup(p.Close)
	return p
}

func (p *portal) counted() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.hits = append(p.hits, r.URL.RequestURI())
		p.mu.Unlock()
		p.mux.ServeHTTP(w, r)
	})
}

// page serves HTML at one path alone.
func (p *portal) page(path, body string) {
	p.handle(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	})
}

func (p *portal) handle(path string, h http.HandlerFunc) {
	if strings.HasSuffix(path, "/") {
		path += "{$}"
	}
	p.mux.HandleFunc(path, h)
}

// home serves a home page that links to the paths.
func (p *portal) home(paths ...string) {
	var b strings.Builder
	b.WriteString("<title>某县</title>某县人民政府门户网站")
	for _, path := range paths {
		fmt.Fprintf(&b, `<a href="%s">%s</a>`, html.EscapeString(path), html.EscapeString(path))
	}
	p.page("/", b.String())
}

func (p *portal) count(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, hit := range p.hits {
		if hit == path {
			n++
		}
	}
	return n
}

func (p *portal) total() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.hits)
}

func (p *portal) host() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.URL, "http://"), "https://")
}

// crawlWith crawls a portal.
func crawlWith(t *testing.T, p *portal, g *tellGuide, o Options, change ...func(*Crawler, *audit.Site)) audit.Crawl {
	t.Helper()
	o.AllowPrivate = true
	if o.Clock == nil {
		o.Clock = newFakeClock()
	}
	c, err := New(tinyRead, o)
	if err != nil {
		t.Fatal(err)
	}
	site := audit.Site{ID: "some", Home: p.URL + "/"}
	for _, f := range change {
		f(c, &site)
	}
	crawl, err := c.Crawl(t.Context(), site, g)
	if err != nil {
		t.Fatal(err)
	}
	return crawl
}
