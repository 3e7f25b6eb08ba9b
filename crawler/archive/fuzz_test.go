package archive

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// Whatever bytes a WARC file holds, they are told exchanges from or refused; never more than there are.
func FuzzWalk(f *testing.F) {
	root := f.TempDir()
	scan := create(f, root)
	for _, e := range exchanges() {
		put(f, scan, e)
	}
	if err := scan.Close(nil); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(warcs(f, root)[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	var plain bytes.Buffer
	var p packer
	if err := p.pack(&plain, record{fields{{"WARC-Type", "request"}}, []byte("GET / HTTP/1.1\r\n\r\n")}); err != nil {
		f.Fatal(err)
	}
	f.Add(plain.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := fstest.MapFS{"x.warc.gz": {Data: data}}
		r, err := openRecording(folder, "a")
		if err != nil {
			t.Fatal(err)
		}
		var end int64
		for _, e := range r.entries {
			if e.Offset < end || e.Length > e.Span || e.Offset+e.Span > int64(len(data)) {
				t.Fatalf("entry at %d of %d bytes", e.Offset, e.Span)
			}
			end = e.Offset + e.Span
			if x, err := r.read(e); err == nil && x.URL == "" && e.URL != "" {
				t.Fatalf("exchange without its address %q", e.URL)
			}
		}
	})
}

// An index and a chain that somebody else wrote are read or refused.
func FuzzLines(f *testing.F) {
	index, err := writeIndex([]entry{{URL: home + "/?b&a", MIME: "text/html", Status: 200, File: "x.warc.gz", Length: 1, Span: 2, date: start}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(index))
	f.Add(strings.Repeat("0", 64) + "  20201201T080000Z/manifest.json\n")
	f.Fuzz(func(t *testing.T, text string) {
		folder := fstest.MapFS{indexFile: {Data: []byte(text)}, chainFile: {Data: []byte(text)}}
		if entries, err := readIndex(folder); err == nil {
			for _, e := range entries {
				_, _ = readSpan(folder, e)
			}
		}
		if _, err := readChain(folder); err == nil {
			if _, err := Verify(folder, ""); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// BenchmarkRecord writes pages of 48 KB, as Chinese government pages are on average.
func BenchmarkRecord(b *testing.B) {
	scan := create(b, b.TempDir())
	row := `<li><a href="/art/2020/11/%d/art_%d_%d.html" title="关于印发《基层政务公开标准化规范化工作实施方案》的通知">关于印发通知</a><span>2020-11-%02d</span></li>` + "\n"
	var body strings.Builder
	for i := 0; body.Len() < 48<<10; i++ {
		fmt.Fprintf(&body, row, i%28+1, i*7919%10007, i*104729, i%28+1)
	}
	b.SetBytes(int64(body.Len()))
	n := 0
	for b.Loop() {
		n++
		put(b, scan, page(0, fmt.Sprintf("/%d", n), fmt.Sprint(n, body.String())))
	}
	b.ReportMetric(float64(scan.sites["a"].writer.size)/float64(n), "kept-B/page")
}
