package crawler

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"mingjing/audit"
)

// The traps of colly, one test each. Further ones: robots.txt for redirects in robots_test.go, hops
// in redirect_test.go, waiting that hears of the end of its context in crawl_test.go.

func TestCollyEnvironmentChangesNothing(t *testing.T) {
	for name, value := range map[string]string{
		"COLLY_ALLOWED_DOMAINS": "nowhere.example", "COLLY_DISALLOWED_DOMAINS": "127.0.0.1", "COLLY_CACHE_DIR": t.TempDir(),
		"COLLY_DETECT_CHARSET": "y", "COLLY_DISABLE_COOKIES": "y", "COLLY_IGNORE_ROBOTSTXT": "y", "COLLY_FOLLOW_REDIRECTS": "y",
		"COLLY_MAX_BODY_SIZE": "3", "COLLY_MAX_DEPTH": "1", "COLLY_MAX_REQUESTS": "1", "COLLY_PARSE_HTTP_ERROR_RESPONSE": "n",
		"COLLY_TRACE_HTTP": "y", "COLLY_USER_AGENT": "somebody else",
	} {
		t.Setenv(name, value)
	}
	p := newPortal(t)
	p.home("/a", "/no", "/err")
	p.handle("/a", answer(302, "", "Location", "/b", "Set-Cookie", "k=v"))
	p.handle("/b", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("k")
		fmt.Fprintf(w, "<title>%s %t</title>some longer text", r.UserAgent(), err == nil)
	})
	p.handle("/err", answer(404, "<title>x</title>"))
	p.handle("/robots.txt", answer(200, "User-agent: *\nDisallow: /no", "Content-Type", "text/plain"))
	g := new(tellGuide)
	crawlWith(t, p, g, Options{UserAgent: "tester"})
	if page := g.by("/a"); page.Title != "tester true" || len(page.Hops) != 1 {
		t.Errorf("a: %+v", page)
	}
	if page := g.by("/no"); page.Trouble.Kind != audit.TroubleRobots {
		t.Errorf("no: %+v", page.Trouble)
	}
	if page := g.by("/err"); page.Trouble.Kind != audit.TroubleGone {
		t.Errorf("err: %+v", page.Trouble)
	}
}

func TestCollyGivesTheBytesAsTheyCame(t *testing.T) {
	gbk := "<title>\xd5\xfe\xce\xf1\xb9\xab\xbf\xaa</title>" // 政务公开
	for _, header := range []string{"text/html; charset=gbk", "text/html; charset=nonsense", "text/html", "text/html; charset=utf-8"} {
		p := newPortal(t)
		p.handle("/", answer(200, gbk, "Content-Type", header))
		var got string
		c, err := New(func(in Answer) *audit.Page {
			got = string(in.Body)
			return tinyRead(in)
		}, Options{AllowPrivate: true, Clock: newFakeClock()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, new(tellGuide)); err != nil {
			t.Fatal(err)
		}
		if got != gbk {
			t.Errorf("%s: body %q", header, got)
		}
	}
}

func TestCollyPassesAnswersOfEveryStatus(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for _, status := range []int{200, 201, 203, 206, 226, 300, 305, 400, 451, 599} {
		path := fmt.Sprintf("/%d", status)
		paths = append(paths, path)
		p.handle(path, answer(status, "<title>x</title>words"))
	}
	p.home(paths...)
	g := new(tellGuide)
	crawlWith(t, p, g, Options{Retries: -1})
	for _, path := range paths {
		if page := g.by(path); page == nil || fmt.Sprintf("/%d", page.Status) != path || page.Size == 0 {
			t.Errorf("%s: %+v", path, page)
		}
	}
}

func TestCollyFetchesOnce(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for i := range 60 {
		path := fmt.Sprintf("/p/%d", i)
		paths = append(paths, path)
		var b strings.Builder
		fmt.Fprintf(&b, "<title>%d</title>", i)
		for j := range 60 {
			fmt.Fprintf(&b, `<a href="/p/%d#part">x</a>`, j)
		}
		p.page(path, b.String())
	}
	p.home(paths...)
	crawlWith(t, p, new(tellGuide), Options{})
	for _, path := range paths {
		if n := p.count(path); n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

func TestOneConnectionAHost(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b", "/404", "/gz")
	p.page("/a", "a")
	p.page("/b", "b")
	p.handle("/gz", answer(200, string(gz("zipped")), "Content-Encoding", "gzip"))
	var mu sync.Mutex
	from := map[string]bool{}
	inner := p.Config.Handler
	p.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		from[r.RemoteAddr] = true
		mu.Unlock()
		if r.ContentLength != 0 || len(r.TransferEncoding) > 0 || r.Header.Get("Content-Length") != "" {
			t.Errorf("%s came with a body: %d %v %v", r.URL, r.ContentLength, r.TransferEncoding, r.Header)
		}
		inner.ServeHTTP(w, r)
	})
	crawlWith(t, p, new(tellGuide), Options{})
	if len(from) != 1 {
		t.Errorf("%d connections", len(from))
	}
}

func TestCollyOddAddresses(t *testing.T) {
	p := newPortal(t)
	p.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			fmt.Fprint(w, "<title>odd</title><row href='/'>x</row>")
			return
		}
		io.WriteString(w, `<a href="/搜索/a b.html?名=值">1</a><a href="/100%/x">2</a><a href="/a\b">3</a><a href="/x?a=b|c&d='e'">4</a><a href="/%b2%e2.html">5</a>`)
	})
	g := new(tellGuide)
	crawlWith(t, p, g, Options{})
	if len(g.pages) < 5 {
		t.Errorf("read %s", g.paths())
	}
	for _, page := range g.pages[1:] {
		if page.Trouble.Kind != "" {
			t.Errorf("%s: %+v", page.URL, page.Trouble)
		}
	}
}

func TestSchemesOfOneHostAreOnePage(t *testing.T) {
	// Both schemes are played by one transport, since usual ports cannot be listened on.
	c, err := New(tinyRead, Options{Clock: newFakeClock(), Transport: pages{
		"http://www.x.gov.cn/":    {"", "https://www.x.gov.cn/"},
		"https://www.x.gov.cn/":   {`<title>h</title><a href="http://www.x.gov.cn/a">a</a><a href="https://www.x.gov.cn/a">a</a><a href="http://WWW.x.gov.cn:80/b">b</a><a href="http://zwgk.x.gov.cn/c">c</a><a href="https://zwgk.x.gov.cn/c">c</a><a href="https://zwgk.x.gov.cn/d">d</a>`, ""},
		"https://www.x.gov.cn/a":  {"<title>a</title>words", ""},
		"https://www.x.gov.cn/b":  {"<title>b</title>words", ""},
		"http://zwgk.x.gov.cn/c":  {"", "https://zwgk.x.gov.cn/c"},
		"https://zwgk.x.gov.cn/c": {`<title>c</title><row href="http://zwgk.x.gov.cn/e">e</row>`, ""},
		"https://zwgk.x.gov.cn/d": {"<title>d</title>words", ""},
		"https://zwgk.x.gov.cn/e": {"<title>e</title>words", ""},
	}})
	if err != nil {
		t.Fatal(err)
	}
	g := new(tellGuide)
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "http://www.x.gov.cn", Hosts: []string{"zwgk.x.gov.cn"}}, g); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, page := range g.pages {
		got = append(got, page.URL)
		if page.Trouble.Kind != "" {
			t.Errorf("%s: %+v", page.URL, page.Trouble)
		}
	}
	want := "https://www.x.gov.cn/ https://www.x.gov.cn/a https://www.x.gov.cn/b https://zwgk.x.gov.cn/c https://zwgk.x.gov.cn/d https://zwgk.x.gov.cn/e"
	if strings.Join(got, " ") != want {
		t.Errorf("read %s", got)
	}
	if via := g.pages[5].Via.URL; via != "https://zwgk.x.gov.cn/e" {
		t.Errorf("via %s", via)
	}
	if via := g.pages[4].Via.URL; via != "http://zwgk.x.gov.cn/d" { // as the home page's link was known first
		t.Errorf("via %s", via)
	}
	if l := g.pages[0].Links[0].URL; l != "https://www.x.gov.cn/a" {
		t.Errorf("first link %s", l)
	}
	if e := g.pages[3].Entries[0].URL; e != "https://zwgk.x.gov.cn/e" {
		t.Errorf("entry %s", e)
	}
}

// pages is a transport that answers by address: with a body, or a redirect.
type pages map[string][2]string

func (p pages) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "text/html")
	switch page, ok := p[r.URL.String()]; {
	case !ok:
		w.WriteHeader(404)
	case page[1] != "":
		w.Header().Set("Location", page[1])
		w.WriteHeader(301)
	default:
		fmt.Fprint(w, page[0])
	}
	return w.Result(), nil
}
