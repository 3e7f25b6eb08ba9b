package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
)

const (
	sameBody    = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	minRevisit  = 1 << 10           // bytes of a body that is worth referring to
	asCame      = "X-Archive-Orig-" // before the names of headers that the body kept here no longer obeys
	digestLabel = "sha256:"
)

// The types of records.
const (
	typeInfo     = "warcinfo"
	typeResponse = "response"
	typeRevisit  = "revisit"
	typeMetadata = "metadata"
	typeRequest  = "request"
)

// records makes the group of records of an exchange. Ids must give a new id at each call. The body is
// left out where known has an entry with the same.
func records(e *crawler.Exchange, ids func() string, known func(digest string) *entry) []record {
	date := e.Done.UTC().Format(time.RFC3339Nano)
	common := func(kind, id string, more ...field) fields {
		f := fields{{"WARC-Type", kind}, {"WARC-Record-ID", id}, {"WARC-Date", date}, {"WARC-Target-URI", e.URL}}
		if e.Server.IsValid() {
			f = append(f, field{"WARC-IP-Address", e.Server.String()})
		}
		return append(f, more...)
	}
	var group []record
	main, request := ids(), ids()
	if e.Status != 0 {
		group = append(group, answer(e, main, common, known))
	}
	if notes := notesOf(e); len(notes) > 0 {
		id, beside := main, request
		if e.Status != 0 {
			id, beside = ids(), main
		}
		group = append(group, record{common(typeMetadata, id, field{"WARC-Concurrent-To", beside}, field{"Content-Type", "application/warc-fields"}), notes})
	}
	return append(group, record{common(typeRequest, request, field{"WARC-Concurrent-To", main}, field{"Content-Type", "application/http;msgtype=request"}), asked(e)})
}

// answer is the response of an exchange, or a revisit where the same body was kept before.
func answer(e *crawler.Exchange, id string, common func(kind, id string, more ...field) fields, known func(string) *entry) record {
	digest := digestOf(e.Body)
	more := fields{{"Content-Type", "application/http;msgtype=response"}, {"WARC-Payload-Digest", digest}}
	head := answerHead(e)
	if why := truncated(e); why != "" {
		more = append(more, field{"WARC-Truncated", why})
	} else if first := known(digest); first != nil && len(e.Body) >= minRevisit {
		more = append(more, field{"WARC-Profile", sameBody}, field{"WARC-Refers-To", first.id},
			field{"WARC-Refers-To-Target-URI", first.URL}, field{"WARC-Refers-To-Date", first.date.UTC().Format(time.RFC3339Nano)})
		return record{common(typeRevisit, id, more...), head}
	}
	return record{common(typeResponse, id, more...), append(head, e.Body...)}
}

// digestOf is the payload digest of a body.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return digestLabel + hex.EncodeToString(sum[:])
}

// whole reports whether a body is all that the server had to say.
func whole(e *crawler.Exchange) bool { return e.Fault == nil && !e.Skipped }

// truncated tells in the words of WARC why a body is not whole.
func truncated(e *crawler.Exchange) string {
	switch {
	case whole(e):
		return ""
	case e.Skipped:
		return "unspecified"
	}
	switch e.Fault.Trouble.Kind {
	case audit.TroubleTooLarge:
		return "length"
	case audit.TroubleTimeout:
		return "time"
	case audit.TroubleCut, audit.TroubleUnreachable:
		return "disconnect"
	default:
		return "unspecified"
	}
}

// answerHead is the status line and the header of an answer. The body is kept decoded, so the headers
// that speak of its encoding and length are kept under other names.
func answerHead(e *crawler.Exchange) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", e.Status, http.StatusText(e.Status))
	for _, name := range slices.Sorted(maps.Keys(e.Header)) {
		shown := name
		switch {
		case name == "Content-Encoding", name == "Content-Length", name == "Transfer-Encoding", strings.HasPrefix(name, asCame):
			shown = asCame + name
		}
		for _, value := range e.Header[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", shown, value)
		}
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(e.Body))
	return b.Bytes()
}

// asked is the request as it was sent, without cookies.
func asked(e *crawler.Exchange) []byte {
	var b bytes.Buffer
	target, host := "/", ""
	if u, err := url.Parse(e.URL); err == nil {
		target, host = u.RequestURI(), u.Host
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", e.Method, target, host)
	for _, name := range slices.Sorted(maps.Keys(e.RequestHeader)) {
		for _, value := range e.RequestHeader[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", name, clean(value))
		}
	}
	if e.RequestBody != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(e.RequestBody))
	}
	b.WriteString("\r\n")
	b.WriteString(e.RequestBody)
	return b.Bytes()
}

// The fields of a metadata record.
const (
	noteFault     = "fault"     // the kind of trouble
	noteDetail    = "detail"    // and its tell-tale
	noteTransient = "transient" // yes: the fault may pass
	noteSent      = "sent"      // no: no connection came about
	noteUntrusted = "untrusted" // what is wrong with the TLS of the host
)

// notesOf is what has to be said of an exchange besides its request and answer.
func notesOf(e *crawler.Exchange) []byte {
	var b bytes.Buffer
	note := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, clean(value)) }
	if e.Fault != nil {
		note(noteFault, string(e.Fault.Trouble.Kind))
		note(noteDetail, e.Fault.Trouble.Detail)
		if e.Fault.Transient {
			note(noteTransient, "yes")
		}
	}
	if !e.Sent {
		note(noteSent, "no")
	}
	if e.Untrusted != "" {
		note(noteUntrusted, e.Untrusted)
	}
	return b.Bytes()
}

// exchangeOf makes the exchange of a group of records. The body of a revisit is taken from body.
func exchangeOf(site string, group []record, body func(digest string) ([]byte, error)) (*crawler.Exchange, error) {
	e := &crawler.Exchange{Site: site, Sent: true}
	for _, r := range group {
		var err error
		switch r.fields.get("WARC-Type") {
		case typeResponse:
			if err = readAnswer(e, r.block); err == nil {
				e.Skipped = r.fields.get("WARC-Truncated") == "unspecified" && len(e.Body) == 0
				if digestOf(e.Body) != r.fields.get("WARC-Payload-Digest") {
					err = errors.New("the body is not the one that was recorded")
				}
			}
		case typeRevisit:
			if err = readAnswer(e, r.block); err == nil {
				e.Body, err = body(r.fields.get("WARC-Payload-Digest"))
			}
		case typeMetadata:
			readNotes(e, r.block)
		case typeRequest:
			e.URL = r.fields.get("WARC-Target-URI")
			if e.Done, err = time.Parse(time.RFC3339Nano, r.fields.get("WARC-Date")); err == nil {
				err = readAsked(e, r.block)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.fields.get("WARC-Type"), r.fields.get("WARC-Target-URI"), err)
		}
		if ip, err := netip.ParseAddr(r.fields.get("WARC-IP-Address")); err == nil {
			e.Server = ip
		}
	}
	if e.Status == 0 && e.Fault == nil {
		return nil, fmt.Errorf("%w: neither answer nor fault of %s", errMalformed, e.URL)
	}
	if e.Fault != nil {
		e.Skipped = false
	}
	e.Started = e.Done
	return e, nil
}

func readAnswer(e *crawler.Exchange, block []byte) error {
	first, header, body, err := message(block)
	if err != nil {
		return err
	}
	words := strings.SplitN(first, " ", 3)
	if len(words) < 2 {
		return errMalformed
	}
	if e.Status, err = strconv.Atoi(words[1]); err != nil || e.Status <= 0 {
		return fmt.Errorf("%w: status %q", errMalformed, words[1])
	}
	e.Header, e.Body = http.Header{}, body
	for _, f := range header {
		if f.name == "Content-Length" {
			continue
		}
		name := strings.TrimPrefix(f.name, asCame)
		e.Header[name] = append(e.Header[name], f.value)
	}
	return nil
}

func readAsked(e *crawler.Exchange, block []byte) error {
	first, header, body, err := message(block)
	if err != nil {
		return err
	}
	e.Method, _, _ = strings.Cut(first, " ")
	e.RequestHeader, e.RequestBody = http.Header{}, string(body)
	for _, f := range header {
		if f.name != "Host" && f.name != "Content-Length" {
			e.RequestHeader[f.name] = append(e.RequestHeader[f.name], f.value)
		}
	}
	return nil
}

// message takes an HTTP message apart. Nothing in it is interpreted, so that it comes out as it was
// put in.
func message(block []byte) (first string, header fields, body []byte, err error) {
	head, body, ok := bytes.Cut(block, []byte("\r\n\r\n"))
	if !ok {
		return "", nil, nil, errMalformed
	}
	first, rest, _ := strings.Cut(string(head), "\r\n")
	for line := range strings.SplitSeq(rest, "\r\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			header = append(header, field{name, value})
		}
	}
	return first, header, body, nil
}

func readNotes(e *crawler.Exchange, block []byte) {
	fault := new(crawler.Fault)
	for line := range strings.SplitSeq(string(block), "\r\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case noteFault:
			fault.Trouble.Kind = audit.TroubleKind(value)
			e.Fault = fault
		case noteDetail:
			fault.Trouble.Detail = value
		case noteTransient:
			fault.Transient = value == "yes"
		case noteSent:
			e.Sent = value != "no"
		case noteUntrusted:
			e.Untrusted = value
		}
	}
}
