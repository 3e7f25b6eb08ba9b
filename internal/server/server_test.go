package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"mingjing/internal/access"
	"mingjing/internal/config"
	"mingjing/internal/portals"
	"mingjing/internal/service"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// world is a server on a service with two demonstration portals, scanned once.
type world struct {
	t       *testing.T
	url     string
	service *service.Service
	config  *config.Config
}

const password = "correct horse"

func newWorld(t *testing.T) *world {
	t.Helper()
	city, err := portals.Generate(39, portals.Options{Only: []string{"songyin", "gaoxin"}, Scale: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	served, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = served.Close() })
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"targets.yaml": string(served.Targets()),
		"web.yaml":     fmt.Sprintf("basic_auth_users:\n  zhang: %[1]s\n  songyin: %[1]s\n  guest: %[1]s\n", hash),
		"mingjing.yaml": `groups: [{name: city, targets: targets.yaml}]
crawl: {rate: 100000, allow_private: true}
web_config: web.yaml
users: {zhang: {role: assessor}, songyin: {role: county, sites: [songyin]}}
`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.ReadFile(filepath.Join(folder, "mingjing.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Builtin(c.Pack)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := service.Open(t.Context(), service.Options{Config: c, Pack: p, Version: "test", Scans: true, Duties: true, Now: time.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := errors.Join(s.Stop(ctx), s.Close()); err != nil {
			t.Error(err)
		}
	})
	guard, err := access.Open(c, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := New(Options{Service: s, Access: guard, Archive: filepath.Join(c.Data, "archive"), Version: "test", Log: log, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(pages.Handler())
	t.Cleanup(web.Close)
	return &world{t, web.URL, s, c}
}

// ask sends a request as a user and returns the status and the body; redirects are followed.
func (w *world) ask(user, method, path string, form url.Values) (int, string) {
	w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if user != "" {
		request.SetBasicAuth(user, password)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// get wants a page with some words.
func (w *world) get(user, path string, words ...string) string {
	w.t.Helper()
	code, text := w.ask(user, http.MethodGet, path, nil)
	if code != http.StatusOK {
		w.t.Fatalf("%s: %d\n%.500s", path, code, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("%s: no %q in\n%.3000s", path, word, text)
		}
	}
	return text
}

func (w *world) post(user, path string, form url.Values, words ...string) string {
	w.t.Helper()
	code, text := w.ask(user, http.MethodPost, path, form)
	if code != http.StatusOK {
		w.t.Fatalf("%s: %d\n%.500s", path, code, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("%s: no %q in\n%.3000s", path, word, text)
		}
	}
	return text
}

func (w *world) scanned() {
	w.t.Helper()
	deadline := time.After(5 * time.Minute)
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		running, err := w.service.Store().Running(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		jobs, err := w.service.Queue().Jobs(w.t.Context()) // they end a moment after the scan
		if err != nil {
			w.t.Fatal(err)
		}
		if len(running)+len(jobs) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			w.t.Fatal("the scan does not end")
		}
	}
}

var evidenceLink = regexp.MustCompile(`href="(/evidence\?[^"]+)"`)

// One after another, what people do with the pages.
func TestPages(t *testing.T) {
	w := newWorld(t)
	w.get("zhang", "/", "尚未检查")
	w.get("zhang", "/targets", "松阴市", "尚未检查")
	w.post("zhang", "/scans", url.Values{"group": {"city"}}, "近期检查")
	w.scanned()
	w.get("zhang", "/", "松阴市", "平均得分")
	w.get("zhang", "/scans", "没有正在进行或等待的检查", "2 / 2")
	w.get("zhang", "/r/city/", "检查结果")
	w.get("zhang", "/r/city/sites/songyin.html", "松阴市")
	w.get("zhang", "/sites/songyin", "整改清单", "待整改", "历次检查")

	view, err := w.service.View(t.Context(), "city", "zh")
	if err != nil {
		t.Fatal(err)
	}
	card, _ := view.Report.Site("songyin")
	fault := card.Faults[0].Findings[0]
	path := service.FindingPath("songyin", rectify.Asked(fault.Finding))
	form := url.Values{"rule": {fault.Rule}, "domain": {fault.Domain}, "level1": {fault.Level1}, "item": {fault.Item}}

	// The evidence is the page as it was, and nothing in it runs or loads.
	page := w.get("zhang", path, fault.Reason, "查找过的页面", "查看当时的页面")
	link := evidenceLink.FindStringSubmatch(page)
	if link == nil {
		t.Fatalf("no link to evidence in\n%s", page)
	}
	shown := w.get("zhang", html.UnescapeString(link[1]), "SHA-256", "<iframe")
	frame := regexp.MustCompile(`<iframe src="([^"]+)"`).FindStringSubmatch(shown)
	inside := w.get("zhang", html.UnescapeString(frame[1]), "<html")
	for _, word := range []string{"<script", "src=", "href=", "onclick"} {
		if strings.Contains(inside, word) {
			t.Errorf("the archived page has %s:\n%.2000s", word, inside)
		}
	}

	// The county objects; only the assessor decides.
	form.Set("url", card.Home)
	form.Set("word", "已在首页公开 <script>")
	w.post("songyin", "/sites/songyin/objections", form, "机器复核", "已在首页公开 &lt;script&gt;")
	objections, err := w.service.Store().Objections(t.Context(), "songyin")
	if err != nil || len(objections) != 1 {
		t.Fatal(objections, err)
	}
	decision := url.Values{"objection": {fmt.Sprint(objections[0].ID)}, "upheld": {"yes"}, "reason": {"经核实"}}
	if code, _ := w.ask("songyin", http.MethodPost, "/sites/songyin/decisions", decision); code != http.StatusForbidden {
		t.Errorf("a county decides: %d", code)
	}
	w.post("zhang", "/sites/songyin/decisions", decision, "申诉成立", "经核实")
	w.get("zhang", path, "达标")

	// A waiver, and that it is taken back.
	w.post("zhang", "/sites/songyin/rulings", url.Values{"domain": {"taxation"}, "status": {"exempt"}, "reason": {"本级无此职能"}}, "本级无此职能", "不适用")
	rulings, err := w.service.Store().Rulings(t.Context(), "songyin")
	if err != nil || len(rulings) != 2 {
		t.Fatal(rulings, err)
	}
	w.get("zhang", "/r/city/sites/songyin.html", "本级无此职能")
	w.post("zhang", "/sites/songyin/revocations", url.Values{"ruling": {fmt.Sprint(rulings[1].ID)}, "reason": {"误设"}})
	w.get("zhang", "/log", "全部日志校验一致", "撤销认定", "误设")

	// Two scans compared.
	w.post("zhang", "/scans", url.Values{"group": {"city"}, "site": {"songyin"}})
	w.scanned()
	w.get("zhang", "/compare?group=city&from=1&to=2", "松阴市")
	w.get("zhang", "/kept", "尚无月度报告")

	t.Run("who may what", func(t *testing.T) {
		for _, test := range []struct {
			user, method, path string
			form               url.Values
			code               int
		}{
			{"", "GET", "/-/healthy", nil, 200},
			{"", "GET", "/-/ready", nil, 200},
			{"", "GET", "/", nil, 401},
			{"", "GET", "/style.css", nil, 200},
			{"", "GET", "/api/v1/groups", nil, 401},
			{"zhang", "GET", "/no/such/page", nil, 404},
			{"guest", "GET", "/", nil, 200},
			{"guest", "GET", "/sites/songyin", nil, 200},
			{"guest", "POST", "/scans", url.Values{"group": {"city"}}, 403},
			{"guest", "POST", "/sites/songyin/objections", form, 403},
			{"songyin", "GET", "/", nil, 200},
			{"songyin", "GET", "/sites/songyin", nil, 200},
			{"songyin", "GET", "/r/city/sites/songyin.html", nil, 200},
			{"songyin", "GET", "/r/city/sites/gaoxin.html", nil, 403},
			{"songyin", "GET", "/r/city/", nil, 403},
			{"songyin", "GET", "/sites/gaoxin", nil, 403},
			{"songyin", "GET", "/scans", nil, 403},
			{"songyin", "GET", "/log", nil, 403},
			{"songyin", "GET", "/kept", nil, 403},
			{"songyin", "POST", "/scans", url.Values{"group": {"city"}}, 403},
			{"songyin", "POST", "/sites/songyin/rulings", form, 403},
			{"songyin", "GET", "/api/v1/groups", nil, 403},
			{"songyin", "GET", "/api/v1/sites/songyin/rectification", nil, 200},
			{"songyin", "GET", "/api/v1/sites/gaoxin/rectification", nil, 403},
			{"zhang", "GET", "/sites/nowhere", nil, 404},
			{"zhang", "GET", "/r/nowhere/", nil, 404},
			{"zhang", "GET", "/r/city/../../etc/passwd", nil, 404},
			{"zhang", "GET", "/kept/../mingjing.yaml", nil, 404},
			{"zhang", "GET", "/evidence?site=songyin&url=http://x/&sha256=00", nil, 404},
			{"zhang", "GET", "/compare/city/1/99/", nil, 404},
			{"zhang", "GET", "/compare/city/x/2/", nil, 400},
			{"zhang", "POST", "/sites/songyin/objections", url.Values{"rule": {"topic.exists"}, "url": {"javascript:1"}, "word": {"x"}}, 400},
			{"zhang", "POST", "/sites/songyin/rulings", url.Values{"rule": {"topic.exists"}, "status": {"exempt"}}, 400},
		} {
			if code, _ := w.ask(test.user, test.method, test.path, test.form); code != test.code {
				t.Errorf("%s %s as %q: %d, want %d", test.method, test.path, test.user, code, test.code)
			}
		}
	})
	if code, text := w.ask("", http.MethodGet, "/scans", nil); code != http.StatusUnauthorized || !strings.Contains(text, "请登录") {
		t.Errorf("without a password: %d %s", code, text)
	}
	t.Run("api", func(t *testing.T) { w.api(t) })
}

// Every operation that the OpenAPI document names answers, in the form that it says.
func (w *world) api(t *testing.T) {
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	if err := json.Unmarshal([]byte(w.get("zhang", "/api/v1/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for path, methods := range document.Paths {
		if _, ok := methods["get"]; !ok {
			continue
		}
		asked++
		path = strings.NewReplacer("{group}", "city", "{site}", "songyin").Replace(path)
		var value any
		if err := json.Unmarshal([]byte(w.get("zhang", path)), &value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if asked < 8 {
		t.Errorf("%d operations asked", asked)
	}
}
