package metrics

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mingjing/audit"
)

// Operations counts what this process does. It is an audit.Observer; crawler, queue and configuration tell it the rest
// through small methods, so that none of them need know what becomes of it. All methods may be called at once.
type Operations struct {
	build    prometheus.Metric
	reloadOK prometheus.Gauge
	reloadAt prometheus.Gauge
	running  prometheus.Gauge
	done     *prometheus.CounterVec
	pages    prometheus.Counter
	troubles *prometheus.CounterVec
	fetches  *prometheus.HistogramVec
	waits    prometheus.Histogram
}

var (
	_ prometheus.Collector = (*Operations)(nil)
	_ audit.Observer       = (*Operations)(nil)
)

// NewOperations counts from 0. Version and revision are those of the program.
func NewOperations(version, revision string) *Operations {
	o := &Operations{
		build:    prometheus.MustNewConstMetric(buildInfo.desc(), prometheus.GaugeValue, 1, runtime.Version(), clean(revision), clean(version)),
		reloadOK: prometheus.NewGauge(prometheus.GaugeOpts{Name: reloadOK.Name, Help: reloadOK.Help}),
		reloadAt: prometheus.NewGauge(prometheus.GaugeOpts{Name: reloadTime.Name, Help: reloadTime.Help}),
		running:  prometheus.NewGauge(prometheus.GaugeOpts{Name: sitesRunning.Name, Help: sitesRunning.Help}),
		done:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: sitesDone.Name, Help: sitesDone.Help}, sitesDone.Labels),
		pages:    prometheus.NewCounter(prometheus.CounterOpts{Name: pages.Name, Help: pages.Help}),
		troubles: prometheus.NewCounterVec(prometheus.CounterOpts{Name: troubles.Name, Help: troubles.Help}, troubles.Labels),
		fetches:  prometheus.NewHistogramVec(histogram(&fetchDuration, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20), fetchDuration.Labels),
		waits:    prometheus.NewHistogram(histogram(&waits, 0.1, 0.5, 1, 2, 5, 10, 30, 60)),
	}
	// Every series is there from the start: a rate over one that just appeared would miss its first step.
	for _, reason := range audit.Stops() {
		o.done.WithLabelValues(string(reason))
	}
	for _, kind := range audit.Troubles() {
		o.troubles.WithLabelValues(string(kind))
	}
	for _, class := range []string{"2xx", "3xx", "4xx", "5xx", "none"} {
		o.fetches.WithLabelValues(class)
	}
	return o
}

func histogram(f *Family, buckets ...float64) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{
		Name: f.Name, Help: f.Help, Buckets: buckets,
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100, NativeHistogramMinResetDuration: time.Hour,
	}
}

func (o *Operations) parts() []prometheus.Collector {
	return []prometheus.Collector{o.reloadOK, o.reloadAt, o.running, o.done, o.pages, o.troubles, o.fetches, o.waits}
}

// Describe implements prometheus.Collector.
func (o *Operations) Describe(ch chan<- *prometheus.Desc) {
	ch <- o.build.Desc()
	for _, p := range o.parts() {
		p.Describe(ch)
	}
}

// Collect implements prometheus.Collector.
func (o *Operations) Collect(ch chan<- prometheus.Metric) {
	ch <- o.build
	for _, p := range o.parts() {
		p.Collect(ch)
	}
}

// SiteStarted implements audit.Observer.
func (o *Operations) SiteStarted(audit.Site) { o.running.Inc() }

// SitePage implements audit.Observer.
func (o *Operations) SitePage(_ audit.Site, page *audit.Page, _, _ int) {
	o.pages.Inc()
	if kind := page.Trouble.Kind; kind != audit.TroubleNone {
		o.troubles.WithLabelValues(string(kind)).Inc()
	}
}

// SiteDone implements audit.Observer.
func (o *Operations) SiteDone(_ audit.Site, result *audit.SiteResult) {
	o.running.Dec()
	o.done.WithLabelValues(string(result.Crawl.Stopped)).Inc()
}

// SiteFailed is told of a site that was started and whose scan broke down, so that SiteDone never comes.
func (o *Operations) SiteFailed(audit.Site) { o.running.Dec() }

// Fetched is told of every request sent: how long it took, and the status of the answer, 0 where none came.
func (o *Operations) Fetched(took time.Duration, status int) {
	o.fetches.WithLabelValues(class(status)).Observe(took.Seconds())
}

func class(status int) string {
	switch status / 100 {
	case 1, 2:
		return "2xx"
	case 3:
		return "3xx"
	case 4:
		return "4xx"
	case 5, 6, 7, 8, 9: // what some shields answer with
		return "5xx"
	}
	return "none"
}

// Waited is told how long a request waited for its turn.
func (o *Operations) Waited(d time.Duration) { o.waits.Observe(d.Seconds()) }

// Reloaded is told whether the configuration could be read, and when.
func (o *Operations) Reloaded(at time.Time, err error) {
	if err != nil {
		o.reloadOK.Set(0)
		return
	}
	o.reloadOK.Set(1)
	o.reloadAt.Set(float64(at.UnixMilli()) / 1000)
}
