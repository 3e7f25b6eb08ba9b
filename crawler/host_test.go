package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

// many serves n paths under a prefix with one handler and returns them.
func many(p *portal, prefix string, n int, h http.HandlerFunc) []string {
	var paths []string
	for i := range n {
		path := fmt.Sprintf("%s%d", prefix, i)
		paths = append(paths, path)
		p.handle(path, h)
	}
	return paths
}

func TestHostThatRefusesIsGivenUp(t *testing.T) {
	for _, test := range []struct {
		name    string
		refuse  http.HandlerFunc
		kind    audit.TroubleKind
		stopped audit.Stopped
	}{
		{"403", answer(403, "no"), audit.TroubleRefused, audit.StoppedBlocked},
		{"shield with status 200", answer(200, "防火墙"), audit.TroubleShield, audit.StoppedBlocked},
		{"521", answer(521, "x"), audit.TroubleShield, audit.StoppedBlocked},
		{"silence", raw(""), audit.TroubleUnreachable, audit.StoppedUnreachable},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			paths := many(p, "/x", 20, test.refuse)
			p.home(paths...)
			clock := newFakeClock()
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{Clock: clock})
			if crawl.Stopped != test.stopped || !strings.Contains(crawl.Detail, "in a row") {
				t.Errorf("%+v", crawl)
			}
			asked := 0
			for _, path := range paths {
				asked += min(p.count(path), 1)
				if page := g.by(path); page == nil || page.Trouble.Kind != test.kind {
					t.Errorf("%s: %+v", path, page)
				}
			}
			if asked != patience {
				t.Errorf("%d were asked for, want %d", asked, patience)
			}
			if crawl.Requests != p.total() {
				t.Errorf("counted %d, served %d", crawl.Requests, p.total())
			}
		})
	}
}

func TestRefusalsAmidPages(t *testing.T) {
	p := newPortal(t)
	var paths []string
	for i := range 60 {
		path := fmt.Sprintf("/p%d", i)
		paths = append(paths, path)
		if i%4 == 3 {
			p.page(path, "<title>x</title><row href='/'>x</row>")
		} else {
			p.handle(path, answer(403, "no"))
		}
	}
	p.home(paths...)
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{})
	if crawl.Stopped != audit.StoppedExhausted {
		t.Errorf("%+v", crawl)
	}
	for _, path := range paths {
		if p.count(path) != 1 {
			t.Errorf("%s was asked %d times", path, p.count(path))
		}
	}
}

// TestOnlyFilesAreRefused has a good page, then many refused files: the page is asked for once more,
// and as it is read the host is not given up.
func TestOnlyFilesAreRefused(t *testing.T) {
	p := newPortal(t)
	p.page("/good", "<title>good</title><row href='/'>x</row>")
	files := many(p, "/file", 12, answer(403, "no"))
	p.home(append([]string{"/good"}, append(files, "/last")...)...)
	p.page("/last", "<title>last</title><row href='/'>x</row>")
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{})
	if crawl.Stopped != audit.StoppedExhausted || g.by("/last").Trouble.Kind != "" || p.count("/good") != 2 {
		t.Errorf("%+v, last %+v, good asked %d times", crawl, g.by("/last").Trouble, p.count("/good"))
	}
}

func TestOtherHostsGoOn(t *testing.T) {
	shut := newPortal(t)
	var links []string
	for _, path := range many(shut, "/x", 9, answer(403, "no")) {
		links = append(links, shut.URL+path)
	}
	p := newPortal(t)
	p.home(append(links, "/after")...)
	p.page("/after", "<title>after</title><row href='/'>x</row>")
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{}, func(_ *Crawler, s *audit.Site) { s.Hosts = []string{shut.host()} })
	if crawl.Stopped != audit.StoppedExhausted || g.by("/after").Trouble.Kind != "" {
		t.Errorf("%+v", crawl)
	}
}

func TestRefusalsSlowDown(t *testing.T) {
	p := newPortal(t)
	p.home(many(p, "/x", 4, answer(403, "no"))...)
	clock := newFakeClock()
	crawlWith(t, p, new(tellGuide), Options{Clock: clock, Rate: 1})
	// robots.txt, home, x0 a second apart; then 2, 4 and 8 s
	if want := 16 * time.Second; clock.total() != want {
		t.Errorf("took %v, want %v", clock.total(), want)
	}
}

func TestSilentHostIsNotTriedAgainAndAgain(t *testing.T) {
	p := newPortal(t)
	p.home(many(p, "/x", 8, raw(""))...)
	crawlWith(t, p, new(tellGuide), Options{})
	// two with their retries, three without
	if want := 2 + 2*3 + 3; p.total() != want {
		t.Errorf("%d requests, want %d", p.total(), want)
	}
}
