package crawler_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/crawler/reader"
)

// everything is a guide that wants every page.
type everything struct{ pages []*audit.Page }

func (g *everything) Promise(*audit.Link) float64 { return 1 }
func (g *everything) Saw(page *audit.Page)        { g.pages = append(g.pages, page) }
func (g *everything) Settled() bool               { return false }
func (g *everything) Progress() (int, int)        { return 0, 0 }

// TestWithTheReader crawls a small portal with the reader of the program: GBK without a word about
// it, a list hidden in XML with further rows from the server, one whose request hangs on a script
// file, and a firewall.
func TestWithTheReader(t *testing.T) {
	answers := map[string]string{
		"/":                     `<html><head><meta http-equiv="refresh" content="0; url=/index.html"></head></html>`,
		"/index.html":           `<html><head><title>某县人民政府</title></head><body><ul><li><a href="/col/col12/index.html">基层政务公开标准化规范化</a></li><li><a href="/list.html">财政预决算</a></li><li><a href="/shut.html">监督保障</a></li></ul></body></html>`,
		"/col/col12/index.html": "<html><head><title>\xbb\xf9\xb2\xe3\xd5\xfe\xce\xf1\xb9\xab\xbf\xaa</title></head><body><div id=\"7\"><script type=\"text/xml\"><datastore><recordset><record><![CDATA[<li><a href=/art/2020/7/1/art_12_1.html title=\xca\xb5\xca\xa9\xb7\xbd\xb0\xb8>\xca\xb5\xca\xa9\xb7\xbd\xb0\xb8</a><b>2020-07-01</b></li>]]></record></recordset></datastore></script></div></body></html>",
		"/art/2020/7/1/art_12_1.html": `<html><head><title>实施方案</title><meta name="ArticleTitle" content="实施方案"><meta name="PubDate" content="2020-07-01"></head>
			<body><div id="zoom"><p>为做好基层政务公开标准化规范化工作，制定本实施方案。</p></div></body></html>`,
		"/list.html": `<html><head><title>财政预决算</title><script src="/js/common.js"></script></head><body><table><tbody id="rows"></tbody></table>
			<script>$.post(siteInfo.root + "/rest/infolist", {category: "003", pageIndex: 1, site: siteInfo.guid}, function (r) { $("#rows").html(draw(r)); });</script></body></html>`,
		"/js/common.js":        `var siteInfo = {root: "/front", guid: "7eb5"};`,
		"/front/rest/infolist": `{"data": [{"title": "2020年财政预算公开", "url": "/yusuan.html", "date": "2020-02-01"}], "total": 1}`,
		"/yusuan.html":         `<html><head><title>2020年财政预算公开</title><meta name="ArticleTitle" content="2020年财政预算公开"></head><body><p>预算</p></body></html>`,
		"/shut.html":           `<html><body>当前访问疑似黑客攻击，已被创宇盾拦截</body></html>`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.Path]
		w.Header().Set("Content-Type", "text/html")
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		w.Write([]byte(body))
	}))
	defer server.Close()
	c, err := crawler.New(func(in crawler.Answer) *audit.Page { return reader.Read(reader.Input(in)) }, crawler.Options{AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	var guide everything
	crawl, err := c.Crawl(context.Background(), audit.Site{ID: "x", Name: "某县", Home: server.URL}, &guide)
	if err != nil || crawl.Stopped != audit.StoppedExhausted {
		t.Fatalf("%+v, %v", crawl, err)
	}
	got := map[string]*audit.Page{}
	for _, page := range guide.pages {
		got[page.Via.URL] = page
	}
	if home := got[server.URL+"/"]; home == nil || home.URL != server.URL+"/index.html" {
		t.Errorf("home %+v", home)
	}
	if col := got[server.URL+"/col/col12/index.html"]; col == nil || len(col.Entries) != 1 || col.Entries[0].Title != "实施方案" {
		t.Errorf("column %+v", col)
	}
	if art := got[server.URL+"/art/2020/7/1/art_12_1.html"]; art == nil || art.Title != "实施方案" || art.Trouble.Kind != "" || !art.Via.Row && art.Via.Text != "实施方案" {
		t.Errorf("article %+v", art)
	}
	if list := got[server.URL+"/list.html"]; list == nil || len(list.Parts) != 1 || list.Parts[0].Body != "category=003&pageIndex=1&site=7eb5" {
		t.Errorf("list drawn by script %+v", list)
	}
	if row := got[server.URL+"/yusuan.html"]; row == nil || row.Title != "2020年财政预算公开" {
		t.Errorf("row of that list %+v", row)
	}
	if shut := got[server.URL+"/shut.html"]; shut == nil || shut.Trouble.Kind != audit.TroubleShield {
		t.Errorf("shut %+v", shut)
	}
}
