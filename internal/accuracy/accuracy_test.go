package accuracy

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

// What a verdict is called, for each verdict that can be right and each that can be said.
func TestMistakes(t *testing.T) {
	const m, p, u, k, x = audit.Met, audit.Partial, audit.Unmet, audit.Unknown, audit.Exempt
	for _, test := range []struct {
		right []audit.Status
		said  audit.Status
		want  []Kind
	}{
		{[]audit.Status{m}, m, nil},
		{[]audit.Status{m}, p, []Kind{OtherVerdict}},
		{[]audit.Status{m}, u, []Kind{FalseAccusation}},
		{[]audit.Status{m}, k, []Kind{NeedlessUnknown}},
		{[]audit.Status{m}, x, []Kind{OtherVerdict}},
		{[]audit.Status{m, u}, u, nil},
		{[]audit.Status{m, u}, k, []Kind{NeedlessUnknown}},
		{[]audit.Status{u}, m, []Kind{MissedFault}},
		{[]audit.Status{u}, p, []Kind{MissedFault}},
		{[]audit.Status{u}, k, []Kind{MissedFault, NeedlessUnknown}},
		{[]audit.Status{u, k}, k, nil},
		{[]audit.Status{u, k}, m, []Kind{OtherVerdict}},
		{[]audit.Status{k}, m, []Kind{WrongCertainty}},
		{[]audit.Status{k}, u, []Kind{FalseAccusation, WrongCertainty}},
		{[]audit.Status{k}, x, []Kind{OtherVerdict}},
		{[]audit.Status{x}, u, []Kind{FalseAccusation}},
	} {
		got := mistakes(&Entry{Status: test.right}, &audit.Finding{Status: test.said})
		if !slices.Equal(got, test.want) {
			t.Errorf("right %v, said %s: %v, want %v", test.right, test.said, got, test.want)
		}
	}
	if got := mistakes(&Entry{Status: []audit.Status{u}}, nil); !slices.Equal(got, []Kind{NoFinding, MissedFault}) {
		t.Errorf("a fault without a finding: %v", got)
	}
}

func TestMistakesProof(t *testing.T) {
	entry := &Entry{Status: []audit.Status{audit.Unmet}, Proof: []string{"http://a.test/x.html", "http://a.test/col/*"}}
	for page, want := range map[string][]Kind{
		"http://a.test/x.html":      nil,
		"HTTP://A.test:80/x.html#y": nil,
		"http://a.test/col/12/":     nil,
		"http://a.test/x.html2":     {NoProof},
		"http://b.test/x.html":      {NoProof},
	} {
		got := mistakes(entry, &audit.Finding{Status: audit.Unmet, Evidence: []audit.Evidence{{URL: page}}})
		if !slices.Equal(got, want) {
			t.Errorf("evidence %s: %v, want %v", page, got, want)
		}
	}
}

func TestMatchEntries(t *testing.T) {
	const rule, domain = "item.published", "budget"
	entry := func(level1, item string, names ...string) Entry {
		return Entry{Rule: rule, Domain: domain, Level1: level1, Item: item, Names: names}
	}
	finding := func(level1, item string) audit.Finding {
		return audit.Finding{Rule: rule, Domain: domain, Level1: level1, Item: item}
	}
	for _, test := range []struct {
		name     string
		entries  []Entry
		findings []audit.Finding
		want     []int
	}{
		{"by rule alone", []Entry{{Rule: "topic.exists"}}, []audit.Finding{{Rule: "topic.plan"}, {Rule: "topic.exists"}}, []int{1}},
		{"other domain", []Entry{{Rule: rule, Domain: "health"}}, []audit.Finding{finding("", "")}, []int{-1}},
		{
			"spaces, brackets and width",
			[]Entry{entry("财政预决算", "政府预算（本级） ＡＢ")},
			[]audit.Finding{finding("财政 预决算", "政府预算(本级)ab")},
			[]int{0},
		},
		{
			"same name under two headings",
			[]Entry{entry("义务教育", "监督检查"), entry("学前教育", "监督检查")},
			[]audit.Finding{finding("学前教育", "监督检查"), finding("义务教育", "监督检查")},
			[]int{1, 0},
		},
		{
			"further names, the own name first",
			[]Entry{entry("甲", "预算", "政府预算"), entry("甲", "政府预算")},
			[]audit.Finding{finding("甲", "政府预算"), finding("甲", "预算")},
			[]int{1, 0},
		},
		{"other heading", []Entry{entry("甲", "预算")}, []audit.Finding{finding("乙", "预算")}, []int{0}},
		{"no second level", []Entry{entry("", "预算")}, []audit.Finding{finding("预算", "预算")}, []int{0}},
		{"one finding answers once", []Entry{entry("甲", "预算"), entry("甲", "预算")}, []audit.Finding{finding("甲", "预算")}, []int{0, -1}},
	} {
		if got := matchEntries(test.entries, test.findings); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestReport(t *testing.T) {
	truth, err := ReadTruth(strings.NewReader(`{"as_of": "2020-12-01", "sites": [
		{"id": "a", "pages": 100, "needed": 40, "entries": [
			{"rule": "topic.exists", "status": ["met"]},
			{"rule": "topic.plan", "status": ["unmet"], "proof": ["http://a.test/topic/*"]},
			{"rule": "catalogue.published", "domain": "health", "status": ["unmet"], "why": "the link is dead", "where": ["http://a.test/health/"]},
			{"rule": "item.published", "domain": "health", "level1": "行政处罚", "item": "处罚决定", "status": ["met"]},
			{"rule": "item.published", "domain": "health", "level1": "行政处罚", "item": "处罚依据", "status": ["unknown"]}
		]},
		{"id": "b", "entries": [{"rule": "topic.exists", "status": ["met", "partial"]}]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	scan := &audit.Scan{Pack: "taian-2020", AsOf: audit.Date{Year: 2020, Month: 12, Day: 1}, Sites: []audit.SiteResult{{
		ID: "a", Crawl: audit.Crawl{Requests: 55, Stopped: audit.StoppedSettled},
		Findings: []audit.Finding{
			{Rule: "topic.exists", Status: audit.Met},
			{Rule: "topic.plan", Status: audit.Unmet, Evidence: []audit.Evidence{{URL: "http://a.test/"}}},
			{Rule: "topic.training", Status: audit.Met},
			{Rule: "catalogue.published", Domain: "health", Status: audit.Met, Reason: "目录已公开 | 见网页"},
			{Rule: "item.published", Domain: "health", Level1: "行政处罚", Item: "处罚决定", Status: audit.Unmet, Reason: "栏目为空"},
			{Rule: "item.published", Domain: "health", Level1: "行政处罚", Item: "处罚依据", Status: audit.Unmet},
		},
	}}}
	report, err := Compare(truth, scan)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range Formats() {
		var got bytes.Buffer
		if err := report.Write(&got, format); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "report."+format)
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
	if err := report.Write(new(bytes.Buffer), "yaml"); err == nil {
		t.Error("an unknown format is accepted")
	}
}

func TestCompareOtherDay(t *testing.T) {
	truth := &Truth{AsOf: audit.Date{Year: 2020, Month: 12, Day: 1}}
	if _, err := Compare(truth, &audit.Scan{AsOf: audit.Date{Year: 2021, Month: 1, Day: 1}}); err == nil {
		t.Error("verdicts of two days are compared")
	}
}

func TestReadTruthFaults(t *testing.T) {
	for file, want := range map[string]string{
		``:                                      "read truth: EOF",
		`{"sites": []}`:                         "no sites",
		`{"sites": [{"id": "a"}, {"id": "a"}]}`: "stands twice",
		`{"sites": [{"id": "a", "entries": [{"status": ["met"]}]}]}`:                      "site a: entry 1: no rule",
		`{"sites": [{"id": "a", "entries": [{"rule": "r"}]}]}`:                            "site a: entry 1: no status",
		`{"sites": [{"id": "a", "entries": [{"rule": "r", "status": ["good"]}]}]}`:        `unknown status "good"`,
		`{"as_of": "1.12.2020", "sites": [{"id": "a", "entries": []}]}`:                   "2006-01-02",
		`{"sites": [{"id": "a", "entries": [{"rule": "r", "status": ["met"], "pages": []`: "read truth",
	} {
		if _, err := ReadTruth(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", file, err, want)
		}
	}
}
