package store

import (
	"context"
	"database/sql"
	"fmt"

	"mingjing/audit"
)

// Prune removes the findings and evidence of audits that speak of days more than so many months ago, and returns of how many results it did.
// Scores, the rectification lists with all their events, and the log are kept for ever; so are the findings of the newest result of each site
// under each rule pack, however old.
func (s *Store) Prune(ctx context.Context, months int) (results int, err error) {
	if months < 1 {
		return 0, fmt.Errorf("prune: keep at least one month, not %d", months)
	}
	before := audit.DateOf(s.now().UTC().AddDate(0, -months, 0)).String()
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
