package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mingjing/audit"
)

// Point is what one scan found of a site, in short. Points are kept for ever.
type Point struct {
	Scan     int64
	Pack     string
	AsOf     audit.Date // the day the audit speaks of
	Saved    time.Time
	Score    float64 // 0 to 100; means nothing where Coverage is 0
	Grade    string
	Coverage float64 // 0 to 1
	Faults   int     // on the rectification list
	Stopped  audit.Stopped
	Whole    bool // its findings are still kept
}

// History lists what every scan found of a site, by the day the audit speaks of, oldest first.
func (s *Store) History(ctx context.Context, site string) ([]Point, error) {
	const query = `SELECT scans.id, scans.pack, scans.as_of, results.finished, results.score, results.grade, results.coverage, results.faults,
	results.stopped, details.result
FROM results JOIN scans ON scans.id = results.scan LEFT JOIN details ON details.result = results.id
WHERE results.site = (SELECT num FROM sites WHERE id = $1) AND results.finished IS NOT NULL
ORDER BY scans.as_of, results.finished, results.id`
	points, err := all(rowsOf(ctx, s.reader, readPoint, query, site))
	if err != nil {
		return nil, fmt.Errorf("history of site %s: %w", site, err)
	}
	return points, nil
}

func readPoint(row scanner) (Point, error) {
	var p Point
	var asOf, saved string
	var details sql.NullInt64
	err := row.Scan(&p.Scan, &p.Pack, &asOf, &saved, &p.Score, &p.Grade, &p.Coverage, &p.Faults, &p.Stopped, &details)
	if err != nil {
		return p, err
	}
	p.Whole = details.Valid
	if err := p.AsOf.UnmarshalText([]byte(asOf)); err != nil {
		return p, err
	}
	p.Saved, err = parseTime(saved)
	return p, err
}

// Verdict is what one scan answered to one question.
type Verdict struct {
	Scan   int64
	AsOf   audit.Date
	Status audit.Status
	Points float64
	Max    float64
}

// Verdicts lists what the scans answered to one question about a site, oldest first, as far as findings are kept. Scans
// that found it exempt, or did not ask, are left out.
func (s *Store) Verdicts(ctx context.Context, site, rule, domain, level1, item string) ([]Verdict, error) {
	const query = `SELECT scans.id, scans.as_of, findings.status, findings.points, findings.max_points
FROM findings JOIN results ON results.id = findings.result JOIN scans ON scans.id = results.scan
WHERE results.site = (SELECT num FROM sites WHERE id = $1) AND findings.question = $2
ORDER BY scans.as_of, results.finished, results.id`
	read := func(row scanner) (v Verdict, err error) {
		var asOf string
		if err := row.Scan(&v.Scan, &asOf, &v.Status, &v.Points, &v.Max); err != nil {
			return v, err
		}
		return v, v.AsOf.UnmarshalText([]byte(asOf))
	}
	question := questionID(&audit.Finding{Rule: rule, Domain: domain, Level1: level1, Item: item})
	verdicts, err := all(rowsOf(ctx, s.reader, read, query, site, question))
	if err != nil {
		return nil, fmt.Errorf("verdicts on %s of site %s: %w", rule, site, err)
	}
	return verdicts, nil
}
