package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"mingjing/audit"
	"mingjing/internal/pgtest"
	"mingjing/reports/rectify"
)

// fresh is another empty database of the same engine.
func fresh(t *testing.T, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "postgres") {
		return pgtest.Start(t)
	}
	return filepath.Join(t.TempDir(), "fresh.db")
}

// fill puts something into every table.
func fill(t *testing.T, s *Store) {
	t.Helper()
	terms := rectify.Terms{Days: 30, Unit: func(string) string { return "市卫生健康委" }}
	b := site("b", "乙")
	b.Hosts = []string{"zwgk.b.example"}
	for i, asOf := range []string{"2026-08-01", "2026-09-01", "2026-10-01"} {
		p := plan(asOf, site("a", "甲"), b, site("never-done", "丙"))
		if i == 1 {
			p.Key = "monthly"
		}
		id := start(t, s, p)
		for _, r := range []*audit.SiteResult{result("a", float64(i), audit.Unmet, audit.Met), result("b", 100, audit.Statuses()[i:]...)} {
			save(t, s, id, r)
			if _, err := s.Rectify(t.Context(), id, r.ID, terms); err != nil {
				t.Fatal(err)
			}
		}
		if i < 2 {
			finish(t, s, id)
		}
	}
	ruling, err := s.Rule(t.Context(), "王工", "a", rectify.Ruling{Question: asked("r1"), Status: audit.Exempt, Reason: "<无> & \"此\""})
	if err != nil {
		t.Fatal(err)
	}
	for scan := range int64(3) {
		if err := s.Revise(t.Context(), scan+1, "a", "王工", scoring); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Revoke(t.Context(), "王工", ruling, "误"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.KeepReport(t.Context(), Report{Name: "x.pdf", Period: "2026-10"}); err != nil {
		t.Fatal(err)
	}
}

func export(t *testing.T, s *Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExportImport(t *testing.T) {
	file := open(t, filepath.Join(t.TempDir(), "a.db"))
	fill(t, file)
	first := export(t, file)
	server := open(t, pgtest.Start(t))
	if err := server.Import(t.Context(), strings.NewReader(first)); err != nil {
		t.Fatal(err)
	}
	second := export(t, server)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("PostgreSQL exports another stream than it imported (-want +got):\n%s", diff)
	}
	back := open(t, filepath.Join(t.TempDir(), "b.db"))
	if err := back.Import(t.Context(), strings.NewReader(second)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, export(t, back)); diff != "" {
		t.Errorf("SQLite exports another stream than it imported (-want +got):\n%s", diff)
	}
	for _, s := range []*Store{file, server, back} {
		if checked := whole(t, s); checked.Scans != 2 || checked.Results != 6 {
			t.Errorf("checked %+v, want 2 finished scans and 6 results", checked)
		}
		for _, table := range tables {
			var n int
			if err := s.DB().QueryRowContext(t.Context(), "SELECT count(*) FROM "+table.name).Scan(&n); err != nil || n == 0 {
				t.Errorf("table %s: %d rows, %v; the test is to have some in each", table.name, n, err)
			}
		}
	}
	// Life goes on where it was taken to.
	if id := start(t, server, plan("2026-11-01", site("d", "丁"))); id != 4 {
		t.Errorf("next scan is %d, want 4", id)
	}
	whole(t, server)
}

func TestEveryTableIsExported(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "a.db"))
	read := func(row scanner) (name string, err error) { return name, row.Scan(&name) }
	names, err := all(rowsOf(t.Context(), s.reader, read, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY rowid"))
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, table := range tables {
		listed = append(listed, table.name)
	}
	if diff := cmp.Diff(names, listed); diff != "" {
		t.Errorf("tables of the database and of the list (-database +list):\n%s", diff)
	}
}

func TestImportRefuses(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		source := open(t, filepath.Join(t.TempDir(), "source.db"))
		fill(t, source)
		good := export(t, source)
		lines := strings.SplitAfter(good, "\n")
		s := open(t, dsn)
		for _, test := range []struct{ name, stream string }{
			{"nothing", ""},
			{"no JSON", "hello\n"},
			{"another format", strings.Replace(good, exportFormat, "mingjing.store/9", 1)},
			{"another schema", strings.Replace(good, `"schema":2`, `"schema":3`, 1)},
			{"cut off", good[:len(good)/2]},
			{"without its end", strings.Join(lines[:len(lines)-2], "")},
			{"end cut", good[:len(good)-1]},
			{"a row less", strings.Join(append(append([]string{}, lines[:5]...), lines[6:]...), "")},
			{"a cell less", strings.Replace(good, `["act",`, `[`, 1)},
			{"changed", strings.Replace(good, "王工", "李工", 1)},
			{"empty line", strings.Replace(good, "\n", "\n\n", 1)},
			{"null", strings.Replace(good, `["act",`, `[null,`, 1)},
		} {
			if err := s.Import(t.Context(), strings.NewReader(test.stream)); err == nil {
				t.Errorf("%s: imported", test.name)
			}
		}
		if got, err := s.Scans(t.Context(), 10); err != nil || len(got) != 0 {
			t.Fatalf("scans after that = %v, %v; want none", got, err)
		}
		if err := s.Import(t.Context(), strings.NewReader(good)); err != nil {
			t.Fatal(err)
		}
		if err := s.Import(t.Context(), strings.NewReader(good)); !errors.Is(err, ErrInvalid) {
			t.Errorf("into a store that holds something: %v, want %v", err, ErrInvalid)
		}
	})
}

func TestPrune(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn) // now is 2026-11-01
		fill(t, s)
		lists, err := s.Entries(t.Context(), EntrySelection{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Prune(t.Context(), 0); err == nil {
			t.Error("everything may be pruned")
		}
		if n, err := s.Prune(t.Context(), 70*24*time.Hour); err != nil || n != 2 {
			t.Errorf("pruned %d, %v; want the two of August", n, err)
		}
		if n, err := s.Prune(t.Context(), 70*24*time.Hour); err != nil || n != 0 {
			t.Errorf("pruned again %d, %v; want none", n, err)
		}
		old, err := s.Scan(t.Context(), 1)
		if err != nil || len(old.Sites) != 2 || old.Sites[1].Findings != nil || old.Sites[1].Score != 100 || len(old.Sites[1].Domains) != 1 {
			t.Errorf("old scan = %+v, %v; want scores without findings", old, err)
		}
		points, err := s.History(t.Context(), "b")
		if err != nil || len(points) != 3 || points[0].Whole || !points[1].Whole {
			t.Errorf("history = %+v, %v; want all three, the first without findings", points, err)
		}
		if err := s.Revise(t.Context(), 1, "a", "王工", scoring); !errors.Is(err, ErrNotFound) {
			t.Errorf("revise of what was pruned: %v, want %v", err, ErrNotFound)
		}
		after, err := s.Entries(t.Context(), EntrySelection{})
		if diff := cmp.Diff(lists, after); err != nil || diff != "" {
			t.Errorf("rectification lists: %v (-before +after):\n%s", err, diff)
		}
		whole(t, s)
		s.now = func() time.Time { return time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC) }
		if n, err := s.Prune(t.Context(), 30*24*time.Hour); err != nil || n != 2 {
			t.Errorf("pruned %d, %v; want September's, and October's kept as the newest", n, err)
		}
	})
}

func TestCheck(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		for _, test := range []struct{ name, sql, want string }{
			{"score", "UPDATE results SET score = 99 WHERE id = 1", "result 1 (site a of scan 1): score, grade or coverage is another than in its summary"},
			{"summary", "UPDATE results SET summary = replace(summary, '\"b\"', '\"B\"') WHERE id = 2", "result 2 (site b of scan 1): was changed: its digest is another"},
			{"digest too", "UPDATE results SET digest = 'ab' WHERE id = 2", "scan:1: its results are others than when it was finished"},
			{"finding", "UPDATE findings SET status = 'met' WHERE result = 1 AND status = 'unmet'", ""},
			{"finding", "UPDATE findings SET status = 'met' WHERE result = 2 AND status = 'unmet'", "result 2 (site b of scan 1): its rows of findings are others than those of its details"},
			{"details", "DELETE FROM details WHERE result = 2", "result 2 (site b of scan 1): has findings without details"},
			{"faults", "UPDATE results SET faults = 77 WHERE id = 2", "result 2 (site b of scan 1): the number of faults is another than that of its details"},
			{"finished", "UPDATE scans SET finished = started WHERE id = 3", "scan:3: is finished, which the log does not say"},
			{"entry", "UPDATE entries SET state = 'fixed' WHERE id = 1", "entry 1 of the rectification list is not the sum of its events"},
			{"counter", "UPDATE counters SET given = 1 WHERE name = 'scan'", "number 3 of scan was never given out"},
			{"log", "UPDATE acts SET who = 'x' WHERE seq = 4", "log: act 4 (scan.start, scan:1) was changed"},
		} {
			t.Run(test.name, func(t *testing.T) {
				s := open(t, fresh(t, dsn))
				fill(t, s)
				whole(t, s)
				if _, err := s.DB().ExecContext(t.Context(), test.sql); err != nil {
					t.Fatal(err)
				}
				checked, err := s.Check(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(checked.Problems, "\n"); !strings.Contains(got, test.want) || test.want == "" && got != "" {
					t.Errorf("problems:\n%s\nwant: %s", got, test.want)
				}
			})
		}
	})
}

func TestBrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	fill(t, s)
	if _, err := s.DB().ExecContext(t.Context(), "PRAGMA foreign_keys = 0; DELETE FROM sites WHERE id = 'never-done'; PRAGMA foreign_keys = 1"); err != nil {
		t.Fatal(err)
	}
	checked, err := s.Check(t.Context())
	if err != nil || len(checked.Problems) == 0 || checked.Problems[0] != "a row of results refers to one of sites that is missing" {
		t.Errorf("checked = %+v, %v; want the missing site told", checked, err)
	}
	if err := os.WriteFile(filepath.Join(t.TempDir(), "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), garbage, clock()); err == nil {
		_ = s.Close()
		t.Error("a file that is no database was opened")
	} else if Unavailable(err) {
		t.Errorf("%v is told as passing", err)
	}
}

const childDSN = "STORE_CHILD_DSN"

// TestKilled has a child process that saves results and says so, kills it in the middle of what it does next, and looks
// at what is left.
func TestKilled(t *testing.T) {
	if dsn := os.Getenv(childDSN); dsn != "" {
		child(t, dsn)
	}
	each(t, func(t *testing.T, dsn string) {
		saved := make(map[string]bool)
		for round := range 3 {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
			cmd.Env = append(os.Environ(), childDSN+"="+dsn)
			output, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(output)
			for range 4 + 4*round {
				if !lines.Scan() {
					t.Fatalf("the child ended: %v", lines.Err())
				}
				saved[lines.Text()] = true
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() { // said before it was killed
				saved[lines.Text()] = true
			}
			_ = cmd.Wait()

			s := open(t, dsn)
			whole(t, s)
			for line := range saved {
				var scan int64
				var site string
				if _, err := fmt.Sscanf(line, "saved %d %s", &scan, &site); err != nil {
					t.Fatalf("the child said %q", line)
				}
				if r, err := s.Result(t.Context(), scan, site); err != nil || len(r.Findings) != 60 {
					t.Errorf("%s, but: %v", line, err)
				}
			}
			running, err := s.Running(t.Context())
			if err != nil || len(running) == 0 {
				t.Fatalf("running scans = %v, %v; want that which was broken off", running, err)
			}
			for _, scan := range running {
				pending, err := s.Pending(t.Context(), scan.ID)
				if err != nil || len(pending) != scan.Sites-scan.Done {
					t.Errorf("%d sites pending, %v; want %d", len(pending), err, scan.Sites-scan.Done)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// child starts scans and saves their sites until it is killed.
func child(t *testing.T, dsn string) {
	s, err := Open(t.Context(), dsn, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	statuses := make([]audit.Status, 60)
	for {
		p := plan("2026-11-01")
		for i := range 8 {
			p.Sites = append(p.Sites, site("s"+strconv.Itoa(i), "县"))
		}
		id := start(t, s, p)
		for _, site := range p.Sites {
			for i := range statuses {
				statuses[i] = audit.Statuses()[(i+int(id))%5]
			}
			save(t, s, id, result(site.ID, float64(id), statuses...))
			if _, err := fmt.Printf("saved %d %s\n", id, site.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Rectify(t.Context(), id, site.ID, rectify.Terms{Unit: func(string) string { return "" }}); err != nil {
				t.Fatal(err)
			}
		}
		finish(t, s, id)
	}
}

// TestOutage stops PostgreSQL under a store that is open.
func TestOutage(t *testing.T) {
	cluster := pgtest.Own(t)
	dsn := cluster.Database(t)
	s := open(t, dsn)
	id := start(t, s, plan("2026-11-01", site("a", "甲")))
	save(t, s, id, result("a", 1, audit.Met))
	cluster.Stop(t)
	calls := map[string]func() error{
		"save":   func() error { return s.SaveSite(t.Context(), id, result("a", 2, audit.Met)) },
		"scan":   func() error { _, err := s.Scan(t.Context(), id); return err },
		"latest": func() error { _, err := s.LatestSites(t.Context()); return err },
		"rule": func() error {
			_, err := s.Rule(t.Context(), "x", "a", rectify.Ruling{Question: asked("r1"), Status: audit.Met, Reason: "x"})
			return err
		},
		"ping": func() error { return s.Ping(t.Context()) },
		"open": func() error {
			other, err := Open(t.Context(), dsn, clock())
			if err == nil {
				return other.Close()
			}
			return err
		},
	}
	for name, call := range calls {
		for range 2 { // the broken connection, and a new one
			if err := call(); !Unavailable(err) {
				t.Errorf("%s while it is stopped: %v; want it told as unavailable", name, err)
			}
		}
	}
	cluster.Restart(t)
	for name, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s after the restart: %v", name, err)
		}
	}
	if r, err := s.Result(t.Context(), id, "a"); err != nil || r.Score != 2 {
		t.Errorf("result = %+v, %v; want the one saved after the restart", r, err)
	}
	whole(t, s)
}

func TestUnavailable(t *testing.T) {
	for _, err := range []error{nil, ErrNotFound, ErrFinished, fmt.Errorf("x: %w", ErrInvalid), context.Canceled} {
		if Unavailable(err) {
			t.Errorf("%v is told as unavailable", err)
		}
	}
}

func TestParseDSN(t *testing.T) {
	for _, test := range []struct {
		in   string
		want DSN
		show string
	}{
		{"mingjing.db", DSN{Engine: SQLite, Path: "mingjing.db"}, "mingjing.db"},
		{"sqlite:/var/lib/a b.db", DSN{Engine: SQLite, Path: "/var/lib/a b.db"}, "/var/lib/a b.db"},
		{"postgres://u:secret@h/db?sslmode=disable", DSN{Engine: Postgres, URL: "postgres://u:secret@h/db?sslmode=disable"}, "postgres://u:xxxxx@h/db"},
		{"postgresql:///db?host=/run/postgresql", DSN{Engine: Postgres, URL: "postgresql:///db?host=/run/postgresql"}, "postgresql:///db"},
		{"", DSN{}, ""},
		{":memory:", DSN{}, ""},
		{"sqlite:", DSN{}, ""},
		{"mysql://h/db", DSN{}, ""},
		{"postgres:", DSN{}, ""},
	} {
		got, err := ParseDSN(test.in)
		if got != test.want || (err == nil) != (test.want != DSN{}) {
			t.Errorf("%q = %+v, %v; want %+v", test.in, got, err, test.want)
		}
		if err == nil && got.String() != test.show {
			t.Errorf("%q is shown as %q, want %q", test.in, got, test.show)
		}
	}
}

// TestAtOnce has several workers do everything at once, through stores of their own.
func TestAtOnce(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		const workers, sites = 4, 6
		var group errgroup.Group
		for worker := range workers {
			group.Go(func() error {
				s, err := Open(t.Context(), dsn, time.Now)
				if err != nil {
					return err
				}
				p := plan("2026-11-01")
				p.Key = "monthly"
				for i := range sites {
					p.Sites = append(p.Sites, site("s"+strconv.Itoa(i), "县"))
				}
				id, err := s.StartScan(t.Context(), p)
				if err != nil {
					return err
				}
				for i := range sites {
					r := result(p.Sites[(i+worker)%sites].ID, 1, audit.Unmet, audit.Met, audit.Partial)
					if err := s.SaveSite(t.Context(), id, r); err != nil {
						return err
					}
					if _, err := s.Rectify(t.Context(), id, r.ID, rectify.Terms{Unit: func(string) string { return "" }}); err != nil {
						return err
					}
					if _, err := s.Rule(t.Context(), "王工", r.ID, rectify.Ruling{Question: asked("r1"), Status: audit.Exempt, Reason: "无"}); err != nil {
						return err
					}
					if err := s.Revise(t.Context(), id, r.ID, "王工", scoring); err != nil {
						return err
					}
				}
				return s.Close()
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		s := open(t, dsn)
		finish(t, s, 1)
		if checked := whole(t, s); checked.Results != sites {
			t.Errorf("checked %+v; want one scan with %d results", checked, sites)
		}
		if list, err := s.Entries(t.Context(), EntrySelection{}); err != nil || len(list) == 0 {
			t.Errorf("entries = %v, %v", list, err)
		}
	})
}
