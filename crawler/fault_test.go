package crawler

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

func gz(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

func answer(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		conn.Write([]byte(answer))
		conn.Close()
	}
}

func TestTroubles(t *testing.T) {
	article := "<title>通知</title>关于印发基层政务公开实施方案的通知"
	hang := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for _, test := range []struct {
		name   string
		serve  http.HandlerFunc
		kind   audit.TroubleKind
		detail string
	}{
		{"well", answer(200, article), "", ""},
		{"404", answer(404, "nothing"), audit.TroubleGone, "404"},
		{"410", answer(410, "nothing"), audit.TroubleGone, "410"},
		{"550", answer(550, "nothing"), audit.TroubleGone, "550"},
		{"soft error that the reader knows", answer(200, "页面不存在"), audit.TroubleGone, "不存在"},
		{"401", answer(401, "who"), audit.TroubleLogin, "401"},
		{"403", answer(403, "no"), audit.TroubleRefused, "403"},
		{"403 with the words of a missing page", answer(403, "页面不存在"), audit.TroubleRefused, "403"},
		{"403 with the words of a firewall", answer(403, "防火墙"), audit.TroubleShield, "防火墙"},
		{"404 with the words of a firewall", answer(404, "防火墙"), audit.TroubleShield, "防火墙"},
		{"412", answer(412, "x"), audit.TroubleShield, "412"},
		{"418", answer(418, "x"), audit.TroubleShield, "418"},
		{"429", answer(429, "x"), audit.TroubleRefused, "429"},
		{"521", answer(521, "x"), audit.TroubleShield, "521"},
		{"500", answer(500, "x"), audit.TroubleServer, "500"},
		{"500 with the words of a missing page", answer(500, "页面不存在"), audit.TroubleServer, "500"},
		{"503", answer(503, "x"), audit.TroubleServer, "503"},
		{"304 that nobody asked for", answer(304, ""), audit.TroubleServer, "304"},
		{"empty", answer(200, ""), audit.TroubleCut, "empty"},
		{"204", answer(204, ""), audit.TroubleCut, "empty"},
		{"no answer", raw(""), audit.TroubleUnreachable, "closed without an answer"},
		{"no HTTP", raw("hello\r\n\r\n"), audit.TroubleUnreachable, "malformed"},
		{"shorter than its length", raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n" + article), audit.TroubleCut, "ended early"},
		{"chunks without end", raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), audit.TroubleCut, "ended early"},
		{"slow header", hang, audit.TroubleTimeout, "no answer in time"},
		{"slow body", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, article)
			w.(http.Flusher).Flush()
			hang(w, r)
		}, audit.TroubleTimeout, "did not end"},
		{"header without end", answer(200, article, "X", strings.Repeat("x", maxHeaderBytes+8000)), audit.TroubleTooLarge, "header"},
		{"too large", answer(200, strings.Repeat("x", 5000)), audit.TroubleTooLarge, "4096"},
		{"gzip, too large when decoded", answer(200, string(gz(strings.Repeat("x", 5000))), "Content-Encoding", "gzip"), audit.TroubleTooLarge, "4096"},
		{"gzip", answer(200, string(gz(article)), "Content-Encoding", "gzip"), "", ""},
		{"gzip without a header", answer(200, string(gz(article))), "", ""},
		{"gzip twice", answer(200, string(gz(string(gz(article)))), "Content-Encoding", "gzip"), "", ""},
		{"gzip announced, not done", answer(200, article, "Content-Encoding", "gzip"), "", ""},
		{"gzip cut", answer(200, string(gz(article)[:40]), "Content-Encoding", "gzip"), audit.TroubleCut, "ended early"},
		{"gzip and rubbish", answer(200, string(gz(article))+"rubbish", "Content-Encoding", "gzip"), "", ""},
		{"deflate", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "deflate")
			z := zlib.NewWriter(w)
			z.Write([]byte(article))
			z.Close()
		}, "", ""},
		{"deflate, raw", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "deflate")
			w.Header().Set("Content-Type", "text/html")
			z, _ := flate.NewWriter(w, 6)
			z.Write([]byte(article))
			z.Close()
		}, "", ""},
		{"brotli unasked", answer(200, "x", "Content-Encoding", "br"), audit.TroubleDamaged, "br"},
		{"picture", answer(200, "x", "Content-Type", "image/png"), audit.TroublePicture, "image/png"},
		{"film", answer(200, "x", "Content-Type", "video/mp4"), audit.TroubleDamaged, "media type video/mp4 is not read"},
		{"redirect to nowhere", answer(302, "", "Location", "javascript:void(0)"), audit.TroubleServer, "javascript"},
		{"redirect that does not parse", answer(302, "", "Location", "http://[x/"), audit.TroubleServer, "302"},
		{"redirect off the site", answer(302, "", "Location", "http://other.example/"), audit.TroubleOffSite, "http://other.example/"},
		{"redirect to itself", answer(302, "", "Location", "/x"), audit.TroubleLoop, "back to"},
		{"refresh off the site", answer(200, `<meta refresh="http://other.example/">`), audit.TroubleOffSite, "http://other.example/"},
		{"refresh to itself", answer(200, `<meta refresh="/x">`+article), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t)
			p.home("/x", "/after")
			p.page("/after", "<title>后</title>之后的一页")
			p.handle("/x", test.serve)
			timeout := 5 * time.Second
			if test.kind == audit.TroubleTimeout {
				timeout = 100 * time.Millisecond
			}
			g := new(tellGuide)
			crawl := crawlWith(t, p, g, Options{Timeout: timeout, MaxBody: 4096, Retries: -1})
			page := g.by("/x")
			if page == nil {
				t.Fatalf("no page; saw %s", g.paths())
			}
			if page.Trouble.Kind != test.kind || !strings.Contains(page.Trouble.Detail, test.detail) {
				t.Errorf("trouble %q %q, want %q %q", page.Trouble.Kind, page.Trouble.Detail, test.kind, test.detail)
			}
			if test.kind == "" && page.Title != "通知" {
				t.Errorf("title %q", page.Title)
			}
			if after := g.by("/after"); after == nil || after.Trouble.Kind != "" {
				t.Errorf("the page after it was not read")
			}
			if crawl.Requests != p.total() {
				t.Errorf("counted %d requests, the server %d", crawl.Requests, p.total())
			}
		})
	}
}

func TestBomb(t *testing.T) {
	p := newPortal(t)
	p.home("/bomb")
	bomb := gz(strings.Repeat("\x00", 8<<20))
	p.handle("/bomb", answer(200, string(bomb), "Content-Encoding", "gzip"))
	g := new(tellGuide)
	crawlWith(t, p, g, Options{})
	if page := g.by("/bomb"); page.Trouble.Kind != audit.TroubleTooLarge || page.Size != 0 {
		t.Errorf("trouble %+v, size %d", page.Trouble, page.Size)
	}
}

func TestGzipFileStays(t *testing.T) {
	p := newPortal(t)
	p.home("/a.tar.gz", "/b")
	file := string(gz("a file"))
	p.handle("/a.tar.gz", answer(200, file, "Content-Encoding", "gzip", "Content-Type", "application/x-gzip"))
	p.handle("/b", answer(200, file, "Content-Type", "application/octet-stream"))
	g := new(tellGuide)
	crawlWith(t, p, g, Options{})
	for _, path := range []string{"/a.tar.gz", "/b"} {
		if page := g.by(path); page.Size != len(file) {
			t.Errorf("%s: size %d, want %d", path, page.Size, len(file))
		}
	}
}
