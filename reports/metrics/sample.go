package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// A sample is one series of a scrape. A scrape may have half a million of them, so they share what they can.
type sample struct {
	desc    *prometheus.Desc
	counter bool
	value   float64
	labels  []*dto.LabelPair // sorted by name, shared, never changed
}

// Desc implements prometheus.Metric.
func (s *sample) Desc() *prometheus.Desc { return s.desc }

// Write implements prometheus.Metric.
func (s *sample) Write(out *dto.Metric) error {
	out.Label = s.labels
	if s.counter {
		out.Counter = &dto.Counter{Value: &s.value}
	} else {
		out.Gauge = &dto.Gauge{Value: &s.value}
	}
	return nil
}

// labels keeps one pair for each name and value.
type labels map[[2]string]*dto.LabelPair

// of pairs names and values of the same order.
func (l labels) of(names, values []string) []*dto.LabelPair {
	pairs := make([]*dto.LabelPair, len(names))
	for i, name := range names {
		key := [2]string{name, values[i]}
		pair := l[key]
		if pair == nil {
			pair = &dto.LabelPair{Name: &key[0], Value: &key[1]}
			l[key] = pair
		}
		pairs[i] = pair
	}
	return pairs
}
