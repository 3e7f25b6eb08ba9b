package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"mingjing/rules/pack"
)

// Names gives the names of domains, rules and departments of a pack, so that dashboards can show them.
type Names struct {
	pack  *pack.Pack
	descs map[*Family]*prometheus.Desc
}

var _ prometheus.Collector = (*Names)(nil)

// NewNames gives the names of the pack.
func NewNames(p *pack.Pack) *Names {
	return &Names{pack: p, descs: describe(&packInfo, &domainInfo, &domainGuidance, &ruleInfo)}
}

// Describe implements prometheus.Collector.
func (n *Names) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range n.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (n *Names) Collect(ch chan<- prometheus.Metric) {
	l := make(labels)
	give := func(f *Family, values ...string) {
		ch <- &sample{desc: n.descs[f], value: 1, labels: l.of(f.Labels, values)}
	}
	give(&packInfo, n.pack.ID, n.pack.Version)
	for _, d := range n.pack.Domains {
		give(&domainInfo, d.ID, d.Name, strconv.Itoa(d.AnnexRow))
		for _, department := range d.Departments {
			give(&domainGuidance, department, d.ID)
		}
	}
	dimensions := make(map[string]string)
	for _, d := range n.pack.Dimensions {
		dimensions[d.ID] = d.Name
	}
	for _, r := range n.pack.Rules {
		give(&ruleInfo, dimensions[r.Dimension], r.Name, r.ID)
	}
}
