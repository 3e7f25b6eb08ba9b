package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mingjing/audit"
)

func TestLikeness(t *testing.T) {
	home := `<title>某县人民政府</title>某县人民政府门户网站 今日要闻 政务公开 办事服务 互动交流 走进某县 公示公告 部门动态 乡镇动态 专题专栏<a href="/a">a</a><a href="/b">b</a><a href="/index.html">首页</a>`
	for _, test := range []struct {
		name  string
		other func(w http.ResponseWriter, r *http.Request) // what is answered for all but the home page and /a
		a     string                                       // what is answered for /a
		kind  audit.TroubleKind                            // of /b
		again bool                                         // of /index.html
	}{
		{"proper 404", answer(404, "x"), "", audit.TroubleGone, false},
		{"words nobody knows", answer(200, "<title>提示</title>您要找的内容走丢了"), "", audit.TroubleGone, false},
		{"quoting the address", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "<title>提示</title>您要找的 %s 走丢了", r.URL.Path)
		}, "", audit.TroubleGone, false},
		{"home page for everything", answer(200, home), "", audit.TroubleHomeInstead, true},
		{"home page for everything, with a changing word", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, home, "<meta visit="+r.URL.Path+">")
		}, "", audit.TroubleHomeInstead, true},
		{"sent to the home page", answer(302, "", "Location", "/"), "", audit.TroubleHomeInstead, true},
		{"sent to a not-found page", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/lost" {
				http.Redirect(w, r, "/lost", http.StatusFound)
				return
			}
			fmt.Fprint(w, "<title>提示</title>您要找的内容走丢了")
		}, "", audit.TroubleGone, false},
		{"sent to a not-found page with status 404", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/lost" {
				http.Redirect(w, r, "/lost", http.StatusFound)
				return
			}
			w.WriteHeader(404)
		}, "", audit.TroubleGone, false},
		{"a shell that a script fills", answer(200, "<title>某县</title>Please enable JavaScript to continue"), "", "", false},
		{"a shell without words", answer(200, "<title>某县</title><div></div>"), "", "", false},
		{"a shell with a frame", answer(200, "<title>某县</title>政务公开<iframe src='/frame'></iframe>"), "", "", false},
		{"lists everywhere", answer(200, "<title>某县</title>最新文件 <row href='/a'>a</row>"), "", "", false},
		{"pages that differ", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "<title>页</title>这一页的内容是%d", len(r.URL.Path))
		}, "", "", false},
		{"shield for the probe", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/b" {
				fmt.Fprint(w, "<title>b</title>words of b")
				return
			}
			w.WriteHeader(403)
		}, "<title>a</title>words of a", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.page("/", home)
			p.page("/a", test.a+"<title>a</title>words of a, and more of them")
			p.mux.HandleFunc("/", test.other)
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{})
			if a := g.by("/a"); a.Trouble.Kind != "" {
				t.Errorf("a: %+v", a.Trouble)
			}
			if b := g.by("/b"); b.Trouble.Kind != test.kind {
				t.Errorf("b: %+v, want %q", b.Trouble, test.kind)
			}
			if index := g.by("/index.html"); index.Again != test.again || test.again && index.URL != p.URL+"/" {
				t.Errorf("index: %+v", index)
			}
			if crawl.Requests != p.total() {
				t.Errorf("counted %d, served %d", crawl.Requests, p.total())
			}
		})
	}
}

func TestLikenessNeedsWords(t *testing.T) {
	long := strings.Repeat("字", maxErrorText+1)
	for text, want := range map[string]bool{"": false, "  ": false, "走丢": false, "走丢了哦": true, long: false, "loading…": false, "正在加载数据": false} {
		if got := plain(&audit.Page{Text: text}); got != want {
			t.Errorf("%q: %v", clip(text), got)
		}
	}
	file := &audit.Page{Text: "附件一份", Files: []audit.File{{}}}
	if plain(file) {
		t.Error("a page with a file is plain")
	}
}

func TestIsHomePath(t *testing.T) {
	for path, want := range map[string]bool{
		"": true, "/": true, "/index.html": true, "/Default.aspx": true, "/index": true, "/main.htm": true,
		"/col/index.html": false, "/x": false, "/index.html?a=1": false, "/?a=1": false,
	} {
		if got := isHomePath("http://x.gov.cn" + path); got != want {
			t.Errorf("%q: %v", path, got)
		}
	}
}
