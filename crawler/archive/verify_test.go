package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

// sealedArchive writes an archive of three sealed scans.
func sealedArchive(t testing.TB, root string) {
	t.Helper()
	for i := range 3 {
		about := aboutTest()
		about.Started = start.AddDate(0, i, 0)
		scan, err := Create(root, about)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			put(t, scan, page(n, fmt.Sprintf("/%d", n), fmt.Sprint("month ", i, " page ", n)))
		}
		finish(t, scan)
	}
}

// Whatever is changed, taken away or cut off is found, and named.
func TestVerify(t *testing.T) {
	base := t.TempDir()
	sealedArchive(t, base)
	clean, err := Verify(os.DirFS(base), "")
	if err != nil || len(clean.Faults) > 0 || len(clean.Scans) != 3 || !clean.Scans[2].Sealed || clean.Scans[2].Exchanges != 5 {
		t.Fatalf("%+v, %v", clean, err)
	}
	const (
		second = "20210101T080000Z"
		third  = "20210201T080000Z"
		warc   = second + "/a/a-" + second + "-00001.warc.gz"
	)
	edit := func(name string, f func([]byte) []byte) func(t *testing.T, root string) {
		return func(t *testing.T, root string) {
			path := filepath.Join(root, name)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(names ...string) func(t *testing.T, root string) {
		return func(t *testing.T, root string) {
			for _, name := range names {
				if err := os.RemoveAll(filepath.Join(root, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	all := func(steps ...func(t *testing.T, root string)) func(t *testing.T, root string) {
		return func(t *testing.T, root string) {
			for _, step := range steps {
				step(t, root)
			}
		}
	}
	lastLine := func(data []byte) []byte {
		lines := strings.SplitAfter(string(data), "\n")
		return []byte(strings.Join(lines[:len(lines)-2], ""))
	}
	flip := func(at int) func([]byte) []byte {
		return func(data []byte) []byte {
			data[at] ^= 1
			return data
		}
	}
	for _, test := range []struct {
		name string
		do   func(t *testing.T, root string)
		head string
		want []string
	}{
		{"a bit of an answer", edit(warc, flip(1500)), "", []string{warc + `: byte \d+, GET http://www.example.gov.cn/1 of .*: was changed`}},
		{"a bit of the head", edit(warc, flip(100)), "", []string{warc + ": was changed"}},
		{"cut short", edit(warc, func(b []byte) []byte { return b[:len(b)-5] }), "", []string{warc + ": byte .* GET http://www.example.gov.cn/4 of 2020-12-01T08:00:04Z: was cut short"}},
		{"grown", edit(warc, func(b []byte) []byte { return append(b, b...) }), "", []string{warc + ": has grown"}},
		{"a file", remove(warc), "", []string{warc + ".*: is missing"}},
		{"a site", remove(second + "/a"), "", []string{second + "/a/site.json: is missing"}},
		{"the index", edit(second+"/a/index.cdxj", flip(10)), "", []string{second + "/a/index.cdxj: was changed"}},
		{"what it is of", edit(second+"/about.json", func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), "taian-2020", "taian-2021")) }), "", []string{second + "/about.json: was changed"}},
		{"a manifest", edit(second+"/manifest.json", flip(200)), "", []string{second + "/manifest.json: was changed"}},
		{"a scan", remove(second), "", []string{second + "/manifest.json: is missing"}},
		{"a scan and its line", all(remove(second), edit(chainFile, func(b []byte) []byte {
			lines := strings.SplitAfter(string(b), "\n")
			return []byte(lines[0] + lines[2])
		})), "", []string{third + "/manifest.json: follows on " + second}},
		{"the first scan and its line", all(remove("20201201T080000Z"), edit(chainFile, func(b []byte) []byte {
			_, rest, _ := strings.Cut(string(b), "\n")
			return []byte(rest)
		})), "", []string{second + "/manifest.json: follows on 20201201T080000Z"}},
		{"the end of the chain", edit(chainFile, lastLine), "", []string{"chain.sha256: lacks the line of scan " + third}},
		{"the chain", remove(chainFile), "", []string{"chain.sha256: lacks the line of scan 20201201T080000Z"}},
		{"the newest scan and its line", all(remove(third), edit(chainFile, lastLine)), clean.Head, []string{"chain.sha256: no manifest with the SHA-256 " + clean.Head}},
		{"a manifest and its line", all(remove(third+"/manifest.json"), edit(chainFile, lastLine)), "", []string{third + ": is not finished"}},
		{"a file more", func(t *testing.T, root string) {
			if err := os.WriteFile(filepath.Join(root, second, "a", "more.warc.gz"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "", []string{second + "/a/more.warc.gz: is named by no manifest"}},
		{"everything", remove("20201201T080000Z", second, third, chainFile), "", []string{".: no scan in the archive"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "archive")
			if err := os.CopyFS(root, os.DirFS(base)); err != nil {
				t.Fatal(err)
			}
			test.do(t, root)
			found, err := Verify(os.DirFS(root), test.head)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !slices.ContainsFunc(found.Faults, func(f Fault) bool { return matches(t, want, f.String()) }) {
					t.Errorf("want %q in %q", want, found.Faults)
				}
			}
			if len(found.Faults) != len(test.want) {
				t.Errorf("faults %q", found.Faults)
			}
		})
	}
}

// No bit of a sealed archive can be changed unnoticed.
func TestVerifyEveryFile(t *testing.T) {
	root := t.TempDir()
	sealedArchive(t, root)
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		path := filepath.Join(root, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for at := 0; at < len(whole); at += 1 + len(whole)/25 {
			changed := slices.Clone(whole)
			changed[at] ^= 0x10
			if err := os.WriteFile(path, changed, 0o644); err != nil {
				return err
			}
			if found, err := Verify(os.DirFS(root), ""); err != nil || len(found.Faults) == 0 {
				t.Errorf("%s: byte %d: %v, %v", name, at, found, err)
			}
		}
		return os.WriteFile(path, whole, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := Verify(os.DirFS(root), ""); err != nil || len(found.Faults) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

// A scan that was sealed, but whose line is not in the chain, gets it when the next one is sealed.
func TestChainHeals(t *testing.T) {
	root := t.TempDir()
	sealedArchive(t, root)
	want, err := os.ReadFile(filepath.Join(root, chainFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, chainFile)); err != nil {
		t.Fatal(err)
	}
	finish(t, create(t, root))
	got, err := os.ReadFile(filepath.Join(root, chainFile))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)[:len(want)]); diff != "" || len(got) <= len(want) {
		t.Error(diff)
	}
}

// What was dropped for its age is told, and is no fault; what was sealed after it still stands in the chain.
func TestPrune(t *testing.T) {
	root := t.TempDir()
	for i := range 3 {
		about := aboutTest()
		about.Started = start.AddDate(0, i, 0)
		scan := mustCreate(t, root, about)
		put(t, scan, page(i, "/", "x"))
		if err := errors.Join(scan.Finish(&audit.SiteResult{ID: "a"}), scan.Close(&audit.Scan{Finished: about.Started})); err != nil {
			t.Fatal(err)
		}
	}
	before, err := Verify(os.DirFS(root), "")
	if err != nil || len(before.Faults) > 0 {
		t.Fatalf("%+v, %v", before, err)
	}
	old := aboutTest()
	old.Started = start.AddDate(-1, 0, 0)
	put(t, mustCreate(t, root, old), page(1, "/", "broken off a year ago"))
	oldest := before.Scans[0].Name
	for range 2 {
		if err := Prune(root, start.Add(time.Hour), start.AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	after, err := Verify(os.DirFS(root), before.Head)
	if err != nil || len(after.Faults) > 0 || len(after.Scans) != 3 || !after.Scans[0].Dropped || after.Scans[1].Dropped || after.Head != before.Head {
		t.Errorf("%+v, %v", after, err)
	}
	if found := warcs(t, root); len(found) != 2 {
		t.Errorf("kept: %v", found)
	}
	if _, err := OpenReplay(os.DirFS(root), oldest); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("replay of what was dropped: %v", err)
	}
	if err := os.Remove(filepath.Join(root, oldest, manifestFile)); err != nil {
		t.Fatal(err)
	}
	if taken, err := Verify(os.DirFS(root), ""); err != nil || len(taken.Faults) == 0 {
		t.Errorf("its manifest is gone: %+v, %v", taken, err)
	}
}

func mustCreate(t testing.TB, root string, about About) *Scan {
	t.Helper()
	scan, err := Create(root, about)
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

func matches(t *testing.T, pattern, text string) bool {
	t.Helper()
	ok, err := regexp.MatchString("^"+pattern, text)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}
