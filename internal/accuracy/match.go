package accuracy

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mingjing/audit"
)

// normal is the form in which names of items are compared: NFKC, lower case, without spaces, brackets and quotes.
func normal(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Ps, r), unicode.Is(unicode.Pe, r),
			unicode.Is(unicode.Pi, r), unicode.Is(unicode.Pf, r), r == '"', r == '\'':
			return -1
		default:
			return unicode.ToLower(r)
		}
	}, norm.NFKC.String(name))
}

// A question is where a finding and an entry can meet before names of items are compared.
type question struct{ rule, domain string }

// matchEntries pairs entries with findings: the answer for entry i is the finding match[i], -1 where there is
// none. A finding answers at most one entry. Closest first: the item's own name under its own 一级事项, then
// one of its further names there, then the same names under whatever 一级事项.
func matchEntries(entries []Entry, findings []audit.Finding) []int {
	by := make(map[question][]int)
	for i, f := range findings {
		q := question{f.Rule, f.Domain}
		by[q] = append(by[q], i)
	}
	match := make([]int, len(entries))
	for i := range match {
		match[i] = -1
	}
	taken := make(map[int]bool)
	for _, near := range []func(*Entry, *audit.Finding) bool{
		func(e *Entry, f *audit.Finding) bool { return sameItem(e.Item, f) && sameLevel(e, f) },
		func(e *Entry, f *audit.Finding) bool { return named(e, f) && sameLevel(e, f) },
		named,
	} {
		for i := range entries {
			e := &entries[i]
			if match[i] >= 0 {
				continue
			}
			for _, j := range by[question{e.Rule, e.Domain}] {
				if !taken[j] && near(e, &findings[j]) {
					match[i], taken[j] = j, true
					break
				}
			}
		}
	}
	return match
}

func sameItem(name string, f *audit.Finding) bool { return normal(name) == normal(f.Item) }

func named(e *Entry, f *audit.Finding) bool {
	if sameItem(e.Item, f) {
		return true
	}
	for _, name := range e.Names {
		if sameItem(name, f) {
			return true
		}
	}
	return false
}

// sameLevel compares the 一级事项. An item without a second level is its own.
func sameLevel(e *Entry, f *audit.Finding) bool {
	level := func(level1, item string) string {
		if level1 == "" {
			return normal(item)
		}
		return normal(level1)
	}
	return level(e.Level1, e.Item) == level(f.Level1, f.Item)
}

// shows reports whether the evidence holds one of the pages. A page that ends in * stands for all that start so.
func shows(evidence []audit.Evidence, pages []string) bool {
	for _, page := range pages {
		prefix, open := strings.CutSuffix(page, "*")
		want := canonical(prefix)
		for _, e := range evidence {
			got := canonical(e.URL)
			if got == want || open && (strings.HasPrefix(got, want) || strings.HasPrefix(e.URL, prefix)) {
				return true
			}
		}
	}
	return false
}

func canonical(address string) string {
	if resolved, ok := audit.Resolve(nil, address); ok {
		address = resolved
	}
	if plain, err := url.PathUnescape(address); err == nil {
		return plain
	}
	return address
}
