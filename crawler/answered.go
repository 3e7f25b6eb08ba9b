package crawler

import (
	"context"
	"net/http"
	"time"

	"mingjing/audit"
)

// Answered gives what an earlier crawl of a site was answered, so that nothing is asked twice. It
// must be safe for use by several goroutines.
type Answered interface {
	// Answer returns what came of a request when it was sent before: to the n-th request that is the
	// same, the n-th answer. It returns nil where there is none; the request is then sent. The error
	// of [Stop] ends the crawl for a reason, any other is an error of the crawl.
	Answer(site, method, url, body string) (*Exchange, error)
}

// Stop is the error by which an [Answered] ends a crawl.
func Stop(reason audit.Stopped) error { return stop(reason) }

// recall takes the answer to a request from those that were given before; nil where there is none.
// It counts like any other and waits for nothing.
func (r *run) recall(ctx context.Context, q request) (*exchange, error) {
	switch {
	case r.o.Answered == nil:
		return nil, nil
	case ctx.Err() != nil:
		return nil, errBroken
	case r.sum.Requests >= r.o.Budget:
		return nil, errBudget
	}
	e, err := r.o.Answered.Answer(r.site.ID, q.method, q.url, q.body)
	if e == nil || err != nil {
		return nil, err
	}
	x := &exchange{
		url: q.url, sent: e.Sent, status: e.Status, header: e.Header, media: mediaType(e.Header), body: e.Body,
		skipped: e.Skipped, fault: e.Fault, done: e.Done,
		more: e.Fault != nil && e.Fault.Trouble.Kind == audit.TroubleTooLarge,
	}
	if e.Untrusted != "" && r.dialer != nil {
		scheme, host, _ := splitURL(q.url)
		r.dialer.distrust(withPort(scheme, host), e.Untrusted)
	}
	r.collector.remember(q.url, e.Header)
	r.count(x)
	return x, nil
}

// record hands an exchange to the recorder.
func (r *run) record(q request, header http.Header, x *exchange, started time.Time) error {
	if r.o.Recorder == nil {
		return nil
	}
	delete(header, "Cookie")
	return r.o.Recorder.Record(&Exchange{
		Site: r.site.ID, Method: q.method, URL: q.url, RequestHeader: header, RequestBody: q.body,
		Status: x.status, Header: x.header, Body: x.body, Skipped: x.skipped, Fault: x.fault, Sent: x.sent,
		Server: x.server, Untrusted: x.untrusted, Started: started, Done: x.done,
	})
}
