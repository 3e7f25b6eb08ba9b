package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

// byPath promises what it is told for a path, else 1.
func byPath(promises map[string]float64) func(*audit.Link) float64 {
	return func(l *audit.Link) float64 {
		_, _, rest := splitURL(l.URL)
		if p, ok := promises[rest]; ok {
			return p
		}
		return 1
	}
}

func TestOrder(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b", "/c", "/never", "/d")
	p.page("/a", `<a href="/e">e</a>`)
	for _, path := range []string{"/b", "/c", "/d", "/e"} {
		p.page(path, "<title>x</title>"+path)
	}
	g := &tellGuide{promise: byPath(map[string]float64{"/never": 0, "/c": 5, "/e": 3})}
	crawl := crawlWith(t, p, g, Options{})
	if got, want := g.paths(), "/ /c /a /e /b /d"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	if p.count("/never") != 0 {
		t.Error("a link that promises nothing was fetched")
	}
	if crawl.Stopped != audit.StoppedExhausted || crawl.Pages != 6 {
		t.Errorf("%+v", crawl)
	}
}

func TestPromiseThatRises(t *testing.T) {
	p := newPortal(t)
	p.home("/wait", "/key")
	p.page("/wait", "waited")
	p.page("/key", "key")
	open := false
	g := &tellGuide{
		promise: func(l *audit.Link) float64 {
			if strings.HasSuffix(l.URL, "/wait") && !open {
				return 0
			}
			return 1
		},
		saw: func(page *audit.Page) { open = open || strings.HasSuffix(page.URL, "/key") },
	}
	crawlWith(t, p, g, Options{})
	if got := g.paths(); got != "/ /key /wait" {
		t.Errorf("order %s", got)
	}
}

func TestGuideSeesPageBeforeItsLinks(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	p.page("/a", `<a href="/b">b</a>`)
	p.page("/b", "b")
	seen := map[string]bool{}
	g := &tellGuide{
		promise: func(l *audit.Link) float64 {
			if !seen[l.From] {
				t.Errorf("asked for %s before its page %s was seen", l.URL, l.From)
			}
			return 1
		},
		saw: func(page *audit.Page) { seen[page.URL] = true },
	}
	crawlWith(t, p, g, Options{})
}

func TestPageStaysAsItWasSeen(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b")
	p.page("/a", `<title>a</title><a href="/b">b</a><row href="/c">c</row><iframe src="/d"></iframe>`)
	p.page("/b", "b")
	p.page("/c", "c")
	p.page("/d", "d")
	var copies []string
	g := new(tellGuide)
	g.saw = func(page *audit.Page) { copies = append(copies, fmt.Sprintf("%+v", *page)) }
	crawlWith(t, p, g, Options{})
	for i, page := range g.pages {
		if now := fmt.Sprintf("%+v", *page); now != copies[i] {
			t.Errorf("page %s changed:\n%s\n%s", page.URL, copies[i], now)
		}
	}
}

func TestLinksOfEveryKindAreAskedFor(t *testing.T) {
	p := newPortal(t)
	p.page("/", `<title>h</title><row href="/row">行</row><file href="/file">件</file><iframe src="/frame"></iframe><a href="/next" rel=next>下一页</a><a href="/both">链接</a><row href="/both">行</row>`)
	g := &tellGuide{promise: func(*audit.Link) float64 { return 0 }}
	asked := map[string]audit.Link{}
	g.promise = func(l *audit.Link) float64 {
		_, _, rest := splitURL(l.URL)
		asked[rest] = *l
		return 0
	}
	crawlWith(t, p, g, Options{})
	for path, want := range map[string]struct {
		kind audit.LinkKind
		row  bool
	}{
		"/row": {audit.LinkAnchor, true}, "/file": {audit.LinkAnchor, false}, "/frame": {audit.LinkFrame, false},
		"/next": {audit.LinkNext, false}, "/both": {audit.LinkAnchor, false},
	} {
		if got, ok := asked[path]; !ok || got.Kind != want.kind || got.Row != want.row {
			t.Errorf("%s: asked %v, %+v", path, ok, got)
		}
	}
}

func TestBestWayIsVia(t *testing.T) {
	p := newPortal(t)
	p.page("/", `<title>h</title><a href="/x">更多</a><a href="/x">政府预算</a><a href="/x">这里</a>`)
	p.page("/x", "x")
	g := &tellGuide{promise: func(l *audit.Link) float64 {
		if l.Text == "政府预算" {
			return 2
		}
		return 1
	}}
	crawlWith(t, p, g, Options{})
	if page := g.by("/x"); page.Via.Text != "政府预算" {
		t.Errorf("via %q", page.Via.Text)
	}
	if p.count("/x") != 1 {
		t.Errorf("fetched %d times", p.count("/x"))
	}
}

func TestSettled(t *testing.T) {
	for _, exhaustive := range []bool{false, true} {
		p := newPortal(t)
		p.home("/a", "/b", "/never")
		p.page("/a", "a")
		p.page("/b", "b")
		p.page("/never", "n")
		g := &tellGuide{until: 2, promise: byPath(map[string]float64{"/never": 0})}
		crawl := crawlWith(t, p, g, Options{Exhaustive: exhaustive})
		want, paths := audit.StoppedSettled, "/ /a"
		if exhaustive {
			want, paths = audit.StoppedExhausted, "/ /a /b /never"
		}
		if crawl.Stopped != want || g.paths() != paths {
			t.Errorf("exhaustive %v: %s, %s", exhaustive, crawl.Stopped, g.paths())
		}
	}
}

func TestBudgetIsNeverExceeded(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for i := range 30 {
		path := fmt.Sprintf("/p%d", i)
		paths = append(paths, path)
		switch i % 3 {
		case 0:
			p.page(path, "<title>"+path+"</title>some text here")
		case 1:
			p.handle(path, answer(302, "", "Location", path+"/to"))
			p.page(path+"/to", "to")
		default:
			p.handle(path, answer(503, ""))
		}
	}
	p.home(paths...)
	for budget := 1; budget < 20; budget++ {
		before := p.total()
		crawl := crawlWith(t, p, new(tellGuide), Options{Budget: budget})
		if sent := p.total() - before; sent != budget || crawl.Requests != budget || crawl.Stopped != audit.StoppedBudget {
			t.Errorf("budget %d: sent %d, counted %d, %s", budget, sent, crawl.Requests, crawl.Stopped)
		}
	}
}

func TestSiteTime(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b", "/c", "/d", "/e", "/f")
	for _, path := range []string{"/a", "/b", "/c", "/d", "/e", "/f"} {
		p.page(path, "x")
	}
	clock := newFakeClock()
	crawl := crawlWith(t, p, new(tellGuide), Options{Rate: 1, SiteTime: 4500 * time.Millisecond, Clock: clock})
	if crawl.Stopped != audit.StoppedTime || crawl.Requests != 5 || clock.total() > 4500*time.Millisecond {
		t.Errorf("%+v after %v", crawl, clock.total())
	}
}

// cancelClock breaks the crawl off at its first sleep.
type cancelClock struct {
	*fakeClock
	cancel func()
}

func (c cancelClock) Sleep(ctx context.Context, _ time.Duration) error {
	c.cancel()
	<-ctx.Done()
	return ctx.Err()
}

func TestBrokenOff(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	ctx, cancel := context.WithCancel(t.Context())
	c, err := New(tinyRead, Options{AllowPrivate: true, Rate: 1, Clock: cancelClock{newFakeClock(), cancel}})
	if err != nil {
		t.Fatal(err)
	}
	crawl, err := c.Crawl(ctx, audit.Site{ID: "x", Home: p.URL}, new(tellGuide))
	if err != nil || crawl.Stopped != audit.StoppedBroken {
		t.Errorf("%+v, %v", crawl, err)
	}
}

func TestBrokenOffWhileWaitingForAnAnswer(t *testing.T) {
	p := newPortal(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.handle("/", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	c, err := New(tinyRead, Options{AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	crawl, err := c.Crawl(ctx, audit.Site{ID: "x", Home: p.URL}, new(tellGuide))
	if err != nil || crawl.Stopped != audit.StoppedBroken || crawl.Requests != 2 {
		t.Errorf("%+v, %v", crawl, err)
	}
}

func TestHome(t *testing.T) {
	for _, test := range []struct {
		name    string
		serve   http.HandlerFunc
		stopped audit.Stopped
		detail  string
	}{
		{"404", answer(404, ""), audit.StoppedUnreachable, "404"},
		{"500", answer(500, ""), audit.StoppedUnreachable, "500"},
		{"reset", raw(""), audit.StoppedUnreachable, "closed"},
		{"leads elsewhere", answer(302, "", "Location", "http://other.example/"), audit.StoppedUnreachable, "other.example"},
		{"403", answer(403, ""), audit.StoppedBlocked, "403"},
		{"shield", answer(521, "防火墙"), audit.StoppedBlocked, "防火墙"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.handle("/", test.serve)
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{})
			if crawl.Stopped != test.stopped || !strings.Contains(crawl.Detail, test.detail) || len(g.pages) != 1 {
				t.Errorf("%+v, %d pages", crawl, len(g.pages))
			}
		})
	}
}

func TestNobodyAtHome(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	g := new(tellGuide)
	c, err := New(tinyRead, Options{AllowPrivate: true, Clock: newFakeClock()})
	if err != nil {
		t.Fatal(err)
	}
	crawl, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: gone.URL}, g)
	if err != nil || crawl.Stopped != audit.StoppedUnreachable || !strings.Contains(crawl.Detail, "connection refused") {
		t.Errorf("%+v, %v", crawl, err)
	}
	if len(g.pages) != 1 || g.pages[0].Trouble.Kind != audit.TroubleUnreachable || crawl.Requests != 0 {
		t.Errorf("pages %+v, %d requests", g.pages, crawl.Requests)
	}
}

func TestBadSiteAndOptions(t *testing.T) {
	c, err := New(tinyRead, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "ftp://x/"}, new(tellGuide)); err == nil {
		t.Error("no error for a home page that is none")
	}
	for _, o := range []Options{{Rate: -1}, {Budget: -1}, {MaxBody: -1}, {Timeout: -1}, {SiteTime: -1}} {
		if _, err := New(tinyRead, o); err == nil {
			t.Errorf("no error for %+v", o)
		}
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("no error without a reader")
	}
}

// TestDeterminism crawls one portal four times, twice on its own and twice beside another site.
func TestDeterminism(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for i := range 40 {
		path := fmt.Sprintf("/c/%d", i)
		paths = append(paths, path)
		p.page(path, fmt.Sprintf(`<title>%d</title>text <a href="/c/%d">n</a><a href="/art/%d">a</a><row href="/art/%d">r</row>`, i, (i*7)%40, i%9, i))
		p.page(fmt.Sprintf("/art/%d", i), fmt.Sprintf("<title>art %d</title>words of %d", i, i))
	}
	p.home(paths...)
	promise := func(l *audit.Link) float64 { return float64(len(l.URL)*31%7) / 3 }
	c, err := New(tinyRead, Options{AllowPrivate: true, Clock: stillClock{}})
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan []*audit.Page, 4)
	for range 4 {
		go func() {
			g := &tellGuide{promise: promise}
			if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, g); err != nil {
				t.Error(err)
			}
			results <- g.pages
		}()
	}
	first := <-results
	if len(first) < 20 {
		t.Fatalf("only %d pages", len(first))
	}
	for range 3 {
		if !reflect.DeepEqual(first, <-results) {
			t.Error("two crawls of one site differ")
		}
	}
}

type stillClock struct{}

func (stillClock) Now() time.Time                                   { return time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC) }
func (stillClock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestScope(t *testing.T) {
	other := newPortal(t)
	other.page("/", "<title>other</title>of the same site")
	foreign := newPortal(t)
	foreign.page("/", "foreign")
	p := newPortal(t)
	p.home(other.URL+"/", foreign.URL+"/", "http://neighbour.gov.cn/", "mailto:x@y.z")
	g := new(tellGuide)
	crawlWith(t, p, g, Options{}, func(_ *Crawler, s *audit.Site) { s.Hosts = []string{other.host()} })
	if len(g.pages) != 2 || g.pages[1].URL != other.URL+"/" {
		t.Errorf("read %s", g.paths())
	}
	if foreign.total() != 0 {
		t.Error("a foreign host was asked")
	}
}

func TestRecorderSeesEverything(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/broken")
	p.handle("/a", answer(302, "", "Location", "/b", "Set-Cookie", "k=v"))
	p.page("/b", "<title>b</title>words")
	p.handle("/broken", raw(""))
	var rec recorder
	crawl := crawlWith(t, p, new(tellGuide), Options{Recorder: &rec, Retries: 1})
	if len(rec) != crawl.Requests || crawl.Requests != p.total() {
		t.Errorf("recorded %d, counted %d, served %d", len(rec), crawl.Requests, p.total())
	}
	last := rec[len(rec)-1]
	if last.Fault == nil || last.Site != "some" || last.Status != 0 {
		t.Errorf("last exchange %+v", last)
	}
}

// A host without an address is recorded too, so that a replay knows that it was asked for.
func TestRecorderSeesWhatWasNotSent(t *testing.T) {
	p := newPortal(t)
	var rec recorder
	crawl := crawlWith(t, p, new(tellGuide), Options{Recorder: &rec}, func(c *Crawler, s *audit.Site) {
		c.names, s.Home = names{}, "http://some.example/"
	})
	if crawl.Requests != 0 || len(rec) == 0 || rec[0].Sent || rec[0].Fault == nil {
		t.Errorf("%+v, recorded %d", crawl, len(rec))
	}
}

// What cannot be recorded ends the crawl.
func TestRecorderFails(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	full := errors.New("no space left")
	c, err := New(tinyRead, Options{AllowPrivate: true, Recorder: failingRecorder{full}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, new(tellGuide)); !errors.Is(err, full) || p.total() != 1 {
		t.Errorf("error %v after %d requests", err, p.total())
	}
}

type failingRecorder struct{ error }

func (r failingRecorder) Record(*Exchange) error { return r.error }

type recorder []*Exchange

func (r *recorder) Record(e *Exchange) error {
	*r = append(*r, e)
	return nil
}

// TestReplay crawls again from what was recorded.
func TestReplay(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/broken", "/cut", "/gz", "/403", "/odd?a='b'|c")
	p.page("/odd", "<title>odd</title>words")
	p.handle("/a", answer(302, "", "Location", "/b"))
	p.page("/b", "<title>b</title>words")
	p.handle("/broken", raw(""))
	p.handle("/cut", raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<title>cut</title>"))
	p.handle("/gz", answer(200, string(gz("<title>gz</title>zipped words")), "Content-Encoding", "gzip"))
	p.handle("/403", answer(403, "no"))
	var rec recorder
	first := new(tellGuide)
	crawl := crawlWith(t, p, first, Options{Recorder: &rec, Clock: stillClock{}})
	second := new(tellGuide)
	served := p.total()
	again := crawlWith(t, p, second, Options{Clock: newFakeClock(), Answered: &replay{left: rec}, Rate: 0.01})
	if p.total() != served {
		t.Error("the replay asked the server")
	}
	if crawl != again || !reflect.DeepEqual(first.pages, second.pages) {
		t.Errorf("replay differs:\n%+v\n%+v", crawl, again)
	}
}

// TestGoesOn breaks a crawl off at each of its requests and goes on with what was recorded until then:
// every request is sent once, cookies that were set before included, and nothing waits for what is known.
func TestGoesOn(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/broken", "/busy", "/403")
	p.handle("/a", answer(302, "", "Location", "/b", "Set-Cookie", "k=v"))
	p.handle("/b", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("k"); err != nil {
			w.WriteHeader(http.StatusForbidden)
		}
		fmt.Fprint(w, "<title>b</title>words")
	})
	p.handle("/broken", raw(""))
	p.handle("/busy", answer(503, "later", "Retry-After", "20"))
	p.handle("/403", answer(403, "no"))
	var whole recorder
	first := new(tellGuide)
	crawl := crawlWith(t, p, first, Options{Recorder: &whole, Clock: stillClock{}})
	for n := range whole {
		asked := p.total()
		rest := new(recorder)
		clock := newFakeClock()
		second := new(tellGuide)
		again := crawlWith(t, p, second, Options{Clock: clock, Answered: &replay{left: whole[:n:n]}, Recorder: rest})
		if sent := p.total() - asked; sent != len(whole)-n || len(*rest) != sent {
			t.Errorf("after %d: sent %d, recorded %d, want %d", n, sent, len(*rest), len(whole)-n)
		}
		if again != crawl || second.paths() != first.paths() {
			t.Errorf("after %d: %+v, %s; want %+v, %s", n, again, second.paths(), crawl, first.paths())
		}
		if n == len(whole)-1 && clock.total() > 20*time.Second {
			t.Errorf("waited %s for what was known", clock.total())
		}
	}
}

// An answered source may end the crawl for a reason, or with an error.
func TestAnsweredEnds(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	crawl := crawlWith(t, p, new(tellGuide), Options{Answered: answeredError{Stop(audit.StoppedTime)}})
	if crawl.Stopped != audit.StoppedTime || p.total() != 0 {
		t.Errorf("%+v, %d requests", crawl, p.total())
	}
	broken := errors.New("broken")
	c, err := New(tinyRead, Options{Answered: answeredError{broken}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, new(tellGuide)); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

type answeredError struct{ error }

func (e answeredError) Answer(string, string, string, string) (*Exchange, error) { return nil, e.error }

// replay answers with what was recorded, in order.
type replay struct{ left recorder }

func (r *replay) Answer(site, method, url, body string) (*Exchange, error) {
	if len(r.left) == 0 {
		return nil, nil
	}
	e := r.left[0]
	r.left = r.left[1:]
	if e.Site != site || e.Method != method || e.URL != url || e.RequestBody != body {
		return nil, fmt.Errorf("asked for %s, recorded %s", url, e.URL)
	}
	return e, nil
}
