package store

import (
	"context"
	"fmt"
)

// Stamp is a text that changes whenever a result is saved or somebody acts, whichever process does it. Who keeps what was made of
// the store need not make it again while the stamp is the same.
func (s *Store) Stamp(ctx context.Context) (string, error) {
	var acts, saves int64
	const query = "SELECT (SELECT coalesce(max(seq), 0) FROM acts), (SELECT coalesce(sum(saves), 0) FROM scans)"
	if err := s.reader.QueryRowContext(ctx, query).Scan(&acts, &saves); err != nil {
		return "", fmt.Errorf("stamp: %w", err)
	}
	return fmt.Sprintf("%d.%d", acts, saves), nil
}
