package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// SaveSite writes the result of one site of a scan, with all of its findings, in one transaction. Saved again, it takes the
// place of what was there. Once the scan is finished it is refused with ErrFinished; a site that the scan does not have is ErrNotFound.
func (s *Store) SaveSite(ctx context.Context, scan int64, result *audit.SiteResult) error {
	row, err := encode(result)
	if err == nil {
		err = s.write(ctx, func(tx *sql.Tx) error {
			if err := saveResult(ctx, tx, scan, result, row, timeText(s.now())); err != nil {
				return err
			}
			// At the end, as all sites of the scan wait here for one another.
			counted, err := tx.ExecContext(ctx, "UPDATE scans SET saves = saves + 1 WHERE id = $1 AND finished IS NULL", scan)
			if err != nil {
				return err
			}
			if n, err := counted.RowsAffected(); err != nil {
				return err
			} else if n == 0 {
				return ErrFinished
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("save site %s of scan %d: %w", result.ID, scan, err)
	}
	return nil
}

func saveResult(ctx context.Context, tx *sql.Tx, scan int64, result *audit.SiteResult, row encoded, finished string) error {
	var id int64
	err := tx.QueryRowContext(ctx, `UPDATE results SET finished = $1, score = $2, grade = $3, coverage = $4, faults = $5, stopped = $6,
	summary = $7, findings = $8, digest = $9, requests = $10, pages = $11
WHERE scan = $12 AND site = (SELECT num FROM sites WHERE id = $13) RETURNING id`,
		finished, result.Score, result.Grade, result.Coverage, rectify.Count(result.Findings), string(result.Crawl.Stopped),
		row.summary, row.findings, digest(row.summary, row.findings), result.Crawl.Requests, result.Crawl.Pages, scan, result.ID).Scan(&id)
	if err != nil {
		return missing(err)
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO details (result, data) VALUES ($1, $2) ON CONFLICT (result) DO UPDATE SET data = excluded.data",
		id, row.details)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM findings WHERE result = $1", id); err != nil {
		return err
	}
	if err := saveQuestions(ctx, tx, result.Findings); err != nil {
		return err
	}
	rows := make([][]any, 0, len(result.Findings))
	for i := range result.Findings {
		if f := &result.Findings[i]; f.Status != audit.Exempt {
			rows = append(rows, []any{id, questionID(f), string(f.Status), f.Points, f.Max})
		}
	}
	return insert(ctx, tx, "INSERT INTO findings (result, question, status, points, max_points)", "", rows)
}

// Result is the result of one site of a scan, whole; its findings are nil where Prune has taken them. ErrNotFound where the
// site has no result in this scan.
func (s *Store) Result(ctx context.Context, scan int64, site string) (*audit.SiteResult, error) {
	result, err := oneResult(ctx, s.reader, scan, site)
	if err != nil {
		return nil, fmt.Errorf("site %s of scan %d: %w", site, scan, err)
	}
	return &result, nil
}

func oneResult(ctx context.Context, q querier, scan int64, site string) (audit.SiteResult, error) {
	const query = `SELECT results.summary, details.data FROM results
JOIN sites ON sites.num = results.site LEFT JOIN details ON details.result = results.id
WHERE results.scan = $1 AND sites.id = $2 AND results.finished IS NOT NULL`
	return readResult(q.QueryRowContext(ctx, query, scan, site))
}

func readResult(row scanner) (audit.SiteResult, error) {
	var summary string
	var details []byte
	if err := row.Scan(&summary, &details); err != nil {
		return audit.SiteResult{}, missing(err)
	}
	return decode(summary, details)
}

// Scan is the scan as it was saved, with the sites that have a result, in the order of its plan. All of it is held in memory, 1 to 3 MB a
// site; for many sites see Newest with Summary, and Result.
func (s *Store) Scan(ctx context.Context, id int64) (*audit.Scan, error) {
	scan, err := s.scan(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("scan %d: %w", id, err)
	}
	return scan, nil
}

func (s *Store) scan(ctx context.Context, id int64) (scan *audit.Scan, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		info, err := readScan(tx.QueryRowContext(ctx, "SELECT "+scanColumns+" FROM scans WHERE id = $1", id))
		if err != nil {
			return err
		}
		const query = `SELECT results.summary, details.data FROM results LEFT JOIN details ON details.result = results.id
WHERE results.scan = $1 AND results.finished IS NOT NULL ORDER BY results.place`
		sites, err := all(rowsOf(ctx, tx, readResult, query, id))
		if err != nil {
			return err
		}
		scan = info.head()
		scan.Sites = sites
		return nil
	})
	return scan, err
}

// head is the scan without results.
func (i *ScanInfo) head() *audit.Scan {
	return &audit.Scan{
		Schema: audit.SchemaScan, Pack: i.Pack, Version: i.Version, AsOf: i.AsOf, City: i.City,
		Started: i.Started, Finished: i.Finished, Sites: []audit.SiteResult{},
	}
}

// AddScan enters a whole scan that was made elsewhere, and returns its number. Added again, it is the same scan.
func (s *Store) AddScan(ctx context.Context, who string, scan *audit.Scan) (id int64, err error) {
	plan := Plan{Who: who, Pack: scan.Pack, Version: scan.Version, AsOf: scan.AsOf, City: scan.City, Started: scan.Started}
	var known strings.Builder
	fmt.Fprintf(&known, "%s %s %s", scan.Pack, scan.AsOf, timeText(scan.Started))
	for i := range scan.Sites {
		r := &scan.Sites[i]
		plan.Sites = append(plan.Sites, audit.Site{ID: r.ID, Name: r.Name, City: scan.City, Kind: r.Kind, Home: r.Home})
		fmt.Fprintf(&known, " %s", r.ID)
	}
	plan.Key = added + sha(known.String())
	if id, err = s.StartScan(ctx, plan); err != nil {
		return 0, err
	}
	for i := range scan.Sites {
		if err := s.SaveSite(ctx, id, &scan.Sites[i]); err != nil && !errors.Is(err, ErrFinished) {
			return 0, err
		}
	}
	_, err = s.FinishScan(ctx, id, who, scan.Finished)
	return id, err
}
