package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mingjing/audit"
)

// Prune removes the findings and evidence of audits that speak of days longer ago than keep, and returns of how many results it did.
// Scores, the rectification lists with all their events, and the log are kept for ever; so are the findings of the newest result of each site
// under each rule pack, however old.
func (s *Store) Prune(ctx context.Context, keep time.Duration) (results int, err error) {
	if keep < 24*time.Hour {
		return 0, fmt.Errorf("prune: %w: keep findings for a day at least, not %s", ErrInvalid, keep)
	}
	before := audit.DateOf(s.now().UTC().Add(-keep)).String()
	read := func(row scanner) (id int64, err error) { return id, row.Scan(&id) }
	old, err := all(rowsOf(ctx, s.reader, read, `SELECT ranked.id FROM (
	SELECT results.id, scans.as_of,
		row_number() OVER (PARTITION BY results.site, scans.pack ORDER BY scans.as_of DESC, results.finished DESC, results.id DESC) AS nth
	FROM results JOIN scans ON scans.id = results.scan WHERE results.finished IS NOT NULL
) AS ranked JOIN details ON details.result = ranked.id
WHERE ranked.nth > 1 AND ranked.as_of < $1 ORDER BY ranked.id`, before))
	if err != nil {
		return 0, fmt.Errorf("prune: %w", err)
	}
	// One transaction a result: others who write never wait long, and what is done is done when it is broken off.
	for _, id := range old {
		err := s.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, "DELETE FROM findings WHERE result = $1", id); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "DELETE FROM details WHERE result = $1", id)
			return err
		})
		if err != nil {
			return results, fmt.Errorf("prune: %w", err)
		}
		results++
	}
	return results, nil
}
