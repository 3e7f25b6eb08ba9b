package crawler

import (
	"net/http"
	"net/netip"
	"time"

	"mingjing/audit"
)

// Recorder is handed every exchange with a site as soon as it is complete: pages, redirects,
// robots.txt, probes and failed attempts. Those of one site come in the order in which they were
// sent; sites may interleave, so it must be safe for use by several goroutines. An error ends the
// crawl with it: what cannot be kept is not read.
type Recorder interface {
	Record(e *Exchange) error
}

// Exchange is one request and what came of it. An [Answered] that gives each request what was
// recorded for it makes a crawl run again as it did.
type Exchange struct {
	Site          string // id
	Method        string
	URL           string      // as pages bear it
	RequestHeader http.Header // cookies and Host are not among them
	RequestBody   string
	Status        int         // 0 where no answer came
	Header        http.Header // as it came; Content-Encoding is undone in Body all the same
	Body          []byte      // must not be changed
	Skipped       bool        // the body was not asked for: nothing in it could be read
	Fault         *Fault      // why the answer is missing or not whole; nil where it is whole
	Sent          bool        // a connection came about, so that the request counts
	Server        netip.Addr  // that was asked; not valid where that is not known
	Untrusted     string      // what is wrong with the TLS of the host, where it was read all the same
	Started, Done time.Time
}

// Fault is why an answer is missing or not whole. It is an error so that a transport may return it.
type Fault struct {
	Trouble   audit.Trouble
	Transient bool // worth another try
}

// Error tells the trouble.
func (f *Fault) Error() string { return string(f.Trouble.Kind) + ": " + f.Trouble.Detail }
