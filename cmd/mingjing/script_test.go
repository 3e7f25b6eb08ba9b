package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"mingjing/internal/accuracy"
	"mingjing/internal/targets"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mingjing": main, "mingjing-brisk": brisk})
}

// brisk is the program with workers that are soon thought dead.
func brisk() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	m := &Main{Args: os.Args[1:], Env: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now, Lease: 3 * time.Second}
	code := m.Run(ctx)
	stop()
	os.Exit(code)
}

// Each file of testdata/script runs the whole program.
//
// They have commands of their own: `site FOLDER FILE…` serves the folder and writes the site's address in the
// place of SITE in the files; `asked PATH` waits until the site was asked for the path. A page named slow answers
// after `release`, or when the script ends.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"site": site, "asked": asked, "release": release},
	})
}

// served is a site of a script.
type served struct {
	mu    sync.Mutex
	more  sync.Cond
	asked map[string]bool
	end   func()
	slow  context.Context // of the pages that are slow
	files http.Handler
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.Path] = true
	s.more.Broadcast()
	s.mu.Unlock()
	if strings.HasPrefix(filepath.Base(r.URL.Path), "slow") {
		select {
		case <-s.slow.Done():
		case <-r.Context().Done():
		}
	}
	s.files.ServeHTTP(w, r)
}

func site(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: site folder file...")
	}
	s := &served{asked: make(map[string]bool), files: http.FileServer(http.Dir(ts.MkAbs(args[0])))}
	s.more.L = &s.mu
	s.slow, s.end = context.WithCancel(context.Background())
	server := httptest.NewServer(s)
	ts.Defer(server.Close)
	ts.Defer(s.end)
	sites.Store(ts, s)
	ts.Defer(func() { sites.Delete(ts) })
	ts.Setenv("SITE", server.URL)
	for _, name := range args[1:] {
		text := strings.ReplaceAll(ts.ReadFile(name), "SITE", server.URL)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// sites are the sites of the scripts that run.
var sites sync.Map

func asked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: asked path")
	}
	s := siteOf(ts)
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.asked[args[0]] {
		s.more.Wait()
	}
}

func release(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: release")
	}
	siteOf(ts).end()
}

func siteOf(ts *testscript.TestScript) *served {
	found, ok := sites.Load(ts)
	if !ok {
		ts.Fatalf("no site is served")
	}
	return found.(*served)
}

// The portals print their targets file once they answer, and run until the context ends.
func TestPortals(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	truth := filepath.Join(t.TempDir(), "truth.json")
	read, write := io.Pipe()
	m := &Main{Args: []string{"portals", "--truth", truth}, Env: os.Getenv, Stdout: write, Stderr: io.Discard}
	done := make(chan int)
	go func() { done <- m.Run(ctx) }()
	buffer := make([]byte, 1<<20)
	n, err := read.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	file, err := targets.Read("portals", bytes.NewReader(buffer[:n]))
	if err != nil {
		t.Fatal(err)
	}
	for _, site := range file.Sites {
		answer, err := http.Get(site.Home)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("exit code %d", code)
	}
	data, err := os.Open(truth)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	if _, err := accuracy.ReadTruth(data); err != nil {
		t.Error(err)
	}
}

// The help of every command is what testdata/help says.
func TestHelp(t *testing.T) {
	for _, command := range []string{
		"", "scan", "demo", "init", "targets", "targets check", "portals", "report", "serve", "worker", "read", "accuracy", "explain", "version",
		"config", "config check", "config schema", "rules", "rules list", "rules lint", "rules explain", "rules test", "rules schema",
		"store", "store check", "store export", "store import", "store add",
		"replay", "verify",
	} {
		name := strings.ReplaceAll(command, " ", "-")
		if name == "" {
			name = "mingjing"
		}
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			m := &Main{Args: append(strings.Fields(command), "--help"), Env: os.Getenv, Stdout: &out, Stderr: &errs}
			if code := m.Run(t.Context()); code != exitDone || errs.Len() > 0 {
				t.Fatalf("exit code %d, %s", code, errs.String())
			}
			golden := filepath.Join("testdata", "help", name+".txt")
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
