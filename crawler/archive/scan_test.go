package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"mingjing/audit"
	"mingjing/crawler"
)

// warcs are the WARC files of the only site.
func warcs(t testing.TB, root string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "*", "a", "*"+suffix))
	if err != nil || len(files) == 0 {
		t.Fatal("no WARC file", err)
	}
	return files
}

// However short the last file is cut, what was written whole is answered, the rest is asked again, and
// the archive is then as if nothing had happened.
func TestTorn(t *testing.T) {
	root := t.TempDir()
	scan := create(t, root)
	put(t, scan, page(1, "/1", "one"), page(2, "/2", "two"), page(3, "/3", "three"))
	if err := scan.Close(nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(warcs(t, root)[0])
	if err != nil {
		t.Fatal(err)
	}
	var ends []int
	if err := walk(strings.NewReader(string(whole)), "", func(e entry) { ends = append(ends, int(e.Offset+e.Span)) }); err != nil {
		t.Fatal(err)
	}
	for size := len(whole); size >= 0; size -= 13 {
		if err := os.WriteFile(warcs(t, root)[0], whole[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		scan, err := Continue(root, aboutTest())
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range []string{"/1", "/2", "/3"} {
			e, err := scan.Answer("a", "GET", home+path, "")
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			if (e != nil) != (ends[i] <= size) {
				t.Fatalf("%d bytes: answer %d is %v", size, i+1, e)
			}
			if e != nil {
				continue
			}
			put(t, scan, page(i+1, path, []string{"one", "two", "three"}[i]))
		}
		if err := scan.Close(nil); err != nil {
			t.Fatal(err)
		}
		again, err := os.ReadFile(warcs(t, root)[0])
		if err != nil || string(again) != string(whole) {
			t.Fatalf("%d bytes: the archive is another one, %v", size, err)
		}
	}
}

// A site grows into further files, and all of them are gone on with.
func TestFurtherFiles(t *testing.T) {
	root := t.TempDir()
	scan := create(t, root)
	scan.max = 2000
	for i := range 10 {
		put(t, scan, page(i, fmt.Sprintf("/%d", i), fmt.Sprintf("body %d", i)))
	}
	if err := scan.Close(nil); err != nil {
		t.Fatal(err)
	}
	if n := len(warcs(t, root)); n < 3 {
		t.Fatalf("%d files", n)
	}
	scan, err := Continue(root, aboutTest())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if e, err := scan.Answer("a", "GET", fmt.Sprintf("%s/%d", home, i), ""); err != nil || e == nil {
			t.Errorf("%d: %v, %v", i, e, err)
		}
	}
	put(t, scan, page(11, "/11", "body 11"))
	finish(t, scan)
	if found, err := Verify(os.DirFS(root), ""); err != nil || len(found.Faults) > 0 || found.Scans[0].Exchanges != 11 {
		t.Errorf("%+v, %v", found, err)
	}
}

// Only a scan that was broken off is gone on with, and only as what it was begun.
func TestContinue(t *testing.T) {
	root := t.TempDir()
	if _, err := Continue(root, aboutTest()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("empty archive: %v", err)
	}
	scan := create(t, root)
	for _, test := range []struct {
		want   string
		change func(*About)
	}{
		{"pack: taian-2020 2, begun with taian-2020 1", func(a *About) { a.Version = "2" }},
		{"day: 2020-12-02, begun with 2020-12-01", func(a *About) { a.AsOf.Day = 2 }},
		{"budget: 5, begun with 3000", func(a *About) { a.Budget = 5 }},
		{"other sites", func(a *About) { a.Sites = append(a.Sites, audit.Site{ID: "b"}) }},
	} {
		about := aboutTest()
		test.change(&about)
		if _, err := Continue(root, about); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("want %q: %v", test.want, err)
		}
	}
	put(t, scan, page(1, "/", "x"))
	second, err := Continue(root, aboutTest())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Answer("a", "GET", home+"/", ""); !errors.Is(err, errLocked) {
		t.Errorf("two at once: %v", err)
	}
	finish(t, scan)
	if _, err := Continue(root, aboutTest()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("sealed: %v", err)
	}
	other := create(t, root) // in the same second
	if other.Name() != "20201201T080000Z-2" {
		t.Errorf("name %s", other.Name())
	}
	if err := other.Record(change(page(1, "/", "x"), func(e *crawler.Exchange) { e.Site = "z" })); err == nil || !strings.Contains(err.Error(), `no site "z"`) {
		t.Errorf("a site that is none of the scan: %v", err)
	}
}

// A site that was done before the scan was broken off is answered from the archive alone.
func TestDoneSite(t *testing.T) {
	root := t.TempDir()
	about := aboutTest()
	about.Sites = append(about.Sites, audit.Site{ID: "b", Home: "http://b.gov.cn/"})
	scan, err := Create(root, about)
	if err != nil {
		t.Fatal(err)
	}
	put(t, scan, page(1, "/", "x"))
	if err := scan.Finish(&audit.SiteResult{ID: "a", Started: at(0), Finished: at(9), Crawl: audit.Crawl{Stopped: audit.StoppedExhausted}}); err != nil {
		t.Fatal(err)
	}
	if err := scan.Close(&audit.Scan{}); err != nil || sealed(root) {
		t.Fatal("sealed", err)
	}
	scan, err = Continue(root, about)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := scan.Answer("a", "GET", home+"/nowhere", ""); err != nil || e == nil || e.Fault.Trouble.Kind != audit.TroubleUnrecorded {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err := scan.Answer("b", "GET", "http://b.gov.cn/", ""); err != nil || e != nil {
		t.Errorf("%+v, %v", e, err)
	}
	if err := scan.Record(page(2, "/2", "x")); err == nil {
		t.Error("a site that is done took an exchange")
	}
	result := &audit.Scan{Started: at(100), Finished: at(200), Sites: []audit.SiteResult{{ID: "a", Started: at(100), Finished: at(101)}, {ID: "b"}}}
	for i := range result.Sites {
		if err := scan.Finish(&result.Sites[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := scan.Close(result); err != nil || !sealed(root) {
		t.Fatal("not sealed", err)
	}
	if result.Started != start || result.Sites[0].Finished != at(9) {
		t.Errorf("times %v, %v", result.Started, result.Sites[0].Finished)
	}
}

// What the disk refuses is an error at once, and leaves the file as it was.
func TestDiskFull(t *testing.T) {
	root := t.TempDir()
	scan := create(t, root)
	put(t, scan, page(1, "/", "x"))
	if err := scan.sites["a"].writer.file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := scan.Record(page(2, "/2", "x")); err == nil || !strings.Contains(err.Error(), "archive ") {
		t.Errorf("error %v", err)
	}
}

// Workers keep scans of one site each in one archive, and end at the same time: all stand in the chain.
// One that is done again from what was kept changes nothing.
func TestJoin(t *testing.T) {
	root := t.TempDir()
	var group errgroup.Group
	name := func(n int) string { return fmt.Sprintf("%08d-a", n) }
	work := func(n int) error {
		scan, err := Join(root, name(n), aboutTest())
		if err != nil {
			return err
		}
		e, err := scan.Answer("a", "GET", home+"/", "")
		if err == nil && e == nil {
			err = scan.Record(page(n, "/", "x"))
		}
		return errors.Join(err, scan.Finish(&audit.SiteResult{ID: "a", Started: at(0), Finished: at(9)}), scan.Close(&audit.Scan{Finished: at(n)}))
	}
	for n := range 8 {
		group.Go(func() error { return work(n) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	before, err := Verify(os.DirFS(root), "")
	if err != nil || len(before.Faults) > 0 || len(before.Scans) != 8 {
		t.Fatalf("%+v, %v", before, err)
	}
	if err := work(3); err != nil {
		t.Fatal(err)
	}
	if after, err := Verify(os.DirFS(root), before.Head); err != nil || !cmp.Equal(before, after) {
		t.Errorf("%+v, %v", after, err)
	}
	// Killed between the manifest and the chain, it is put into the chain when it is done again.
	if err := os.Remove(filepath.Join(root, chainFile)); err != nil {
		t.Fatal(err)
	}
	if err := work(5); err != nil {
		t.Fatal(err)
	}
	if after, err := Verify(os.DirFS(root), before.Head); err != nil || !cmp.Equal(before, after) {
		t.Errorf("%+v, %v", after, err)
	}
	about := aboutTest()
	about.Budget, about.Sites = about.Budget+1, []audit.Site{{ID: "a", Home: home + "/new"}}
	if scan, err := Join(root, name(3), about); err != nil || scan.About().Budget != aboutTest().Budget || scan.About().Sites[0].Home != home+"/" {
		t.Errorf("gone on with by another configuration: %+v, %v", scan, err)
	}
	about.Pack = "another"
	if _, err := Join(root, name(3), about); err == nil || !strings.Contains(err.Error(), "it is another scan: pack: another 1, begun with taian-2020 1") {
		t.Errorf("another scan: %v", err)
	}
}
