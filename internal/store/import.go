package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"reflect"
	"slices"
	"strings"
)

// maxLine bounds a line of the stream: the findings of one site, compressed and in base64.
const maxLine = 2 * maxDetails

// Import fills an empty store with what Export wrote, all of it or nothing. It refuses a store that holds something, a stream of another
// format or schema, and one that was cut off or changed.
func (s *Store) Import(ctx context.Context, r io.Reader) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, table := range tables {
			var one int
			switch err := tx.QueryRowContext(ctx, "SELECT 1 FROM "+table.name+" LIMIT 1").Scan(&one); {
			case err == nil:
				return fmt.Errorf("%w: the store is not empty", ErrInvalid)
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		version, err := schema()
		if err != nil {
			return err
		}
		in := &importer{tx: tx, in: bufio.NewReaderSize(r, 1<<16), hash: sha256.New()}
		if err := in.read(ctx, version); err != nil {
			return fmt.Errorf("line %d: %w", in.lines, err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// importer reads the stream line by line.
type importer struct {
	tx      *sql.Tx
	in      *bufio.Reader
	hash    hash.Hash // of all lines before the last one read
	last    []byte
	lines   int
	rows    int64
	into    string // the head of the statement for the table that is read
	kinds   []kind
	waiting [][]any
}

func (i *importer) read(ctx context.Context, schema int64) error {
	if err := i.next(); err != nil {
		return err
	}
	var head exportHead
	if err := object(i.last, &head); err != nil {
		return err
	}
	if head != (exportHead{exportFormat, schema}) {
		return fmt.Errorf("%w: format %q, schema %d; want %q, %d", ErrInvalid, head.Format, head.Schema, exportFormat, schema)
	}
	if err := i.next(); err != nil {
		return err
	}
	for _, table := range tables {
		if err := i.table(ctx, table.name); err != nil {
			return fmt.Errorf("table %s: %w", table.name, err)
		}
	}
	var end exportEnd
	if err := object(i.last, &end); err != nil {
		return err
	}
	if want := (exportEnd{i.rows, hex.EncodeToString(i.hash.Sum(nil))}); end != want {
		return fmt.Errorf("%w: the stream was changed: it ends with %+v, want %+v", ErrInvalid, end, want)
	}
	return nil
}

// table reads the rows of a table, whose own line was read last, up to the first line that is none.
func (i *importer) table(ctx context.Context, name string) error {
	var head exportTable
	if err := object(i.last, &head); err != nil {
		return err
	}
	names, kinds, err := columns(ctx, i.tx, name)
	if err != nil {
		return err
	}
	if head.Table != name || !slices.Equal(head.Columns, names) {
		return fmt.Errorf("%w: table %s (%s); want %s (%s)", ErrInvalid, head.Table, strings.Join(head.Columns, ", "), name, strings.Join(names, ", "))
	}
	i.kinds, i.into = kinds, "INSERT INTO "+name+" ("+strings.Join(names, ", ")+")"
	for {
		if err := i.next(); err != nil {
			return err
		}
		if i.last[0] != '[' {
			return i.flush(ctx)
		}
		row, err := i.row()
		if err != nil {
			return err
		}
		if i.waiting = append(i.waiting, row); len(i.waiting) == batch {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
	}
}

func (i *importer) row() ([]any, error) {
	var values []json.RawMessage
	if err := object(i.last, &values); err != nil {
		return nil, err
	}
	if len(values) != len(i.kinds) {
		return nil, fmt.Errorf("%w: %d values, want %d", ErrInvalid, len(values), len(i.kinds))
	}
	row := make([]any, len(values))
	for n, kind := range i.kinds {
		cell := kind.cell()
		if err := object(values[n], cell); err != nil {
			return nil, err
		}
		row[n] = reflect.ValueOf(cell).Elem().Interface()
	}
	i.rows++
	return row, nil
}

func (i *importer) flush(ctx context.Context) error {
	err := insert(ctx, i.tx, i.into, "", i.waiting)
	i.waiting = i.waiting[:0]
	return err
}

// next reads a line.
func (i *importer) next() error {
	i.hash.Write(i.last)
	i.last = nil
	i.lines++
	for {
		part, err := i.in.ReadSlice('\n')
		i.last = append(i.last, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(i.last) <= maxLine:
			continue
		case errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("%w: longer than %d bytes", ErrInvalid, maxLine)
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: the stream was cut off", ErrInvalid)
		default:
			return err
		}
	}
}

func object(line []byte, v any) error {
	if err := json.Unmarshal(line, v); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}
