package scout

import (
	"bytes"
	"slices"
	"testing"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/internal/portals"
	"mingjing/internal/reading"
	"mingjing/internal/targets"
)

// Of each demonstration portal its own name is found, and most of its townships, and none that it doesn't have.
func TestLook(t *testing.T) {
	city, err := portals.Generate(39, portals.Options{Only: []string{"qingling", "yunchuan", "songyin"}})
	if err != nil {
		t.Fatal(err)
	}
	served, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = served.Close() }()
	file, err := targets.Read("portals", bytes.NewReader(served.Targets()))
	if err != nil {
		t.Fatal(err)
	}
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	c, err := crawler.New(readers.Reads(t.Context()), crawler.Options{Budget: MaxRequests, AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range file.Sites {
		t.Run(known.ID, func(t *testing.T) {
			sight, err := Look(t.Context(), c, audit.Site{ID: known.ID, Home: known.Home}, true)
			if err != nil {
				t.Fatal(err)
			}
			if !sight.Readable() {
				t.Fatalf("not readable: %+v", sight.Trouble)
			}
			if sight.Site.Name != known.Name {
				t.Errorf("name %q, want %q", sight.Site.Name, known.Name)
			}
			if sight.Crawl.Requests > MaxRequests {
				t.Errorf("%d requests", sight.Crawl.Requests)
			}
			found := 0
			for _, town := range sight.Site.Townships {
				if !slices.Contains(known.Townships, town) {
					t.Errorf("no township: %s", town)
				}
				found++
			}
			t.Logf("%d of %d townships in %d requests", found, len(known.Townships), sight.Crawl.Requests)
		})
	}
}

func TestNames(t *testing.T) {
	for title, want := range map[string]string{
		"岱岳区人民政府门户网站":         "岱岳区",
		"宁阳县人民政府":             "宁阳县",
		"泰安高新技术产业开发区管理委员会-首页": "泰安高新技术产业开发区",
		"东平县政府网站 | 首页":        "东平县",
		"肥城市人民政府网":            "肥城市",
		"新泰市人民政府官网_新泰市政府信息公开": "新泰市",
	} {
		if got := nameOf(&audit.Page{Title: title}); got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
}

func TestFamily(t *testing.T) {
	for home, want := range map[string]string{
		"https://www.daiyue.gov.cn/": ".daiyue.gov.cn", "http://ningyang.taian.gov.cn/": ".ningyang.taian.gov.cn",
		"http://192.0.2.1:8080/": "", "https://www.gov.cn/": "", "http://[2001:db8::1]/": "", "": "",
	} {
		if got := familyOf(home); got != want {
			t.Errorf("%s: %q, want %q", home, got, want)
		}
	}
}

func TestTownships(t *testing.T) {
	g := &guide{towns: map[string]bool{}, hosts: map[string]bool{}, suffix: ".daiyue.gov.cn"}
	for _, name := range []string{"粥店街道", "天平街道办事处", "祝阳镇人民政府", "下港镇", "各乡镇", "乡镇街道", "乡村振兴", "城镇", "特色小镇", "街道办事处"} {
		g.take(&audit.Link{URL: "https://zwgk.daiyue.gov.cn/", Text: name})
	}
	got := union(nil, g.towns)
	if want := []string{"下港镇", "天平街道", "祝阳镇", "粥店街道"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if !g.hosts["zwgk.daiyue.gov.cn"] {
		t.Error("the further host is not seen")
	}
}

var _ audit.Guide = (*guide)(nil)
