package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"mingjing/audit"
)

// Selection narrows Newest.
type Selection struct {
	Pack     string     // id of the rule pack; empty: that of the newest scan with a result
	Sites    []string   // ids; empty: all
	From, To audit.Date // days that the audits speak of, both included; zero: no limit
	Summary  bool       // without findings
}

// LatestSites is the newest result of each site, as one scan. See Newest.
func (s *Store) LatestSites(ctx context.Context) (*audit.Scan, error) {
	return s.Newest(ctx, Selection{})
}

// ScanAt is the last result of each site within a month, as one scan. See Newest.
func (s *Store) ScanAt(ctx context.Context, year int, month time.Month) (*audit.Scan, error) {
	return s.Newest(ctx, Month(year, month))
}

// Month selects the days of a month.
func Month(year int, month time.Month) Selection {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return Selection{From: audit.DateOf(first), To: audit.DateOf(first.AddDate(0, 1, -1))}
}

// Newest puts the newest selected result of each site together as one scan, in the order in which the sites were first seen: the one that speaks of the latest day, and of
// these the one saved last. Its head is that of the newest of their scans; City is empty where the scans differ in it. ErrNotFound
// where there is none. Findings are held in memory, 1 to 3 MB a site.
func (s *Store) Newest(ctx context.Context, selection Selection) (*audit.Scan, error) {
	scan, err := s.newest(ctx, selection)
	if err != nil {
		return nil, fmt.Errorf("newest results: %w", err)
	}
	return scan, nil
}

// chosen is a result and the scan it comes from.
type chosen struct {
	scan   int64
	result audit.SiteResult
}

func readChosen(row scanner) (c chosen, err error) {
	var summary string
	var details []byte
	if err := row.Scan(&c.scan, &summary, &details); err != nil {
		return c, err
	}
	c.result, err = decode(summary, details)
	return c, err
}

// among narrows a query to the sites of the selection, whose ids are its parameters from the n-th on.
func (s Selection) among(n int) (where string, ids []any) {
	if len(s.Sites) == 0 {
		return "", nil
	}
	marks := make([]string, len(s.Sites))
	for i, id := range s.Sites {
		marks[i] = fmt.Sprintf("$%d", n+i)
		ids = append(ids, id)
	}
	return " AND results.site IN (SELECT num FROM sites WHERE id IN (" + strings.Join(marks, ", ") + "))", ids
}

func (s *Store) newest(ctx context.Context, selection Selection) (scan *audit.Scan, err error) {
	from, to := selection.From.String(), selection.To.String()
	if to == "" {
		to = "9999-12-31"
	}
	summary := 0
	if selection.Summary {
		summary = 1
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		pack := selection.Pack
		if pack == "" {
			err := tx.QueryRowContext(ctx, `SELECT scans.pack FROM scans WHERE as_of BETWEEN $1 AND $2
	AND EXISTS (SELECT 1 FROM results WHERE results.scan = scans.id AND results.finished IS NOT NULL)
ORDER BY as_of DESC, id DESC LIMIT 1`, from, to).Scan(&pack)
			if err != nil {
				return missing(err)
			}
		}
		among, ids := selection.among(5)
		found, err := all(rowsOf(ctx, tx, readChosen, `SELECT ranked.scan, ranked.summary, details.data FROM (
	SELECT results.id, results.scan, results.site, results.summary,
		row_number() OVER (PARTITION BY results.site ORDER BY scans.as_of DESC, results.finished DESC, results.id DESC) AS nth
	FROM results JOIN scans ON scans.id = results.scan
	WHERE results.finished IS NOT NULL AND scans.pack = $1 AND scans.as_of BETWEEN $2 AND $3`+among+`
) AS ranked LEFT JOIN details ON details.result = ranked.id AND $4 = 0
WHERE ranked.nth = 1 ORDER BY ranked.site`, append([]any{pack, from, to, summary}, ids...)...))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrNotFound
		}
		scan, err = together(ctx, tx, found)
		return err
	})
	return scan, err
}

// together makes one scan of results of several.
func together(ctx context.Context, tx *sql.Tx, found []chosen) (*audit.Scan, error) {
	infos := make(map[int64]ScanInfo)
	var newest ScanInfo
	sameCity := true
	sites := make([]audit.SiteResult, len(found))
	for i, c := range found {
		sites[i] = c.result
		if _, ok := infos[c.scan]; ok {
			continue
		}
		info, err := readScan(tx.QueryRowContext(ctx, "SELECT "+scanColumns+" FROM scans WHERE id = $1", c.scan))
		if err != nil {
			return nil, err
		}
		infos[c.scan] = info
		sameCity = sameCity && (i == 0 || info.City == newest.City)
		if i == 0 || info.AsOf.After(newest.AsOf) || info.AsOf == newest.AsOf && info.ID > newest.ID {
			newest = info
		}
	}
	scan := newest.head()
	scan.Sites = sites
	if !sameCity {
		scan.City = ""
	}
	return scan, nil
}
