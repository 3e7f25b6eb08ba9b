package portals

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mingjing/audit"
	"mingjing/rules/pack"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestSameSeedSamePortals(t *testing.T) {
	render := func(seed int64) string {
		city, err := Generate(seed, Options{Scale: 0.3})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, site := range city.Sites() {
			v := &View{Site: site, Make: makes()[site.Plan.Make], Origin: "http://a.test", Beyond: "http://b.test"}
			for _, c := range site.Columns {
				v.Node = c
				b.Write(v.Make.Page(v).Body)
			}
			for _, d := range site.Docs {
				v.Node = d
				b.Write(v.Make.Page(v).Body)
			}
			for _, f := range site.Files {
				body, err := f.Body()
				if err != nil {
					t.Fatal(err)
				}
				b.Write(body)
			}
			truth, err := json.Marshal(truthOf(site, v.Places))
			if err != nil {
				t.Fatal(err)
			}
			b.Write(truth)
		}
		return b.String()
	}
	first := render(7)
	if first != render(7) {
		t.Error("the same seed gave other portals")
	}
	if first == render(8) {
		t.Error("another seed gave the same portals")
	}
}

// decor are scripts and styles, which no portal here serves.
var decor = regexp.MustCompile(`\.(js|css)(\?|$)`)

// What a visitor finds is what was planned: every node is reached and answers as its fault says.
func TestEveryLinkAnswersAsPlanned(t *testing.T) {
	s := serve(t, Options{Scale: 0.3})
	for _, h := range s.hosts {
		t.Run(h.view.Plan.ID, func(t *testing.T) {
			seen := walk(t, h)
			known := map[string]bool{}
			for _, node := range h.view.nodes {
				address := h.view.URL(node)
				known[address] = true
				answer, reached := seen[address]
				switch {
				case !reached && sealed(node):
				case !reached:
					t.Errorf("%s (%s) is planned and not reached", address, node.column().Name)
				case !h.view.strikesData(node) && !answers(answer.status, faultOf(node)):
					t.Errorf("%s answers %d, planned fault %q", address, answer.status, faultOf(node))
				}
			}
			for address, answer := range seen {
				if answer.status == 404 && !known[address] && !strings.Contains(address, "/old/") && !decor.MatchString(address) {
					t.Errorf("%s leads nowhere", address)
				}
			}
		})
	}
}

// sealed reports whether something above the node keeps visitors from it.
func sealed(n Node) bool {
	if d, ok := n.(*File); ok && d.Doc.Fault != FaultNone {
		return true
	}
	for c := n.column(); c != nil; c = c.Parent {
		if c.Fault != FaultNone || c.Outside != "" {
			return true
		}
	}
	return false
}

func answers(status int, fault Fault) bool {
	switch fault {
	case FaultGone:
		return status == 404
	case FaultServer:
		return status == 503
	case FaultLogin:
		return status == 401
	case FaultShield, FaultRuishu, FaultJiasule:
		return status == 412 || status == 521 || status == 403
	default:
		return status == 200 || status == 302
	}
}

// Every question of the pack has one truth: each rule, for each domain and each item.
func TestTruthCoversEveryQuestionOnce(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	truth := serve(t, Options{Scale: 0.1}).Truth()
	for _, site := range truth.Sites {
		count := map[string]int{}
		for _, e := range site.Entries {
			if len(e.Status) == 0 || e.Why == "" {
				t.Errorf("%s: %s %s %s: no status or no reason", site.ID, e.Rule, e.Domain, e.Item)
			}
			count[strings.Join([]string{e.Rule, e.Domain, e.Level1, e.Item}, "|")]++
		}
		for key, n := range count {
			if n != 1 {
				t.Errorf("%s: %s occurs %d times", site.ID, key, n)
			}
		}
		for _, rule := range p.Rules {
			switch rule.Per {
			case pack.PerSite:
				if count[rule.ID+"|||"] != 1 {
					t.Errorf("%s: no truth for %s", site.ID, rule.ID)
				}
			case pack.PerDomain:
				for _, d := range p.Domains {
					if count[rule.ID+"|"+d.ID+"||"] != 1 {
						t.Errorf("%s: no truth for %s of %s", site.ID, rule.ID, d.ID)
					}
				}
			case pack.PerItem:
				for _, d := range p.Domains {
					for _, item := range d.Items {
						if !slices.ContainsFunc(site.Entries, func(e TruthEntry) bool {
							return e.Rule == rule.ID && e.Domain == d.ID && e.Level1 == item.Level1 && (e.Item == item.Name() || slices.Contains(e.Names, item.Name()))
						}) {
							t.Errorf("%s: no truth for %s of %s %s", site.ID, rule.ID, d.ID, item.Name())
						}
					}
				}
			}
		}
	}
}

// never lists what cannot occur: verdicts that a rule does not know.
var never = map[string][]audit.Status{
	"topic.exists":                     {audit.Partial},
	"topic.training":                   {audit.Partial},
	"topic.demonstration":              {audit.Partial},
	"item.fresh":                       {audit.Partial},
	"item.timely":                      {audit.Unknown},
	"mechanism.information-management": {audit.Partial},
	"mechanism.attendance":             {audit.Partial},
	"mechanism.interpretation":         {audit.Partial},
	"mechanism.village":                {audit.Partial},
	"platform.new-media":               {audit.Unknown},
}

func TestEveryVerdictOfEveryRuleOccurs(t *testing.T) {
	truth := serve(t, Options{}).Truth()
	seen := map[string]bool{}
	rules := map[string]bool{}
	for _, site := range truth.Sites {
		for _, e := range site.Entries {
			rules[e.Rule] = true
			if len(e.Status) == 1 {
				seen[e.Rule+" "+string(e.Status[0])] = true
			}
		}
	}
	for rule := range rules {
		for _, status := range []audit.Status{audit.Met, audit.Partial, audit.Unmet, audit.Unknown} {
			if !seen[rule+" "+string(status)] && !slices.Contains(never[rule], status) {
				t.Errorf("%s is nowhere %s", rule, status)
			}
		}
	}
}

func TestCharsets(t *testing.T) {
	s := serve(t, Options{Scale: 0.1})
	tests := map[string]struct {
		header, meta bool // whether the charset is told there
		utf8         bool
	}{
		"hanweb": {header: true, meta: true, utf8: true},
		"trs":    {header: false, meta: true, utf8: false},
		"vsb":    {header: false, meta: false, utf8: false},
		"ucap":   {header: true, meta: true, utf8: true},
	}
	for _, h := range s.hosts {
		want, ok := tests[h.view.Plan.Make]
		if !ok || h.view.Plan.Openness.Fault != FaultNone {
			continue
		}
		home := get(t, h.view.URL(h.view.Plan.Openness))
		if home.status == 302 {
			home = get(t, h.view.URL(h.view.Plan.PolicyList))
		}
		if got := strings.Contains(home.kind, "charset"); got != want.header {
			t.Errorf("%s: charset in the header: %v, want %v", h.view.Plan.Make, got, want.header)
		}
		if got := strings.Contains(home.body, "charset="); got != want.meta {
			t.Errorf("%s: charset in the page: %v, want %v", h.view.Plan.Make, got, want.meta)
		}
		if got := utf8.ValidString(home.body); got != want.utf8 {
			t.Errorf("%s: UTF-8: %v, want %v", h.view.Plan.Make, got, want.utf8)
		}
	}
}

func TestTruthGolden(t *testing.T) {
	city, err := Generate(1, Options{Scale: 0.1, Only: []string{"songyin"}})
	if err != nil {
		t.Fatal(err)
	}
	site := city.Sites()[0]
	v := &View{Site: site, Make: makes()[site.Plan.Make], Origin: "http://songyin.test", Beyond: "http://beyond.test"}
	truth := truthOf(site, v.Places)
	var got bytes.Buffer
	for _, e := range truth.Entries {
		fmt.Fprintf(&got, "%s\t%s\t%s\t%s\t%v\t%s\n", e.Rule, e.Domain, e.Level1, e.Item, e.Status, e.Why)
	}
	const golden = "testdata/truth-songyin.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the truth of songyin is not what %s says; run with -update and look at the difference", golden)
	}
}

func TestGenerateRefusesUnknownCounty(t *testing.T) {
	if _, err := Generate(1, Options{Only: []string{"nowhere"}}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("got %v, want an error that names the county", err)
	}
}
