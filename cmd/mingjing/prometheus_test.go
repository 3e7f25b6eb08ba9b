package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/internal/portals"
	"mingjing/reports/dashboards"
)

// patience is how long a real Prometheus may take to start, scrape and record.
const patience = time.Minute

// troubled are two sites that no demonstration portal is: one that refuses to be read, and one that is never scanned.
const troubled = `
  - {id: refusing, name: 拒访县, kind: county, home: "%s/"}
  - {id: waiting, name: 待扫县, kind: county, home: "http://127.0.0.1:1/"}
`

// firing are the alerts whose expressions have an answer in the test's city. All others must have none in a city that is well.
func firing() map[string]bool {
	return map[string]bool{
		"MingjingSiteBlocked": true, // refusing
		"MingjingScanOverdue": true, // waiting
	}
}

// A real Prometheus with our rules scrapes mingjing serve after a scan: the target comes up, every query of every panel and variable
// has an answer, every recording rule too, and every alert runs and is as it must be.
func TestPrometheus(t *testing.T) {
	program(t, "prometheus")
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer refusing.Close()
	config := serviceFolder(t, portals.Options{Only: []string{"gaoxin", "songyin"}, Scale: 0.2}, "")
	targets, err := os.OpenFile(filepath.Join(filepath.Dir(config), "targets.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(targets, troubled, refusing.URL); err != nil {
		t.Fatal(err)
	}
	if err := targets.Close(); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config)
	s.scan(`{"group": "city", "sites": ["gaoxin", "songyin", "refusing"]}`)
	s.finished(1)
	exposition := s.shows("/metrics", `mingjing_queue_jobs{state="done"} 3`)
	promtool := exec.CommandContext(t.Context(), program(t, "promtool"), "check", "metrics")
	promtool.Stdin = strings.NewReader(exposition)
	if out, err := promtool.CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
	for _, site := range []string{"gaoxin", "waiting"} {
		s.get("/sites/" + site) // where the boards lead
	}
	t.Run("scraped", func(t *testing.T) {
		for name, flags := range map[string][]string{
			"classic histograms": nil,
			"native histograms":  {"--enable-feature=native-histograms"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				scraped(t, strings.TrimPrefix(s.url, "http://"), flags...)
			})
		}
	})
	s.end()

	s = serve(t, config)
	defer s.end()
	if diff := cmp.Diff(verdicts(exposition), verdicts(s.get("/metrics"))); diff != "" {
		t.Errorf("what is told of sites after a start anew (-before +after):\n%s", diff)
	}
}

// verdicts are the lines of an exposition that tell of sites.
func verdicts(exposition string) (lines []string) {
	for line := range strings.Lines(exposition) {
		if strings.Contains(line, `site="`) {
			lines = append(lines, line)
		}
	}
	return lines
}

// scraped starts a Prometheus and asks it everything.
func scraped(t *testing.T, target string, flags ...string) {
	server := startPrometheus(t, target, flags...)
	until(t, func() error { return server.targetUp(t.Context()) })
	queries := dashboards.Queries("gaoxin", ".*", "市财政局")
	var alerts []rule
	for _, r := range server.rules(t) {
		if r.Type == "alerting" {
			alerts = append(alerts, r)
		} else {
			queries = append(queries, dashboards.Query{Where: r.Name, Expr: r.Query})
		}
	}
	if len(queries) < 100 || len(alerts) < 10 {
		t.Errorf("%d queries, %d alerts", len(queries), len(alerts))
	}
	// What is empty at first comes with the next scrape, or when the rules have been recorded.
	until(t, func() error {
		var empty []error
		for _, q := range queries {
			if answer, err := server.query(t.Context(), q.Expr); err != nil {
				t.Fatalf("%s: %v\n%s", q.Where, err, q.Expr)
			} else if len(answer) == 0 {
				empty = append(empty, fmt.Errorf("%s: no answer to %s", q.Where, q.Expr))
			}
		}
		return errors.Join(empty...)
	})
	fires := firing()
	for _, r := range alerts {
		answer, err := server.query(t.Context(), r.Query)
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
		} else if (len(answer) > 0) != fires[r.Name] {
			t.Errorf("%s: %d answers: %v", r.Name, len(answer), answer)
		}
		delete(fires, r.Name)
	}
	if len(fires) > 0 {
		t.Errorf("no such alerts: %v", fires)
	}
	for _, r := range server.rules(t) {
		if r.LastError != "" {
			t.Errorf("%s: %s", r.Name, r.LastError)
		}
	}
	score, err := server.query(t.Context(), `mingjing_site_score_points{site="gaoxin"} * on (site) group_left (name) mingjing_site_info`)
	if err != nil || len(score) != 1 || score[0].Metric["name"] != "云泰高新区" {
		t.Errorf("score: %v %v", score, err)
	}
}

// program finds one of Prometheus' programs, or skips the test.
func program(t *testing.T, name string) string {
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

// A prometheus is a server that runs for a test.
type prometheus struct{ url string }

// startPrometheus starts Prometheus on loopback; it ends with the test.
func startPrometheus(t *testing.T, target string, flags ...string) prometheus {
	binary := program(t, "prometheus")
	rules, err := filepath.Abs("../../deploy/prometheus/rules/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	config := filepath.Join(folder, "prometheus.yml")
	text := fmt.Sprintf(`global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [%q]
scrape_configs: [{job_name: mingjing, static_configs: [{targets: [%q]}]}]
`, rules, target)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	var log bytes.Buffer
	command := exec.Command(binary, append([]string{
		"--config.file=" + config, "--storage.tsdb.path=" + filepath.Join(folder, "data"), "--web.listen-address=" + address,
	}, flags...)...)
	command.Stdout, command.Stderr = &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("Prometheus says:\n%s", &log)
		}
	})
	return prometheus{"http://" + address}
}

// freeAddress is a port of loopback that was free a moment ago.
func freeAddress(t *testing.T) string {
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// until tries again and again, as long as there is patience.
func until(t *testing.T, try func() error) {
	t.Helper()
	end := time.After(patience)
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-end:
			t.Fatal(err)
		case <-again.C:
		}
	}
}

// A sample is one series of an answer.
type sample struct {
	Metric map[string]string `json:"metric"`
	Value  [2]any            `json:"value"`
}

func (p prometheus) query(ctx context.Context, expr string) ([]sample, error) {
	var answer struct {
		Result []sample `json:"result"`
	}
	err := p.get(ctx, "/api/v1/query?query="+url.QueryEscape(expr), &answer)
	return answer.Result, err
}

// A rule is one of deploy/prometheus/rules, as Prometheus has loaded it.
type rule struct {
	Name      string `json:"name"`
	Query     string `json:"query"`
	Type      string `json:"type"`
	LastError string `json:"lastError"`
}

func (p prometheus) rules(t *testing.T) (rules []rule) {
	t.Helper()
	var answer struct {
		Groups []struct {
			Rules []rule `json:"rules"`
		} `json:"groups"`
	}
	if err := p.get(t.Context(), "/api/v1/rules", &answer); err != nil {
		t.Fatal(err)
	}
	for _, group := range answer.Groups {
		rules = append(rules, group.Rules...)
	}
	return rules
}

func (p prometheus) targetUp(ctx context.Context) error {
	var answer struct {
		Active []struct {
			Health    string `json:"health"`
			LastError string `json:"lastError"`
		} `json:"activeTargets"`
	}
	if err := p.get(ctx, "/api/v1/targets", &answer); err != nil {
		return err
	}
	if len(answer.Active) != 1 || answer.Active[0].Health != "up" {
		return fmt.Errorf("targets: %+v", answer.Active)
	}
	return nil
}

func (p prometheus) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Status string          `json:"status"`
		Error  string          `json:"error"`
		Data   json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s: %w", response.Status, err)
	}
	if answer.Status != "success" {
		return errors.New(answer.Error)
	}
	return json.Unmarshal(answer.Data, into)
}
