package dashboards

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/prometheus/promql/parser"

	"mingjing/audit"
	"mingjing/reports/metrics"
)

const (
	grafana    = "../../deploy/grafana/dashboards"
	prometheus = "../../deploy/prometheus"
)

var update = flag.Bool("update", false, "rewrite the dashboards in deploy/grafana")

// What stands in deploy/grafana is what the code says, and nothing else stands there.
func TestFiles(t *testing.T) {
	names := []string{}
	for _, file := range Files() {
		names = append(names, file.Name)
		var got bytes.Buffer
		if err := file.Write(&got); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(grafana, file.Name)
		if *update {
			if err := os.MkdirAll(grafana, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s is not what the code says; see make golden:\n%s", file.Name, diff)
		}
	}
	entries, err := os.ReadDir(grafana)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(names, entry.Name()) {
			t.Errorf("%s is of no dashboard", entry.Name())
		}
	}
}

// Panels have titles of their own, lie beside one another and within the 24 columns.
func TestLayout(t *testing.T) {
	for _, b := range boards() {
		titles := make(map[string]bool)
		for i, p := range b.Panels {
			if p.Title == "" || titles[p.Title] || len(p.Targets) == 0 || p.FieldConfig.Overrides == nil {
				t.Errorf("%s: panel %q lacks a title of its own, a query or overrides", b.UID, p.Title)
			}
			titles[p.Title] = true
			g := p.GridPos
			if g.W <= 0 || g.H <= 0 || g.X+g.W > 24 {
				t.Errorf("%s: %s lies at %+v", b.UID, p.Title, g)
			}
			for _, q := range b.Panels[:i] {
				if o := q.GridPos; g.X < o.X+o.W && o.X < g.X+g.W && g.Y < o.Y+o.H && o.Y < g.Y+g.H {
					t.Errorf("%s: %s lies over %s", b.UID, p.Title, q.Title)
				}
			}
		}
	}
}

// Every value of a closed set has a word.
func TestWords(t *testing.T) {
	for _, test := range []struct {
		words map[string]string
		want  []string
	}{
		{statusWords(), texts(audit.Statuses())},
		{stopWords(), texts(audit.Stops())},
		{troubleWords(), texts(audit.Troubles())},
		{jobWords(), texts(metrics.JobStates())},
		{answerWords(), answers()},
	} {
		if diff := cmp.Diff(slices.Sorted(slices.Values(test.want)), slices.Sorted(maps.Keys(test.words))); diff != "" {
			t.Error(diff)
		}
	}
}

// Every query of the dashboards and of the rules is one that Prometheus can read, of metrics and labels that exist.
func TestQueries(t *testing.T) {
	known := knownMetrics(t)
	queries := Queries("daiyue", ".*", "市财政局")
	for _, r := range readRules(t) {
		queries = append(queries, Query{Where: r.name(), Expr: r.Expr})
	}
	if len(queries) < 100 {
		t.Errorf("%d queries", len(queries))
	}
	for _, q := range queries {
		for _, fault := range faults(q.Expr, known) {
			t.Errorf("%s: %s\n%s", q.Where, fault, q.Expr)
		}
	}
}

func TestFaults(t *testing.T) {
	known := knownMetrics(t)
	for _, test := range []struct{ expr, want string }{
		{`mingjing_site_up`, ""},
		{`mingjing_site_up{site="a", job="b"}`, ""},
		{`sum by (le) (rate(mingjing_fetch_duration_seconds_bucket{answer="2xx"}[5m]))`, ""},
		{`sum by (`, "1:9: parse error: unclosed left parenthesis"},
		{`mingjing_site_down`, "no metric mingjing_site_down"},
		{`mingjing_site_up{rule="a"}`, "mingjing_site_up has no label rule"},
		{`sum by (rule) (mingjing_site_up)`, "nothing asked for has a label rule"},
		{`mingjing_site_up * on (domain) mingjing_domain_info`, ""},
		{`mingjing_site_up * on (site) group_left (title) mingjing_site_info`, "nothing asked for has a label title"},
		{`mingjing_pages_total_bucket`, "no metric mingjing_pages_total_bucket"},
		{`mingjing_site_findings{status="bad"}`, "mingjing_site_findings has no status bad"},
	} {
		if got := strings.Join(faults(test.expr, known), "; "); got != test.want {
			t.Errorf("%s: %q, want %q", test.expr, got, test.want)
		}
	}
}

// knownMetrics is every metric with its labels: those of the program, those that the rules record, and some that every
// Prometheus has.
func knownMetrics(t testing.TB) map[string][]string {
	t.Helper()
	known := map[string][]string{
		"up": {}, "ALERTS": {"alertname", "alertstate", "severity", "site", "domain"},
		"go_goroutines": {}, "process_resident_memory_bytes": {},
	}
	for _, f := range metrics.Families() {
		known[f.Name] = f.Labels
		if f.Kind != metrics.Histogram {
			continue
		}
		known[f.Name+"_bucket"] = append(slices.Clone(f.Labels), "le")
		known[f.Name+"_count"], known[f.Name+"_sum"] = f.Labels, f.Labels
	}
	for _, r := range readRules(t) {
		if r.Record != "" { // level:metric:operation, the level is the labels joined by _
			level, _, _ := strings.Cut(r.Record, ":")
			known[r.Record] = strings.Split(level, "_")
		}
	}
	return known
}

// faults says what is wrong with a query.
func faults(expr string, known map[string][]string) (list []string) {
	tree, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
	if err != nil {
		return []string{err.Error()}
	}
	labels := []string{"job", "instance"}
	sets := map[string][]string{
		"status": texts(audit.Statuses()), "reason": texts(audit.Stops()), "kind": nil, "state": texts(metrics.JobStates()), "answer": answers(),
	}
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.VectorSelector:
			own, ok := known[n.Name]
			if !ok {
				list = append(list, "no metric "+n.Name)
			}
			labels = append(labels, own...)
			for _, m := range n.LabelMatchers {
				switch {
				case m.Name == "__name__" || m.Name == "job" || m.Name == "instance" || !ok:
				case !slices.Contains(own, m.Name):
					list = append(list, n.Name+" has no label "+m.Name)
				case sets[m.Name] != nil && !slices.ContainsFunc(sets[m.Name], m.Matches):
					list = append(list, fmt.Sprintf("%s has no %s %s", n.Name, m.Name, m.Value))
				}
			}
		case *parser.Call:
			if n.Func.Name == "label_replace" {
				if made, ok := n.Args[1].(*parser.StringLiteral); ok {
					labels = append(labels, made.Val)
				}
			}
		}
		return nil
	})
	if len(list) > 0 {
		return list
	}
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		var used []string
		switch n := node.(type) {
		case *parser.AggregateExpr:
			used = n.Grouping
		case *parser.BinaryExpr:
			if n.VectorMatching != nil {
				used = append(slices.Clone(n.VectorMatching.MatchingLabels), n.VectorMatching.Include...)
			}
		}
		for _, label := range used {
			if !slices.Contains(labels, label) {
				list = append(list, "nothing asked for has a label "+label)
			}
		}
		return nil
	})
	return list
}
