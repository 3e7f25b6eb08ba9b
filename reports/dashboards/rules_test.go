package dashboards

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"
)

// A rule of deploy/prometheus/rules.
type rule struct {
	Record      string            `yaml:"record"`
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func (r rule) name() string { return r.Record + r.Alert }

func readRules(t testing.TB) (rules []rule) {
	t.Helper()
	paths, err := filepath.Glob(prometheus + "/rules/*.yml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("rules: %d files, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Groups []struct {
				Name     string `yaml:"name"`
				Interval string `yaml:"interval"`
				Rules    []rule `yaml:"rules"`
			} `yaml:"groups"`
		}
		if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, group := range file.Groups {
			rules = append(rules, group.Rules...)
		}
	}
	return rules
}

// Every alert says in Chinese and English what it means, how grave it is and where help stands; every runbook is of an alert.
func TestAlerts(t *testing.T) {
	var runbooks []string
	for _, r := range readRules(t) {
		if r.Alert == "" {
			continue
		}
		if s := r.Labels["severity"]; s != "warning" && s != "critical" {
			t.Errorf("%s: severity %q", r.Alert, s)
		}
		chinese := func(s string) bool {
			return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
		}
		zh, en, ok := strings.Cut(r.Annotations["description"], " / ")
		if !chinese(r.Annotations["summary"]) || !ok || !chinese(zh) || chinese(en) || en == "" {
			t.Errorf("%s: summary %q, description %q", r.Alert, r.Annotations["summary"], r.Annotations["description"])
		}
		want := "docs/runbooks/" + r.Alert + ".md"
		if r.Annotations["runbook_url"] != want {
			t.Errorf("%s: runbook %q, want %q", r.Alert, r.Annotations["runbook_url"], want)
		}
		text, err := os.ReadFile("../../" + want)
		if err != nil {
			t.Error(err)
		}
		for _, part := range []string{"# " + r.Alert, "## What it means", "## What to look at", "## What to do"} {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s: no %q", want, part)
			}
		}
		runbooks = append(runbooks, filepath.Base(want))
	}
	pages, err := filepath.Glob("../../docs/runbooks/Mingjing*.md")
	if err != nil || len(pages) != len(runbooks) {
		t.Errorf("%d runbooks for %d alerts, %v", len(pages), len(runbooks), err)
	}
	for _, page := range pages {
		if !slices.Contains(runbooks, filepath.Base(page)) {
			t.Errorf("%s is of no alert", page)
		}
	}
}

// Prometheus' own tool finds nothing wrong, and the alerts do in its tests what they are for.
func TestPromtool(t *testing.T) {
	promtool := program(t, "promtool")
	for _, args := range [][]string{
		{"check", "config", "prometheus.yml"},
		{"check", "config", "prometheus-probe.yml"},
		{"check", "rules", "--lint-fatal", "rules/alerts.yml", "rules/recording.yml"},
		{"test", "rules", "tests/alerts.yml", "tests/recording.yml"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			command := exec.CommandContext(t.Context(), promtool, args...)
			command.Dir = prometheus
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	tests, err := os.ReadFile(prometheus + "/tests/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readRules(t) {
		if r.Alert != "" && strings.Count(string(tests), "alertname: "+r.Alert) == 0 {
			t.Errorf("no test of %s", r.Alert)
		}
	}
}

// program finds one of Prometheus' programs, or skips the test.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	const message = " is not installed: apt-get install prometheus"
	if os.Getenv("CI") != "" {
		t.Fatal(name + message)
	}
	t.Skip(name + message)
	return ""
}
