package reader

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"mingjing/audit"
)

// seeds are the answers of the golden files.
func seeds(f *testing.F) []string {
	f.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	var bodies []string
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		bodies = append(bodies, string(txtar.Parse(raw).Files[0].Data))
	}
	return bodies
}

func FuzzRead(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add([]byte(body), uint8(0))
		f.Add([]byte(body), uint8(1))
	}
	kinds := []audit.LinkKind{audit.LinkAnchor, audit.LinkData, audit.LinkScript, audit.LinkHome}
	f.Fuzz(func(t *testing.T, body []byte, kind uint8) {
		in := Input{URL: "http://www.moxian.gov.cn/a/b.html", Body: body}
		in.Via.Kind, in.Via.URL = kinds[int(kind)%len(kinds)], in.URL
		var p audit.Page
		read(in, &p)
		if len(p.Needs) > 0 { // what the page itself says serves as the script
			in.Scripts = map[string][]byte{p.Needs[0]: body}
			p = audit.Page{}
			read(in, &p)
		}
		if !utf8.ValidString(p.Title) || !utf8.ValidString(p.Text) || len(p.Text) > audit.MaxText {
			t.Errorf("title %q, %d bytes of text", p.Title, len(p.Text))
		}
		for _, e := range p.Entries {
			if e.URL == "" || e.Title == "" {
				t.Errorf("entry %+v", e)
			}
		}
		for _, table := range p.Tables {
			for _, row := range table.Rows {
				if len(row) != len(table.Rows[0]) {
					t.Error("rows of different length")
				}
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("中文"), "text/html; charset=gbk")
	f.Add([]byte{0xd6, 0xd0, 0xce, 0xc4}, "text/html; charset=utf-8")
	f.Add([]byte("\xff\xfe-N"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text, charset := Decode(body, contentType)
		if !utf8.Valid(text) || charset == "" {
			t.Errorf("charset %q, text %q", charset, text)
		}
	})
}

// TestHostilePages holds that no page makes the reader slow: time grows with the size of a page and not with its square.
func TestHostilePages(t *testing.T) {
	pages := map[string]func(n int) string{
		"links": func(n int) string {
			return "<ul>" + strings.Repeat(`<li><a href="/a/1.html">一条通知的标题</a><span>2020-01-02</span></li>`, n) + "</ul>"
		},
		"bare links":  func(n int) string { return strings.Repeat(`<a href="/a/1.html">一条通知</a> `, n) },
		"nesting":     func(n int) string { return strings.Repeat("<div>", n) + `<a href="/x/">深处</a>` },
		"open lists":  func(n int) string { return strings.Repeat("<ul><li>", n) + "深处" },
		"open tables": func(n int) string { return strings.Repeat("<table><tr><td>", n) },
		"wide spans": func(n int) string {
			return "<table>" + strings.Repeat(`<tr><td rowspan=65000 colspan=1000>一</td></tr>`, n)
		},
		"brackets": func(n int) string { return "<script>var a=" + strings.Repeat("[{", n) + "</script>" },
		"quotes":   func(n int) string { return "<script>" + strings.Repeat(`x={"a":'`, n) + "</script>" },
		"calls": func(n int) string {
			return "<script>" + strings.Repeat("function f(a){$.get('/list?id='+a);} f(1);", n)
		},
		"headings":        func(n int) string { return strings.Repeat("<h3>标题</h3><div><a href='/x/'>链接一</a></div>", n) },
		"labels":          func(n int) string { return strings.Repeat("<p>当前位置：友情链接 发布日期：</p>", n) },
		"comments":        func(n int) string { return strings.Repeat("<!-- <a href='/x'>一</a> -->", n) },
		"inline scripts":  func(n int) string { return strings.Repeat("<script>document.write('<a href=/x>一</a>')</script>", n) },
		"formatting tags": func(n int) string { return strings.Repeat("<b><i><a href=/x>", n/10) },
		"attributes":      func(n int) string { return "<div " + strings.Repeat("a ", n) + ">" },
		"digits":          func(n int) string { return "<p>" + strings.Repeat("2020-01-0", n) + "</p>" },
	}
	took := func(body string) time.Duration {
		start := time.Now()
		Read(Input{URL: "http://www.moxian.gov.cn/", Body: []byte("<html><body>" + body)})
		return time.Since(start)
	}
	for name, page := range pages {
		small, large := took(page(500)), took(page(4000))
		// Eight times the size; a square would be 64 times the time.
		if large > 30*small+time.Second {
			t.Errorf("%s: %v for a page, %v for one of eight times the size", name, small, large)
		}
	}
}
