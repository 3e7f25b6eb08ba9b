package crawler

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mingjing/audit"
)

var needRE = regexp.MustCompile(`<need src="([^"]*)">`)

// needyRead reads as tinyRead does. A page names what it needs by <need src>; the text of each such script is the
// address of a further part of it.
func needyRead(in Answer) *audit.Page {
	page := tinyRead(in)
	base, _ := url.Parse(in.URL)
	for _, m := range needRE.FindAllStringSubmatch(string(in.Body), -1) {
		address, _ := audit.Resolve(base, m[1])
		text, given := in.Scripts[address]
		if !given {
			page.Needs = append(page.Needs, address)
			continue
		}
		part, _ := audit.Resolve(base, string(text))
		page.Parts = append(page.Parts, audit.Link{URL: part, From: in.URL, Kind: audit.LinkData})
	}
	return page
}

func reads(read Read) func(*Crawler, *audit.Site) {
	return func(c *Crawler, _ *audit.Site) { c.read = read }
}

func (p *portal) script(path, body string) {
	p.handle(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/javascript")
		fmt.Fprint(w, body)
	})
}

func TestScriptsThatPagesNeed(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b")
	p.page("/a", `<title>a</title>列表甲<need src="/js/site.js"><need src="/js/more.js">`)
	p.page("/b", `<title>b</title>列表乙<need src="/js/site.js">`)
	p.script("/js/site.js", "/api/list")
	p.script("/js/more.js", "/api/more")
	p.page("/api/list", "[]")
	p.page("/api/more", "[]")
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{}, reads(needyRead))
	if got, want := g.paths(), "/ /a /b /api/list /api/more"; got != want {
		t.Errorf("pages %s, want %s", got, want)
	}
	for path, want := range map[string]int{"/a": 1, "/b": 1, "/js/site.js": 1, "/js/more.js": 1, "/api/list": 1} {
		if got := p.count(path); got != want {
			t.Errorf("%s was asked for %d times, want %d", path, got, want)
		}
	}
	if a := g.by("/a"); len(a.Parts) != 2 || len(a.Needs) != 0 || a.SHA256 == "" || a.Title != "a" {
		t.Errorf("page %+v", a)
	}
	if crawl.Pages != 5 || crawl.Requests != p.total() {
		t.Errorf("%+v, %d requests were met", crawl, p.total())
	}
}

// A script that cannot be had leaves the page as it was read, and is not asked for again.
func TestScriptsThatCannotBeHad(t *testing.T) {
	tests := []struct {
		name, path string
		serve      func(*portal)
		asked      int
	}{
		{"not there", "/js/x.js", func(*portal) {}, 1},
		{"a page in its place", "/js/x.js", func(p *portal) { p.page("/js/x.js", "\n<html>不存在</html>") }, 1},
		{"empty", "/js/x.js", func(p *portal) { p.script("/js/x.js", "") }, 1},
		{"disallowed", "/js/x.js", func(p *portal) {
			p.script("/js/x.js", "/api/list")
			p.page("/robots.txt", "User-agent: *\nDisallow: /js/\n")
		}, 0},
		{"off site", "http://off.example/js/x.js", func(*portal) {}, 0},
		{"sent off site", "/js/x.js", func(p *portal) {
			p.handle("/js/x.js", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://off.example/js/x.js", http.StatusFound)
			})
		}, 1},
		{"sent in a circle", "/js/x.js", func(p *portal) {
			p.handle("/js/x.js", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/js/x.js", http.StatusFound) })
		}, maxScriptHops},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.home("/a", "/b")
			for _, path := range []string{"/a", "/b"} {
				p.page(path, `<title>`+path+`</title>列表，加载中<need src="`+test.path+`">`)
			}
			test.serve(p)
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{}, reads(needyRead))
			if got := g.paths(); got != "/ /a /b" {
				t.Errorf("pages %s", got)
			}
			if a := g.by("/a"); len(a.Parts) != 0 || len(a.Needs) != 1 || a.Trouble.Kind != audit.TroubleNone {
				t.Errorf("page %+v", a)
			}
			if got := p.count("/js/x.js"); got != test.asked {
				t.Errorf("asked for %d times, want %d", got, test.asked)
			}
			if crawl.Stopped != audit.StoppedExhausted {
				t.Errorf("%+v", crawl)
			}
		})
	}
}

func TestScriptIsCutAtItsLimit(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	p.page("/a", `<title>a</title>列表<need src="/js/long.js">`)
	p.script("/js/long.js", strings.Repeat("/", maxScript+1))
	got := 0
	read := func(in Answer) *audit.Page {
		for _, text := range in.Scripts {
			got = len(text)
		}
		return needyRead(in)
	}
	crawlWith(t, p, new(tellGuide), Options{}, reads(read))
	if got != maxScript {
		t.Errorf("%d bytes of the script, want %d", got, maxScript)
	}
}

// A page that was read is handed on even where the budget does not reach for its script.
func TestScriptBeyondTheBudget(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	p.page("/a", `<title>a</title>列表<need src="/js/site.js">`)
	p.script("/js/site.js", "/api/list")
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{Budget: 3}, reads(needyRead)) // robots.txt, the home page, /a
	if g.paths() != "/ /a" || p.count("/js/site.js") != 0 || crawl.Requests != 3 {
		t.Errorf("pages %s, %+v", g.paths(), crawl)
	}
}

func TestScriptsOfOneSiteAreBounded(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for i := range maxScripts + 5 {
		path, script := fmt.Sprintf("/p%d", i), fmt.Sprintf("/js/s%d.js", i)
		paths = append(paths, path)
		p.page(path, `<title>`+path+`</title>列表<need src="`+script+`">`)
		p.script(script, "/api")
	}
	p.home(paths...)
	crawlWith(t, p, new(tellGuide), Options{}, reads(needyRead))
	asked := 0
	for i := range maxScripts + 5 {
		asked += p.count(fmt.Sprintf("/js/s%d.js", i))
	}
	if asked != maxScripts {
		t.Errorf("%d scripts, want %d", asked, maxScripts)
	}
}
