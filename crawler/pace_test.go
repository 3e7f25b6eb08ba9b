package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mingjing/audit"
)

func TestLimiter(t *testing.T) {
	clock := newFakeClock()
	start := clock.Now()
	l := newLimiter(2, clock)
	at := func(keys ...string) time.Duration {
		if err := l.Wait(t.Context(), time.Time{}, keys...); err != nil {
			t.Fatal(err)
		}
		return clock.Now().Sub(start)
	}
	for i, step := range []struct {
		keys []string
		want time.Duration
	}{
		{[]string{"a", "1"}, 0},
		{[]string{"b", "2"}, 0}, // another host on another server need not wait
		{[]string{"a", "1"}, 500 * time.Millisecond},
		{[]string{"c", "1"}, 1000 * time.Millisecond}, // another host on the same server has to
		{[]string{"b", "2"}, 1000 * time.Millisecond},
	} {
		if got := at(step.keys...); got != step.want {
			t.Errorf("step %d: at %v, want %v", i, got, step.want)
		}
	}
	l.Delay("a", 3*time.Second)
	at("a")
	before := at("x")
	if got := at("a") - before; got != 3*time.Second {
		t.Errorf("delay of robots.txt: %v", got)
	}
	if err := l.Wait(t.Context(), clock.Now().Add(time.Second), "a"); !errors.Is(err, ErrLate) {
		t.Errorf("a turn after the deadline: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Wait(ctx, time.Time{}, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait: %v", err)
	}
}

func TestLimiterSlowsDownAndRecovers(t *testing.T) {
	clock := newFakeClock()
	l := newLimiter(1, clock)
	gap := func() time.Duration {
		if err := l.Wait(t.Context(), time.Time{}, "a"); err != nil {
			t.Fatal(err)
		}
		from := clock.Now()
		if err := l.Wait(t.Context(), time.Time{}, "a"); err != nil {
			t.Fatal(err)
		}
		return clock.Now().Sub(from)
	}
	var gaps []time.Duration
	for range 3 {
		l.Slow("a")
		gaps = append(gaps, gap())
	}
	for range 3 {
		l.Ease("a")
		gaps = append(gaps, gap())
	}
	if got := fmt.Sprint(gaps); got != "[2s 4s 8s 4s 2s 1s]" {
		t.Error(got)
	}
	for range 20 {
		l.Slow("a")
	}
	if got := gap(); got != maxPenalty {
		t.Errorf("slowed down to %v", got)
	}
}

// TestPaceIsSharedBySitesOnOneServer crawls two sites of one address at once. The clock moves only
// when somebody sleeps, so that all requests of both take a second each.
func TestPaceIsSharedBySitesOnOneServer(t *testing.T) {
	var mu sync.Mutex
	var times []time.Time
	clock := newFakeClock()
	start := clock.Now()
	p := newPortal(t)
	p.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		times = append(times, clock.Now())
		mu.Unlock()
		if r.URL.Path == "/" {
			fmt.Fprint(w, `<a href="/1">1</a><a href="/2">2</a><a href="/3">3</a>`)
			return
		}
		fmt.Fprint(w, "<row href='/'>x</row>")
	})
	_, port, _ := strings.Cut(p.host(), ":")
	c, err := New(tinyRead, Options{Rate: 1, AllowPrivate: true, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	c.names = names{"one.example": {"127.0.0.1"}, "two.example": {"127.0.0.1"}}
	var wg sync.WaitGroup
	for _, name := range []string{"one", "two"} {
		wg.Go(func() {
			site := audit.Site{ID: name, Home: "http://" + name + ".example:" + port}
			if _, err := c.Crawl(t.Context(), site, new(tellGuide)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(times) != 10 { // robots.txt, home and three pages each
		t.Fatalf("%d requests", len(times))
	}
	if total := clock.Now().Sub(start); total < 9*time.Second {
		t.Errorf("ten requests in %v", total)
	}
}

func TestRetries(t *testing.T) {
	ms := time.Millisecond
	date := newFakeClock().Now().Add(7 * time.Second).Format(http.TimeFormat)
	ok := answer(200, "<title>x</title>words")
	for _, test := range []struct {
		name   string
		serve  []http.HandlerFunc // one after the other, the last again and again
		tries  int
		kind   audit.TroubleKind
		sleeps string
	}{
		{"well", []http.HandlerFunc{ok}, 1, "", "[]"},
		{"503 that passes", []http.HandlerFunc{answer(503, ""), ok}, 2, "", fmt.Sprint([]time.Duration{500 * ms})},
		{"502, 504", []http.HandlerFunc{answer(502, ""), answer(504, ""), ok}, 3, "", "[500ms 1s]"},
		{"503 that stays", []http.HandlerFunc{answer(503, "")}, 3, audit.TroubleServer, "[500ms 1s]"},
		{"500 once", []http.HandlerFunc{answer(500, "")}, 2, audit.TroubleServer, "[500ms]"},
		{"reset that passes", []http.HandlerFunc{raw(""), raw(""), ok}, 3, "", "[500ms 1s]"},
		{"cut that passes", []http.HandlerFunc{raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), ok}, 2, "", "[500ms]"},
		{"429 with seconds", []http.HandlerFunc{answer(429, "", "Retry-After", "7"), ok}, 2, "", "[7s]"},
		{"503 with a date", []http.HandlerFunc{answer(503, "", "Retry-After", date), ok}, 2, "", "[7s]"},
		{"429 for an hour", []http.HandlerFunc{answer(429, "", "Retry-After", "3600")}, 1, audit.TroubleRefused, "[]"},
		{"429 with nonsense", []http.HandlerFunc{answer(429, "", "Retry-After", "soon"), ok}, 2, "", "[500ms]"},
		{"403 is not tried again", []http.HandlerFunc{answer(403, ""), ok}, 1, audit.TroubleRefused, "[]"},
		{"521 is not tried again", []http.HandlerFunc{answer(521, ""), ok}, 1, audit.TroubleShield, "[]"},
		{"404 is not tried again", []http.HandlerFunc{answer(404, ""), ok}, 1, audit.TroubleGone, "[]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.home("/x")
			n := 0
			p.handle("/x", func(w http.ResponseWriter, r *http.Request) {
				n++
				test.serve[min(n, len(test.serve))-1](w, r)
			})
			clock := newFakeClock()
			g := new(tellGuide)
			crawlWith(t, p, g, Options{Clock: clock})
			page := g.by("/x")
			if n != test.tries || page.Trouble.Kind != test.kind || fmt.Sprint(clock.slept) != test.sleeps {
				t.Errorf("%d tries, %+v, slept %v", n, page.Trouble, clock.slept)
			}
		})
	}
}

func TestNoSleepWithoutRate(t *testing.T) {
	p := newPortal(t)
	p.home("/a", "/b", "/c")
	p.handle("/a", answer(403, ""))
	p.handle("/b", answer(404, ""))
	p.page("/c", "<title>c</title>words")
	clock := newFakeClock()
	crawlWith(t, p, new(tellGuide), Options{Clock: clock})
	if len(clock.slept) != 0 {
		t.Errorf("slept %v", clock.slept)
	}
}
