package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	probeTime   = 2 * time.Minute        // for a fresh audit, where the scraper names no time limit
	probeOffset = 500 * time.Millisecond // kept back of that limit for the answer to arrive
)

// Fresh audits a site now, by the site rules of the pack alone, and ends before the deadline of the context: what was not
// reached by then is unknown.
type Fresh func(ctx context.Context, site, pack string) (Summary, error)

// ProbeOptions says what a probe can answer.
type ProbeOptions struct {
	Source Source           // the last stored verdicts
	Packs  []string         // ids of the packs that can be asked for; the first where a probe names none
	Fresh  Fresh            // nil: fresh=1 is refused
	Now    func() time.Time // the clock
	Log    *slog.Logger
}

// ProbeHandler answers /probe?target=ID&pack=ID with the metrics of one site, as exporters for many targets do: its last
// stored verdicts, or with fresh=1 those of an audit made for this scrape. An audit that fails is mingjing_probe_success 0.
// A request that cannot be meant is refused with a text: 404 for an unknown site, 400 for the rest, 429 while
// the site is being audited afresh.
func ProbeHandler(o ProbeOptions) http.Handler {
	return &prober{ProbeOptions: o, busy: make(map[string]bool)}
}

type prober struct {
	ProbeOptions
	mu   sync.Mutex
	busy map[string]bool // sites that are being audited
}

// A refusal is an answer other than metrics.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

func (p *prober) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := p.Now()
	site, err := p.probe(r)
	var refused refusal
	if errors.As(err, &refused) {
		http.Error(w, refused.text, refused.status)
		return
	}
	success := 1.0
	if err != nil {
		p.Log.ErrorContext(r.Context(), "probe failed", "site", site.ID, "err", err)
		success = 0
	} else if site.Finished.IsZero() {
		success = 0
	}
	registry, err := register(NewSites(Fixed{site}, DetailRule), gauge(&probeSuccess, success), gauge(&probeDuration, p.Now().Sub(start).Seconds()))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	serve(registry, p.Log, 0).ServeHTTP(w, r)
}

// probe gives the site with its verdicts; with an error that is no refusal, the site alone.
func (p *prober) probe(r *http.Request) (Summary, error) {
	query := r.URL.Query()
	target, pack, fresh := query.Get("target"), query.Get("pack"), false
	if target == "" {
		return Summary{}, refusal{http.StatusBadRequest, "target is missing: want /probe?target=ID with the id of a site"}
	}
	if pack == "" && len(p.Packs) > 0 {
		pack = p.Packs[0]
	}
	if !slices.Contains(p.Packs, pack) {
		return Summary{}, refusal{http.StatusBadRequest, fmt.Sprintf("unknown pack %q: want one of %q", pack, p.Packs)}
	}
	switch query.Get("fresh") {
	case "", "0":
	case "1":
		fresh = true
	default:
		return Summary{}, refusal{http.StatusBadRequest, "fresh: want 0 or 1"}
	}
	sites, err := p.Source.Sites(r.Context())
	if err != nil {
		p.Log.ErrorContext(r.Context(), "probe failed", "site", target, "err", err)
		return Summary{}, refusal{http.StatusServiceUnavailable, "the results of sites cannot be read at present"}
	}
	i := slices.IndexFunc(sites, func(s Summary) bool { return s.ID == target })
	if i < 0 {
		return Summary{}, refusal{http.StatusNotFound, fmt.Sprintf("unknown target %q: no site of the targets files has this id", target)}
	}
	known := sites[i]
	site := Summary{ID: known.ID, Name: known.Name, Kind: known.Kind, City: known.City, Pack: pack}
	if !fresh {
		if known.Pack != pack {
			return site, nil // not judged by this pack yet
		}
		return known, nil
	}
	if p.Fresh == nil {
		return site, refusal{http.StatusBadRequest, "fresh=1 is not served here"}
	}
	return p.audit(r, site)
}

// audit audits the site afresh within the scraper's time, one audit of a site at a time.
func (p *prober) audit(r *http.Request, site Summary) (Summary, error) {
	limit, err := timeLimit(r.Header.Get("X-Prometheus-Scrape-Timeout-Seconds"))
	if err != nil {
		return site, err
	}
	if !p.enter(site.ID) {
		return site, refusal{http.StatusTooManyRequests, fmt.Sprintf("target %q is being audited already", site.ID)}
	}
	defer p.leave(site.ID)
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	result, err := p.Fresh(ctx, site.ID, site.Pack)
	if err != nil {
		return site, err
	}
	result.ID, result.Name, result.Kind, result.City, result.Pack = site.ID, site.Name, site.Kind, site.City, site.Pack
	return result, nil
}

func (p *prober) enter(site string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy[site] {
		return false
	}
	p.busy[site] = true
	return true
}

func (p *prober) leave(site string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, site)
}

// timeLimit is what of the scraper's time limit may be used.
func timeLimit(header string) (time.Duration, error) {
	if header == "" {
		return probeTime, nil
	}
	seconds, err := strconv.ParseFloat(header, 64)
	if err != nil || !(seconds > 0 && seconds < 3600) {
		return 0, refusal{http.StatusBadRequest, "X-Prometheus-Scrape-Timeout-Seconds: want a number of seconds"}
	}
	limit := time.Duration(seconds * float64(time.Second))
	if limit > 2*probeOffset {
		return limit - probeOffset, nil
	}
	return limit / 2, nil
}

func gauge(f *Family, value float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: f.Name, Help: f.Help}, func() float64 { return value })
}
