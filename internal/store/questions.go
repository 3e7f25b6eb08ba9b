package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"
	"strings"

	"mingjing/audit"
)

// questionID makes the number of a question of its words, so that every database gives it the same one without asking.
func questionID(f *audit.Finding) int64 {
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + f.Domain + "\x00" + plain(f.Level1) + "\x00" + plain(f.Item)))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// saveQuestions adds those that are new, in the order of their numbers, so that two who do so at once do not wait for each other in a circle.
func saveQuestions(ctx context.Context, tx *sql.Tx, findings []audit.Finding) error {
	rows := make([][]any, len(findings))
	for i := range findings {
		f := &findings[i]
		rows[i] = []any{questionID(f), f.Rule, f.Domain, plain(f.Level1), plain(f.Item)}
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	return insert(ctx, tx, "INSERT INTO questions (id, rule, domain, level1, item)", "ON CONFLICT (id) DO NOTHING", rows)
}

// plain is text that PostgreSQL takes: the names of items come from portals.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
