package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Rectify carries the rectification list of a site on by its result in a scan (see rectify.Advance) and returns what changed. Done
// again for the same scan, it takes back first what it had done. The list only goes forward: where it knows of a later day already, or of a later
// scan that speaks of the same day, nothing changes.
func (s *Store) Rectify(ctx context.Context, scan int64, site string, terms rectify.Terms) (changed []rectify.Entry, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		changed, err = rectifySite(ctx, tx, scan, site, terms)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rectification of site %s by scan %d: %w", site, scan, err)
	}
	return changed, nil
}

func rectifySite(ctx context.Context, tx *sql.Tx, scan int64, site string, terms rectify.Terms) ([]rectify.Entry, error) {
	result, err := oneResult(ctx, tx, scan, site)
	if err != nil {
		return nil, err
	}
	for i := range result.Findings { // as questions are kept
		f := &result.Findings[i]
		f.Level1, f.Item, f.Reason = plain(f.Level1), plain(f.Item), plain(f.Reason)
	}
	list := list{tx: tx, scan: scan}
	var day string
	err = tx.QueryRowContext(ctx, "SELECT sites.num, scans.pack, scans.as_of FROM sites, scans WHERE sites.id = $1 AND scans.id = $2", site, scan).
		Scan(&list.site, &list.pack, &day)
	if err != nil {
		return nil, missing(err)
	}
	asOf, err := audit.ParseDate(day)
	if err != nil {
		return nil, err
	}
	// Also makes others wait who carry on the same list.
	err = tx.QueryRowContext(ctx, `INSERT INTO advances (site, pack, day, scan) VALUES ($1, $2, $3, $4)
ON CONFLICT (site, pack) DO UPDATE SET day = excluded.day, scan = excluded.scan
WHERE advances.day < excluded.day OR advances.day = excluded.day AND advances.scan <= excluded.scan RETURNING day`,
		list.site, list.pack, day, scan).Scan(&day)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := list.undo(ctx); err != nil {
		return nil, err
	}
	entries, err := list.entries(ctx)
	if err != nil {
		return nil, err
	}
	rulings, err := rulingsOn(ctx, tx, site)
	if err != nil {
		return nil, err
	}
	changed := rectify.Advance(entries, &result, rulings, scan, asOf, terms)
	return changed, list.save(ctx, changed)
}

// list is the rectification list of a site in a transaction.
type list struct {
	tx   *sql.Tx
	site int64
	pack string
	scan int64
}

// undo takes back what the scan changed.
func (l *list) undo(ctx context.Context) error {
	const own = "entry IN (SELECT id FROM entries WHERE site = $1 AND pack = $2)"
	deleted, err := l.tx.ExecContext(ctx, "DELETE FROM events WHERE "+own+" AND scan = $3", l.site, l.pack, l.scan)
	if err != nil {
		return err
	}
	if n, err := deleted.RowsAffected(); n == 0 || err != nil {
		return err
	}
	_, err = l.tx.ExecContext(ctx, `DELETE FROM entries WHERE site = $1 AND pack = $2
	AND NOT EXISTS (SELECT 1 FROM events WHERE events.entry = entries.id)`, l.site, l.pack)
	if err != nil {
		return err
	}
	entries, err := l.entries(ctx)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := l.update(ctx, &entry); err != nil {
			return err
		}
	}
	return nil
}

func (l *list) entries(ctx context.Context) ([]rectify.Entry, error) {
	kept, err := entries(ctx, l.tx, "entries.site = $1 AND entries.pack = $2", l.site, l.pack)
	if err != nil {
		return nil, err
	}
	list := make([]rectify.Entry, len(kept))
	for i := range kept {
		list[i] = kept[i].Entry
	}
	return list, nil
}

// save writes entries with their newest event, and numbers the new ones.
func (l *list) save(ctx context.Context, changed []rectify.Entry) error {
	for i := range changed {
		e := &changed[i]
		if e.ID != 0 {
			if err := l.update(ctx, e); err != nil {
				return err
			}
		} else if err := l.add(ctx, e); err != nil {
			return err
		}
		event := e.Events[len(e.Events)-1]
		_, err := l.tx.ExecContext(ctx, "INSERT INTO events (entry, scan, day, state, status, reason, unit, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			e.ID, event.Scan, event.Day.String(), string(event.State), string(event.Status), event.Reason, event.Unit, event.Due.String())
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *list) update(ctx context.Context, e *rectify.Entry) error {
	_, err := l.tx.ExecContext(ctx, "UPDATE entries SET state = $1, unit = $2, due = $3 WHERE id = $4",
		string(e.State), e.Unit, e.Due.String(), e.ID)
	return err
}

func (l *list) add(ctx context.Context, e *rectify.Entry) error {
	id, err := numbers(ctx, l.tx, "entry", 1)
	if err != nil {
		return err
	}
	e.ID = id
	question := questionID(&audit.Finding{Rule: e.Rule, Domain: e.Domain, Level1: e.Level1, Item: e.Item})
	_, err = l.tx.ExecContext(ctx, "INSERT INTO entries (id, site, pack, question, state, unit, due) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		id, l.site, l.pack, question, string(e.State), e.Unit, e.Due.String())
	return err
}

// SiteEntry is an entry of the rectification list of a site under a rule pack.
type SiteEntry struct {
	Site string
	Pack string
	rectify.Entry
}

// EntrySelection narrows Entries; what is empty does not.
type EntrySelection struct {
	Site string
	Pack string
	Unit string // in charge
	Open bool   // only what is still to be put right
}

// Entries lists entries of the rectification lists with all of their events, by site, in the order in which they were opened.
func (s *Store) Entries(ctx context.Context, selection EntrySelection) (list []SiteEntry, err error) {
	open := 0
	if selection.Open {
		open = 1
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		list, err = entries(ctx, tx, `($1 = '' OR sites.id = $1) AND ($2 = '' OR entries.pack = $2) AND ($3 = '' OR entries.unit = $3)
	AND ($4 = 0 OR entries.state IN ('open', 'relapsed'))`, selection.Site, selection.Pack, selection.Unit, open)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rectification list: %w", err)
	}
	return list, nil
}

// entryRow is one event with the entry it belongs to.
type entryRow struct {
	SiteEntry
	event rectify.Event
}

func entries(ctx context.Context, q querier, where string, args ...any) ([]SiteEntry, error) {
	query := `SELECT sites.id, entries.pack, entries.id, questions.rule, questions.domain, questions.level1, questions.item,
	events.scan, events.day, events.state, events.status, events.reason, events.unit, events.due
FROM entries JOIN sites ON sites.num = entries.site JOIN questions ON questions.id = entries.question JOIN events ON events.entry = entries.id
WHERE ` + where + " ORDER BY entries.site, entries.id, events.day, events.scan"
	var list []SiteEntry
	for row, err := range rowsOf(ctx, q, readEntryRow, query, args...) {
		if err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].ID != row.ID {
			list = append(list, row.SiteEntry)
		}
		list[len(list)-1].Add(row.event)
	}
	return list, nil
}

func readEntryRow(row scanner) (entryRow, error) {
	var r entryRow
	var day, due string
	err := row.Scan(&r.Site, &r.Pack, &r.ID, &r.Rule, &r.Domain, &r.Level1, &r.Item,
		&r.event.Scan, &day, &r.event.State, &r.event.Status, &r.event.Reason, &r.event.Unit, &due)
	if err != nil {
		return r, err
	}
	if err := r.event.Day.UnmarshalText([]byte(day)); err != nil {
		return r, err
	}
	return r, r.event.Due.UnmarshalText([]byte(due))
}
