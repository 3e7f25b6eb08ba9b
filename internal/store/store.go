// Package store keeps what scans found, what people said about it, and what became of it, in one SQLite file or in PostgreSQL.
//
// All SQL is one text for both engines. What belongs together is written in one transaction, so that a process killed at any moment leaves
// a database that is whole: a site of a scan is there with all of its findings or not at all, and an act of a person is there with
// its row in the log. Saving is idempotent where work may be done twice.
//
// Times are kept in UTC. Where a call fails because the database cannot be reached, [Unavailable] tells; the store need not be opened again.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// Errors that callers tell apart by errors.Is.
var (
	ErrNotFound = errors.New("not found")
	ErrFinished = errors.New("the scan is finished")
	ErrInvalid  = errors.New("not accepted") // what somebody wanted to enter is wrong; the rest of the message says why
)

// Store is open until Close. Its methods may be called from several goroutines at once.
type Store struct {
	dsn    DSN
	now    func() time.Time
	writer *sql.DB
	reader *sql.DB // the same as writer for PostgreSQL
}

// readers is how many SQLite connections read at once, beside the one that writes; connections is how many a process opens to PostgreSQL.
const (
	readers     = 4
	connections = 16
)

// Open opens the database at dsn (see ParseDSN), makes it where it is a file that is missing, and brings its tables up to date.
func Open(ctx context.Context, dsn string, now func() time.Time) (*Store, error) {
	where, err := ParseDSN(dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{dsn: where, now: now}
	if err := s.connect(); err != nil {
		return nil, fmt.Errorf("open database %s: %w", where, err)
	}
	if err := s.migrate(ctx); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("open database %s: %w", where, err)
	}
	return s, nil
}

func (s *Store) connect() (err error) {
	if s.dsn.Engine == Postgres {
		if s.writer, err = sql.Open("pgx", s.dsn.URL); err != nil {
			return err
		}
		s.writer.SetMaxOpenConns(connections)
		s.writer.SetMaxIdleConns(connections)
		s.writer.SetConnMaxIdleTime(5 * time.Minute)
		s.reader = s.writer
		return nil
	}
	// One connection writes: SQLite has one writer at a time, and waiting for it in the pool is fair and knows the context.
	s.writer, err = sql.Open("sqlite", s.dsn.sqlite("_txlock=immediate", "_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)",
		"_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)"))
	if err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	s.reader, err = sql.Open("sqlite", s.dsn.sqlite("_pragma=busy_timeout(10000)", "_pragma=query_only(1)"))
	if err != nil {
		return errors.Join(err, s.writer.Close())
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	return nil
}

// Close closes the database.
func (s *Store) Close() error {
	if s.reader == s.writer {
		return s.writer.Close()
	}
	return errors.Join(s.reader.Close(), s.writer.Close())
}

// DSN says where the database is.
func (s *Store) DSN() DSN { return s.dsn }

// DB is the pool that writes, for others that keep tables of their own in the same database. For SQLite it is a single connection: who
// holds a transaction of it must not call the store until it has ended.
func (s *Store) DB() *sql.DB { return s.writer }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.reader.PingContext(ctx); err != nil {
		return fmt.Errorf("database %s: %w", s.dsn, err)
	}
	return nil
}

// write runs do in a transaction. Whoever locks several rows does so in the order results, questions, scans, counters, acts, so that
// no two wait for each other.
func (s *Store) write(ctx context.Context, do func(*sql.Tx) error) error {
	return within(ctx, s.writer, nil, do)
}

// read runs do in a transaction that sees one state of the database throughout.
func (s *Store) read(ctx context.Context, do func(*sql.Tx) error) error {
	return within(ctx, s.reader, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, do)
}

func within(ctx context.Context, db *sql.DB, options *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
