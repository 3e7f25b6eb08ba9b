package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"mingjing/audit"
)

// Plan is a scan to be started.
type Plan struct {
	Key     string       // the same key again is the same scan; empty for a scan of its own
	Who     string       // who asked for it
	Pack    string       // id of the rule pack
	Version string       // of the rule pack
	AsOf    audit.Date   // the day the audit speaks of
	City    string       // may be empty
	Started time.Time    // now, where zero
	Sites   []audit.Site // in the order of the targets
}

// ScanInfo is what is known of a scan without its results.
type ScanInfo struct {
	ID       int64
	Key      string
	Pack     string
	Version  string
	AsOf     audit.Date
	City     string
	Started  time.Time
	Finished time.Time // zero while it runs
	Sites    int       // to be audited
	Done     int       // of these
}

// added is how the keys of scans begin that AddScan enters.
const added = "added "

// Added reports whether the scan was made elsewhere. Nobody is to audit its sites.
func (i *ScanInfo) Added() bool { return strings.HasPrefix(i.Key, added) }

// StartScan enters a scan and the sites it is to audit, and returns its number. A plan with the key of a scan that is there already
// changes nothing and returns that scan's number.
func (s *Store) StartScan(ctx context.Context, plan Plan) (id int64, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		if id, err = numbers(ctx, tx, "scan", 1); err != nil {
			return err
		}
		started := cmp.Or(plan.Started, s.now())
		inserted, err := tx.ExecContext(ctx, `INSERT INTO scans (id, ident, pack, version, as_of, city, started, saves)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (ident) DO NOTHING`,
			id, sql.NullString{String: plan.Key, Valid: plan.Key != ""}, plan.Pack, plan.Version, plan.AsOf.String(), plan.City, timeText(started))
		if err != nil {
			return err
		}
		if n, err := inserted.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return errAgain
		}
		return s.enter(ctx, tx, id, plan)
	})
	if errors.Is(err, errAgain) {
		err = s.writer.QueryRowContext(ctx, "SELECT id FROM scans WHERE ident = $1", plan.Key).Scan(&id)
	}
	if err != nil {
		return 0, fmt.Errorf("start scan: %w", err)
	}
	return id, nil
}

// errAgain rolls back the start of a scan that is there already.
var errAgain = errors.New("started already")

// enter adds the sites of a new scan.
func (s *Store) enter(ctx context.Context, tx *sql.Tx, id int64, plan Plan) error {
	nums, acts, err := s.saveSites(ctx, tx, plan.Who, plan.Sites)
	if err != nil {
		return err
	}
	rows := make([][]any, len(plan.Sites))
	names := make([]string, len(plan.Sites))
	if len(rows) > 0 {
		first, err := numbers(ctx, tx, "result", len(rows))
		if err != nil {
			return err
		}
		for i, num := range nums {
			names[i] = plan.Sites[i].ID
			rows[i] = []any{first + int64(i), id, num, i, 0.0, "", 0.0, 0, "", "", "", ""}
		}
	}
	const into = "INSERT INTO results (id, scan, site, place, score, grade, coverage, faults, stopped, summary, findings, digest)"
	if err := insert(ctx, tx, into, "", rows); err != nil {
		return err
	}
	act, err := newAct(plan.Who, ActScanStart, scanSubject(id), 0, scanStart{plan.Key, plan.Pack, plan.Version, plan.AsOf, plan.City, names})
	if err != nil {
		return err
	}
	return s.log(ctx, tx, append(acts, act)...)
}

// scanStart and scanFinish are the content of their acts.
type scanStart struct {
	Key     string     `json:"key,omitempty"`
	Pack    string     `json:"pack"`
	Version string     `json:"pack_version"`
	AsOf    audit.Date `json:"as_of"`
	City    string     `json:"city,omitempty"`
	Sites   []string   `json:"sites"`
}

type scanFinish struct {
	Done   int    `json:"done"`
	Digest string `json:"digest"`
}

// FinishScan closes a scan, at now where at is zero. From then on its results change by Revise only. Sites without a result stay
// without one. It reports whether it was this call that closed it: closing it again changes nothing.
func (s *Store) FinishScan(ctx context.Context, id int64, who string, at time.Time) (first bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		closed, err := tx.ExecContext(ctx, "UPDATE scans SET finished = $1 WHERE id = $2 AND finished IS NULL", timeText(cmp.Or(at, s.now())), id)
		if err != nil {
			return err
		}
		if n, err := closed.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			var there int64
			return missing(tx.QueryRowContext(ctx, "SELECT id FROM scans WHERE id = $1", id).Scan(&there))
		}
		content, err := sumUp(ctx, tx, id)
		if err != nil {
			return err
		}
		act, err := newAct(who, ActScanFinish, scanSubject(id), 0, content)
		if err != nil {
			return err
		}
		first = true
		return s.log(ctx, tx, act)
	})
	if err != nil {
		return false, fmt.Errorf("finish scan %d: %w", id, err)
	}
	return first, nil
}

// givenUp marks a site of a scan that is not waited for any more.
const givenUp = "given up"

// GiveUp says that a site of a scan is not waited for any more, and why. A result that comes nevertheless before the scan is finished is kept.
// It changes nothing where the site has a result or was given up before.
func (s *Store) GiveUp(ctx context.Context, id int64, site, who, why string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		given, err := tx.ExecContext(ctx, `UPDATE results SET stopped = $1
WHERE scan = $2 AND site = (SELECT num FROM sites WHERE id = $3) AND finished IS NULL AND stopped <> $1`, givenUp, id, site)
		if err != nil {
			return err
		}
		if n, err := given.RowsAffected(); err != nil || n == 0 {
			return err
		}
		act, err := newAct(who, ActScanGiveUp, scanSubject(id), 0, scanGiveUp{site, why})
		if err != nil {
			return err
		}
		return s.log(ctx, tx, act)
	})
	if err != nil {
		return fmt.Errorf("give up site %s of scan %d: %w", site, id, err)
	}
	return nil
}

// scanGiveUp is the content of its act.
type scanGiveUp struct {
	Site string `json:"site"`
	Why  string `json:"why"`
}

// sumUp makes one digest of the digests of a scan's results, in their order.
func sumUp(ctx context.Context, tx *sql.Tx, id int64) (scanFinish, error) {
	const query = `SELECT sites.id, results.digest FROM results JOIN sites ON sites.num = results.site
WHERE results.scan = $1 AND results.finished IS NOT NULL ORDER BY results.place`
	read := func(row scanner) (d siteDigest, err error) { return d, row.Scan(&d.site, &d.digest) }
	digests, err := all(rowsOf(ctx, tx, read, query, id))
	if err != nil {
		return scanFinish{}, err
	}
	return sum(digests), nil
}

// siteDigest is the digest of a result.
type siteDigest struct{ site, digest string }

func sum(digests []siteDigest) scanFinish {
	var lines strings.Builder
	for _, d := range digests {
		fmt.Fprintf(&lines, "%s %s\n", d.site, d.digest)
	}
	return scanFinish{len(digests), sha(lines.String())}
}

const scanColumns = `scans.id, scans.ident, scans.pack, scans.version, scans.as_of, scans.city, scans.started, scans.finished,
	(SELECT count(*) FROM results WHERE results.scan = scans.id),
	(SELECT count(*) FROM results WHERE results.scan = scans.id AND results.finished IS NOT NULL)`

func readScan(row scanner) (ScanInfo, error) {
	var info ScanInfo
	var key, finished sql.NullString
	var asOf, started string
	err := row.Scan(&info.ID, &key, &info.Pack, &info.Version, &asOf, &info.City, &started, &finished, &info.Sites, &info.Done)
	if err != nil {
		return info, missing(err)
	}
	info.Key = key.String
	if err := info.AsOf.UnmarshalText([]byte(asOf)); err != nil {
		return info, err
	}
	if info.Started, err = parseTime(started); err != nil || !finished.Valid {
		return info, err
	}
	info.Finished, err = parseTime(finished.String)
	return info, err
}

// ScanInfo is what is known of the scan without its results; ErrNotFound where there is no such scan.
func (s *Store) ScanInfo(ctx context.Context, id int64) (ScanInfo, error) {
	info, err := readScan(s.reader.QueryRowContext(ctx, "SELECT "+scanColumns+" FROM scans WHERE id = $1", id))
	if err != nil {
		return info, fmt.Errorf("scan %d: %w", id, err)
	}
	return info, nil
}

// Scans lists the newest scans, at most n, the newest first.
func (s *Store) Scans(ctx context.Context, n int) ([]ScanInfo, error) {
	infos, err := all(rowsOf(ctx, s.reader, readScan, "SELECT "+scanColumns+" FROM scans ORDER BY id DESC LIMIT $1", n))
	if err != nil {
		return nil, fmt.Errorf("scans: %w", err)
	}
	return infos, nil
}

// Running lists the scans that are not finished, the oldest first.
func (s *Store) Running(ctx context.Context) ([]ScanInfo, error) {
	infos, err := all(rowsOf(ctx, s.reader, readScan, "SELECT "+scanColumns+" FROM scans WHERE finished IS NULL ORDER BY id"))
	if err != nil {
		return nil, fmt.Errorf("running scans: %w", err)
	}
	return infos, nil
}

// Pending lists the sites of a scan that have no result yet and were not given up, in the order of its plan.
func (s *Store) Pending(ctx context.Context, id int64) ([]audit.Site, error) {
	const query = "SELECT " + siteColumns + ` FROM sites JOIN results ON results.site = sites.num
WHERE results.scan = $1 AND results.finished IS NULL AND results.stopped <> $2 ORDER BY results.place`
	var sites []audit.Site
	for site, err := range rowsOf(ctx, s.reader, readSite, query, id, givenUp) {
		if err != nil {
			return nil, fmt.Errorf("pending sites of scan %d: %w", id, err)
		}
		sites = append(sites, site.Site)
	}
	return sites, nil
}
