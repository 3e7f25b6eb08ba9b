package server

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingjing/internal/browsertest"
	"mingjing/internal/chromium"
)

var look = flag.String("look", "", "folder to write pictures of the pages to")

// axe is the accessibility checker, as make axe installs it.
const axe = "../../reports/pages/testdata/axe/node_modules/axe-core/axe.min.js"

// check runs axe on a part of the page and tells what it found of weight, and how far the page runs out of the window.
const check = `axe.run(%q, {resultTypes: ["violations"], iframes: false}).then(r => ({
	Faults: r.violations.filter(v => ["serious", "critical"].includes(v.impact) || v.tags.some(t => /^wcag2/.test(t)))
		.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + n.failureSummary).join(" | ")),
	Over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
}))`

// walker is somebody with a browser.
type walker struct {
	*world
	page *chromium.Page
	axe  string
	seen int
}

// TestWalk goes the way of an assessor and a county through the pages, in a real browser.
func TestWalk(t *testing.T) {
	browser := browsertest.Start(t, chromium.Loopback)
	script, err := os.ReadFile(axe)
	if err != nil {
		browsertest.Need(t, axe, "make axe")
	}
	w := newWorld(t)
	as := func(user string) *walker {
		page, err := browser.NewPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(page.Close)
		v := &walker{world: w, page: page, axe: string(script)}
		v.open(strings.Replace(w.url, "http://", "http://"+user+":"+strings.ReplaceAll(password, " ", "%20")+"@", 1) + "/")
		return v
	}
	assessor, county := as("zhang"), as("songyin")

	// A scan is started and watched.
	assessor.visit("/", "尚未检查")
	assessor.follow(`a[href="/scans"]`, "立即检查")
	assessor.submit(`form[action="/scans"]`, nil, "近期检查")
	w.scanned()
	assessor.visit("/scans", "没有正在进行或等待的检查", "2 / 2")
	assessor.visit("/targets", "松阴市")

	// From the report to a finding and its evidence, and back.
	assessor.visit("/", "完整检查结果")
	assessor.follow(`a[href="/r/city/"]`, "检查结果排名")
	assessor.follow(`a[href="sites/songyin.html"]`, "整改清单")
	assessor.look(".live-bar")
	assessor.follow(`a.live[href*="rule=topic.exists"]`, "历次判定")
	assessor.look("body")
	finding := assessor.text("location.pathname + location.search")
	assessor.follow(`a[href^="/evidence?"]`, "当时的页面", "SHA-256")
	assessor.look("body")
	if marked := assessor.text(`document.querySelector("blockquote mark, section q, section p")?.textContent ?? ""`); marked == "" {
		t.Error("the evidence shows no words")
	}
	assessor.follow(`a[href^="/sites/songyin/finding"]`, "历次判定")

	// The county objects, the assessor decides and waives.
	county.visit("/", "松阴市 整改与申诉")
	county.visit(finding, "提出申诉")
	county.submit(`form[action$="/objections"]`, map[string]string{"url": "http://127.0.0.1:1/", "word": "专题已经公开"}, "机器复核", "专题已经公开")
	assessor.visit("/", "待处理的申诉")
	assessor.follow(`a[href$="#objections"]`, "处理意见")
	assessor.submit(`form[action$="/decisions"]`, map[string]string{"upheld": "yes", "reason": "经核实"}, "申诉成立")
	assessor.visit("/sites/songyin", "申诉成立")
	assessor.submit(`form[action$="/rulings"]`, map[string]string{"domain": "taxation", "reason": "本级无此职能"}, "本级无此职能")
	assessor.visit("/r/city/sites/songyin.html#pages", "本级无此职能", "专题")
	county.visit(finding, "经核实")

	// What was typed stays where it is refused.
	assessor.visit(finding, "认定为")
	assessor.submit(`form[action$="/rulings"]`, map[string]string{"status": "met", "reason": " ", "url": "ftp://x/"}, "提交的内容有误")
	assessor.look("body")

	// A second scan, compared with the first; the month's report, the log, an error.
	assessor.visit("/scans", "立即检查")
	assessor.submit(`form[action="/scans"]`, nil, "近期检查")
	w.scanned()
	assessor.visit("/scans", "比较两次检查")
	assessor.submit(`form[action="/compare"]`, nil, "检查结果排名")
	assessor.follow(`a[href="sites/songyin.html"]`, "整改清单")
	assessor.visit("/sites/songyin", "与第 1 次比较")
	month := time.Now().In(w.config.Location())
	w.config.Report.Formats = []string{"html", "csv", "json"}
	if err := w.service.Monthly(t.Context(), w.service.Groups()[0], month.Year(), month.Month()); err != nil {
		t.Fatal(err)
	}
	assessor.visit("/kept", "网页版", "report.json")
	assessor.follow(`a[href$="index.html"]`, "检查结果排名")
	assessor.visit("/log", "全部日志校验一致", "申诉决定")
	for _, v := range []*walker{assessor, county} {
		for _, asked := range v.page.Requests() {
			if !strings.Contains(asked, strings.TrimPrefix(w.url, "http://")) {
				t.Errorf("asked for %s", asked)
			}
		}
		for _, fault := range v.page.Errors() {
			if !strings.Contains(fault, "400 (Bad Request)") {
				t.Errorf("console: %s", fault)
			}
		}
	}
	county.visit("/scans", "您的账号无此权限")
}

func (v *walker) open(url string) {
	v.t.Helper()
	if err := v.page.Navigate(v.t.Context(), url); err != nil {
		v.t.Fatal(err)
	}
}

// visit opens a page of the server, wants words on it and looks at it.
func (v *walker) visit(path string, words ...string) {
	v.t.Helper()
	v.open(v.url + path)
	v.reads(words...)
	if !strings.HasPrefix(path, "/r/") {
		v.look("body")
	}
}

// follow goes where a link leads.
func (v *walker) follow(link string, words ...string) {
	v.t.Helper()
	v.leaves(fmt.Sprintf(`document.querySelector(%q).click()`, link), words...)
}

// submit fills in a form and sends it. What the browser itself would refuse is sent all the same.
func (v *walker) submit(form string, fields map[string]string, words ...string) {
	v.t.Helper()
	script := fmt.Sprintf("const f = document.querySelector(%q);", form)
	for name, value := range fields {
		script += fmt.Sprintf("f.elements[%q].value = %q; if (f.elements[%[1]q] instanceof RadioNodeList) f.querySelector('[value=' + %[2]q + ']').checked = true;", name, value)
	}
	v.leaves("{"+script+" f.submit() }", words...)
}

// leaves runs a script that leads to another page and waits for words on that.
func (v *walker) leaves(script string, words ...string) {
	v.t.Helper()
	if _, err := chromium.Eval[any](v.t.Context(), v.page, "window.left = true; "+script); err != nil {
		v.t.Fatalf("%s: %v", script, err)
	}
	deadline := time.After(time.Minute)
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		// Between two pages there is none to ask.
		there, err := chromium.Eval[bool](v.t.Context(), v.page, `!window.left && document.readyState === "complete"`)
		if err == nil && there {
			v.reads(words...)
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			v.t.Fatalf("%s leads nowhere", script)
		}
	}
}

func (v *walker) text(expression string) string {
	v.t.Helper()
	text, err := chromium.Eval[string](v.t.Context(), v.page, expression)
	if err != nil {
		v.t.Fatal(err)
	}
	return text
}

func (v *walker) reads(words ...string) {
	v.t.Helper()
	text := v.text("document.body.textContent")
	for _, word := range words {
		if !strings.Contains(text, word) {
			v.t.Fatalf("%s: no %q in\n%.2000s", v.text("location.href"), word, text)
		}
	}
}

// look checks a part of the page as it stands, narrow and wide, light and dark.
func (v *walker) look(part string) {
	v.t.Helper()
	if _, err := chromium.Eval[any](v.t.Context(), v.page, v.axe+`; document.querySelectorAll("details").forEach((d, i) => { d.open = i < 2 })`); err != nil {
		v.t.Fatal(err)
	}
	v.seen++
	where := v.text("location.pathname")
	for i, dark := range []bool{true, false} {
		width := 390 + i*1050
		if err := v.page.Viewport(v.t.Context(), width, 900, dark); err != nil {
			v.t.Fatal(err)
		}
		got, err := chromium.Eval[struct {
			Faults []string
			Over   int
		}](v.t.Context(), v.page, fmt.Sprintf(check, part))
		if err != nil {
			v.t.Fatalf("%s: %v", where, err)
		}
		for _, fault := range got.Faults {
			v.t.Errorf("%s at %d: %s", where, width, fault)
		}
		if got.Over > 0 {
			v.t.Errorf("%s at %d: %d pixels wider than the window", where, width, got.Over)
		}
		v.picture(fmt.Sprintf("%02d%s-%d.png", v.seen, strings.ReplaceAll(where, "/", "-"), width))
	}
}

func (v *walker) picture(name string) {
	if *look == "" {
		return
	}
	png, err := v.page.Screenshot(v.t.Context())
	if err == nil {
		err = os.WriteFile(filepath.Join(*look, name), png, 0o644)
	}
	if err != nil {
		v.t.Error(err)
	}
}
