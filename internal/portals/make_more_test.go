package portals

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"mingjing/audit"
)

// still is a county as it stands on hosts that never change, without a server.
func still(t *testing.T, id string) *View {
	t.Helper()
	city, err := Generate(1, Options{Scale: 0.3, Only: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	site := city.Sites()[0]
	v := &View{Site: site, Make: makes()[site.Plan.Make], Origin: "http://" + id + ".test", Beyond: "http://beyond.test", nodes: map[string]Node{}}
	for _, c := range site.Columns {
		v.nodes[v.Make.Address(c)] = c
	}
	return v
}

// first is the first column that a test accepts.
func (v *View) first(t *testing.T, test func(*Column) bool) *Column {
	t.Helper()
	for _, c := range v.Columns {
		if c.Fault == FaultNone && test(c) {
			return c
		}
	}
	t.Fatal("no such column")
	return nil
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("not what %s says; run with -update and look at the difference", path)
	}
}

// Each make's look: an empty or short list as the visitor's first answer, and what its script fetches.
func TestLooksGolden(t *testing.T) {
	item := func(c *Column) bool { return c.Role == "item" && c.Style == StyleList && len(c.Docs) > 0 }
	tests := []struct {
		county  string
		column  func(*Column) bool
		fetches string // address of list data, with the number of the column; empty for none
		number  func(*Column) any
	}{
		{"shuyuan", longsun{}.branches, longsunLabel + "?labelName=columnTree&isJson=true&isChild=true&id=%v", func(c *Column) any { return longsunBase + c.ID }},
		{"yuejiang", func(c *Column) bool { return c.Role == "topic-basis" }, "/gkmlpt/api/all/%v?page=1&sid=" + gkmlptSite, nil},
		{"liaohe", item, epointAction + `?params=%v`, func(c *Column) any {
			return url.QueryEscape(`{"categorynum":"` + epoint{}.category(c) + `","pageIndex":"0","pageSize":15,"siteGuid":"` + epoint{}.guid() + `"}`)
		}},
		{"gaoxin", func(c *Column) bool { return c.Role == "mechanisms" }, "", nil},
		{"jinhu", item, "%v", func(c *Column) any { return jpaasUnit + "?" + jpaasListQuery(c, 1) }},
	}
	for _, test := range tests {
		t.Run(test.county, func(t *testing.T) {
			v := still(t, test.county)
			c := v.first(t, test.column)
			v.Node = c
			var got bytes.Buffer
			show := func(a Answer) { fmt.Fprintf(&got, "%d %s\n\n%s\n\n", a.Status, a.Type, a.Body) }
			show(v.Make.Page(v))
			if test.fetches != "" {
				listed, number := c, test.number
				if number == nil { // of the tree
					listed = v.first(t, item)
					number = func(c *Column) any { return gkmlptBase + c.ID }
				}
				r, err := http.NewRequest(http.MethodGet, fmt.Sprintf(test.fetches, number(listed)), nil)
				if err != nil {
					t.Fatal(err)
				}
				_, answer, ok := v.Make.Extra(v, r)
				if !ok {
					t.Fatalf("%s is not answered", r.URL)
				}
				show(answer)
			}
			for _, d := range v.Docs {
				if d.Record && len(d.Files) > 0 && d.Fault == FaultNone {
					v.Node = d
					show(v.Make.Page(v))
					break
				}
			}
			golden(t, "look-"+test.county, got.Bytes())
		})
	}
}

func ask(t *testing.T, v *View, r *http.Request) (Node, Answer, bool) {
	t.Helper()
	w := *v
	return w.Make.Extra(&w, r)
}

func request(t *testing.T, method, address, kind, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

// The three cases of a 一级事项: it has 二级事项, it lists on its own page, it sends its visitors on.
func TestLongsunFirstLevels(t *testing.T) {
	v := still(t, "shuyuan")
	l := longsun{}
	tree := func(c *Column) string {
		_, answer, ok := ask(t, v, request(t, http.MethodGet, fmt.Sprintf("%s?labelName=columnTree&isJson=true&isChild=true&id=%d", longsunLabel, longsunBase+c.ID), "", ""))
		if !ok {
			t.Fatalf("%s has no tree", c.Name)
		}
		return string(answer.Body)
	}
	parent := v.first(t, l.branches)
	var children []struct{ Name, HTMLPath string }
	if err := json.Unmarshal([]byte(tree(parent)), &children); err != nil || len(children) != len(parent.shown()) {
		t.Errorf("the tree of %s has %d entries, want %d (%v)", parent.Name, len(children), len(parent.shown()), err)
	}
	direct := v.first(t, l.direct)
	if got := tree(direct); got != "null" {
		t.Errorf("the tree of a 一级事项 without 二级事项 is %s, want null", got)
	}
	v.Node = direct
	if body := string(l.Page(v).Body); !strings.Contains(body, "curFirstLevelChildId") || !strings.Contains(body, "ly_box") || !strings.Contains(body, "sx_box") {
		t.Error("a 一级事项 without its boxes")
	}
	moved := v.first(t, l.moved)
	_, answer, ok := ask(t, v, request(t, http.MethodGet, l.Front(moved), "", ""))
	if !ok || answer.Status != http.StatusFound || answer.Header["Location"] != l.Address(moved) {
		t.Errorf("a moved 一级事项 answers %d to %q, want %q", answer.Status, answer.Header["Location"], l.Address(moved))
	}
}

// An empty list says what the page's script asked it to say.
func TestLongsunEmptyListSaysResult(t *testing.T) {
	v := still(t, "shuyuan")
	c := v.first(t, func(c *Column) bool { return longsun{}.Shell(c) && len(c.Docs) == 0 })
	query := url.Values{"labelName": {"publicInfoList"}, "organId": {fmt.Sprint(longsunOrgan)}, "catId": {fmt.Sprint(longsunBase + c.ID)}, "result": {"暂无相关信息"}}
	_, answer, ok := ask(t, v, request(t, http.MethodPost, longsunLabel, "application/x-www-form-urlencoded", query.Encode()))
	if want := `<div class="nodata">暂无相关信息</div>`; !ok || strings.TrimSpace(string(answer.Body)) != want {
		t.Errorf("got %q, want %q", answer.Body, want)
	}
}

func TestGkmlptPages(t *testing.T) {
	v := still(t, "yuejiang")
	list := v.Plan.PolicyList
	for range 230 - len(list.Docs) { // more than are sent at once
		list.Docs = append(list.Docs, &Doc{ID: 50000 + len(list.Docs), Column: list, Title: "文件", Source: "办公室"})
	}
	page := func(number string) (string, bool) {
		_, answer, ok := ask(t, v, request(t, http.MethodGet, fmt.Sprintf("/gkmlpt/api/all/%d?page=%s&sid=%s", gkmlptBase+list.ID, number, gkmlptSite), "", ""))
		return string(answer.Body), ok
	}
	counts := map[string]int{}
	for _, number := range []string{"0", "1", "2", "3"} {
		body, ok := page(number)
		var answer struct {
			Articles []struct{ Title string }
			Classify struct {
				PostCount int `json:"post_count"`
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); !ok || err != nil || answer.Classify.PostCount != 230 {
			t.Fatalf("page %s: %v %v, count %d", number, ok, err, answer.Classify.PostCount)
		}
		counts[number] = len(answer.Articles)
	}
	if counts["1"] != 100 || counts["2"] != 100 || counts["3"] != 30 {
		t.Errorf("pages of %v articles", counts)
	}
	zero, _ := page("0")
	if one, _ := page("1"); zero != one {
		t.Error("pages 0 and 1 differ")
	}
	if _, ok := page("4"); ok {
		t.Error("a page beyond the last is answered")
	}
}

func TestGkmlptLinksByFragment(t *testing.T) {
	v := still(t, "yuejiang")
	if href := v.Href(v.Plan.PolicyList); !strings.HasPrefix(href, "/gkmlpt/index#") {
		t.Errorf("links to a column of the tree lead to %s", href)
	}
	if at := v.URL(v.Plan.PolicyList); !strings.Contains(at, "/gkmlpt/api/all/") {
		t.Errorf("a column of the tree stands at %s", at)
	}
	if got := percent("a税收"); got != "a%u7A0E%u6536" {
		t.Errorf("percent: %s", got)
	}
	if got := stamp(audit.Date{Year: 2020, Month: 12, Day: 1}, 0, 0); got != 1606752000 {
		t.Errorf("stamp: %d", got)
	}
}

// The interface of 新点 takes JSON, bare or wrapped, and says what is wrong with anything else: it never answers an
// empty list to a question it did not understand.
func TestEpointInterface(t *testing.T) {
	v := still(t, "liaohe")
	e := epoint{}
	c := v.first(t, func(c *Column) bool { return e.Shell(c) && len(c.Docs) > 1 })
	bare := fmt.Sprintf(`{"categorynum":%q,"deptcode":"","pageIndex":0,"pageSize":1,"siteGuid":%q}`, e.category(c), e.guid())
	second := strings.Replace(bare, `"pageIndex":0`, `"pageIndex":"1"`, 1)
	tests := []struct {
		name, kind, body string
		status           int
		title            string // of the one row; empty where there is no list
	}{
		{"bare", "application/json", bare, 0, c.Docs[0].Title},
		{"wrapped", "application/json;charset=utf-8", `{"token":"","params":` + bare + `}`, 0, c.Docs[0].Title},
		{"second page", "application/json", second, 0, c.Docs[1].Title},
		{"form", "application/x-www-form-urlencoded", "categorynum=" + e.category(c), 415, ""},
		{"another site", "application/json", strings.Replace(bare, e.guid(), "", 1), 0, ""},
		{"no such category", "application/json", strings.Replace(bare, e.category(c), "999", 1), 0, ""},
		{"not JSON", "application/json", "{", 0, ""},
	}
	for _, test := range tests {
		_, answer, ok := ask(t, v, request(t, http.MethodPost, epointAction, test.kind, test.body))
		if !ok || answer.Status != test.status {
			t.Errorf("%s: answers %d, want %d", test.name, answer.Status, test.status)
		}
		var got struct {
			Custom struct {
				Data  []struct{ RealTitle string }
				Total int
			}
		}
		if err := json.Unmarshal(answer.Body, &got); err != nil && test.status == 0 {
			t.Errorf("%s: %v", test.name, err)
		}
		switch {
		case test.title == "" && (bytes.Contains(answer.Body, []byte(`"total"`)) || got.Custom.Data != nil):
			t.Errorf("%s: answers a list: %s", test.name, answer.Body)
		case test.title != "" && (len(got.Custom.Data) != 1 || got.Custom.Data[0].RealTitle != test.title || got.Custom.Total != len(c.Docs)):
			t.Errorf("%s: answers %s", test.name, answer.Body)
		}
	}
}

// jpaasListQuery asks the interface for a page of the column's list; the page is left out where it is 0.
func jpaasListQuery(c *Column, number int) string {
	q := fmt.Sprintf("webId=3630&pageId=%d&parseType=bulidstatic&pageType=column&tagId=%s&tplSetId=%s", jpaasBase+c.ID, url.QueryEscape(jpaasList), jpaasSet)
	if number > 0 {
		q += "&paramJson=" + url.QueryEscape(fmt.Sprintf(`{"pageNo":%d,"pageSize":%d}`, number, jpaasPer))
	}
	return q
}

// The interface of jpaas turns pages by paramJson only.
func TestJpaasTurnsPagesByParamJSON(t *testing.T) {
	v := still(t, "jinhu")
	c := v.first(t, func(c *Column) bool { return c.Style == StyleList && len(c.Docs) > jpaasPer })
	body := func(query string) string {
		_, answer, ok := ask(t, v, request(t, http.MethodGet, jpaasUnit+"?"+query, "", ""))
		if !ok {
			t.Fatalf("%s is not answered", query)
		}
		return string(answer.Body)
	}
	one, two := body(jpaasListQuery(c, 1)), body(jpaasListQuery(c, 2))
	if one == two {
		t.Error("paramJson turns no page")
	}
	if bare := body(jpaasListQuery(c, 0) + "&pageNo=2"); bare != one {
		t.Error("a bare pageNo is heard")
	}
	if beyond := body(jpaasListQuery(c, 99)); strings.Contains(beyond, "<li") {
		t.Error("a page beyond the last has rows")
	}
}

// A shield's marks stand on pages that can be read and on the answers of the shield alike; only these have no text.
func TestShieldMarks(t *testing.T) {
	s := serve(t, Options{Scale: 0.1, Only: []string{"jinhu"}})
	h := s.hosts[0]
	home := get(t, h.view.Origin+"/")
	if home.status != 200 || !strings.Contains(home.body, "$_ts") || !strings.Contains(home.body, "镜湖县") {
		t.Errorf("the home page answers %d", home.status)
	}
	for _, c := range []*Column{h.view.Plan.Openness, h.view.Plan.PolicyList} {
		if shut := get(t, h.view.URL(c)); shut.status != 412 || !strings.Contains(shut.body, "$_ts") || strings.Contains(shut.body, c.Name) {
			t.Errorf("%s answers %d", c.Name, shut.status)
		}
	}
	if answer, ok := product(FaultJiasule); !ok || answer.Status != 521 || !strings.Contains(answer.Header["Set-Cookie"], "__jsluid_h") {
		t.Errorf("加速乐 answers %d", answer.Status)
	}
	if _, ok := product(FaultGone); ok {
		t.Error("a fault that is no shield's")
	}
}

func TestCharsetsOfFurtherMakes(t *testing.T) {
	s := serve(t, Options{Scale: 0.1, Only: []string{"shuyuan", "yuejiang", "liaohe", "gaoxin", "jinhu"}})
	for _, h := range s.hosts {
		home := get(t, h.view.Origin+h.view.Make.Address(h.view.Root))
		inner := get(t, h.view.URL(h.view.Plan.Topic.Column))
		for _, answer := range []fetched{home, inner} {
			gbk := h.view.Plan.Make == "sitefactory"
			if utf8.ValidString(answer.body) == gbk {
				t.Errorf("%s: UTF-8 %v", h.view.Plan.ID, !gbk)
			}
			if told := strings.Contains(strings.ToLower(answer.kind), "charset="); !told {
				t.Errorf("%s: no charset in the header: %s", h.view.Plan.ID, answer.kind)
			}
			if gbk != strings.Contains(answer.body, "gb2312") {
				t.Errorf("%s: gb2312 in the page: %v", h.view.Plan.ID, !gbk)
			}
		}
	}
}

// A zone's small site stands in a folder: the bare host sends visitors there.
func TestZoneStandsInFolder(t *testing.T) {
	s := serve(t, Options{Scale: 0.1, Only: []string{"gaoxin"}})
	h := s.hosts[0]
	if splash := get(t, h.view.Origin+"/"); !strings.Contains(splash.body, "url=gxq/Index.aspx") {
		t.Errorf("the bare host answers %q", splash.body)
	}
	for address := range h.view.nodes {
		if !strings.HasPrefix(address, sitefactoryRoot+"/") {
			t.Errorf("%s stands outside the folder", address)
		}
	}
	if !strings.Contains(string(s.Targets()), "kind: zone") {
		t.Error("the targets do not say that it is a zone")
	}
	for _, e := range s.Truth().Sites[0].Entries {
		if e.Rule == "catalogue.townships" && e.Status[0] != audit.Exempt {
			t.Errorf("townships of a zone: %v", e.Status)
		}
	}
}

// The demonstration's own draw, of which the walk over all portals sees another: every node of the further makes is
// reached there too, and a fault that strikes the data of a list leaves its shell alone.
func TestFurtherMakesAsPlannedInAnotherDraw(t *testing.T) {
	city, err := Generate(2020, Options{Scale: 0.2, Only: []string{"shuyuan", "yuejiang", "liaohe", "gaoxin", "jinhu"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, h := range s.hosts {
		seen := walk(t, h)
		for _, node := range h.view.nodes {
			address := h.view.URL(node)
			answer, reached := seen[address]
			switch struck := h.view.strikesData(node); {
			case !reached && !sealed(node):
				t.Errorf("%s (%s) is planned and not reached", address, node.column().Name)
			case reached && struck && answer.status != http.StatusOK:
				t.Errorf("the shell %s answers %d", address, answer.status)
			case reached && !struck && !answers(answer.status, faultOf(node)):
				t.Errorf("%s answers %d, planned fault %q", address, answer.status, faultOf(node))
			}
		}
	}
}

// The data of a list that cannot be read answers as planned, where the shell around it stands.
func TestStruckDataAnswersAsPlanned(t *testing.T) {
	city, err := Generate(1, Options{Scale: 0.2, Only: []string{"liaohe"}})
	if err != nil {
		t.Fatal(err)
	}
	e := epoint{}
	var struck []*Column
	faults := []Fault{FaultServer, FaultShield, FaultLogin}
	for _, c := range city.Sites()[0].Columns {
		if c.Role == "item" && e.Shell(c) && c.Fault == FaultNone && len(struck) < len(faults) {
			c.Fault = faults[len(struck)]
			struck = append(struck, c)
		}
	}
	s, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, c := range struck {
		params := fmt.Sprintf(`{"categorynum":%q,"pageIndex":0,"pageSize":15,"siteGuid":%q}`, e.category(c), e.guid())
		if answer := get(t, s.hosts[0].view.Origin+epointAction+"?params="+url.QueryEscape(params)); !answers(answer.status, c.Fault) {
			t.Errorf("the list of %s answers %d, planned fault %q", c.Name, answer.status, c.Fault)
		}
		if shell := get(t, s.hosts[0].view.URL(c)); shell.status != http.StatusOK {
			t.Errorf("the shell of %s answers %d", c.Name, shell.status)
		}
	}
}
