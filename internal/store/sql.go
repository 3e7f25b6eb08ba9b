package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"
)

// timeForm has one length, so that times sort as text.
const timeForm = "2006-01-02T15:04:05.000000000Z"

func timeText(t time.Time) string { return t.UTC().Format(timeForm) }

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeForm, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q in the database: %w", s, err)
	}
	return t, nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is a row.
type scanner interface {
	Scan(dest ...any) error
}

// rowsOf yields what read makes of each row. The sequence ends after the first error. Nothing else may be asked of
// a transaction while it is read.
func rowsOf[T any](ctx context.Context, q querier, read func(scanner) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			value, err := read(rows)
			if !yield(value, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// all gathers a sequence.
func all[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var values []T
	for value, err := range seq {
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// batch is how many rows go into one statement: SQLite takes 32766 arguments.
const batch = 200

// insert adds rows with few statements. into is the head of the statement, tail what follows the values.
func insert(ctx context.Context, tx *sql.Tx, into, tail string, rows [][]any) error {
	for len(rows) > 0 {
		some := rows[:min(batch, len(rows))]
		rows = rows[len(some):]
		var query strings.Builder
		query.WriteString(into + " VALUES ")
		args := make([]any, 0, len(some)*len(some[0]))
		for i, row := range some {
			if i > 0 {
				query.WriteByte(',')
			}
			query.WriteByte('(')
			for j := range row {
				if j > 0 {
					query.WriteByte(',')
				}
				fmt.Fprintf(&query, "$%d", len(args)+j+1)
			}
			query.WriteByte(')')
			args = append(args, row...)
		}
		query.WriteString(" " + tail)
		if _, err := tx.ExecContext(ctx, query.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// numbers gives out n numbers of a kind that nobody else gets and returns the first. It holds back others who want
// numbers of the kind until the transaction ends.
func numbers(ctx context.Context, tx *sql.Tx, kind string, n int) (first int64, err error) {
	const query = `INSERT INTO counters (name, given) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET given = counters.given + excluded.given RETURNING given`
	var last int64
	if err := tx.QueryRowContext(ctx, query, kind, n).Scan(&last); err != nil {
		return 0, fmt.Errorf("number of %s: %w", kind, err)
	}
	return last - int64(n) + 1, nil
}
