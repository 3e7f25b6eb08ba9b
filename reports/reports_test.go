package reports

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/rules/pack"
)

var look = flag.String("look", "", "write the example report into this folder, to look at it")

const hostile = `<script>alert(1)</script>"'=1+1`

// example is a scan of three sites as the built-in pack could judge them: one with every verdict, one that was
// blocked, one hostile.
func example(t *testing.T) (*audit.Scan, *pack.Pack) {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	if *look == "" {
		few := *p
		few.Domains = p.Domains[:5]
		p = &few
	}
	start := time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)
	asOf := audit.Date{Year: 2020, Month: 12, Day: 1}
	scan := &audit.Scan{
		Schema: audit.SchemaScan, Pack: p.ID, Version: p.Version, AsOf: asOf, City: "泰安市",
		Started: start, Finished: start.Add(20 * time.Minute),
	}
	for i, name := range []string{"岱岳区", "肥城市", "宁阳县", "东平县"} {
		site := audit.SiteResult{
			ID: fmt.Sprintf("site-%d", i+1), Name: name, Kind: audit.County,
			Home:    fmt.Sprintf("https://site%d.example.gov.cn/", i+1),
			Started: start, Finished: start.Add(time.Duration(i+1) * time.Minute),
			Crawl: audit.Crawl{Requests: 400 + 31*i, Pages: 380 + 30*i, Bytes: 12 << 20, Stopped: audit.StoppedSettled},
		}
		switch i {
		case 2:
			site.Crawl.Stopped, site.Crawl.Detail = audit.StoppedBlocked, "HTTP 521"
			site.Findings = judgeAll(p, site.Home, func(int) audit.Status { return audit.Unknown })
		default:
			site.Findings = judgeAll(p, site.Home, func(n int) audit.Status {
				return []audit.Status{audit.Met, audit.Met, audit.Met, audit.Partial, audit.Unmet, audit.Met, audit.Unknown, audit.Exempt}[(n*(i+2)+n/7)%(8-i)]
			})
		}
		if i == 1 {
			site.Kind, site.Findings[0].Reason, site.Findings[0].Evidence[0].URL = audit.Zone, hostile, "javascript:alert(1)"
			site.Findings[0].Evidence[0].Quote = hostile
		}
		sum(&site, p)
		scan.Sites = append(scan.Sites, site)
	}
	return scan, p
}

func judgeAll(p *pack.Pack, home string, verdict func(int) audit.Status) []audit.Finding {
	var findings []audit.Finding
	add := func(r pack.Rule, domain, level1, item string, max float64) {
		n := len(findings)
		f := audit.Finding{
			Rule: r.ID, Domain: domain, Level1: level1, Item: item, Status: verdict(n),
			Reason: fmt.Sprintf("第 %d 项的判定理由：栏目“%s”下有 3 条", n+1, r.Name), ReasonEN: fmt.Sprintf("reason %d", n+1),
			Evidence: []audit.Evidence{{
				URL: fmt.Sprintf("%scol/%d.html", home, n), Fetched: time.Date(2020, 12, 1, 8, 0, n%60, 0, time.UTC),
				SHA256: strings.Repeat("0a1b", 16), Quote: "2020年部门预算公开",
			}},
		}
		switch f.Status {
		case audit.Met:
			f.Points, f.Max = max, max
		case audit.Partial:
			f.Points, f.Max = max/2, max
		case audit.Unmet:
			f.Max = max
			for k := range 14 {
				f.Evidence = append(f.Evidence, audit.Evidence{URL: fmt.Sprintf("%scol/list_%d.html", home, k), SHA256: strings.Repeat("ff", 32)})
			}
			f.Near = []audit.Near{{URL: home + "news/1.html", Words: "预算公开培训", Why: "新闻报道，不是栏目"}}
		case audit.Unknown:
			f.Evidence = nil
			f.Places = []audit.Place{{Role: "item", Name: r.Name, URL: home + "x/", State: audit.PlaceUnreadable, Why: "被防护系统拦截（HTTP 521）"}}
		}
		if r.HangsOn != "" && f.Status == audit.Unmet {
			f.Follows = r.HangsOn
		}
		findings = append(findings, f)
	}
	for _, r := range p.Rules {
		switch r.Per {
		case pack.PerSite:
			add(r, "", "", "", r.Weight)
		case pack.PerDomain:
			for _, d := range p.Domains {
				add(r, d.ID, "", "", r.Weight/float64(len(p.Domains)))
			}
		case pack.PerItem:
			for _, d := range p.Domains {
				for _, item := range d.Items {
					add(r, d.ID, item.Level1, item.Name(), r.Weight/float64(len(p.Domains)*len(d.Items)))
				}
			}
		}
	}
	return findings
}

func sum(site *audit.SiteResult, p *pack.Pack) {
	won, judged := 0.0, 0.0
	for _, f := range site.Findings {
		won, judged = won+f.Points, judged+f.Max
	}
	if judged > 0 {
		site.Score, site.Coverage = 100*won/judged, judged/100
		if site.Coverage >= 0.8 {
			site.Grade = p.Grade(site.Score)
		}
	}
	for _, d := range p.Domains {
		won, judged, all := 0.0, 0.0, 0.0
		for _, f := range site.Findings {
			if f.Domain == d.ID {
				won, judged, all = won+f.Points, judged+f.Max, all+1
			}
		}
		score := audit.DomainScore{ID: d.ID}
		if judged > 0 {
			score.Score, score.Coverage = 100*won/judged, 0.9
		}
		site.Domains = append(site.Domains, score)
	}
}

func TestWrite(t *testing.T) {
	for _, lang := range Langs() {
		t.Run(lang, func(t *testing.T) {
			scan, p := example(t)
			report, err := New(scan, p, lang)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			if *look != "" {
				folder = filepath.Join(*look, lang)
			}
			if err := report.Write(folder, Formats()...); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"scan.json", "index.html", "sites/site-1.html", "sites/site-4.html", "metrics.prom", "findings.csv"} {
				info, err := os.Stat(filepath.Join(folder, name))
				if err != nil {
					t.Fatal(err)
				}
				if info.Mode().Perm() != 0o644 {
					t.Errorf("%s: mode %v", name, info.Mode())
				}
			}
			checkLinks(t, folder)
		})
	}
}

// checkLinks follows every link between the pages of a report, and wants none that a browser loads by itself.
func checkLinks(t *testing.T, folder string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "sites", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, filepath.Join(folder, "index.html"))
	pages := make(map[string]*goquery.Document)
	ids := make(map[string]map[string]bool)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "ZgotmplZ") && !strings.Contains(name, "site-2") {
			t.Errorf("%s: a value was refused by the template's context", name)
		}
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		pages[name], ids[name] = doc, make(map[string]bool)
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id, _ := s.Attr("id")
			if ids[name][id] {
				t.Errorf("%s: id %s stands twice", name, id)
			}
			ids[name][id] = true
		})
	}
	for name, doc := range pages {
		if n := doc.Find("script, img, link, iframe, object, [src], [onclick]").Length(); n > 0 {
			t.Errorf("%s: %d elements that could load or run something", name, n)
		}
		doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if strings.HasPrefix(href, "http") {
				return
			}
			if strings.HasPrefix(strings.ToLower(href), "javascript:") {
				t.Errorf("%s: link to a script: %s", name, href)
			}
			file, id, _ := strings.Cut(href, "#")
			to := name
			if file != "" {
				to = filepath.Join(filepath.Dir(name), file)
			}
			if href == "#ZgotmplZ" {
				return
			}
			if ids[to] == nil || id != "" && !ids[to][id] {
				t.Errorf("%s: dead link %s", name, href)
			}
		})
	}
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
	scan, _ := example(t)
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

func TestWriteCSV(t *testing.T) {
	scan, p := example(t)
	report, err := New(scan, p, "zh")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1
	for _, site := range scan.Sites {
		want += len(site.Findings)
	}
	if len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
				t.Errorf("a cell that is a formula: %s", cell)
			}
		}
	}
}

func TestPlainCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "预算": "预算", "=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@x": "'@x", "\t=1": " =1", "a\nb": "a b", "1=1": "1=1",
	} {
		if got := plainCell(in); got != want {
			t.Errorf("plainCell(%q) = %q, want %q", in, got, want)
		}
	}
}

// Both languages have every text.
func TestWords(t *testing.T) {
	for key, pair := range texts() {
		for i, text := range pair {
			if text == "" {
				t.Errorf("%s has no text in %s", key, Langs()[i])
			}
		}
	}
	if _, err := wordsOf("fr"); err == nil {
		t.Error("an unknown language is accepted")
	}
}

func TestNewOtherPack(t *testing.T) {
	scan, p := example(t)
	scan.Pack = "other"
	if _, err := New(scan, p, "zh"); err == nil {
		t.Error("a report is made with a pack that did not judge the scan")
	}
}
