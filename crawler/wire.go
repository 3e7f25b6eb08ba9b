package crawler

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

const maxRedirectBody = 64 << 10 // of a redirect, whose body nobody reads

// An exchange is one request under way and what came of it.
type exchange struct {
	url     string // as it was asked for
	limit   int64  // of the decoded body
	whole   bool   // the body is wanted whatever its type
	server  netip.Addr
	sent    bool // a connection came about
	status  int  // 0 where no answer came
	header  http.Header
	media   string
	body    []byte
	more    bool   // the body is longer than the limit
	skipped bool   // the body was not asked for
	fault   *Fault // why the answer is missing or not whole
	err     error  // of the transport, where no answer came
	done    time.Time

	untrusted string // what is wrong with the host's TLS
}

type exchangeKey struct{}

// A wire is the transport below colly. It takes the answer out of the context's exchange before
// colly sees it: colly cuts bodies silently, decodes them by the header's charset and loses an
// answer whose Location it cannot parse. Colly is handed the status and the header with an empty
// body.
type wire struct {
	base  http.RoundTripper
	clock Clock
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	x, _ := req.Context().Value(exchangeKey{}).(*exchange)
	if x == nil {
		return nil, errNoExchange
	}
	if req.Body == nil {
		// The standard transport sends a GET again by itself when a kept connection breaks; with a
		// body it does not, even an empty one. Every request must be counted.
		once := *req
		once.Body = io.NopCloser(strings.NewReader(""))
		req = &once
	}
	answer, err := w.base.RoundTrip(req)
	var unsent dialError
	x.sent = !errors.As(err, &unsent)
	if err != nil {
		x.err, x.fault, x.done = err, faultOf(err), w.clock.Now()
		return nil, err
	}
	defer answer.Body.Close()
	x.take(req, answer)
	x.done = w.clock.Now()
	stub := *answer
	stub.Body, stub.ContentLength, stub.Uncompressed = http.NoBody, 0, true
	return &stub, nil
}

func (x *exchange) take(req *http.Request, answer *http.Response) {
	x.status, x.header, x.media = answer.StatusCode, answer.Header, mediaType(answer.Header)
	if x.status == http.StatusOK && !x.whole && notFetched(req.URL.Path, x.media).Kind != "" {
		x.skipped = true
		return
	}
	limit := x.limit
	if x.redirects() {
		limit = min(limit, maxRedirectBody)
	}
	data, more, err := body{
		raw:      answer.Body,
		encoding: strings.Join(answer.Header.Values("Content-Encoding"), ","),
		sniff:    isText(x.media),
		keep:     isGzipFile(req.URL.Path, answer.Header),
		size:     answer.ContentLength,
		limit:    limit,
	}.read()
	x.body, x.more = data, more
	switch {
	case err != nil:
		x.fault = bodyFault(err)
	case more && !x.redirects():
		x.fault = tooLarge(limit)
	}
}

// redirects reports whether the answer sends on to another address.
func (x *exchange) redirects() bool {
	switch x.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return x.header.Get("Location") != ""
	}
	return false
}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}
