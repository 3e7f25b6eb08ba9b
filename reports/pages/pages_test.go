package pages_test

import (
	"bytes"
	"flag"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/pages"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// whole is the built-in pack.
func whole(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// small is the built-in pack cut down to a few rules and domains.
func small(t testing.TB) *pack.Pack {
	t.Helper()
	p := *short(t)
	var rules []pack.Rule
	for _, r := range p.Rules {
		switch r.ID {
		case "topic.exists", "topic.updated", "catalogue.published", "catalogue.elements", "item.published", "item.fresh":
			rules = append(rules, r)
		}
	}
	p.Rules = rules
	p.Domains = p.Domains[:3]
	p.Annex = p.Annex[:2]
	return &p
}

// short is the built-in pack with an item a domain.
func short(t testing.TB) *pack.Pack {
	t.Helper()
	p := *whole(t)
	p.Domains = slices.Clone(p.Domains)
	for i := range p.Domains {
		p.Domains[i].Items = p.Domains[i].Items[:1]
	}
	return &p
}

// compared is a report of the year's last month with the half year before it.
func compared(t testing.TB, p *pack.Pack, lang string) *reports.Report {
	t.Helper()
	var earlier []*audit.Scan
	for month := 7; month < 12; month++ {
		earlier = append(earlier, reportstest.Scan(p, month))
	}
	now := reportstest.Scan(p, 12)
	overrule(&now.Sites[0].Findings[0])
	return reportOf(t, now, p, reports.Options{Lang: lang, Earlier: earlier})
}

// overrule puts a person's word in the place of the machine's.
func overrule(f *audit.Finding) {
	f.Ruling = &audit.Ruling{
		ID: 7, By: "王<b>", Made: audit.Date{Year: 2020, Month: 12, Day: 3}, URL: "https://site1.example.gov.cn/art/1.html",
		Was: audit.Word{Status: audit.Unmet, Reason: "栏目打不开", ReasonEN: "the column does not open"},
	}
}

func reportOf(t testing.TB, scan *audit.Scan, p *pack.Pack, o reports.Options) *reports.Report {
	t.Helper()
	r, err := reports.New(scan, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// render makes all pages of a report, by their names.
func render(t testing.TB, r *reports.Report) map[string][]byte {
	t.Helper()
	files, err := pages.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]byte)
	for _, f := range files {
		var page bytes.Buffer
		if err := f.Write(&page); err != nil {
			t.Fatal(err)
		}
		all[f.Name] = page.Bytes()
	}
	return all
}

var styles = regexp.MustCompile(`(?s)<style>.*?</style>|sha256-[^&]{43}`)

// TestGolden holds a page of each kind to what it was, the style sheet left out.
func TestGolden(t *testing.T) {
	for lang, names := range map[string][]string{
		"zh": {"index.html", "sites/site-1.html", "sites/site-2.html", "sites/site-3.html", "domains/spatial-planning.html", "annex/1.html", "departments/department-1.html"},
		"en": {"index.html", "sites/site-1.html"},
	} {
		all := render(t, compared(t, small(t), lang))
		for _, name := range names {
			got := styles.ReplaceAll(all[name], nil)
			golden := filepath.Join("testdata", lang, strings.ReplaceAll(name, "/", "-"))
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s: %s", golden, diff)
			}
		}
	}
}

// TestWhole follows every link between the pages of a report and looks for what could harm, in each language, alone and
// compared.
func TestWhole(t *testing.T) {
	p := whole(t)
	for _, lang := range reports.Langs() {
		t.Run(lang, func(t *testing.T) {
			checkPages(t, render(t, compared(t, p, lang)))
			checkPages(t, render(t, reportOf(t, reportstest.Scan(p, 12), p, reports.Options{Lang: lang})))
		})
	}
}

func checkPages(t *testing.T, all map[string][]byte) {
	t.Helper()
	docs, ids := make(map[string]*goquery.Document), make(map[string]map[string]bool)
	for name, page := range all {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		docs[name], ids[name] = doc, make(map[string]bool)
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[name][id] {
				t.Errorf("%s: id %s stands twice", name, id)
			}
			ids[name][id] = true
		})
		for _, bad := range []string{"ZgotmplZ", "%!", "<no value>", "\u202e", "\x00", "\U000e0fff"} {
			if bytes.Contains(page, []byte(bad)) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
	for name, doc := range docs {
		if n := doc.Find("script, img, link, iframe, object, form, [src], [style], [onclick], [onload]").Length(); n > 0 {
			t.Errorf("%s: %d elements that could load or run something", name, n)
		}
		doc.Find("[href]").Each(func(_ int, s *goquery.Selection) {
			if fault := follow(name, s.AttrOr("href", ""), ids); fault != "" {
				t.Errorf("%s: %s", name, fault)
			}
		})
		headings(t, name, doc)
	}
}

// follow says what is wrong with a link, nothing where it leads somewhere.
func follow(from, href string, ids map[string]map[string]bool) string {
	if strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "https://") {
		return ""
	}
	file, id, _ := strings.Cut(href, "#")
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if ids[to] == nil || id != "" && !ids[to][id] {
		return "dead link " + href
	}
	return ""
}

// headings wants one h1 and no level left out on the way down.
func headings(t *testing.T, name string, doc *goquery.Document) {
	t.Helper()
	level := 0
	doc.Find("h1, h2, h3, h4, h5").Each(func(i int, s *goquery.Selection) {
		next := int(goquery.NodeName(s)[1] - '0')
		if next > level+1 || next == 1 && i > 0 {
			t.Errorf("%s: h%d %q follows h%d", name, next, s.Text(), level)
		}
		level = next
	})
	doc.Find("table").Each(func(_ int, s *goquery.Selection) {
		if s.Find("thead th[scope=col]").Length() == 0 || s.Find("tbody tr").Length() == 0 {
			t.Errorf("%s: a table without heads or rows: %.80q", name, s.Text())
		}
	})
}

// TestSame wants the same bytes whenever a page is written.
func TestSame(t *testing.T) {
	r := compared(t, small(t), "zh")
	if diff := cmp.Diff(render(t, r), render(t, r)); diff != "" {
		t.Error(diff)
	}
}
