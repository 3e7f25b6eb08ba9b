package cases

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingjing/audit"
	"mingjing/internal/reading"
	"mingjing/rules"
	"mingjing/rules/pack"
	"mingjing/rules/packs"
)

const small = `What it is about.
More about it.
-- name --
肥城市
-- kind --
zone
-- townships --
新城街道
老城街道
-- as-of --
2021-03-01
-- / --
home
-- /old.html 302 /new.html --
-- /gone.html 404 --
not here
-- /slow.html timeout --
-- /raw.bin base64 --
JVBE
Rg==
-- want --
# a remark
topic.exists met
catalogue.published health unknown
item.published health 行政 处罚 unmet
`

func TestParse(t *testing.T) {
	read, err := Parse("tests/small.txtar", []byte(small))
	if err != nil || len(read) != 1 {
		t.Fatal(len(read), err)
	}
	c := read[0]
	if c.Name != "small" || c.About != "What it is about." || c.AsOf != (audit.Date{Year: 2021, Month: 3, Day: 1}) {
		t.Errorf("case %+v", c)
	}
	site := audit.Site{
		ID: "case", Name: "肥城市", City: "泰安市", Kind: audit.Zone, Home: "http://county.test/",
		Townships: []string{"新城街道", "老城街道"},
	}
	if diff := cmp.Diff(site, c.Site); diff != "" {
		t.Error(diff)
	}
	want := []Want{
		{Rule: "topic.exists", Status: audit.Met},
		{Rule: "catalogue.published", Domain: "health", Status: audit.Unknown},
		{Rule: "item.published", Domain: "health", Item: "行政 处罚", Status: audit.Unmet},
	}
	if diff := cmp.Diff(want, c.Want); diff != "" {
		t.Error(diff)
	}
	answers := map[string]answer{
		"/":          {status: 200, body: []byte("home\n")},
		"/raw.bin":   {status: 200, body: []byte("%PDF")},
		"/old.html":  {status: 302, location: "/new.html"},
		"/gone.html": {status: 404, body: []byte("not here\n")},
		"/slow.html": {status: 200, timeout: true},
	}
	for address, w := range answers {
		got := c.answers["http://county.test"+address]
		if got.status != w.status || got.location != w.location || got.timeout != w.timeout || string(got.body) != string(w.body) {
			t.Errorf("%s: %+v, want %+v", address, got, w)
		}
	}
}

const several = `What they have in common.
-- name --
宁阳县
-- / --
home
-- /old.html --
old
-- case plain --
As it is.
-- want --
topic.exists met
-- case changed --
With another page.
-- /old.html 404 --
-- http://zwgk.test/new.html --
new
-- want --
topic.exists unmet
`

func TestParseSeveral(t *testing.T) {
	read, err := Parse("tests/several.txtar", []byte(several))
	if err != nil || len(read) != 2 {
		t.Fatal(len(read), err)
	}
	type told struct {
		Name, About, Site string
		Want              audit.Status
		Old               int
		Pages             int
	}
	var got []told
	for _, c := range read {
		got = append(got, told{c.Name, c.About, c.Site.Name, c.Want[0].Status, c.answers["http://county.test/old.html"].status, len(c.answers)})
	}
	want := []told{
		{"several/plain", "As it is.", "宁阳县", audit.Met, 200, 2},
		{"several/changed", "With another page.", "宁阳县", audit.Unmet, 404, 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamed(t *testing.T) {
	c := &Case{Name: "topic.exists/archived"}
	for words, want := range map[string]bool{
		"topic.exists/archived": true, "archived": true, "topic": true, "topic.*": true, "*/arch*": true, "topic.exists/*": true,
		"plan": false, "arch?": false, "[": false,
	} {
		if got := c.Named(words); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}

func TestPortal(t *testing.T) {
	read, err := Parse("tests/several.txtar", []byte(several))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		address string
		status  int
	}{
		{"http://county.test/", 200},
		{"http://county.test/none", 404},
		{"http://zwgk.test/new.html", 200},
		{"http://zwgk.test/none", 404},
		{"http://other.test/", 0},
	} {
		req := httptest.NewRequest(http.MethodGet, test.address, http.NoBody)
		status := 0
		if res, err := (portal{read[1]}).RoundTrip(req); err == nil {
			status = res.StatusCode
			_ = res.Body.Close()
		}
		if status != test.status {
			t.Errorf("%s: status %d, want %d", test.address, status, test.status)
		}
	}
}

func TestSheet(t *testing.T) {
	data, err := sheet("序号 | 公开事项\n\n1 | 部门预算\n")
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"序号", "公开事项"}, {"1", "部门预算"}}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string]string{
		"-- want --\ntopic.exists met\n":                   "no comment",
		"about\n":                                          "no verdicts wanted",
		"about\n-- want --\ntopic.exists\n":                "want rule, domain, item, verdict",
		"about\n-- want --\ntopic.exists good\n":           "want rule, domain, item, verdict",
		"about\n-- wants --\n":                             "unknown file",
		"about\n-- as-of --\n1.3.2021\n":                   "2006-01-02",
		"about\n-- kind --\ncity\n":                        "unknown kind",
		"about\n-- /x gone --\n":                           "stands a status",
		"about\n-- /x 99 --\n":                             "stands a status",
		"about\n-- / --\n-- / --\n":                        "stands twice",
		"about\n-- http://other --\n":                      "no address",
		"about\n-- /x base64 --\n*\n":                      "illegal base64",
		"about\n-- case a --\n-- want --\nr met\n":         "nothing says",
		"about\n-- case a --\nabout\n":                     "no verdicts wanted",
		"about\n-- case a --\nx\n-- case a --\nx\n":        "the case stands twice",
		"about\n-- /x 302 /y /z --\n-- want --\nr unmet\n": "stands a status",
	} {
		if _, err := Parse("x.txtar", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestLoadFaults(t *testing.T) {
	fsys := fstest.MapFS{
		"p/tests/a.txtar": {Data: []byte("about\n")},
		"p/tests/b.txtar": {Data: []byte("-- want --\ntopic.exists met\n")},
	}
	_, err := Load(fsys, "p")
	if err == nil || !strings.Contains(err.Error(), "a.txtar") || !strings.Contains(err.Error(), "b.txtar") {
		t.Errorf("error %v, want the faults of both files", err)
	}
	if cases, err := Load(fsys, "q"); err != nil || len(cases) != 0 {
		t.Errorf("a pack without cases: %v, %v", cases, err)
	}
}

func TestCheck(t *testing.T) {
	findings := []audit.Finding{
		{Rule: "topic.exists", Status: audit.Met},
		{Rule: "item.published", Domain: "health", Level1: "甲", Item: "处罚", Status: audit.Unmet, Reason: "栏目为空"},
		{Rule: "item.published", Domain: "health", Level1: "乙", Item: "处罚", Status: audit.Met},
	}
	for _, test := range []struct{ line, want string }{
		{"topic.exists met", ""},
		{"topic.exists unmet", "topic.exists: want unmet, got met: "},
		{"topic.plan met", "topic.plan: want met, but there is no such finding"},
		{"item.published health 处罚 met", "item.published health 处罚: want met, got unmet: 栏目为空"},
		{"item.published health 甲/处罚 unmet", ""},
		{"item.published health 乙/处罚 met", ""},
	} {
		c := &Case{}
		if err := c.wants(test.line); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range c.Want[0].check(findings) {
			got += f.String()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.line, got, test.want)
		}
	}
}

func TestUntested(t *testing.T) {
	p := &pack.Pack{Rules: []pack.Rule{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	cases := []*Case{{Want: []Want{
		{Rule: "a", Status: audit.Met}, {Rule: "a", Status: audit.Partial}, {Rule: "b", Status: audit.Unmet}, {Rule: "b", Status: audit.Unknown}, {Rule: "d"},
	}}}
	want := []string{"b has no case that is met", "c has no case that is met", "c has no case that is unmet or partial"}
	if diff := cmp.Diff(want, Untested(p, cases)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"d"}, Unknown(p, cases)); diff != "" {
		t.Error(diff)
	}
}

// Every case of every built-in pack gets the verdicts that it wants.
func TestBuiltin(t *testing.T) {
	for _, id := range pack.BuiltinIDs() {
		p, err := pack.Builtin(id)
		if err != nil {
			t.Fatal(err)
		}
		judge, err := rules.NewJudge(p)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := Load(packs.Files, id)
		if err != nil {
			t.Fatal(err)
		}
		readers := reading.New()
		defer func() { _ = readers.Close() }()
		for _, c := range cases {
			t.Run(id+"/"+c.Name, func(t *testing.T) {
				failures, err := c.Run(t.Context(), judge, readers.Reads(t.Context()))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range failures {
					t.Error(f)
				}
			})
		}
		if missing := Untested(p, cases); len(missing) > 0 {
			t.Errorf("%s: %s", id, strings.Join(missing, "; "))
		}
		if unknown := Unknown(p, cases); len(unknown) > 0 {
			t.Errorf("%s: cases ask for rules that the pack does not have: %v", id, unknown)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add(several)
	if data, err := os.ReadFile("../../rules/packs/taian-2020/tests/topic-nowhere.txtar"); err == nil {
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, err := Parse("x.txtar", []byte(text))
		for _, c := range read {
			if err == nil && (c.About == "" || len(c.Want) == 0) {
				t.Errorf("accepted %+v", c)
			}
		}
	})
}
