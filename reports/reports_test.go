package reports

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

func builtin(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRank(t *testing.T) {
	r := &Report{}
	for _, s := range []audit.SiteResult{
		{ID: "blocked"},
		{ID: "b", Score: 80, Grade: "B", Coverage: 1},
		{ID: "provisional", Score: 99, Coverage: 0.5},
		{ID: "a", Score: 90, Grade: "A", Coverage: 1},
		{ID: "b2", Score: 80, Grade: "B", Coverage: 1},
		{ID: "c", Score: 10, Grade: "D", Coverage: 1},
	} {
		r.Sites = append(r.Sites, &Site{SiteResult: &s})
	}
	r.rank()
	got := ""
	for _, s := range r.Sites {
		got += fmt.Sprintf("%s:%d ", s.ID, s.Rank)
	}
	if want := "a:1 b:2 b2:2 c:4 provisional:0 blocked:0 "; got != want {
		t.Errorf("ranks %s, want %s", got, want)
	}
}

func TestScanFile(t *testing.T) {
	scan := reportstest.Scan(builtin(t), 12)
	var first, second bytes.Buffer
	if err := WriteScan(&first, scan); err != nil {
		t.Fatal(err)
	}
	read, err := ReadScan(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteScan(&second, read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Errorf("a scan that was read is written otherwise: %s", diff)
	}
	empty := &audit.Scan{Schema: audit.SchemaScan, Sites: []audit.SiteResult{{ID: "a"}}}
	var text bytes.Buffer
	if err := WriteScan(&text, empty); err != nil || strings.Contains(text.String(), "null") {
		t.Errorf("%v: null instead of an empty list: %s", err, text.String())
	}
	for _, bad := range []string{"", "{}", `{"schema": "mingjing.scan/2"}`} {
		if _, err := ReadScan(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read as a scan", bad)
		}
	}
}

func TestNewOtherPack(t *testing.T) {
	p := builtin(t)
	scan := reportstest.Scan(p, 12)
	scan.Pack = "other"
	if _, err := New(scan, p, Options{Lang: "zh"}); err == nil {
		t.Error("a report is made with a pack that did not judge the scan")
	}
}

func TestUnknownLanguage(t *testing.T) {
	if _, err := NewWords("fr"); err == nil {
		t.Error("an unknown language is accepted")
	}
}

func TestMeans(t *testing.T) {
	p := builtin(t)
	scan := reportstest.Scan(p, 12)
	alone, err := New(scan, p, Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := alone.AverageBefore(); ok {
		t.Error("an average before without a scan before")
	}
	again, err := New(scan, p, Options{Lang: "zh", Earlier: []*audit.Scan{scan}})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := again.AverageBefore(); !ok || math.Abs(got-again.Average()) > 1e-9 {
		t.Errorf("the average before is %v, want that of the same scan, %v", got, again.Average())
	}
	for _, d := range again.Dimensions {
		if got := len(again.Spread(d.ID)); got == 0 || got > again.Graded() {
			t.Errorf("%s: scores of %d sites, of %d with a grade", d.ID, got, again.Graded())
		}
	}
}
