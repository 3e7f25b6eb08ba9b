// Package metrics holds every Prometheus metric of the program, see [Families] and docs/metrics.md.
//
// Each collector tells of one thing: [Sites] of the verdicts, [Names] of the pack, [Operations] of this process, [Queue] and
// [NewStore] of what it works with. [Handler] serves them, [WriteFile] writes those of a scan, [ProbeHandler] answers for one site.
//
// Labels take values of closed sets only (sites of the targets file, rules and domains of the pack, verdicts, outcomes): no
// text from a portal ever becomes a label. Names of sites, domains and rules come from the configuration and stand in
// info metrics of one series each.
package metrics

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// maxScrapes is how many scrapes are answered at once; further ones are told to come again.
const maxScrapes = 4

// Handler serves the metrics of the collectors, and those of the Go runtime and the process. A collector that fails is
// logged, the others are served.
func Handler(log *slog.Logger, list ...prometheus.Collector) (http.Handler, error) {
	list = append([]prometheus.Collector{collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})}, list...)
	registry, err := register(list...)
	if err != nil {
		return nil, err
	}
	return serve(registry, log, maxScrapes), nil
}

func serve(registry *prometheus.Registry, log *slog.Logger, most int) http.Handler {
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(log.Handler(), slog.LevelError),
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: most,
		EnableOpenMetrics:   true,
	})
}

// WriteFile writes the metrics of the scan, judged by the pack, in text exposition format, for the textfile collector of
// the node exporter. The file appears whole or not at all.
func WriteFile(path string, scan *audit.Scan, p *pack.Pack, detail Detail) error {
	registry, err := register(NewSites(SummarizeScan(scan), detail), NewNames(p))
	if err != nil {
		return err
	}
	if err := prometheus.WriteToTextfile(path, registry); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

func register(list ...prometheus.Collector) (*prometheus.Registry, error) {
	registry := prometheus.NewRegistry()
	for _, c := range list {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return registry, nil
}
