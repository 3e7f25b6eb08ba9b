package crawler

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	robotsToken = "mingjing" // the name by which robots.txt may speak of this program
	maxRobots   = 500 << 10  // bytes of robots.txt that are read, as RFC 9309 asks at least
)

// robots are the rules of a robots.txt for this program, read as RFC 9309 has it: the group that
// names it, else the one for all; the longest rule that matches decides, Allow before Disallow. The
// zero value allows everything.
//
// The reader that colly brings along is not used: to it a rule with a wildcard matches anywhere in
// a path, and one line it does not understand voids the file.
type robots struct {
	rules []robotsRule // longest first
	delay time.Duration
}

type robotsRule struct {
	pattern string // percent-encoded uniformly, without its closing $
	exact   bool   // it ended in $
	allow   bool
}

// parseRobots reads a robots.txt. Lines that make no sense are passed over.
func parseRobots(text []byte) robots {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var (
		named, general robots
		isNamed        bool // a group that names this program was met
		forNamed       bool // the group that is being read speaks of it,
		forAll         bool // or of all
		inAgents       bool // the last line was a user-agent line
	)
	for line := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if key == "user-agent" || key == "useragent" {
			if !inAgents {
				forNamed, forAll = false, false
			}
			inAgents = true
			switch agent, _, _ := strings.Cut(strings.ToLower(value), "/"); agent {
			case robotsToken:
				forNamed, isNamed = true, true
			case "*":
				forAll = true
			}
			continue
		}
		switch key {
		case "allow", "disallow", "crawl-delay":
			inAgents = false
			if forNamed {
				named.add(key, value)
			}
			if forAll {
				general.add(key, value)
			}
		}
	}
	chosen := general
	if isNamed {
		chosen = named
	}
	slices.SortStableFunc(chosen.rules, func(a, b robotsRule) int {
		if a.length() != b.length() {
			return cmp.Compare(b.length(), a.length())
		}
		return cmp.Compare(rank(a.allow), rank(b.allow))
	})
	return chosen
}

func rank(allow bool) int {
	if allow {
		return 0
	}
	return 1
}

func (r *robots) add(key, value string) {
	if key == "crawl-delay" {
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
			r.delay = time.Duration(min(seconds, maxCrawlDelay.Seconds()) * float64(time.Second))
		}
		return
	}
	if value == "" {
		return // nothing is disallowed
	}
	if value[0] != '/' && value[0] != '*' {
		value = "/" + value
	}
	pattern, exact := strings.CutSuffix(uniform(value), "$")
	r.rules = append(r.rules, robotsRule{pattern: pattern, exact: exact, allow: key == "allow"})
}

func (r robotsRule) length() int {
	if r.exact {
		return len(r.pattern) + 1
	}
	return len(r.pattern)
}

// allows reports whether a path with its query may be fetched, and the rule that forbids it.
func (r robots) allows(pathQuery string) (bool, string) {
	pathQuery = uniform(pathQuery)
	if pathQuery == "/robots.txt" {
		return true, ""
	}
	for _, rule := range r.rules {
		if rule.matches(pathQuery) {
			return rule.allow, rule.pattern
		}
	}
	return true, ""
}

// matches compares from the start of the path; * stands for any characters.
func (r robotsRule) matches(path string) bool {
	head, rest, wild := strings.Cut(r.pattern, "*")
	if !strings.HasPrefix(path, head) {
		return false
	}
	path = path[len(head):]
	for wild {
		var part string
		part, rest, wild = strings.Cut(rest, "*")
		if !wild && r.exact {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	return !r.exact || path == ""
}

// uniform makes the percent-encoding of a path or a rule comparable: what need not be encoded is
// not, everything else is, in capital hex digits.
func uniform(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, encoded = byte(v), true
				i += 2
			}
		}
		if c == '%' {
			encoded = true // one that encodes nothing stands for itself
		}
		plain := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-._~", c) >= 0
		if plain || !encoded && c > ' ' && c < 0x7f {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}
