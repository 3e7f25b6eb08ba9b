package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mingjing/audit"
)

// BenchmarkCrawl crawls a portal of 1,000 pages with 120 links each from memory, so that what it
// measures is the crawler alone. The time for a page stands beside it.
func BenchmarkCrawl(b *testing.B) {
	const size = 1000
	links := make([][]audit.Link, size)
	for i := range links {
		for j := range 120 {
			n := (i*7 + j*j) % size
			if j < 60 {
				n = j // the menu
			}
			links[i] = append(links[i], audit.Link{URL: fmt.Sprintf("http://x.gov.cn/p/%d.html", n), Text: fmt.Sprintf("链接 %d", j), Kind: audit.LinkAnchor})
		}
	}
	body := strings.Repeat("<p>正文</p>", 4000)
	read := func(in Answer) *audit.Page {
		var n int
		fmt.Sscanf(in.URL, "http://x.gov.cn/p/%d.html", &n)
		return &audit.Page{Text: "x", Links: append([]audit.Link{}, links[n]...)}
	}
	c, err := New(read, Options{Transport: same(body), Clock: stillClock{}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	pages := 0
	for b.Loop() {
		crawl, err := c.Crawl(b.Context(), audit.Site{ID: "x", Home: "http://x.gov.cn/p/0.html"}, new(tellGuide))
		if err != nil {
			b.Fatal(err)
		}
		pages += crawl.Requests
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(pages), "µs/page")
}

// same is a transport that answers every request alike.
type same string

func (s same) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(s)),
		Header: http.Header{"Content-Type": {"text/html"}}, Body: readCloser{strings.NewReader(string(s))},
	}, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }
