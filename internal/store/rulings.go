package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Rule enters a person's ruling on a site and returns its number. ErrInvalid where the ruling is not one, ErrNotFound where the site is unknown.
func (s *Store) Rule(ctx context.Context, who, site string, ruling rectify.Ruling) (id int64, err error) {
	if err := ruling.Check(); err != nil {
		return 0, fmt.Errorf("ruling on site %s: %w: %w", site, ErrInvalid, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := siteExists(ctx, tx, site); err != nil {
			return err
		}
		act, err := rulingAct(who, site, 0, ruling)
		if err != nil {
			return err
		}
		id, err = s.logOne(ctx, tx, act)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ruling on site %s: %w", site, err)
	}
	return id, nil
}

// rulingAct leaves out what the log says itself.
func rulingAct(who, site string, refers int64, ruling rectify.Ruling) (Act, error) {
	kind := ActVerdict
	if ruling.Status == audit.Exempt {
		kind = ActWaive
	}
	ruling.ID, ruling.By, ruling.Made = 0, "", audit.Date{}
	return newAct(who, kind, site, refers, ruling)
}

// Revoke takes a ruling back. ErrNotFound where there is none of this number, or it was taken back already.
func (s *Store) Revoke(ctx context.Context, who string, id int64, reason string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		// Who revokes waits for others who do, so that only one can.
		if _, err := numbers(ctx, tx, "act", 0); err != nil {
			return err
		}
		ruling, err := readAct(tx.QueryRowContext(ctx, "SELECT "+actColumns+" FROM acts WHERE seq = $1 AND "+standing, id))
		if err != nil {
			return missing(err)
		}
		act, err := newAct(who, ActRevoke, ruling.Subject, id, struct {
			Reason string `json:"reason"`
		}{reason})
		if err != nil {
			return err
		}
		return s.log(ctx, tx, act)
	})
	if err != nil {
		return fmt.Errorf("revoke ruling %d: %w", id, err)
	}
	return nil
}

// standing narrows acts to rulings that were not revoked.
const standing = `kind IN ('waive', 'verdict')
	AND NOT EXISTS (SELECT 1 FROM acts AS later WHERE later.refers = acts.seq AND later.kind = 'revoke')`

// Rulings lists the rulings on a site that were not taken back, oldest first, those that no longer hold included.
func (s *Store) Rulings(ctx context.Context, site string) ([]rectify.Ruling, error) {
	rulings, err := rulingsOn(ctx, s.reader, site)
	if err != nil {
		return nil, fmt.Errorf("rulings on site %s: %w", site, err)
	}
	return rulings, nil
}

func rulingsOn(ctx context.Context, q querier, site string) ([]rectify.Ruling, error) {
	read := func(row scanner) (rectify.Ruling, error) {
		var ruling rectify.Ruling
		act, err := readAct(row)
		if err != nil {
			return ruling, err
		}
		if err := json.Unmarshal(act.Content, &ruling); err != nil {
			return ruling, fmt.Errorf("act %d: %w", act.Seq, err)
		}
		china := time.FixedZone("CST", 8*60*60) // in which days are counted
		ruling.ID, ruling.By, ruling.Made = act.Seq, act.Who, audit.DateOf(act.At.In(china))
		return ruling, nil
	}
	return all(rowsOf(ctx, q, read, "SELECT "+actColumns+" FROM acts WHERE subject = $1 AND "+standing+" ORDER BY seq", site))
}

// Revise applies the rulings on a site, as they stand now, to its result in a scan, finished or not, and enters the change in the log.
// Where they change nothing it does nothing. ErrNotFound where there is no result, or its findings are no longer kept.
func (s *Store) Revise(ctx context.Context, scan int64, site, who string, scoring rectify.Scoring) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		// An update makes others wait who write the same result.
		var asOf, old, finished string
		err := tx.QueryRowContext(ctx, `UPDATE results SET faults = faults
WHERE scan = $1 AND site = (SELECT num FROM sites WHERE id = $2) AND finished IS NOT NULL
RETURNING digest, finished, (SELECT as_of FROM scans WHERE id = $1)`, scan, site).Scan(&old, &finished, &asOf)
		if err != nil {
			return missing(err)
		}
		result, err := oneResult(ctx, tx, scan, site)
		if err != nil {
			return err
		}
		if result.Findings == nil {
			return fmt.Errorf("findings: %w", ErrNotFound)
		}
		day, err := audit.ParseDate(asOf)
		if err != nil {
			return err
		}
		rulings, err := rulingsOn(ctx, tx, site)
		if err != nil {
			return err
		}
		revised := rectify.Apply(&result, rulings, day, scoring)
		row, err := encode(revised)
		if err != nil {
			return err
		}
		changed := digest(row.summary, row.findings)
		if changed == old {
			return nil
		}
		if err := saveResult(ctx, tx, scan, revised, row, finished); err != nil {
			return err
		}
		// Last, as when a site is saved; whether the scan was finished before or is after this, the log has it in this order.
		if _, err := tx.ExecContext(ctx, "UPDATE scans SET saves = saves + 1 WHERE id = $1", scan); err != nil {
			return err
		}
		act, err := newAct(who, ActScanRevise, scanSubject(scan), 0, scanRevise{site, old, changed})
		if err != nil {
			return err
		}
		return s.log(ctx, tx, act)
	})
	if err != nil {
		return fmt.Errorf("revise site %s of scan %d: %w", site, scan, err)
	}
	return nil
}

// scanRevise is the content of its act.
type scanRevise struct {
	Site string `json:"site"`
	Was  string `json:"was"` // digests
	Is   string `json:"is"`
}

func siteExists(ctx context.Context, tx *sql.Tx, id string) error {
	var num int64
	return missing(tx.QueryRowContext(ctx, "SELECT num FROM sites WHERE id = $1", id).Scan(&num))
}

// logOne adds one act and returns its number.
func (s *Store) logOne(ctx context.Context, tx *sql.Tx, act Act) (int64, error) {
	acts := []Act{act}
	if err := s.log(ctx, tx, acts...); err != nil {
		return 0, err
	}
	return acts[0].Seq, nil
}
