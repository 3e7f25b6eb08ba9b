package crawler

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

func TestRobotsRules(t *testing.T) {
	for _, test := range []struct {
		name, text string
		allowed    string // paths, separated by spaces
		refused    string
	}{
		{"empty", "", "/ /x", ""},
		{"all", "User-agent: *\nDisallow: /", "/robots.txt", "/ /x"},
		{"none", "User-agent: *\nDisallow:", "/ /x", ""},
		{"prefix", "User-agent: *\nDisallow: /admin", "/ /adm", "/admin /admin/ /administrator?x=1"},
		{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b /a/b/x", "/a /a/x /a/b/c"},
		{"allow wins a tie", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", ""},
		{"own group alone", "User-agent: *\nDisallow: /\n\nUser-agent: Mingjing\nDisallow: /x", "/ /y", "/x"},
		{"own group with a version", "User-agent: mingjing/1.0\nDisallow: /x", "/", "/x"},
		{"own groups together", "User-agent: mingjing\nDisallow: /x\nUser-agent: other\nDisallow: /\nUser-agent: mingjing\nDisallow: /y", "/z", "/x /y"},
		{"several agents for a group", "User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /x", "/", "/x"},
		{"of another", "User-agent: Baiduspider\nDisallow: /", "/ /x", ""},
		{"name as part of another", "User-agent: mingjingbot\nDisallow: /", "/", ""},
		{"wildcard from the start", "User-agent: *\nDisallow: /a*b", "/x/ab /a/x", "/ab /a/x/b/y"},
		{"wildcard and end", "User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y /x.pdfx", "/x.pdf /a/b.pdf"},
		{"end alone", "User-agent: *\nDisallow: /$", "/x", "/"},
		{"query", "User-agent: *\nDisallow: /*?", "/x", "/x?y=1"},
		{"wildcards without end", "User-agent: *\nDisallow: /" + strings.Repeat("*a", 200) + "b", "/" + strings.Repeat("a", 3000), ""},
		{"raw against encoded", "User-agent: *\nDisallow: /搜索/", "/x", "/%E6%90%9C%E7%B4%A2/ /%e6%90%9c%e7%b4%a2/x"},
		{"encoded against raw", "User-agent: *\nDisallow: /%7Ea/%e6%90%9c", "/x", "/~a/搜索 /%7ea/%E6%90%9C"},
		{"encoded slash is no slash", "User-agent: *\nDisallow: /a%2Fb", "/a/b", "/a%2fb"},
		{"comments, blanks, case", "  USER-AGENT : * # all\r\n\r\n DISALLOW:/x # that\r\n", "/", "/x"},
		{"only carriage returns", "User-agent: *\rDisallow: /x\r", "/", "/x"},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x", "/", "/x"},
		{"nonsense between", "hello\nUser-agent: *\nCrawl-delay: soon\n%%%\nDisallow: /x", "/", "/x"},
		{"rule before any agent", "Disallow: /x\nUser-agent: *\nDisallow: /y", "/x", "/y"},
		{"without a slash", "User-agent: *\nDisallow: x", "/", "/x"},
		{"site map between", "User-agent: *\nSitemap: http://x/s.xml\nDisallow: /x", "/", "/x"},
	} {
		r := parseRobots([]byte(test.text))
		for _, path := range strings.Fields(test.allowed) {
			if ok, rule := r.allows(path); !ok {
				t.Errorf("%s: %s refused by %s", test.name, clip(path), rule)
			}
		}
		for _, path := range strings.Fields(test.refused) {
			if ok, _ := r.allows(path); ok {
				t.Errorf("%s: %s allowed", test.name, path)
			}
		}
	}
}

func TestRobotsDelay(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2.5":                                   2500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 86400":                                 maxCrawlDelay,
		"User-agent: *\nCrawl-delay: -1":                                    0,
		"User-agent: *\nCrawl-delay: NaN":                                   0,
		"User-agent: other\nCrawl-delay: 3\nUser-agent: *\nDisallow: /x":    0,
		"User-agent: mingjing\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay:": 3 * time.Second,
	} {
		if got := parseRobots([]byte(text)).delay; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestRobotsAnswers(t *testing.T) {
	refuse := "User-agent: *\nDisallow: /x"
	text := []string{"Content-Type", "text/plain"}
	for _, test := range []struct {
		name  string
		serve http.HandlerFunc
		kind  audit.TroubleKind // of /x; where even the home page is barred, of that
	}{
		{"404", answer(404, refuse), ""},
		{"403", answer(403, refuse), ""},
		{"401", answer(401, refuse), ""},
		{"rules", answer(200, refuse, text...), audit.TroubleRobots},
		{"rules as HTML", answer(200, refuse), audit.TroubleRobots},
		{"a page in its place", answer(200, "<!doctype html><title>首页</title>\n"+refuse), ""},
		{"redirect", answer(301, "", "Location", "/robots2.txt"), audit.TroubleRobots},
		{"redirects without end", answer(302, "", "Location", "/robots.txt"), ""},
		{"redirect off the site", answer(302, "", "Location", "http://other.example/robots.txt"), ""},
		{"500", answer(500, refuse), audit.TroubleRobots},
		{"503", answer(503, refuse), audit.TroubleRobots},
		{"429", answer(429, refuse), audit.TroubleRobots},
		{"cut", raw("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + refuse), audit.TroubleRobots},
		{"reset", raw(""), audit.TroubleUnreachable},
		{"larger than is read", answer(200, refuse+"\n"+strings.Repeat("# padding\n", 80_000)+"Disallow: /\n", text...), audit.TroubleRobots},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.home("/x", "/y")
			p.page("/x", "<title>x</title>words")
			p.page("/y", "<title>y</title>words")
			p.handle("/robots.txt", test.serve)
			p.handle("/robots2.txt", answer(200, refuse, text...))
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{})
			page := g.by("/x")
			if page == nil {
				page = g.by("/")
				if crawl.Stopped != audit.StoppedBlocked && crawl.Stopped != audit.StoppedUnreachable || !strings.Contains(page.Trouble.Detail, "robots.txt: ") {
					t.Errorf("%+v, page %+v", crawl, page)
				}
			} else if g.by("/y").Trouble.Kind != "" {
				t.Errorf("y: %+v", g.by("/y").Trouble)
			}
			if page.Trouble.Kind != test.kind {
				t.Errorf("trouble %+v, want %q", page.Trouble, test.kind)
			}
			if test.kind != "" && p.count("/x") != 0 {
				t.Error("it was fetched all the same")
			}
			if crawl.Requests != p.total() {
				t.Errorf("counted %d, served %d", crawl.Requests, p.total())
			}
		})
	}
}

func TestRobotsHoldForRedirects(t *testing.T) {
	p := newPortal(t)
	p.home("/a")
	p.handle("/a", answer(302, "", "Location", "/secret/x"))
	p.page("/secret/x", "secret")
	p.handle("/robots.txt", answer(200, "User-agent: *\nDisallow: /secret/", "Content-Type", "text/plain"))
	g := new(tellGuide)
	crawlWith(t, p, g, Options{})
	if page := g.by("/a"); page.Trouble.Kind != audit.TroubleRobots || len(page.Hops) != 1 || p.count("/secret/x") != 0 {
		t.Errorf("%+v, asked %d times", page, p.count("/secret/x"))
	}
}

func TestCrawlDelayIsObeyed(t *testing.T) {
	for rate, want := range map[float64]time.Duration{1: 12 * time.Second, 0: 0} {
		p := newPortal(t)
		p.home("/a", "/b")
		p.page("/a", "<row href='/x'>a</row>")
		p.page("/b", "<row href='/x'>b</row>")
		p.handle("/robots.txt", answer(200, "User-agent: *\nCrawl-delay: 4", "Content-Type", "text/plain"))
		clock := newFakeClock()
		g := &tellGuide{promise: byPath(map[string]float64{"/x": 0})}
		crawl := crawlWith(t, p, g, Options{Rate: rate, Clock: clock})
		// robots.txt, home, a, probe, b; each 4 s after the one before
		want := want * time.Duration(crawl.Requests-1) / 3
		if got := clock.total(); got != want {
			t.Errorf("rate %v: %v for %d requests, want %v", rate, got, crawl.Requests, want)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /%e6", "/a%xb")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := parseRobots([]byte(text))
		r.allows(path)
		if u := uniform(path); uniform(u) != u {
			t.Errorf("uniform(%q) = %q is not stable: %q", path, u, uniform(u))
		}
	})
}
