package dashboards

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
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

	"mingjing/audit"
	"mingjing/reports/metrics"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

// patience is how long a real Prometheus may take to start, scrape and record.
const patience = time.Minute

// A real Prometheus with our rules scrapes the metrics of a scan: the target comes up, every query of every panel has an answer,
// and every alert runs and is as it must be.
func TestRealPrometheus(t *testing.T) {
	for name, flags := range map[string][]string{
		"classic histograms": nil,
		"native histograms":  {"--enable-feature=native-histograms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			realPrometheus(t, flags...)
		})
	}
}

func realPrometheus(t *testing.T, flags ...string) {
	server := start(t, serveScan(t), flags...)
	until(t, func() error { return server.targetUp(t.Context()) })
	// What is empty at first comes with the next scrape, or when the rules have been recorded.
	until(t, func() error {
		var empty []error
		for _, q := range Queries("site-1", ".*", "市财政局") {
			if answer, err := server.query(t.Context(), q.Expr); err != nil {
				t.Fatalf("%s: %v\n%s", q.Where, err, q.Expr)
			} else if len(answer) == 0 {
				empty = append(empty, fmt.Errorf("%s: no answer to %s", q.Where, q.Expr))
			}
		}
		return errors.Join(empty...)
	})
	fires := map[string]bool{"MingjingSiteBlocked": true, "MingjingRectificationOverdue": true, "MingjingScanOverdue": true, "MingjingQueueStuck": true}
	for _, r := range readRules(t) {
		if r.Alert == "" {
			continue
		}
		answer, err := server.query(t.Context(), r.Expr)
		if err != nil {
			t.Errorf("%s: %v", r.Alert, err)
		} else if (len(answer) > 0) != fires[r.Alert] {
			t.Errorf("%s: %d answers: %v", r.Alert, len(answer), answer)
		}
	}
	score, err := server.query(t.Context(), `mingjing_site_score_points{site="site-1"} * on (site) group_left (name) mingjing_site_info`)
	if err != nil || len(score) != 1 || score[0].Metric["name"] != "岱岳区" {
		t.Errorf("score: %v %v", score, err)
	}
}

// serveScan serves the metrics of a scan as the service does, and returns where.
func serveScan(t *testing.T) string {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	sites := metrics.SummarizeScan(reportstest.Scan(p, 10))
	for i := range sites {
		sites[i].Overdue = i
	}
	now := time.Now()
	operations := metrics.NewOperations("v1.0.0", "0123456789ab")
	operations.Reloaded(now, nil)
	operations.SitePage(audit.Site{}, &audit.Page{Trouble: audit.Trouble{Kind: audit.TroubleShield}}, 0, 0)
	operations.Fetched(time.Second, http.StatusOK)
	operations.Waited(time.Second)
	handler, err := metrics.Handler(slog.New(slog.DiscardHandler),
		metrics.NewSites(sites, metrics.DetailRule), metrics.NewNames(p), operations,
		metrics.NewStore(func(context.Context) error { return nil }),
		metrics.NewQueue(func(context.Context) (metrics.QueueState, error) {
			return metrics.QueueState{Jobs: map[metrics.JobState]int{metrics.JobWaiting: 2}, OldestDue: now.Add(-2 * time.Hour)}, nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// A server is a Prometheus that runs for a test.
type server struct{ url string }

// start starts Prometheus on loopback; it ends with the test.
func start(t *testing.T, target string, flags ...string) server {
	binary := program(t, "prometheus")
	rules, err := filepath.Abs(prometheus + "/rules/*.yml")
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
	return server{"http://" + address}
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

func (s server) query(ctx context.Context, expr string) ([]sample, error) {
	var answer struct {
		Result []sample `json:"result"`
	}
	err := s.get(ctx, "/api/v1/query?query="+url.QueryEscape(expr), &answer)
	return answer.Result, err
}

func (s server) targetUp(ctx context.Context) error {
	var answer struct {
		Active []struct {
			Health    string `json:"health"`
			LastError string `json:"lastError"`
		} `json:"activeTargets"`
	}
	if err := s.get(ctx, "/api/v1/targets", &answer); err != nil {
		return err
	}
	if len(answer.Active) != 1 || answer.Active[0].Health != "up" {
		return fmt.Errorf("targets: %+v", answer.Active)
	}
	return nil
}

func (s server) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
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
