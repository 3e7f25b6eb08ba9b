package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
)

const day = 24 * time.Hour

// Duration is a time such as 90m, 12h or 400d.
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 {
			return fmt.Errorf("%q is no number of days", s)
		}
		*d = Duration(time.Duration(n) * day)
		return nil
	}
	parsed, err := time.ParseDuration(s)
	if err != nil || parsed < 0 {
		return fmt.Errorf("%q is no duration such as 90m, 12h or 400d", s)
	}
	*d = Duration(parsed)
	return nil
}

// MarshalText writes a duration as it is read.
func (d Duration) MarshalText() ([]byte, error) {
	if whole := time.Duration(d); whole >= day && whole%day == 0 {
		return fmt.Appendf(nil, "%dd", whole/day), nil
	}
	return []byte(time.Duration(d).String()), nil
}

// JSONSchema describes a duration.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+d|([0-9.]+(h|m|s))+)$`, Description: "a time such as 90m, 12h or 400d"}
}

// Secret is a text that is never printed.
type Secret string

// String hides the text.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// MarshalText hides the text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Window is a span of hours of the day such as 20:00-06:00, over midnight too. The zero Window is the whole day.
type Window struct {
	From, To int // minutes since midnight, To is excluded; equal: the whole day
}

// UnmarshalText reads a window.
func (w *Window) UnmarshalText(text []byte) error {
	from, to, ok := strings.Cut(string(text), "-")
	a, errA := time.Parse("15:04", from)
	b, errB := time.Parse("15:04", to)
	if !ok || errA != nil || errB != nil {
		return fmt.Errorf("%q is no span of hours such as 20:00-06:00", text)
	}
	*w = Window{From: a.Hour()*60 + a.Minute(), To: b.Hour()*60 + b.Minute()}
	return nil
}

// MarshalText writes a window as it is read.
func (w Window) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%02d:%02d-%02d:%02d", w.From/60, w.From%60, w.To/60, w.To%60), nil
}

// JSONSchema describes a window.
func (Window) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: "string", Pattern: `^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$`,
		Description: "hours of the day in which sites may be scanned, such as 20:00-06:00; left out: the whole day",
	}
}

// IsURL reports whether a database is named by a URL and not by a file.
func IsURL(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}
