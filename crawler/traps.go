package crawler

import (
	"fmt"
	"strings"
)

const (
	maxDepth   = 16  // segments of a path
	maxRepeats = 4   // times that one segment stands in a path
	maxBarren  = 300 // pages of one path with different queries that led nowhere new
)

// traps keep a crawl from places without end. A path that grows is told by its depth and its
// repeating segments. A page that is made from its query (calendars, searches, further pages of a
// list for ever) is told by what it brings: addresses of other paths that were not known. Whole
// portals live on one path, so only queries that brought none count, and only past maxBarren of
// them is the path closed. What is not fetched for this reason is told as such, never passed over.
type traps struct {
	hash   hasher
	barren map[key]int
}

func newTraps(hash hasher) *traps { return &traps{hash: hash, barren: map[key]int{}} }

// closed tells why an address is not to be fetched; it is empty where it may be.
func (t *traps) closed(address, body string) string {
	_, host, rest := splitURL(address)
	path, query := splitQuery(rest)
	if why := endless(path); why != "" {
		return why
	}
	if (query != "" || body != "") && t.barren[t.family(host, path)] >= maxBarren {
		return fmt.Sprintf("more than %d addresses of %s led nowhere new", maxBarren, path)
	}
	return ""
}

// family is the key of all addresses that differ in the query only.
func (t *traps) family(host, path string) key { return t.hash.join(plainHost(host), path) }

// brought takes in how many new addresses of other paths a page brought.
func (t *traps) brought(address, body string, fresh int) {
	_, host, rest := splitURL(address)
	if path, query := splitQuery(rest); fresh == 0 && (query != "" || body != "") {
		t.barren[t.family(host, path)]++
	}
}

// endless tells why a path looks like one that grows for ever.
func endless(path string) string {
	if strings.Count(path, "/") < maxRepeats {
		return ""
	}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	if len(segments) > maxDepth {
		return fmt.Sprintf("path of more than %d segments", maxDepth)
	}
	for i, segment := range segments {
		repeats := 1
		for _, other := range segments[i+1:] {
			if other == segment {
				repeats++
			}
		}
		if repeats >= maxRepeats && !isNumber(segment) {
			return fmt.Sprintf("path that repeats %q", clip(segment))
		}
	}
	return ""
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
