package queue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// engine is River on one of the databases.
type engine interface {
	ID() string
	Start(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	InsertMany(ctx context.Context, jobs []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	JobCancel(ctx context.Context, id int64) (*rivertype.JobRow, error)
	PeriodicJobs() *river.PeriodicJobBundle
	Subscribe(kinds ...river.EventKind) (events <-chan *river.Event, cancel func())

	db() *sql.DB
	close() error
	alone() bool // no other process can have the queue open
	complete(ctx context.Context, id int64, at time.Time) error
	replace(ctx context.Context, lost *rivertype.JobRow, by *river.InsertManyParams, at time.Time) error
}

// on is an engine; T is what its transactions are.
type on[T any] struct {
	*river.Client[T]
	driver riverdriver.Driver[T]
	pool   *sql.DB
	shut   func() error
	single bool
}

func (e *on[T]) db() *sql.DB  { return e.pool }
func (e *on[T]) close() error { return e.shut() }
func (e *on[T]) alone() bool  { return e.single }

func openEngine(ctx context.Context, dsn string, config *river.Config) (engine, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn, config)
	}
	return openSQLite(ctx, sqlitePath(dsn), config)
}

// sqlitePath is the queue's file beside the store's.
func sqlitePath(dsn string) string {
	path := strings.TrimPrefix(dsn, "sqlite:")
	end := filepath.Ext(path)
	return strings.TrimSuffix(path, end) + "-queue" + end
}

func openSQLite(ctx context.Context, path string, config *river.Config) (engine, error) {
	// One connection that locks the file for itself: nobody is ever told to come back later, and a second process is found out.
	where := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: "_txlock=immediate" +
		"&_pragma=locking_mode(EXCLUSIVE)&_pragma=busy_timeout(1000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"}
	db, err := sql.Open("sqlite", where.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	e := &on[*sql.Tx]{driver: riversqlite.New(db), pool: db, shut: db.Close, single: true}
	if err := e.prepare(ctx, config); err != nil {
		return nil, fmt.Errorf("%s (can another process have it open?): %w", path, cmp.Or(err, db.Close()))
	}
	return e, nil
}

func openPostgres(ctx context.Context, dsn string, config *river.Config) (engine, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	e := &on[pgx.Tx]{driver: riverpgxv5.New(pool), pool: db, shut: func() error {
		err := db.Close()
		pool.Close()
		return err
	}}
	err = inTurn(ctx, pool.Config().ConnConfig, func() error { return e.prepare(ctx, config) })
	if err != nil {
		return nil, cmp.Or(err, e.shut())
	}
	return e, nil
}

// inTurn lets processes that open the queue at once take turns.
func inTurn(ctx context.Context, config *pgx.ConnConfig, do func() error) error {
	turn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = turn.Close(context.WithoutCancel(ctx)) }() // frees the lock
	const lock = 0x6d696e67                                       // "ming"
	if _, err := turn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	return do()
}

// tables are what the queue keeps beside River's.
const tables = `CREATE TABLE IF NOT EXISTS queue_workers (
	id TEXT PRIMARY KEY,
	beat BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS queue_duties (
	name TEXT PRIMARY KEY,
	cron TEXT NOT NULL,
	done BIGINT NOT NULL -- when it was due that was done last, in seconds since 1970
);`

// prepare brings the tables up to date and makes the client.
func (e *on[T]) prepare(ctx context.Context, config *river.Config) error {
	migrator, err := rivermigrate.New(e.driver, &rivermigrate.Config{Logger: config.Logger})
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	if _, err := e.pool.ExecContext(ctx, tables); err != nil {
		return err
	}
	e.Client, err = river.NewClient(e.driver, config)
	return err
}

// complete marks a job as done. It does nothing when the job was taken over.
func (e *on[T]) complete(ctx context.Context, id int64, at time.Time) error {
	_, err := setState(ctx, e.driver.GetExecutor(), id, rivertype.JobStateCompleted, at)
	return err
}

// replace removes a job that is running, if it still is as it was, and puts another in its place; nil: none, and the job is kept as failed.
func (e *on[T]) replace(ctx context.Context, lost *rivertype.JobRow, by *river.InsertManyParams, at time.Time) error {
	tx, err := e.driver.GetExecutor().Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // does nothing after Commit
	is, err := setState(ctx, tx, lost.ID, rivertype.JobStateDiscarded, at)
	if err != nil || is == nil || is.State != rivertype.JobStateDiscarded || !sameAttempt(is, lost) {
		return err
	}
	if by != nil {
		if _, err := tx.JobDelete(ctx, &riverdriver.JobDeleteParams{ID: lost.ID}); err != nil {
			return err
		}
		if _, err := e.InsertManyTx(ctx, e.driver.UnwrapTx(tx), []river.InsertManyParams{*by}); err != nil {
			return err
		}
	}
	return tx.Commit(ctx)
}

func sameAttempt(a, b *rivertype.JobRow) bool {
	return a.AttemptedAt != nil && b.AttemptedAt != nil && a.AttemptedAt.Equal(*b.AttemptedAt) && len(a.AttemptedBy) == len(b.AttemptedBy)
}

// setState ends a running job in one statement, as River itself does. It returns the job as it then is; nil where there is none.
func setState(ctx context.Context, exec riverdriver.Executor, id int64, state rivertype.JobState, at time.Time) (*rivertype.JobRow, error) {
	at = at.UTC()
	rows, err := exec.JobSetStateIfRunningMany(ctx, &riverdriver.JobSetStateIfRunningManyParams{
		ID: []int64{id}, Attempt: []*int{nil}, ErrData: [][]byte{nil}, FinalizedAt: []*time.Time{&at}, MetadataDoMerge: []bool{false},
		MetadataUpdates: [][]byte{nil}, ScheduledAt: []*time.Time{nil}, State: []rivertype.JobState{state},
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}
