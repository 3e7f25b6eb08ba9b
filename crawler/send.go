package crawler

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"mingjing/audit"
)

const (
	firstBackOff  = 500 * time.Millisecond // doubled at each further try
	maxRetryAfter = time.Minute            // a host that asks for more is not waited for
)

// A request is one to be sent.
type request struct {
	method      string
	url         string
	body        string
	contentType string // of the body
	referer     string
	limit       int64 // of the decoded body; 0: as the options say
	whole       bool  // the body is wanted whatever its type
	once        bool  // not to be tried again
}

// header makes the header of a request. What is asked for by a browser is asked for here: some
// portals leave out what was not.
func (q request) header() http.Header {
	h := http.Header{
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
		"Accept-Language": {"zh-CN,zh;q=0.9"},
		"Accept-Encoding": {"gzip, deflate"},
	}
	if q.referer != "" {
		h.Set("Referer", q.referer)
	}
	if q.contentType != "" {
		h.Set("Content-Type", q.contentType)
	}
	return h
}

// send sends a request, and again for as long as what failed may pass. A request that fails is an
// exchange like any other; the error is a stop.
func (r *run) send(ctx context.Context, q request) (*exchange, error) {
	var (
		pause time.Duration
		again bool
	)
	for try := 0; ; try++ {
		x, err := r.recall(ctx, q)
		if x == nil && err == nil {
			if err = r.pause(ctx, pause); err == nil {
				x, err = r.attempt(ctx, q)
			}
		}
		if err != nil {
			return nil, err
		}
		r.last = x.done
		if pause, again = r.again(q, x, try); !again {
			return x, nil
		}
	}
}

// pause waits before another try.
func (r *run) pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	if !r.deadline.IsZero() && r.o.Clock.Now().Add(d).After(r.deadline) {
		return errTime
	}
	if err := r.o.Clock.Sleep(ctx, d); err != nil {
		return errBroken
	}
	return nil
}

// attempt sends a request once, when its turn has come. Where a server address does not take the
// connection, the next address of the host is tried: nothing was sent to the first.
func (r *run) attempt(ctx context.Context, q request) (*exchange, error) {
	scheme, name, _ := splitURL(q.url)
	target := withPort(scheme, name)
	for {
		switch {
		case ctx.Err() != nil:
			return nil, errBroken
		case !r.deadline.IsZero() && !r.o.Clock.Now().Before(r.deadline):
			return nil, errTime
		case r.sum.Requests >= r.o.Budget:
			return nil, errBudget
		}
		started := r.o.Clock.Now()
		header := q.header()
		keys := []string{plainHost(name)}
		var server netip.Addr
		if r.dialer != nil {
			lookup, cancel := context.WithTimeout(ctx, r.o.Timeout)
			addr, err := r.dialer.address(lookup, target)
			cancel()
			switch {
			case ctx.Err() != nil:
				return nil, errBroken
			case err != nil:
				x := &exchange{err: err, fault: faultOf(err), done: r.o.Clock.Now()}
				return x, r.record(q, header, x, started)
			}
			server = addr.Addr()
			keys = append(keys, "address "+addr.String())
		}
		if err := r.pace.Wait(ctx, r.deadline, keys...); err != nil {
			if errors.Is(err, errTime) {
				return nil, errTime
			}
			return nil, errBroken
		}
		x := &exchange{url: q.url, limit: q.limit, whole: q.whole, server: server}
		if x.limit == 0 {
			x.limit = r.o.MaxBody
		}
		started = r.o.Clock.Now()
		timed, cancel := context.WithTimeout(ctx, r.o.Timeout)
		r.collector.send(timed, q, header, x)
		cancel()
		if ctx.Err() != nil {
			r.count(x)
			return nil, errBroken
		}
		var unsent dialError
		if errors.As(x.err, &unsent) && r.dialer != nil && r.dialer.pass(target) {
			continue
		}
		if x.done.IsZero() {
			x.done = r.o.Clock.Now()
		}
		if r.dialer != nil {
			x.untrusted = r.dialer.distrusted(target)
		}
		r.count(x)
		return x, r.record(q, header, x, started)
	}
}

// count adds an exchange to the sums of the crawl.
func (r *run) count(x *exchange) {
	if x.sent {
		r.sum.Requests++
	}
	r.sum.Bytes += int64(len(x.body))
}

// again tells whether a request is worth another try, and after what pause.
func (r *run) again(q request, x *exchange, try int) (time.Duration, bool) {
	if q.once || try >= r.o.Retries || r.at(q.url).silent >= impatience {
		return 0, false
	}
	switch x.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	case http.StatusInternalServerError:
		if try > 0 {
			return 0, false
		}
	default:
		if x.fault == nil || !x.fault.Transient {
			return 0, false
		}
	}
	pause := firstBackOff << min(try, 10)
	if x.header != nil {
		asked := retryAfter(x.header.Get("Retry-After"), x.done)
		if asked > maxRetryAfter {
			return 0, false
		}
		pause = max(pause, asked)
	}
	return pause, true
}

// retryAfter reads a Retry-After header: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return time.Duration(max(seconds, 0)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// requestFor is the request that a link asks for.
func (r *run) requestFor(link audit.Link) request {
	q := get(r.canonical(link.URL))
	if link.Body != "" {
		q.method, q.body, q.contentType = http.MethodPost, link.Body, link.Type
	}
	if link.From != "" && r.at(link.From).owned {
		q.referer = link.From
	}
	return q
}
