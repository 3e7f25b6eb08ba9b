package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingjing/internal/portals"
)

// serving is mingjing serve on demonstration portals.
type serving struct {
	t    *testing.T
	url  string
	stop context.CancelFunc
	done chan int
	errs *bytes.Buffer
}

// serve runs the command with the configuration until stop is called.
func serve(t *testing.T, config string) *serving {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	s := &serving{t: t, stop: stop, done: make(chan int, 1), errs: new(bytes.Buffer)}
	m := &Main{Args: []string{"serve", "-c", config}, Env: os.Getenv, Stdout: write, Stderr: s.errs, Now: time.Now}
	go func() {
		code := m.Run(ctx)
		_ = write.Close()
		s.done <- code
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("exit code %d\n%s", <-s.done, s.errs)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	s.url = strings.TrimSuffix(strings.TrimSpace(line), "/")
	return s
}

// end stops the command and wants that it ends in order.
func (s *serving) end() {
	s.t.Helper()
	s.stop()
	if code := <-s.done; code != exitDone {
		s.t.Errorf("exit code %d\n%s", code, s.errs)
	}
}

func (s *serving) get(path string) string {
	s.t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s %v\n%.500s", path, answer.Status, err, text)
	}
	return string(text)
}

// scan asks the API for a scan.
func (s *serving) scan(what string) {
	s.t.Helper()
	answer, err := http.Post(s.url+"/api/v1/scans", "application/json", strings.NewReader(what))
	if err != nil {
		s.t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		s.t.Fatalf("start: %s", answer.Status)
	}
}

// finished waits until the API says that nothing runs and so many scans are finished.
func (s *serving) finished(n int) {
	s.t.Helper()
	deadline := time.After(5 * time.Minute)
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		var scans []struct {
			Finished *time.Time `json:"finished"`
		}
		if err := json.Unmarshal([]byte(s.get("/api/v1/scans")), &scans); err != nil {
			s.t.Fatal(err)
		}
		over := 0
		for _, scan := range scans {
			if scan.Finished != nil {
				over++
			}
		}
		if over >= n {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("the scans do not end\n%s", s.errs)
		}
	}
}

// shows asks for a page until it has the text.
func (s *serving) shows(path, text string) string {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		page := s.get(path)
		if strings.Contains(page, text) {
			return page
		}
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("no %s on %s:\n%s", text, path, page)
		}
	}
}

// serviceFolder writes a configuration for demonstration portals, which it serves.
func serviceFolder(t *testing.T, o portals.Options, more string) (config string) {
	t.Helper()
	city, err := portals.Generate(demoSeed, o)
	if err != nil {
		t.Fatal(err)
	}
	served, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = served.Close() })
	folder := t.TempDir()
	config = filepath.Join(folder, "mingjing.yaml")
	text := "listen: 127.0.0.1:0\ngroups: [{name: city, targets: targets.yaml}]\ncrawl: {rate: 100000, allow_private: true}\n" + more
	for name, text := range map[string]string{"targets.yaml": string(served.Targets()), "mingjing.yaml": text} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return config
}

// The service scans, reports, gives metrics, reads its configuration again and stops in order; what it kept is then reported and checked by
// other commands.
func TestServe(t *testing.T) {
	config := serviceFolder(t, portals.Options{Only: []string{"gaoxin"}, Scale: 0.2}, "")
	s := serve(t, config)
	if got := strings.TrimSpace(s.get("/-/ready")); got != "ready" {
		t.Errorf("ready: %s", got)
	}
	s.scan(`{"group": "city"}`)
	s.finished(1)
	text := s.shows("/metrics", `mingjing_queue_jobs{state="done"} 1`) // a job ends a moment after its scan
	for _, want := range []string{`mingjing_site_score_points{site="gaoxin"}`, `mingjing_site_up{site="gaoxin"} 1`, `mingjing_store_up 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s among the metrics", want)
		}
	}
	if probe := s.get("/probe?target=gaoxin"); !strings.Contains(probe, "mingjing_site_score_points") {
		t.Errorf("probe: %s", probe)
	}
	if fresh := s.get("/probe?target=gaoxin&fresh=1"); !strings.Contains(fresh, "mingjing_probe_success 1") {
		t.Errorf("fresh probe: %s", fresh)
	}
	s.end()

	folder := filepath.Dir(config)
	run := func(args ...string) string {
		var out, errs bytes.Buffer
		m := &Main{Args: args, Env: os.Getenv, Stdout: &out, Stderr: &errs, Now: time.Now}
		if code := m.Run(t.Context()); code != exitDone {
			t.Errorf("%v: exit code %d\n%s", args, code, &errs)
		}
		return out.String()
	}
	month := time.Now().In(time.FixedZone("CST", 8*3600)).Format("2006-01")
	run("report", "-c", config, "--month", month, "--format", "html,csv,json", "-o", filepath.Join(folder, "report"))
	for _, name := range []string{"index.html", "sites/gaoxin.html", "league.csv", "report.json"} {
		if _, err := os.Stat(filepath.Join(folder, "report", name)); err != nil {
			t.Error(err)
		}
	}
	if got := run("store", "check", "-c", config); !strings.Contains(got, "head") && !strings.Contains(got, ":") {
		t.Errorf("check: %s", got)
	}
}

// A configuration that is wrong, or a worker on a file, is told at once.
func TestServeRefuses(t *testing.T) {
	config := serviceFolder(t, portals.Options{Only: []string{"gaoxin"}, Scale: 0.2}, "")
	open := filepath.Join(filepath.Dir(config), "open.yaml")
	if err := os.WriteFile(open, []byte("listen: 0.0.0.0:0\ngroups: [{name: city, targets: targets.yaml}]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "-c", open}, "others than this machine can reach it"},
		{[]string{"serve", "-c", config + ".none"}, "no such file"},
		{[]string{"worker", "-c", config}, "a SQLite file serves one process only"},
	} {
		var errs bytes.Buffer
		m := &Main{Args: test.args, Env: os.Getenv, Stdout: io.Discard, Stderr: &errs, Now: time.Now}
		if code := m.Run(t.Context()); code != exitUsage || !strings.Contains(errs.String(), test.want) {
			t.Errorf("%v: exit code %d, %s; want %q", test.args, code, &errs, test.want)
		}
	}
}
