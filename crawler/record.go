package crawler

import (
	"net/http"
	"time"

	"mingjing/audit"
)

// Recorder is handed every exchange with a site as soon as it is complete: pages, redirects,
// robots.txt, probes and failed attempts. Those of one site come in the order in which they were
// sent; sites may interleave, so it must be safe for use by several goroutines.
type Recorder interface {
	Record(e *Exchange)
}

// Exchange is one request and what came of it. A Transport that answers each request with what was
// recorded for it (a Fault as its error) makes a crawl run again as it did.
type Exchange struct {
	Site          string // id
	Method        string
	URL           string      // as pages bear it; see AddressOf
	RequestHeader http.Header // cookies and Host are not among them
	RequestBody   string
	Status        int         // 0 where no answer came
	Header        http.Header // as it came; Content-Encoding is undone in Body all the same
	Body          []byte      // must not be changed; empty where it was not asked for
	Fault         *Fault      // why the answer is missing or not whole; nil where it is whole
	Started, Done time.Time
}

// AddressOf is the address under which the exchange of a request is recorded. The request itself may
// spell it otherwise: on its way through colly some characters are encoded.
func AddressOf(req *http.Request) string {
	if x, _ := req.Context().Value(exchangeKey{}).(*exchange); x != nil {
		return x.url
	}
	return req.URL.String()
}

// Fault is why an answer is missing or not whole. It is an error so that a Transport may return it.
type Fault struct {
	Trouble   audit.Trouble
	Transient bool // worth another try
}

// Error tells the trouble.
func (f *Fault) Error() string { return string(f.Trouble.Kind) + ": " + f.Trouble.Detail }
