package crawler

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"mingjing/audit"
)

func TestRedirects(t *testing.T) {
	p := newPortal(t)
	p.home("/old", "/older", "/alias", "/index.html", "/tohome", "/cookie", "/meta", "/metas", "/circle", "/many0", "/metahome", "/away")
	p.handle("/old", answer(301, "", "Location", "new"))
	p.handle("/older", answer(302, "", "Location", "/old"))
	p.handle("/alias", answer(302, "", "Location", "/new"))
	p.page("/new", "<title>new</title>words")
	p.handle("/index.html", answer(302, "", "Location", "/"))
	p.handle("/tohome", answer(302, "", "Location", "/"))
	p.handle("/cookie", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("pass"); err != nil {
			http.SetCookie(w, &http.Cookie{Name: "pass", Value: "1"})
			http.Redirect(w, r, "/cookie", http.StatusFound)
			return
		}
		fmt.Fprint(w, "<title>cookie</title>words")
	})
	p.page("/meta", `<meta refresh="/metaend">`)
	p.page("/metaend", "<title>metaend</title>words")
	p.page("/metas", `<meta refresh="/m1">`)
	for i := 1; i < 5; i++ {
		p.page(fmt.Sprintf("/m%d", i), fmt.Sprintf(`<meta refresh="/m%d">`, i+1))
	}
	p.handle("/circle", answer(302, "", "Location", "/circle2"))
	p.handle("/circle2", answer(302, "", "Location", "/circle"))
	for i := range 20 {
		p.handle(fmt.Sprintf("/many%d", i), answer(302, "", "Location", fmt.Sprintf("/many%d", i+1)))
	}
	p.page("/metahome", `<meta refresh="/">`)
	p.handle("/away", answer(302, "", "Location", "http://other.example/x"))
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{})
	for _, test := range []struct {
		path, url, hops string
		again           bool
		kind            audit.TroubleKind
	}{
		{"/old", "/new", "301 /old>/new", false, ""},
		{"/older", "/new", "302 /older>/old", true, ""},
		{"/alias", "/new", "302 /alias>/new", true, ""},
		{"/index.html", "/", "302 /index.html>/", true, ""},
		{"/tohome", "/tohome", "302 /tohome>/", false, audit.TroubleHomeInstead},
		{"/cookie", "/cookie", "302 /cookie>/cookie", false, ""},
		{"/meta", "/metaend", "200 /meta>/metaend", false, ""},
		{"/metas", "/m3", "200 /metas>/m1 200 /m1>/m2 200 /m2>/m3", false, audit.TroubleLoop},
		{"/circle", "/circle2", "302 /circle>/circle2 302 /circle2>/circle", false, audit.TroubleLoop},
		{"/metahome", "/metahome", "200 /metahome>/", false, audit.TroubleHomeInstead},
		{"/away", "/away", "302 /away>http://other.example/x", false, audit.TroubleOffSite},
	} {
		page := g.by(test.path)
		if page == nil {
			t.Errorf("%s: no page", test.path)
			continue
		}
		var hops []string
		for _, h := range page.Hops {
			hops = append(hops, fmt.Sprintf("%d %s>%s", h.Status, strings.TrimPrefix(h.URL, p.URL), strings.TrimPrefix(h.To, p.URL)))
		}
		if got := strings.Join(hops, " "); got != test.hops || page.URL != p.URL+test.url || page.Again != test.again || page.Trouble.Kind != test.kind {
			t.Errorf("%s: %s %s again %v %+v", test.path, page.URL, got, page.Again, page.Trouble)
		}
	}
	if many := g.by("/many0"); many.Trouble.Kind != audit.TroubleLoop || len(many.Hops) != maxHops+1 {
		t.Errorf("many: %+v", many)
	}
	if crawl.Requests != p.total() {
		t.Errorf("counted %d, served %d", crawl.Requests, p.total())
	}
	for _, path := range []string{"/new", "/old", "/metaend"} {
		if n := p.count(path); n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

func TestHomeThatSendsOn(t *testing.T) {
	p := newPortal(t)
	p.page("/", `<meta refresh="/portal/index.html">`)
	p.page("/portal/index.html", `<title>某县</title>门户 <a href="/">首页</a><a href="/x">x</a>`)
	p.page("/x", "<title>x</title>words")
	g := new(tellGuide)
	crawlWith(t, p, g, Options{})
	if g.pages[0].URL != p.URL+"/portal/index.html" || len(g.pages[0].Hops) != 1 || g.pages[0].Hops[0].Status != 200 {
		t.Errorf("home %+v", g.pages[0])
	}
	if len(g.pages) != 2 {
		t.Errorf("read %s", g.paths())
	}
}

func TestRedirectKeepsPost(t *testing.T) {
	p := newPortal(t)
	p.home()
	p.handle("/list", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/list2", http.StatusTemporaryRedirect)
	})
	p.handle("/list2", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "<title>%s %s %s %s</title>", r.Method, body, r.Header.Get("Content-Type"), r.Referer())
	})
	g := new(tellGuide)
	c, err := New(func(in Answer) *audit.Page {
		page := tinyRead(in)
		if strings.HasSuffix(in.URL, "/") {
			page.Parts = []audit.Link{{URL: p.URL + "/list", Body: "page=1", Type: "application/x-www-form-urlencoded", Kind: audit.LinkData}}
			page.Parts = append(page.Parts, audit.Link{URL: p.URL + "/list", Body: "page=2", Type: "application/x-www-form-urlencoded", Kind: audit.LinkData})
		}
		return page
	}, Options{AllowPrivate: true, Clock: newFakeClock()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, g); err != nil {
		t.Fatal(err)
	}
	if len(g.pages) != 3 {
		t.Fatalf("%d pages", len(g.pages))
	}
	for i, page := range g.pages[1:] {
		if want := fmt.Sprintf("POST page=%d application/x-www-form-urlencoded %s/", i+1, p.URL); page.Title != want {
			t.Errorf("title %q, want %q", page.Title, want)
		}
	}
}

func TestCookiesStayWithinASite(t *testing.T) {
	p := newPortal(t)
	p.handle("/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("visit"); err == nil {
			t.Error("the cookie of another crawl came back")
		}
		http.SetCookie(w, &http.Cookie{Name: "visit", Value: "1"})
		fmt.Fprint(w, `<a href="/x">x</a>`)
	})
	p.handle("/x", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("visit"); err != nil {
			t.Error("the cookie was lost")
		}
	})
	c, err := New(tinyRead, Options{AllowPrivate: true, Clock: newFakeClock()})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: p.URL}, new(tellGuide)); err != nil {
			t.Fatal(err)
		}
	}
}
