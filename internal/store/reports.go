package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Report is a file of a report that was made. The file itself is kept elsewhere.
type Report struct {
	ID     int64
	Pack   string
	Period string // the month or day it speaks of: 2026-10 or 2026-10-31
	Name   string // of the file, within the folder of reports; one report has a name
	Format string
	Size   int64  // in bytes
	SHA256 string // in hex
	Made   time.Time
}

// KeepReport enters a report, in place of one of the same name, and returns its number. Made is now where zero.
func (s *Store) KeepReport(ctx context.Context, r Report) (id int64, err error) {
	if r.Made.IsZero() {
		r.Made = s.now()
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		next, err := numbers(ctx, tx, "report", 1)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `INSERT INTO reports (id, pack, period, name, format, size, sha256, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (name) DO UPDATE SET pack = excluded.pack, period = excluded.period, format = excluded.format, size = excluded.size,
	sha256 = excluded.sha256, made = excluded.made RETURNING id`,
			next, r.Pack, r.Period, r.Name, r.Format, r.Size, r.SHA256, timeText(r.Made)).Scan(&id)
	})
	if err != nil {
		return 0, fmt.Errorf("keep report %s: %w", r.Name, err)
	}
	return id, nil
}

// Reports lists the reports on a period, or all where it is empty, in the order in which they were first made.
func (s *Store) Reports(ctx context.Context, period string) ([]Report, error) {
	read := func(row scanner) (Report, error) {
		var r Report
		var made string
		if err := row.Scan(&r.ID, &r.Pack, &r.Period, &r.Name, &r.Format, &r.Size, &r.SHA256, &made); err != nil {
			return r, err
		}
		var err error
		r.Made, err = parseTime(made)
		return r, err
	}
	reports, err := all(rowsOf(ctx, s.reader, read, `SELECT id, pack, period, name, format, size, sha256, made FROM reports
WHERE $1 = '' OR period = $1 ORDER BY id`, period))
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return reports, nil
}
