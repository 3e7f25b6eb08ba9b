package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// tables are all tables of the store, each after those it refers to, with the columns that put its rows in order. None of these
// is text that may sort differently elsewhere.
var tables = [...]struct{ name, order string }{
	{"counters", "name"},
	{"sites", "num"},
	{"scans", "id"},
	{"results", "id"},
	{"details", "result"},
	{"questions", "id"},
	{"findings", "result, question"},
	{"acts", "seq"},
	{"entries", "id"},
	{"events", "entry, scan"},
	{"advances", "site, scan"},
	{"reports", "id"},
}

// kind is what a column holds.
type kind int

const (
	wholeNumber kind = iota
	realNumber
	text
	blob
)

// kindOf knows a kind by the type's name in SQLite and PostgreSQL.
func kindOf(column *sql.ColumnType) (kind, error) {
	switch name := strings.ToUpper(column.DatabaseTypeName()); name {
	case "BIGINT", "INT8":
		return wholeNumber, nil
	case "DOUBLE PRECISION", "FLOAT8":
		return realNumber, nil
	case "TEXT":
		return text, nil
	case "BYTEA":
		return blob, nil
	default:
		return 0, fmt.Errorf("column %s: type %q", column.Name(), name)
	}
}

// columns is what the columns of a table are called, by their own order, and what they hold.
func columns(ctx context.Context, q querier, table string) (names []string, kinds []kind, err error) {
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, nil, err
	}
	for _, column := range types {
		kind, err := kindOf(column)
		if err != nil {
			return nil, nil, fmt.Errorf("table %s: %w", table, err)
		}
		names, kinds = append(names, column.Name()), append(kinds, kind)
	}
	return slices.Clip(names), slices.Clip(kinds), rows.Err()
}
