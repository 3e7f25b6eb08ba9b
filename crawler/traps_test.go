package crawler

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"mingjing/audit"
)

func TestEndlessPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"/": false, "/a/b/c": false, "/art/2020/11/5/art_1_2.html": false, "/2020/1/1/1/1/1.html": false,
		"/a/a/a": false, "/a/a/a/a": true, "/x/y/x/y/x/y/x/y": true, strings.Repeat("/s", 3) + "/t": false,
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17": true,
	} {
		if got := endless(path) != ""; got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestTraps(t *testing.T) {
	p := newPortal(t)
	p.home("/calendar?day=1", "/grow/", "/portal?id=1")
	p.handle("/calendar", func(w http.ResponseWriter, r *http.Request) {
		day, _ := strconv.Atoi(r.FormValue("day"))
		fmt.Fprintf(w, `<title>calendar</title><a href="/calendar?day=%d">next</a><row href="/">x</row>`, day+1)
	})
	p.mux.HandleFunc("/grow/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<title>grow</title><a href="%sgrow/">deeper</a><row href="/">x</row>`, r.URL.Path)
	})
	p.handle("/portal", func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.Atoi(r.FormValue("id"))
		if id < 500 {
			fmt.Fprintf(w, `<title>%d</title><a href="/portal?id=%d">next</a><a href="/doc/%d">doc</a>`, id, id+1, id)
		}
	})
	p.mux.HandleFunc("/doc/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<title>%s</title><row href='/'>x</row>", r.URL.Path)
	})
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{Budget: 100_000})
	if crawl.Stopped != audit.StoppedExhausted {
		t.Errorf("%+v", crawl)
	}
	count := map[string]int{}
	loops := 0
	for _, page := range g.pages {
		_, _, rest := splitURL(page.Via.URL)
		path, _ := splitQuery(rest)
		count[path]++
		if page.Trouble.Kind == audit.TroubleLoop {
			loops++
		}
	}
	if count["/calendar"] != maxBarren+1 || count["/portal"] != 500 || loops != 2 {
		t.Errorf("calendar %d, portal %d, loops %d", count["/calendar"], count["/portal"], loops)
	}
}

// TestListsPastTheirEnd has a list whose server answers every page number with the last page.
func TestListsPastTheirEnd(t *testing.T) {
	for name, body := range map[string]string{
		"last page again": `<title>list</title>%[2]s<a href="/list?page=%[1]d" rel=next>下一页</a><row href="/doc/%[3]d">x</row>`,
		"counting on":     `<title>list</title>第%[1]d页<a href="/list?page=%[1]d" rel=next>下一页</a><row href="/doc/%[3]d">x</row>`,
	} {
		p := newPortal(t)
		p.home("/list")
		p.handle("/list", func(w http.ResponseWriter, r *http.Request) {
			page, _ := strconv.Atoi(r.FormValue("page"))
			fmt.Fprintf(w, body, page+1, "", min(page, 3))
		})
		p.mux.HandleFunc("/doc/", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "<title>%s</title><row href='/'>x</row>", r.URL.Path)
		})
		g := new(tellGuide)
		crawlWith(t, p, g, Options{})
		lists := 0
		var last *audit.Page
		for _, page := range g.pages {
			if strings.Contains(page.URL, "/list") {
				lists, last = lists+1, page
			}
		}
		if lists != 5 || len(last.Next) != 0 || last.Trouble.Kind != "" {
			t.Errorf("%s: %d pages of the list, the last %+v", name, lists, last)
		}
	}
}
