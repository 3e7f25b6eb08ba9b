package pgtest

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestDatabasesAreApart(t *testing.T) {
	first, second := Start(t), Start(t)
	if first == second {
		t.Fatalf("both tests got %s", first)
	}
	db := connect(t, first)
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE t (n BIGINT)"); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, second).ExecContext(t.Context(), "CREATE TABLE t (n BIGINT)"); err != nil {
		t.Errorf("a table of the other database is in the way: %v", err)
	}
}

func TestStopAndRestart(t *testing.T) {
	cluster := Own(t)
	db := connect(t, cluster.Database(t))
	if err := db.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	cluster.Stop(t)
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("a stopped cluster answers")
	}
	cluster.Restart(t)
	if err := db.PingContext(t.Context()); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// TestGoneWhenKilled runs this test in a process of its own, which starts a cluster and is killed.
func TestGoneWhenKilled(t *testing.T) {
	if os.Getenv("PGTEST_CHILD") != "" {
		cluster := Own(t)
		if _, err := os.Stdout.WriteString("folder " + cluster.dir + "\n"); err != nil {
			t.Fatal(err)
		}
		select {}
	}
	if _, ok := find(); !ok {
		missing(t)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestGoneWhenKilled$")
	child.Env = append(os.Environ(), "PGTEST_CHILD=1")
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	buffer := make([]byte, 4096)
	for !strings.HasSuffix(said.String(), "\n") {
		n, err := output.Read(buffer)
		if err != nil {
			t.Fatalf("child said %q: %v", said.String(), err)
		}
		said.Write(buffer[:n])
	}
	_, dir, _ := strings.Cut(strings.TrimSpace(said.String()), "folder ")
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is still there", dir)
		case <-tick.C:
		}
	}
}

func connect(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
