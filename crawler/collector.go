package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/publicsuffix"
)

// A collector sends the requests of one site, one at a time, by means of colly.
//
// It asks of colly the request and the cookies and nothing else. Colly reads COLLY_* variables of
// the environment in NewCollector, so that is not called. Redirects come back as they are.
type collector struct {
	colly *colly.Collector
	jar   http.CookieJar
}

func newCollector(transport http.RoundTripper, userAgent string) (*collector, error) {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, fmt.Errorf("cookie jar: %w", err)
	}
	c := new(colly.Collector)
	c.Init()
	c.UserAgent = userAgent
	c.AllowURLRevisit = true        // the frontier fetches each address once
	c.IgnoreRobotsTxt = true        // robots.go obeys it, for redirects too
	c.ParseHTTPErrorResponse = true // an error page is an answer
	c.MaxBodySize = 0               // the wire bounds bodies and tells when one is cut
	c.SetClient(&http.Client{
		Transport:     transport,
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	return &collector{c, jar}, nil
}

// remember takes the cookies of an answer that was given before.
func (c *collector) remember(address string, header http.Header) {
	if u, err := url.Parse(address); err == nil {
		c.jar.SetCookies(u, (&http.Response{Header: header}).Cookies())
	}
}

// send sends one request and fills the exchange. It is not for use by several goroutines.
func (c *collector) send(ctx context.Context, r request, header http.Header, x *exchange) {
	c.colly.Context = withExchange(ctx, x)
	var err error
	if r.method == http.MethodGet {
		err = c.colly.Request(r.method, r.url, nil, nil, header)
	} else {
		err = c.colly.Request(r.method, r.url, strings.NewReader(r.body), nil, header)
	}
	if err != nil && x.status == 0 && x.fault == nil {
		x.err, x.fault = err, faultOf(err)
	}
}
