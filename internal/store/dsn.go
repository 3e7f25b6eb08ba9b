package store

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// Engine is the kind of database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DSN says where a database is.
type DSN struct {
	Engine Engine
	Path   string // of the file, for SQLite
	URL    string // postgres://…, for PostgreSQL
}

// ParseDSN reads the path of a file, with sqlite: before it or without, or a URL that begins with postgres:// or postgresql://.
func ParseDSN(s string) (DSN, error) {
	scheme, rest, _ := strings.Cut(s, ":")
	switch {
	case scheme == "postgres" || scheme == "postgresql":
		if u, err := url.Parse(s); err != nil || u.Host == "" && u.RawQuery == "" {
			return DSN{}, fmt.Errorf("database: not a PostgreSQL URL: want postgres://user:password@host:5432/name")
		}
		return DSN{Engine: Postgres, URL: s}, nil
	case strings.Contains(s, "://"):
		return DSN{}, fmt.Errorf("database: scheme %q: want the path of a file or postgres://…", scheme)
	case scheme == "sqlite":
		s = rest
	}
	if s == "" || s == ":memory:" {
		return DSN{}, fmt.Errorf("database: want the path of a file or postgres://…")
	}
	return DSN{Engine: SQLite, Path: s}, nil
}

// String is what may be shown: a password is left out.
func (d DSN) String() string {
	if d.Engine == SQLite {
		return d.Path
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		return string(d.Engine)
	}
	u.RawQuery = "" // may hold a password too
	return u.Redacted()
}

// sqlite is the address of the file for the driver.
func (d DSN) sqlite(options ...string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(d.Path)}
	if !filepath.IsAbs(d.Path) {
		u = url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(d.Path)}).EscapedPath()}
	}
	u.RawQuery = strings.Join(options, "&")
	return u.String()
}
