package crawler

import (
	"fmt"
	"net/http"
	"time"

	"mingjing/audit"
)

// Read turns an answer into facts. It must not fail: what it cannot read it tells in Page.Trouble.
// It is called for answers of every status and may be called from several goroutines at once.
type Read func(in Answer) *audit.Page

// Answer is a response whose body was received and decoded.
type Answer struct {
	URL       string            // address it was read at, after redirects
	Via       audit.Link        // the link that was followed
	Status    int               // HTTP status
	Header    http.Header       // of the response, as it came
	MediaType string            // from the Content-Type header, without parameters, lower case
	Body      []byte            // after content decoding; may be kept
	Scripts   map[string][]byte // bodies of the script files that the page said it Needs, by address; nil at its first reading
}

// Options of a crawler. The zero value of a field takes the default named beside it.
type Options struct {
	Rate         float64           // requests a second for one host and for one server address (IP and port); 0 = no limit
	Limiter      Limiter           // one of its own at Rate; where one is given, Rate is not looked at
	Budget       int               // requests for one site at most; 3000
	SiteTime     time.Duration     // after which no further request is sent for a site; 0 = no bound
	Timeout      time.Duration     // for one request, its body included; 20 s
	MaxBody      int64             // of a body after content decoding, in bytes; 20 MiB
	AllowPrivate bool              // loopback, private and other addresses that are not public may be connected to
	UserAgent    string            // "Mingjing/1.0 (government openness audit)"
	Retries      int               // of a request that failed for a passing reason; 2, negative = none
	Clock        Clock             // the system's
	Transport    http.RoundTripper // nil: an own one for each site; one that is given does without address guard, address limit and lenient TLS
	Recorder     Recorder          // may be nil
	Answered     Answered          // asked before a request is sent; may be nil
	Exhaustive   bool              // read everything in scope, in order of discovery, also when the guide is settled
}

const (
	defaultBudget    = 3000
	defaultTimeout   = 20 * time.Second
	defaultMaxBody   = 20 << 20
	defaultRetries   = 2
	defaultUserAgent = "Mingjing/1.0 (government openness audit)"
)

func (o Options) withDefaults() (Options, error) {
	switch {
	case o.Rate < 0 || o.Rate != o.Rate:
		return o, fmt.Errorf("crawler: rate %v: want 0 or more", o.Rate)
	case o.Budget < 0:
		return o, fmt.Errorf("crawler: budget %d: want 0 or more", o.Budget)
	case o.MaxBody < 0:
		return o, fmt.Errorf("crawler: body limit %d: want 0 or more", o.MaxBody)
	case o.Timeout < 0 || o.SiteTime < 0:
		return o, fmt.Errorf("crawler: a time limit below 0")
	}
	orDefault(&o.Budget, defaultBudget)
	orDefault(&o.Timeout, defaultTimeout)
	orDefault(&o.MaxBody, defaultMaxBody)
	orDefault(&o.UserAgent, defaultUserAgent)
	orDefault(&o.Retries, defaultRetries)
	o.Retries = max(o.Retries, 0)
	if o.Clock == nil {
		o.Clock = systemClock{}
	}
	if o.Limiter == nil {
		o.Limiter = newLimiter(o.Rate, o.Clock)
	}
	return o, nil
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
