package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// exportFormat is the version of the stream that Export writes.
const exportFormat = "mingjing.store/1"

// The lines of the stream, besides the rows, which are lists.
type (
	exportHead struct {
		Format string `json:"format"`
		Schema int64  `json:"schema"` // number of the newest migration
	}
	exportTable struct {
		Table   string   `json:"table"`
		Columns []string `json:"columns"`
	}
	exportEnd struct {
		Rows   int64  `json:"rows"`   // in the whole stream
		SHA256 string `json:"sha256"` // of all lines before
	}
)

// Export writes everything the store holds as lines of JSON: a head, for each table its name and columns and then its rows, and an
// end by which a stream that was cut off or changed is known. It is the state of one moment, and the same bytes from every engine.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	err := s.read(ctx, func(tx *sql.Tx) error {
		hash := sha256.New()
		buffer := bufio.NewWriterSize(w, 1<<16)
		out := json.NewEncoder(io.MultiWriter(buffer, hash))
		out.SetEscapeHTML(false)
		version, err := schema()
		if err != nil {
			return err
		}
		if err := out.Encode(exportHead{exportFormat, version}); err != nil {
			return err
		}
		var rows int64
		for _, table := range tables {
			n, err := exportRows(ctx, tx, out, table.name, table.order)
			if err != nil {
				return fmt.Errorf("table %s: %w", table.name, err)
			}
			rows += n
		}
		if err := out.Encode(exportEnd{rows, hex.EncodeToString(hash.Sum(nil))}); err != nil {
			return err
		}
		return buffer.Flush()
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func exportRows(ctx context.Context, tx *sql.Tx, out *json.Encoder, table, order string) (n int64, err error) {
	names, kinds, err := columns(ctx, tx, table)
	if err != nil {
		return 0, err
	}
	if err := out.Encode(exportTable{table, names}); err != nil {
		return 0, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+table+" ORDER BY "+order)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	cells := make([]any, len(kinds))
	for i, kind := range kinds {
		cells[i] = kind.cell()
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return n, err
		}
		if err := out.Encode(cells); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// cell is where a value of the kind is read to, from a row or from JSON: a pointer to a pointer, which is nil for null.
func (k kind) cell() any {
	switch k {
	case wholeNumber:
		return new(*int64)
	case realNumber:
		return new(*float64)
	case blob:
		return new([]byte)
	default:
		return new(*string)
	}
}
