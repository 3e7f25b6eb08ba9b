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
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	pages := map[string]string{
		"links":           "<ul>" + strings.Repeat(`<li><a href="/a/1.html">一条通知的标题</a><span>2020-01-02</span></li>`, n) + "</ul>",
		"bare links":      strings.Repeat(`<a href="/a/1.html">一条通知</a> `, n),
		"nesting":         strings.Repeat("<div>", n) + `<a href="/x/">深处</a>`,
		"open lists":      strings.Repeat("<ul><li>", n/4) + "深处",
		"open tables":     strings.Repeat("<table><tr><td>", n/8),
		"wide spans":      "<table>" + strings.Repeat(`<tr><td rowspan=65000 colspan=1000>一</td><td>二</td></tr>`, n/20) + "</table>",
		"brackets":        "<script>var a=" + strings.Repeat("[{", n) + "</script>",
		"quotes":          "<script>" + strings.Repeat(`x={"a":'`, n/2) + "</script>",
		"calls":           "<script>" + strings.Repeat("function f(a){$.get('/list?id='+a);} f(1);", n/40) + "</script>",
		"headings":        strings.Repeat("<h3>标题</h3><div><a href='/x/'>链接一</a></div>", n/4),
		"labels":          strings.Repeat("<p>当前位置：友情链接 发布日期：</p>", n/4),
		"comments":        strings.Repeat("<!-- <a href='/x'>一</a> -->", n/2),
		"inline scripts":  strings.Repeat("<script>document.write('<a href=/x>一</a>')</script>", n/20),
		"formatting tags": strings.Repeat("<b><i><a href=/x>", n/20),
		"attributes":      "<div " + strings.Repeat("a ", n) + ">",
		"digits":          "<p>" + strings.Repeat("2020-01-0", n) + "</p>",
	}
	for name, body := range pages {
		start := time.Now()
		Read(Input{URL: "http://www.moxian.gov.cn/", Body: []byte("<html><body>" + body)})
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s: %v", name, d)
		} else {
			t.Logf("%s: %d kB in %v", name, len(body)/1000, d)
		}
	}
}
