package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mingjing/audit"
	"mingjing/internal/accuracy"
	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

// A scan with every field set keeps to the schema, also to one that allows no further field.
func TestScan(t *testing.T) {
	now := time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)
	scan := &audit.Scan{
		Schema: audit.SchemaScan, Pack: "taian-2020", Version: "1", AsOf: audit.DateOf(now), Started: now, Finished: now, City: "泰安市",
		Sites: []audit.SiteResult{
			{
				ID: "daiyue", Name: "岱岳区", Kind: audit.County, Home: "http://a.test/", Score: 87.5, Grade: "B", Coverage: 0.98,
				Started: now, Finished: now, Crawl: audit.Crawl{Requests: 812, Pages: 790, Bytes: 1, Needed: 5, Stopped: audit.StoppedSettled, Detail: "x"},
				Domains: []audit.DomainScore{{ID: "health", Score: 1, Coverage: 1}},
				Findings: []audit.Finding{{
					Rule: "item.fresh", Domain: "health", Item: "处罚", Level1: "监督", Status: audit.Unmet, Max: 1,
					Reason: "无", ReasonEN: "none", Follows: "item.published",
					Evidence: []audit.Evidence{{URL: "http://a.test/", Fetched: now, SHA256: "00", Quote: "暂无信息"}},
					Near:     []audit.Near{{URL: "http://a.test/n", Words: "处罚", Why: "other domain"}},
					Places:   []audit.Place{{Role: "item", Name: "处罚", URL: "http://a.test/p", State: audit.PlaceWhole, Why: "x"}},
				}},
			},
			{ID: "blocked", Kind: audit.Zone, Started: now, Finished: now, Crawl: audit.Crawl{Stopped: audit.StoppedBlocked}},
		},
	}
	var written bytes.Buffer
	if err := reports.WriteScan(&written, scan); err != nil {
		t.Fatal(err)
	}
	open, err := Scan()
	if err != nil {
		t.Fatal(err)
	}
	closed, err := text(reflect.TypeFor[audit.Scan](), "", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range [][]byte{open, closed} {
		if err := validate(t, compile(t, schema), written.String()); err != nil {
			t.Error(err)
		}
	}
	for _, change := range [][2]string{
		{`"unmet"`, `"missing"`},
		{`"2020-12-01"`, `"1.12.2020"`},
		{`"settled"`, `"done"`},
		{`"score": 87.5`, `"score": "87.5"`},
		{`"pack": "taian-2020",`, ``},
	} {
		bad := strings.Replace(written.String(), change[0], change[1], 1)
		if bad == written.String() {
			t.Fatalf("%s does not occur", change[0])
		}
		if validate(t, compile(t, open), bad) == nil {
			t.Errorf("%s instead of %s is allowed", change[1], change[0])
		}
	}
}

// A report keeps to the schema, also to one that allows no further field.
func TestReport(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	p = reportstest.Small(p)
	open, err := Report()
	if err != nil {
		t.Fatal(err)
	}
	closed, err := text(reflect.TypeFor[reports.Export](), "", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []reports.Options{
		{Lang: "zh"},
		{Lang: "en", Month: "2020-12", Earlier: []*audit.Scan{reportstest.Scan(p, 10), reportstest.Scan(p, 11)}},
	} {
		report, err := reports.New(reportstest.Scan(p, 12), p, o)
		if err != nil {
			t.Fatal(err)
		}
		var written bytes.Buffer
		if err := report.WriteExport(&written); err != nil {
			t.Fatal(err)
		}
		for _, schema := range [][]byte{open, closed} {
			if err := validate(t, compile(t, schema), written.String()); err != nil {
				t.Error(err)
			}
		}
		if validate(t, compile(t, open), strings.Replace(written.String(), `"rank": 1`, `"rank": "1"`, 1)) == nil {
			t.Error("a rank that is a text is allowed")
		}
	}
}

func TestTruth(t *testing.T) {
	schema, err := Truth()
	if err != nil {
		t.Fatal(err)
	}
	compiled := compile(t, schema)
	whole, err := json.Marshal(accuracy.Truth{AsOf: audit.Date{Year: 2020, Month: 12, Day: 1}, Sites: []accuracy.Site{{
		ID: "a", Pages: 1200, Needed: 410, Entries: []accuracy.Entry{{
			Rule: "item.published", Domain: "health", Level1: "监督", Item: "处罚", Names: []string{"处罚决定"},
			Status: []audit.Status{audit.Unmet}, Why: "x", Where: []string{"http://a.test/*"}, Proof: []string{"http://a.test/"},
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{
		string(whole): true,
		`{"sites": [{"id": "a", "entries": [{"rule": "r", "status": ["met"], "note": "x"}]}]}`: true,
		`{"sites": [{"id": "a", "entries": [{"rule": "r", "status": []}]}]}`:                   false,
		`{"sites": [{"id": "a", "entries": [{"rule": "r", "status": ["good"]}]}]}`:             false,
		`{"sites": [{"id": "a"}]}`: false,
		`{}`:                       false,
	} {
		if err := validate(t, compiled, text); (err == nil) != valid {
			t.Errorf("%s: %v, want valid %v", text, err, valid)
		}
	}
}
