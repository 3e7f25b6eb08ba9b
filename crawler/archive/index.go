package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"mingjing/crawler"
)

const (
	indexFile = "index.cdxj"
	stamp     = "20060102150405" // of an index line, UTC
)

// The types of entries that are no answers with a body of their own.
const (
	mimeRevisit  = "warc/revisit"
	mimeMetadata = "warc/metadata"
)

// An entry says where one exchange stands and what was asked. Its JSON form is that of a CDXJ line.
type entry struct {
	URL    string `json:"url"`
	MIME   string `json:"mime"`
	Status int    `json:"status,string,omitempty"` // 0 where no answer came
	Digest string `json:"digest,omitempty"`        // of the payload
	Length int64  `json:"length,string"`           // of the first record of the group
	Offset int64  `json:"offset,string"`
	File   string `json:"filename"`
	Method string `json:"method,omitempty"` // other than GET
	Body   string `json:"requestBody,omitempty"`
	Span   int64  `json:"span,string"` // of the group, in bytes
	Seal   string `json:"seal"`        // SHA-256 of the group as it stands in the file

	date time.Time
	id   string // of the first record; not in the index
}

// A question is what makes two requests the same.
type question struct{ method, url, body string }

func (e *entry) asks() question { return question{cmp.Or(e.Method, "GET"), e.URL, e.Body} }

// entryOf describes a group of records; where it stands is left to the caller.
func entryOf(group []record) (entry, error) {
	first, last := group[0], group[len(group)-1]
	e := entry{URL: first.fields.get("WARC-Target-URI"), Digest: first.fields.get("WARC-Payload-Digest"), id: first.fields.get("WARC-Record-ID")}
	var err error
	if e.date, err = time.Parse(time.RFC3339Nano, first.fields.get("WARC-Date")); err != nil {
		return e, fmt.Errorf("%w: %w", errMalformed, err)
	}
	var request, answer crawler.Exchange
	if err := readAsked(&request, last.block); err != nil {
		return e, err
	}
	if e.Body = request.RequestBody; request.Method != "GET" {
		e.Method = request.Method
	}
	kind := first.fields.get("WARC-Type")
	if kind == typeMetadata {
		e.MIME = mimeMetadata
		return e, nil
	}
	if err := readAnswer(&answer, first.block); err != nil {
		return e, err
	}
	e.Status = answer.Status
	media, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	if e.MIME = cmp.Or(strings.ToLower(strings.TrimSpace(media)), "unk"); kind == typeRevisit {
		e.MIME = mimeRevisit
	}
	return e, nil
}

// writeIndex makes the lines of the index, sorted by address and time.
func writeIndex(entries []entry) ([]byte, error) {
	lines := make([]string, len(entries))
	for i := range entries {
		e := &entries[i]
		var line strings.Builder
		fmt.Fprintf(&line, "%s %s ", sortKey(e.asks()), e.date.UTC().Format(stamp))
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return nil, err
		}
		lines[i] = line.String()
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, "")), nil
}

// readIndex reads the index in a folder, in the order in which the exchanges stand in their files.
func readIndex(folder fs.FS) ([]entry, error) {
	data, err := fs.ReadFile(folder, indexFile)
	if err != nil {
		return nil, err
	}
	var entries []entry
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxHeader)
	for n := 1; lines.Scan(); n++ {
		parts := strings.SplitN(lines.Text(), " ", 3)
		var e entry
		if len(parts) < 3 {
			return nil, fmt.Errorf("%s:%d: no line of an index", indexFile, n)
		}
		if err := json.Unmarshal([]byte(parts[2]), &e); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", indexFile, n, err)
		}
		if e.date, err = time.Parse(stamp, parts[1]); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", indexFile, n, err)
		}
		if !fs.ValidPath(e.File) || path.Base(e.File) != e.File || e.Offset < 0 || e.Length < 0 || e.Span < e.Length {
			return nil, fmt.Errorf("%s:%d: no place of a record", indexFile, n)
		}
		entries = append(entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset))
	})
	return entries, nil
}

// sortKey is an address as indexes sort it: the host from its end, without www, all in lower case, the
// query in order. A POST is told by its body, in the way that pywb has it.
func sortKey(q question) string {
	u, err := url.Parse(q.url)
	if err != nil {
		return strings.ReplaceAll(strings.ToLower(q.url), " ", "%20")
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if net.ParseIP(host) == nil {
		labels := strings.Split(host, ".")
		slices.Reverse(labels)
		host = strings.Join(labels, ",")
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	var args []string
	if u.RawQuery != "" {
		args = strings.Split(u.RawQuery, "&")
	}
	if q.method != "GET" {
		args = append(args, "__wb_method="+q.method)
		if q.body != "" {
			args = append(args, strings.Split(q.body, "&")...)
		}
	}
	slices.Sort(args)
	key := host + ")" + u.EscapedPath()
	if len(args) > 0 {
		key += "?" + strings.Join(args, "&")
	}
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return '+'
		}
		return r
	}, strings.ToLower(key))
}
