package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Unavailable reports whether a call failed because the database could not be reached or was busy, so that the same call may succeed
// later. What it was to write was not written, or, where the connection broke in the very moment of the commit, was written whole.
func Unavailable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if answer := (*pgconn.PgError)(nil); errors.As(err, &answer) {
		return passing(answer.Code)
	}
	if answer := (*sqlite.Error)(nil); errors.As(err, &answer) {
		code := answer.Code() & 0xff // the rest says more of it
		return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
	}
	if connect := (*pgconn.ConnectError)(nil); errors.As(err, &connect) {
		return true
	}
	if network := net.Error(nil); errors.As(err, &network) {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		pgconn.SafeToRetry(err)
}

// passing reports whether PostgreSQL's code is that of a state that passes: connection exceptions (08), a server that stops or starts or ends
// connections (57P), too many connections, and deadlocks and the like (40).
func passing(code string) bool {
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "57P") || strings.HasPrefix(code, "40") || code == "53300"
}

// missing turns the driver's word for no row into ours.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
