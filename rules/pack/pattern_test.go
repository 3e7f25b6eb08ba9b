package pack_test

import (
	"strings"
	"testing"

	"mingjing/rules/pack"
)

func TestPatternMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"基层政务公开+标准化|规范化", "基层政务公开标准化规范化", true},
		{"基层政务公开+标准化|规范化", "全面推进基层政务公开规范化工作", true},
		{"基层政务公开+标准化|规范化", "政务服务标准化", false},
		{"培训+政务公开+!职业|技能", "政务公开业务培训", true},
		{"培训+政务公开+!职业|技能", "政务公开职业培训", false},
		{"^标准 | 目录$", "标准指引", true},
		{"^标准 | 目录$", "税收标准", false},
		{"^标准 | 目录$", "事项目录", true},
		{"=目录", "目录", true},
		{"=目录", "标准目录", false},
		{"村(居)务公开", "村（居）务公开", true},
		{"ＡＰＰ", "泰山app", true},
		{"公开+!=公开", "公开", false},
		{"公开+!^公开|目录$", "信息公开年报", true},
		{"公开+!^公开|目录$", "信息公开目录", false},
	} {
		p, err := pack.ParsePattern(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Match(pack.Fold(tt.name)); got != tt.want {
			t.Errorf("%s on %s: %v, want %v", tt.pattern, tt.name, got, tt.want)
		}
		if p.String() != tt.pattern {
			t.Errorf("String() = %s, want %s", p, tt.pattern)
		}
	}
	if (pack.Pattern{}).Match("公开") {
		t.Error("the zero pattern matches")
	}
}

// TestPatternsOnNames tries the words of the built-in pack on names as portals write them. Each
// line of a block is a name; one that starts with "- " must not match.
func TestPatternsOnNames(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	for pattern, names := range map[string]string{
		"topic": `
			基层政务公开标准化规范化
			基层政务公开标准化规范化便捷化
			基层政务公开标准化规范化试点
			政务公开标准化规范化专题【已归档】
			全面推进基层政务公开 标准化 规范化 专题 点击进入
			赛罕区基层政务公开平台
			国家级基层政务公开试点工作
			基层政务公开规范化标准化
			基层政务公开专栏
			基层政务公开
			标准化规范化工作
			岱岳区基层政务公开
			基层政务公开“两化”
			- 政务服务标准化规范化
			- 试点领域基层政务公开标准目录编制
			- 三龙镇基层政务公开
			- 社会保险领域基层政务公开
			- 政务公开
			- 农业标准化示范专题`,
		"topic_article": `
			全区基层政务公开标准化规范化工作推进会召开
			岱岳区全面推进基层政务公开标准化规范化工作实施方案
			关于印发基层政务公开标准化规范化工作方案的通知
			新泰市扎实推进基层政务公开标准化规范化工作
			我市举办基层政务公开标准化规范化培训班
			- 基层政务公开标准化规范化
			- 基层政务公开标准化规范化工作专题
			- 全面推进基层政务公开标准化规范化专题
			- 基层政务公开标准化规范化试点专栏
			- 岱岳区基层政务公开平台`,
		"openness": `
			政府信息公开
			政务公开
			法定主动公开内容
			重点领域信息公开
			监督保障
			公开领域
			试点领域信息公开
			主动公开目录
			- 走进岱岳
			- 办事服务
			- 新闻中心`,
		"service": `
			办事服务
			政务服务
			便民服务
			互动交流
			网上办事大厅
			- 行政审批服务局政务服务公开目录
			- 公共文化服务
			- 市政服务
			- 养老服务
			- 公共法律服务`,
		"news": `
			新闻中心
			岱岳要闻
			部门动态
			通知公告
			- 征收公告
			- 招标公告
			- 政府信息动态调整机制
			- 公示公告栏目信息`,
		"special": `
			专题专栏
			热点专题
			专题
			- 基层政务公开专题`,
		"plan": `
			岱岳区全面推进基层政务公开标准化规范化工作实施方案
			关于印发《肥城市基层政务公开标准化规范化工作方案》的通知
			- 《基层政务公开标准化规范化工作实施方案》解读
			- 岱岳区政务服务标准化实施方案
			- 2020年政务公开工作要点`,
		"plan_other_government": `
			国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见
			山东省全面推进基层政务公开标准化规范化工作实施方案
			泰安市人民政府办公室关于印发实施方案的通知
			- 岱岳区全面推进基层政务公开标准化规范化工作实施方案
			- 泰安市岱岳区全面推进基层政务公开标准化规范化工作实施方案`,
		"training": `
			岱岳区举办基层政务公开标准化规范化业务培训
			全区业务培训会召开
			政务公开专题讲座
			- 职业技能培训补贴发放名单
			- 新型职业农民培训
			- 安全生产培训
			- 就业培训机构名单`,
		"demonstration": `
			岱岳区政务公开示范点建设
			基层政务公开亮点
			粥店街道示范点
			政务公开典型案例
			- 综合减灾示范社区
			- 农民合作社示范社名单
			- 食品安全典型案例`,
		"catalogue": `
			救灾领域基层政务公开标准目录
			（十五）社会救助领域基层政务公开标准目录（试行）
			基层政务公开事项标准目录
			主动公开事项目录
			财政预决算领域公开目录
			基层政务公开标准指引
			各领域基层政务公开目录
			部门试点目录
			目录
			- 政府信息公开目录
			- 主动公开基本目录
			- 行政许可事项目录
			- 公共服务事项目录
			- 政府集中采购目录
			- 食品安全国家标准目录`,
		"catalogue_township": `
			粥店街道基层政务公开事项标准目录
			粥店街道政务公开目录
			- 粥店街道政府信息公开目录
			- 粥店街道行政许可事项目录`,
		"information_management": `
			岱岳区政府信息管理动态调整办法
			政府信息动态调整机制
			政府信息公开动态更新制度
			- 最低生活保障信息动态管理办法
			- 政府信息公开保密审查制度
			- 权责清单动态调整`,
		"participation": `
			岱岳区公众参与重大行政决策办法
			公众参与制度
			重大行政决策公众参与程序规定
			公众参与
			- 建设项目环境影响评价公众参与说明
			- 邀请公众参与政府开放日活动`,
		"attendance": `
			利益相关方、公众、专家、媒体等列席政府有关会议制度
			关于邀请利益相关方列席区政府会议的实施办法
			- 市民代表首次列席区政府常务会议
			- 区政府召开第12次常务会议`,
		"interpretation_rules": `
			岱岳区政策解读工作制度
			关于进一步加强政策解读工作的通知
			政策文件解读机制
			- 《岱岳区最低生活保障办法》政策解读
			- 关于印发人才工作方案的政策解读
			- 政策解读`,
		"interpretation": `
			《岱岳区最低生活保障办法》政策解读
			图解：2020年政府工作报告
			一图读懂基层政务公开
			- 政策解读工作制度
			- 最低生活保障办法`,
		"application_guide": `
			依申请公开指南
			政府信息公开指南
			信息公开申请流程
			- 依申请公开
			- 政务公开工作要点`,
		"application_channel": `
			在线申请
			政府信息公开申请表
			依申请公开平台
			- 依申请公开指南
			- 依申请公开办理情况统计
			- 低保申请表`,
		"village": `
			村务公开
			村（居）务公开
			村、居务公开
			村(社区)公开事项目录
			- 政务公开
			- 村庄规划`,
		"policy_documents": `
			政策文件
			规范性文件
			区政府文件
			政策法规
			- 规范性文件清理
			- 规范性文件解读
			- 政策解读`,
		"zone": `
			政务公开专区
			政府信息公开专区
			- 政务公开
			- 招商专区`,
		"zone_query":   "\n政府信息查询\n信息检索\n- 信息公开申请\n- 办件进度查询",
		"zone_consult": "\n办事咨询\n政策咨询\n- 信息查询",
		"weibo":        "\n政务微博\n新浪微博\n- 分享到新浪微博",
		"wechat":       "\n政务微信\n微信公众号\n- 分享到微信",
		"app":          "\n移动客户端\n爱泰山APP\n手机APP下载\n- WhatsApp\n- 网站地图",
		"placeholder_subject": `
			相关部门
			区直有关部门
			各相关部门
			责任单位
			- 区应急局
			- 应急管理部门
			- 岱岳区民政局`,
		"archived": "\n【已归档】政务公开专题\n- 政务公开专题",
		"empty":    "\n暂无信息\n该栏目正在建设中\n暂无相关内容\n- 工程建设项目",
	} {
		var patterns []pack.Pattern
		for _, text := range p.Patterns[pattern] {
			parsed, err := pack.ParsePattern(text)
			if err != nil {
				t.Fatal(err)
			}
			patterns = append(patterns, parsed)
		}
		for line := range strings.Lines(names) {
			name, not := strings.CutPrefix(strings.TrimSpace(line), "- ")
			if name == "" {
				continue
			}
			matched := ""
			for _, one := range patterns {
				if one.Match(pack.Fold(name)) {
					matched = one.String()
				}
			}
			if (matched != "") == not {
				t.Errorf("%s on %s: matched by %q, want a match: %v", pattern, name, matched, !not)
			}
		}
	}
}

func TestLastingItems(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"办事指南": true, "机构职能": true, "法律法规": true, "行政法规、规章": true, "其他政策文件": true, "政策法规文件": true, "养老服务通用政策": true,
		"部门预算": false, "行政处罚": false, "监督检查": false, "资金分配结果": false, "法律援助": false, "征地补偿安置公告": false, "养老机构备案": false,
		"岗位信息发布": false, "重大决策草案": false,
	} {
		if got := p.IsLasting(pack.Fold(name)); got != want {
			t.Errorf("%s lasting: %v, want %v", name, got, want)
		}
	}
}

func FuzzParsePattern(f *testing.F) {
	for _, s := range []string{"基层政务公开+标准化|规范化", "培训+!职业|技能", "^a|b$|=c", "!a", "+", "|", "=^$"} {
		f.Add(s, "基层政务公开")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		p, err := pack.ParsePattern(text)
		if err != nil {
			return
		}
		p.Match(pack.Fold(name))
		if again, err := pack.ParsePattern(p.String()); err != nil || again.Match(name) != p.Match(name) {
			t.Errorf("%q read again: %v", text, err)
		}
	})
}
