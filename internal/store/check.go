package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Checked is what Check found.
type Checked struct {
	Problems []string // nothing to find fault with where empty
	Scans    int
	Results  int
	Log      Head // zero where the log is not whole
}

// Check goes through the whole database: the engine's own check, what refers to what, the log of acts (against heads noted down
// before, too), that results are those that were entered in the log, that findings, their details and the rectification lists agree with one another. An error means that the check
// itself could not be done.
func (s *Store) Check(ctx context.Context, noted ...Head) (*Checked, error) {
	c := &checker{found: new(Checked), noted: noted}
	err := s.read(ctx, func(tx *sql.Tx) error {
		c.tx = tx
		if s.dsn.Engine == SQLite {
			if err := c.sqlite(ctx); err != nil {
				return err
			}
		}
		for _, part := range []func(context.Context) error{c.log, c.results, c.scans, c.lists, c.counters} {
			if err := part(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	return c.found, nil
}

type checker struct {
	tx    *sql.Tx
	noted []Head
	found *Checked
}

func (c *checker) problem(format string, args ...any) {
	c.found.Problems = append(c.found.Problems, fmt.Sprintf(format, args...))
}

// sqlite asks SQLite itself. PostgreSQL keeps references whole by itself and checks its pages as they are read.
func (c *checker) sqlite(ctx context.Context) error {
	read := func(row scanner) (line string, err error) { return line, row.Scan(&line) }
	for line, err := range rowsOf(ctx, c.tx, read, "PRAGMA integrity_check") {
		if err != nil {
			return err
		}
		if line != "ok" {
			c.problem("sqlite: %s", line)
		}
	}
	type reference struct {
		table, parent string
	}
	readReference := func(row scanner) (r reference, err error) {
		var id, number any
		return r, row.Scan(&r.table, &id, &r.parent, &number)
	}
	for r, err := range rowsOf(ctx, c.tx, readReference, "PRAGMA foreign_key_check") {
		if err != nil {
			return err
		}
		c.problem("a row of %s refers to one of %s that is missing", r.table, r.parent)
	}
	return nil
}

func (c *checker) log(ctx context.Context) error {
	head, err := verifyLog(ctx, c.tx, c.noted)
	if broken := (*brokenLog)(nil); errors.As(err, &broken) {
		c.problem("log: %s", broken)
		return nil
	}
	c.found.Log = head
	return err
}

// results compares each result with its digest, its details and its rows of findings.
func (c *checker) results(ctx context.Context) error {
	counted, err := c.statuses(ctx)
	if err != nil {
		return err
	}
	for r, err := range c.kept(ctx) {
		if err != nil {
			return err
		}
		c.found.Results++
		if err := r.check(counted[r.id]); err != nil {
			c.problem("result %d (site %s of scan %d): %v", r.id, r.site, r.scan, err)
		}
	}
	return nil
}

// check compares a result with how many rows of findings it has by status.
func (r *keptResult) check(rows map[audit.Status]int) error {
	if digest(r.summary, r.findings) != r.digest {
		return errors.New("was changed: its digest is another")
	}
	result, err := decode(r.summary, nil)
	if err != nil {
		return err
	}
	if result.Score != r.score || result.Grade != r.grade || result.Coverage != r.coverage {
		return errors.New("score, grade or coverage is another than in its summary")
	}
	if r.details == nil {
		if len(rows) > 0 {
			return errors.New("has findings without details")
		}
		return nil
	}
	plain, err := expand(r.details)
	if err != nil {
		return fmt.Errorf("details: %w", err)
	}
	if sha(string(plain)) != r.findings {
		return errors.New("details were changed: their digest is another")
	}
	var findings []audit.Finding
	if err := json.Unmarshal(plain, &findings); err != nil {
		return fmt.Errorf("details: %w", err)
	}
	counts := count(findings)
	if delete(counts, audit.Exempt); !maps.Equal(counts, rows) { // exempt ones have no row
		return errors.New("its rows of findings are others than those of its details")
	}
	if rectify.Count(findings) != r.faults {
		return errors.New("the number of faults is another than that of its details")
	}
	return nil
}

func count(findings []audit.Finding) map[audit.Status]int {
	counts := make(map[audit.Status]int)
	for i := range findings {
		counts[findings[i].Status]++
	}
	return counts
}

// statuses counts the rows of findings of each result.
func (c *checker) statuses(ctx context.Context) (map[int64]map[audit.Status]int, error) {
	type row struct {
		result int64
		status audit.Status
		n      int
	}
	read := func(s scanner) (r row, err error) { return r, s.Scan(&r.result, &r.status, &r.n) }
	counted := make(map[int64]map[audit.Status]int)
	for r, err := range rowsOf(ctx, c.tx, read, "SELECT result, status, count(*) FROM findings GROUP BY result, status") {
		if err != nil {
			return nil, err
		}
		if counted[r.result] == nil {
			counted[r.result] = make(map[audit.Status]int)
		}
		counted[r.result][r.status] = r.n
	}
	return counted, nil
}

// keptResult is a result as it is kept.
type keptResult struct {
	id, scan                               int64
	site, summary, findings, digest, grade string
	score, coverage                        float64
	faults                                 int
	details                                []byte
}

func (c *checker) kept(ctx context.Context) iter.Seq2[keptResult, error] {
	read := func(row scanner) (r keptResult, err error) {
		return r, row.Scan(&r.id, &r.scan, &r.site, &r.summary, &r.findings, &r.digest, &r.grade, &r.score, &r.coverage, &r.faults, &r.details)
	}
	return rowsOf(ctx, c.tx, read, `SELECT results.id, results.scan, sites.id, results.summary, results.findings, results.digest, results.grade,
	results.score, results.coverage, results.faults, details.data
FROM results JOIN sites ON sites.num = results.site LEFT JOIN details ON details.result = results.id
WHERE results.finished IS NOT NULL ORDER BY results.id`)
}

// scans compares the results of each finished scan with what the log says of it, changes by rulings taken back.
func (c *checker) scans(ctx context.Context) error {
	digests, err := c.digests(ctx)
	if err != nil {
		return err
	}
	// From the newest act back: what was revised before a scan was finished is part of how it was finished.
	logged := make(map[string]bool)
	for act, err := range rowsOf(ctx, c.tx, readAct, "SELECT "+actColumns+" FROM acts WHERE kind IN ('scan.finish', 'scan.revise') ORDER BY seq DESC") {
		if err != nil {
			return err
		}
		if logged[act.Subject] {
			continue
		}
		if act.Kind == ActScanRevise {
			takeBack(digests[act.Subject], act)
			continue
		}
		logged[act.Subject] = true
		var content scanFinish
		if err := json.Unmarshal(act.Content, &content); err != nil || sum(digests[act.Subject]) != content {
			c.problem("%s: its results are others than when it was finished", act.Subject)
		}
	}
	read := func(row scanner) (id int64, err error) { return id, row.Scan(&id) }
	for id, err := range rowsOf(ctx, c.tx, read, "SELECT id FROM scans WHERE finished IS NOT NULL ORDER BY id") {
		if err != nil {
			return err
		}
		c.found.Scans++
		if !logged[scanSubject(id)] {
			c.problem("%s: is finished, which the log does not say", scanSubject(id))
		}
	}
	return nil
}

// takeBack undoes a revision. One that does not fit shows in the sum.
func takeBack(digests []siteDigest, act Act) {
	var content scanRevise
	if err := json.Unmarshal(act.Content, &content); err != nil {
		return
	}
	for i := range digests {
		if d := &digests[i]; d.site == content.Site && d.digest == content.Is {
			d.digest = content.Was
		}
	}
}

// digests are those of the results, by the subject of their scan, in its order.
func (c *checker) digests(ctx context.Context) (map[string][]siteDigest, error) {
	type row struct {
		scan int64
		siteDigest
	}
	read := func(s scanner) (r row, err error) { return r, s.Scan(&r.scan, &r.site, &r.digest) }
	digests := make(map[string][]siteDigest)
	for r, err := range rowsOf(ctx, c.tx, read, `SELECT results.scan, sites.id, results.digest FROM results JOIN sites ON sites.num = results.site
WHERE results.finished IS NOT NULL ORDER BY results.scan, results.place`) {
		if err != nil {
			return nil, err
		}
		digests[scanSubject(r.scan)] = append(digests[scanSubject(r.scan)], r.siteDigest)
	}
	return digests, nil
}

// lists compares the rows of the rectification lists with their events.
func (c *checker) lists(ctx context.Context) error {
	list, err := entries(ctx, c.tx, "1 = 1")
	if err != nil {
		return err
	}
	summed := make(map[int64]*SiteEntry, len(list))
	for i := range list {
		summed[list[i].ID] = &list[i]
	}
	type row struct {
		id        int64
		state     rectify.State
		unit, due string
	}
	read := func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.state, &r.unit, &r.due) }
	for r, err := range rowsOf(ctx, c.tx, read, "SELECT id, state, unit, due FROM entries ORDER BY id") {
		if err != nil {
			return err
		}
		if e := summed[r.id]; e == nil || e.State != r.state || e.Unit != r.unit || e.Due.String() != r.due {
			c.problem("entry %d of the rectification list is not the sum of its events", r.id)
		}
	}
	return nil
}

// counters compares the numbers given out with those in use.
func (c *checker) counters(ctx context.Context) error {
	for _, kind := range [...]struct{ name, column, table string }{
		{"site", "num", "sites"}, {"scan", "id", "scans"}, {"result", "id", "results"}, {"entry", "id", "entries"}, {"report", "id", "reports"},
	} {
		var used, given int64
		err := c.tx.QueryRowContext(ctx, "SELECT coalesce(max("+kind.column+"), 0), coalesce((SELECT given FROM counters WHERE name = $1), 0) FROM "+kind.table,
			kind.name).Scan(&used, &given)
		if err != nil {
			return err
		}
		if used > given {
			c.problem("number %d of %s was never given out", used, kind.name)
		}
	}
	return nil
}
