package rules

import (
	"strings"
	"testing"

	"mingjing/audit"
	"mingjing/rules/pack"
)

func testVocabulary(t testing.TB) *vocabulary {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	words, err := parsePatterns(p)
	if err != nil {
		t.Fatal(err)
	}
	return newVocabulary(p, words, audit.Site{Name: "岱岳区", City: "泰安市", Townships: []string{"粥店街道"}})
}

// TestStep walks breadcrumbs as portals write them. The wish lists the domains, then the labels below
// them, then the flags that must be set.
func TestStep(t *testing.T) {
	v := testVocabulary(t)
	for trail, want := range map[string]string{
		"政务公开>基层政务公开标准化规范化>财政预决算>政府预算":                  "budget-final-accounts/政府预算 topic",
		"法定主动公开内容>监督保障>基层政务公开标准化规范化试点>工作依据":             "/工作依据 topic",
		"政务公开>部门信息公开>岱岳区财政局>财政预决算领域>部门预算":               "budget-final-accounts/部门预算",
		"专题专栏>全面推进基层政务公开标准化规范化>就业领域和社会保险领域":             "employment,social-insurance/ topic root",
		"专题专栏>全面推进基层政务公开标准化规范化>就业领域和社会保险领域>社会保险>社会保险登记": "social-insurance/社会保险登记 topic",
		"办事服务>社会保险": "/",
		"政府信息公开>重点领域信息公开>社会救助>最低生活保障>办事指南": "social-assistance/最低生活保障/办事指南",
		"基层政务公开>标准目录>（三）义务教育领域基层政务公开标准目录":  "compulsory-education/ topic root catalogue",
		"基层政务公开>乡镇目录>粥店街道>粥店街道基层政务公开标准目录":  "/ topic catalogue township",
		"重点领域>医疗卫生":             "health/ root",
		"重点领域>食品药品":             "food-drug-supervision/ root",
		"重点领域>公共服务":             "/",
		"重点领域>安全生产和救灾":          "work-safety,disaster-relief/ root",
		"重点领域>扶贫办":              "/",
		"31个领域政务公开事项>税收管理>目录":   "taxation/目录 catalogue",
		"政府信息公开>基层政务公开>救灾>标准目录": "disaster-relief/标准目录 topic catalogue",
		"锡林浩特市基层政务公开平台":         "/ topic",
	} {
		c := context{}
		for _, name := range strings.Split(trail, ">") {
			c = v.step(c, name)
		}
		if got := describe(v, c); got != want {
			t.Errorf("%s\n got %s\nwant %s", trail, got, want)
		}
	}
}

func describe(v *vocabulary, c context) string {
	var domains []string
	for i, d := range v.pack.Domains {
		if c.domains.has(i) {
			domains = append(domains, d.ID)
		}
	}
	text := strings.Join(domains, ",") + "/" + strings.Join(c.labelList(), "/")
	for _, f := range []struct {
		flag flag
		name string
	}{{inTopic, "topic"}, {domainRoot, "root"}, {inCatalogue, "catalogue"}} {
		if c.is(f.flag) {
			text += " " + f.name
		}
	}
	if c.township != 0 {
		text += " township"
	}
	return text
}
