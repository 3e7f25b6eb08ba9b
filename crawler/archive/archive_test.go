package archive

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingjing/audit"
	"mingjing/crawler"
)

const home = "http://www.example.gov.cn"

var start = time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)

// at is a moment of the scan, with all digits that a clock may give.
func at(seconds int) time.Time {
	return start.Add(time.Duration(seconds)*time.Second + 123456789*time.Nanosecond)
}

func aboutTest() About {
	return About{
		Software: "mingjing test", Pack: "taian-2020", Version: "1", AsOf: audit.Date{Year: 2020, Month: 12, Day: 1}, Started: start,
		City: "泰安市", Budget: 3000, Sites: []audit.Site{{ID: "a", Name: "甲县", Kind: audit.County, Home: home + "/"}},
	}
}

// page is an exchange that went well.
func page(n int, path, body string) *crawler.Exchange {
	return &crawler.Exchange{
		Site: "a", Method: "GET", URL: home + path, RequestHeader: http.Header{"User-Agent": {"Mingjing"}}, Status: 200,
		Header: http.Header{"Content-Type": {"text/html; charset=gbk"}}, Body: []byte(body), Sent: true, Started: at(n), Done: at(n),
	}
}

// change makes a variant of an exchange.
func change(e *crawler.Exchange, f func(*crawler.Exchange)) *crawler.Exchange {
	f(e)
	return e
}

// exchanges are of every kind that a crawl may record.
func exchanges() map[string]*crawler.Exchange {
	return map[string]*crawler.Exchange{
		"page": page(1, "/", "<html>政务公开</html>"),
		"bytes": change(page(2, "/file.xls?a=1&b=%20", "\x00\xd0\xcf\r\n\r\nHTTP/1.1 200 OK\r\n\r\nWARC/1.1"), func(e *crawler.Exchange) {
			e.Header = http.Header{"Content-Type": {"application/vnd.ms-excel"}, "Content-Disposition": {"attachment; filename=\xc4\xbf\xc2\xbc.xls"}}
		}),
		"encoded and counted": change(page(3, "/gz", "decoded"), func(e *crawler.Exchange) {
			e.Header = http.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"27"}, "X-Archive-Orig-Content-Length": {"1"}, "Set-Cookie": {"a=1", "b=2; path=/"}, "X-Empty": {""}}
		}),
		"redirect": change(page(4, "/old", ""), func(e *crawler.Exchange) {
			e.Status, e.Header = 302, http.Header{"Location": {"/new"}}
		}),
		"post": change(page(5, "/list.do", "[]"), func(e *crawler.Exchange) {
			e.Method, e.RequestBody, e.RequestHeader = "POST", "column=1&page=2", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		}),
		"shield of an odd status": change(page(6, "/shield", "<script>"), func(e *crawler.Exchange) { e.Status = 521 }),
		"picture that was not asked for": change(page(7, "/a.png", ""), func(e *crawler.Exchange) {
			e.Header, e.Skipped = http.Header{"Content-Type": {"image/png"}}, true
		}),
		"cut": change(page(8, "/cut", "<html>half"), func(e *crawler.Exchange) {
			e.Fault = &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleCut, Detail: "ended early"}, Transient: true}
		}),
		"too large": change(page(9, "/large", "much"), func(e *crawler.Exchange) {
			e.Fault = &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleTooLarge, Detail: "more than 4 bytes"}}
		}),
		"unknown encoding": change(page(10, "/br", ""), func(e *crawler.Exchange) {
			e.Fault = &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleDamaged, Detail: `content encoding "br" is not read`}}
		}),
		"connection refused": change(page(11, "/down", ""), func(e *crawler.Exchange) {
			e.Status, e.Header, e.Body, e.Sent = 0, nil, nil, false
			e.Server = netip.MustParseAddr("192.0.2.1")
			e.Fault = &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleUnreachable, Detail: "connection refused"}, Transient: true}
		}),
		"no answer": change(page(12, "/slow", ""), func(e *crawler.Exchange) {
			e.Status, e.Header, e.Body = 0, nil, nil
			e.Fault = &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleTimeout}}
		}),
		"TLS that is not trusted, and the server's address": change(page(13, "/tls", "x"), func(e *crawler.Exchange) {
			e.URL, e.Untrusted, e.Server = "https://www.example.gov.cn/tls", "x509: certificate has expired", netip.MustParseAddr("2001:db8::1")
		}),
	}
}

// sameExchange compares what the archive keeps: Started it does not.
func sameExchange(want, got *crawler.Exchange) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(crawler.Exchange{}, "Started"), cmpopts.EquateComparable(netip.Addr{}))
}

// An exchange comes out of the archive as it went in, whether it is read from the files or by the index.
func TestExchanges(t *testing.T) {
	root := t.TempDir()
	scan := create(t, root)
	for name, e := range exchanges() {
		if err := scan.Record(e); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	check := func(t *testing.T, from crawler.Answered) {
		for name, e := range exchanges() {
			got, err := from.Answer("a", e.Method, e.URL, e.RequestBody)
			if err != nil || got == nil {
				t.Fatalf("%s: %v, %v", name, got, err)
			}
			if diff := sameExchange(e, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
	t.Run("open", func(t *testing.T) { check(t, openReplay(t, root)) })
	finish(t, scan)
	t.Run("done", func(t *testing.T) { check(t, openReplay(t, root)) })
}

// The files are WARC files to a reader that shares nothing with this package: gzip, header and HTTP are
// read by the standard library.
func TestOthersCanRead(t *testing.T) {
	root := t.TempDir()
	scan := create(t, root)
	body := strings.Repeat("the same ", 500)
	for i, e := range []*crawler.Exchange{page(1, "/", body), page(2, "/again", body), exchanges()["encoded and counted"], exchanges()["post"], exchanges()["connection refused"]} {
		if err := scan.Record(e); err != nil {
			t.Fatal(i, err)
		}
	}
	finish(t, scan)
	files, _ := filepath.Glob(filepath.Join(root, "*", "a", "*.warc.gz"))
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(zip)
	var seen []string
	ids := map[string]bool{}
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if line != "WARC/1.1\r\n" {
			t.Fatalf("record begins with %q", line)
		}
		head, err := textproto.NewReader(in).ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		length, err := strconv.Atoi(head.Get("Content-Length"))
		if err != nil {
			t.Fatal(err)
		}
		if id := head.Get("WARC-Record-ID"); ids[id] || !strings.HasPrefix(id, "<urn:uuid:") {
			t.Errorf("id %s", id)
		} else {
			ids[id] = true
		}
		if _, err := time.Parse(time.RFC3339Nano, head.Get("WARC-Date")); err != nil {
			t.Error(err)
		}
		block := bufio.NewReader(io.LimitReader(in, int64(length)))
		what := head.Get("WARC-Type")
		switch what {
		case "response":
			answer, err := http.ReadResponse(block, nil)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(answer.Body)
			if err != nil || digestOf(data) != head.Get("WARC-Payload-Digest") {
				t.Errorf("%s: %d bytes, %v", head.Get("WARC-Target-URI"), len(data), err)
			}
			what += fmt.Sprint(" ", answer.StatusCode, " ", len(data))
		case "request":
			request, err := http.ReadRequest(block)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(request.Body)
			if err != nil {
				t.Fatal(err)
			}
			what += " " + strings.TrimSpace(request.Method+" "+request.Host+request.URL.String()+" "+string(data))
		case "revisit":
			if head.Get("WARC-Refers-To-Target-URI") != home+"/" || !ids[head.Get("WARC-Refers-To")] {
				t.Errorf("refers to %s", head.Get("WARC-Refers-To"))
			}
		}
		seen = append(seen, what)
		if _, err := io.Copy(io.Discard, block); err != nil {
			t.Fatal(err)
		}
		if _, err := in.Discard(4); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"warcinfo", "response 200 4500", "request GET www.example.gov.cn/", "revisit", "request GET www.example.gov.cn/again",
		"response 200 7", "request GET www.example.gov.cn/gz", "response 200 2", "request POST www.example.gov.cn/list.do column=1&page=2",
		"metadata", "request GET www.example.gov.cn/down",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

// Answers to the same request come in order. What is not there is told apart from what is missing, and
// a crawl that was ended from outside ends where it ended.
func TestReplay(t *testing.T) {
	for _, test := range []struct {
		name    string
		stopped audit.Stopped
		want    string
	}{
		{"exhausted", audit.StoppedExhausted, "unrecorded"},
		{"time", audit.StoppedTime, "crawl stopped: time"},
		{"broken off", audit.StoppedBroken, "crawl stopped: broken-off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			scan := create(t, root)
			put(t, scan, change(page(1, "/", "busy"), func(e *crawler.Exchange) { e.Status = 503 }), page(2, "/", "well"), page(3, "/b", "b"))
			result := &audit.SiteResult{ID: "a", Crawl: audit.Crawl{Stopped: test.stopped}}
			if err := scan.Finish(result); err != nil {
				t.Fatal(err)
			}
			if err := scan.Close(&audit.Scan{}); err != nil || sealed(root) != (test.stopped != audit.StoppedBroken) {
				t.Fatal(sealed(root), err)
			}
			replay := openReplay(t, root)
			ask := func(path string) string {
				e, err := replay.Answer("a", "GET", home+path, "")
				switch {
				case err != nil:
					return err.Error()
				case e.Fault != nil:
					return string(e.Fault.Trouble.Kind) + fmt.Sprint(" ", e.Done.Second())
				}
				return fmt.Sprint(e.Status, " ", string(e.Body))
			}
			got := []string{ask("/"), ask("/nowhere"), ask("/"), ask("/b"), ask("/")}
			want := []string{"503 busy", "unrecorded 1", "200 well", "200 b", test.want}
			if test.want == "unrecorded" {
				want[4] = "unrecorded 3"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	for i, text := range []string{"old", "new"} {
		about := aboutTest()
		about.Started = start.AddDate(0, i, 0)
		scan, err := Create(root, about)
		if err != nil {
			t.Fatal(err)
		}
		same := strings.Repeat("same ", 1000)
		put(t, scan, page(1, "/", text), page(2, "/same", same), page(3, "/again", same))
		if i == 0 {
			finish(t, scan)
		}
	}
	reader := Open(os.DirFS(root))
	for _, test := range []struct{ path, body, scan string }{
		{"/", "old", "20201201T080000Z"},
		{"/", "new", "20210101T080000Z"},
		{"/again", strings.Repeat("same ", 1000), "20210101T080000Z"},
	} {
		sum := strings.TrimPrefix(digestOf([]byte(test.body)), digestLabel)
		record, err := reader.Find(home+test.path, sum)
		if err != nil {
			t.Fatal(err)
		}
		body, err := reader.Body(record)
		if err != nil {
			t.Fatal(err)
		}
		if record.Scan != test.scan || string(body.Data) != test.body || body.Header.Get("Content-Type") != "text/html; charset=gbk" || !body.Whole {
			t.Errorf("%s: %+v", test.path, record)
		}
		if _, err := fs.Stat(os.DirFS(root), record.File); err != nil {
			t.Error(err)
		}
	}
	for _, test := range [][2]string{{home + "/", strings.Repeat("0", 64)}, {"http://elsewhere.gov.cn/", strings.Repeat("0", 64)}} {
		if _, err := reader.Find(test[0], test[1]); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", test[0], err)
		}
	}
}

func create(t testing.TB, root string) *Scan {
	t.Helper()
	scan, err := Create(root, aboutTest())
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

func put(t testing.TB, scan *Scan, all ...*crawler.Exchange) {
	t.Helper()
	for _, e := range all {
		if err := scan.Record(e); err != nil {
			t.Fatal(err)
		}
	}
}

// finish closes the only site and the scan.
func finish(t testing.TB, scan *Scan) {
	t.Helper()
	if err := scan.Finish(&audit.SiteResult{ID: "a", Started: at(0), Finished: at(60), Crawl: audit.Crawl{Stopped: audit.StoppedSettled}}); err != nil {
		t.Fatal(err)
	}
	if err := scan.Close(&audit.Scan{Finished: at(61)}); err != nil || !sealed(scan.root) {
		t.Fatal("not sealed", err)
	}
}

func sealed(root string) bool {
	_, err := Unfinished(root)
	return errors.Is(err, fs.ErrNotExist)
}

func openReplay(t testing.TB, root string) *Replay {
	t.Helper()
	replay, err := OpenReplay(os.DirFS(root), "")
	if err != nil {
		t.Fatal(err)
	}
	return replay
}
