package names_test

import (
	"testing"

	"mingjing/rules/names"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"（一）政府预算信息":            "政府预算信息",
		"1. 政府预算":              "政府预算",
		"十二、税收管理领域":            "税收管理领域",
		"①　政府 预算":              "政府预算",
		"2020年政府预算":            "2020年政府预算",
		"村（居）务公开":              "村居务公开",
		"“三公”经费":               "三公经费",
		"ＡＰＰ下载":                "app下载",
		"附件1：岱岳区扶贫领域标准目录.xlsx": "岱岳区扶贫领域标准目录",
		"附件 政策文件.pdf":          "政策文件",
		"一级事项":                 "一级事项",
		"五公开":                  "五公开",
		"三公经费":                 "三公经费",
		"[1] 政策文件":             "政策文件",
		"第三部分 财政预决算":           "财政预决算",
		"【已归档】政务公开标准化规范化专题":   "已归档政务公开标准化规范化专题",
		"国有土地上房屋征收与补偿（2024版）": "国有土地上房屋征收与补偿2024版",
		"　": "",
	} {
		if got := names.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCore(t *testing.T) {
	s := names.NewSpeller("岱岳区", "泰安市")
	for in, want := range map[string]string{
		"政府预算公开":       "政府预算",
		"（一）政府预算信息":    "政府预算",
		"本级政府预算":       "政府预算",
		"2020年度政府预算情况": "政府预算",
		"岱岳区财政预决算领域基层政务公开标准目录":      "财政预决算",
		"（十五）社会救助领域基层政务公开标准目录（试行）":  "社会救助",
		"户籍管理领域信息公开":                "户籍管理",
		"农村危房改造领域基层政务公开标准目录（2024版）": "农村危房改造",
		"公开":   "公开",
		"信息公开": "信息",
	} {
		if got := s.Core(in); got != want {
			t.Errorf("Core(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSimilarity(t *testing.T) {
	s := names.NewSpeller("岱岳区", "泰安市")
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"政府预算", "政府预算公开", true},
		{"政府预算", "（一）政府预算信息", true},
		{"政府预算", "本级政府预算", true},
		{"政策法规文件", "政策法规", true},
		{"基层政务公开标准化规范化", "基层政务公开规范化标准化", true},
		{"工程建设项目办理工伤保险参保登记", "工程建设项目工伤保险参保登记", true},
		{"最低生活保障审批信息", "最低生活保障审核信息", false},
		{"政府预算", "部门预算", false},
		{"政府预算", "政府决算", false},
		{"工伤保险参保登记", "失业保险参保登记", false},
		{"出生登记", "死亡登记", false},
		{"公共服务", "公共文化服务", false},
		{"", "政府预算", false},
	} {
		if got := s.Similarity(c.a, c.b); (got >= names.Same) != c.same {
			t.Errorf("Similarity(%q, %q) = %.2f, want same: %v", c.a, c.b, got, c.same)
		}
		if s.Similarity(c.a, c.b) != s.Similarity(c.b, c.a) {
			t.Errorf("Similarity(%q, %q) depends on the order", c.a, c.b)
		}
	}
}

func TestNames(t *testing.T) {
	s := names.NewSpeller("岱岳区", "泰安市")
	for _, c := range []struct {
		item, title string
		want        bool
	}{
		{"部门预算", "岱岳区财政局2020年部门预算公开", true},
		{"部门预算", "岱岳区2020年政府预算公开", false},
		{"最低生活保障办事指南", "城乡最低生活保障办事指南", true},
		{"律师", "岱岳区律师协会成立", false},
		{"政策法规文件", "社会救助暂行办法", false},
		{"立项信息", "关于立项信息的公示（2020年第4批）", true},
		{"立项信息", "某项目通过立项审批", false},
	} {
		if got := s.Name(c.item).Names(s.Name(c.title)); got != c.want {
			t.Errorf("%q names %q: %v, want %v", c.title, c.item, got, c.want)
		}
	}
}

func FuzzSimilarity(f *testing.F) {
	f.Add("政府预算", "（一）政府预算信息")
	f.Add("2020年", "（）")
	s := names.NewSpeller("岱岳区", "泰安市")
	f.Fuzz(func(t *testing.T, a, b string) {
		if got := s.Similarity(a, b); got < 0 || got > 1 {
			t.Fatalf("Similarity(%q, %q) = %v, out of range", a, b, got)
		}
	})
}
