// Package pgtest gives tests a real PostgreSQL: one cluster a test process, one database a test. The cluster is of the programs
// that Debian's package postgresql installs, listens on loopback only, and is gone when the test process has ended, however it ended.
//
// Text sorts by Chinese rules in it, as on many a server where the program will run.
package pgtest

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Start makes an empty database in the cluster that all tests of the process share, starts that with the first of them, and returns the database's URL.
// The database is removed when the test has ended. Where PostgreSQL is not installed the test is skipped, or fails where CI is set in the environment.
func Start(t testing.TB) (url string) {
	t.Helper()
	programs, ok := find()
	if !ok {
		missing(t)
	}
	cluster, err := shared(programs)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	return cluster.Database(t)
}

// Own starts a cluster for this test alone, for tests that stop it.
func Own(t testing.TB) *Cluster {
	t.Helper()
	programs, ok := find()
	if !ok {
		missing(t)
	}
	cluster, err := newCluster(programs)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(cluster.remove)
	return cluster
}

func missing(t testing.TB) {
	t.Helper()
	const message = "PostgreSQL is not installed: apt-get install postgresql"
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// shared starts the cluster of the process once.
var shared = func() func(string) (*Cluster, error) {
	var once sync.Once
	var cluster *Cluster
	var err error
	return func(programs string) (*Cluster, error) {
		once.Do(func() { cluster, err = newCluster(programs) })
		return cluster, err
	}
}()

// Database makes an empty database, which is removed when the test has ended, and returns its URL.
func (c *Cluster) Database(t testing.TB) (url string) {
	t.Helper()
	name := "test" + strconv.FormatInt(c.databases.Add(1), 10)
	if err := c.admin("CREATE DATABASE " + name); err != nil {
		t.Fatalf("make database: %v", err)
	}
	t.Cleanup(func() {
		if !c.running() {
			return
		}
		if err := c.admin("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return c.url(name)
}

func (c *Cluster) url(database string) string {
	return fmt.Sprintf("postgres://mingjing@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

// admin runs a statement on the cluster's own database.
func (c *Cluster) admin(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sql.Open("pgx", c.url("postgres"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return cmp.Or(err, db.Close())
}
