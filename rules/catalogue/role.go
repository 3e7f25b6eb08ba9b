package catalogue

import (
	"strings"
	"unicode/utf8"
)

// role is what a column is for.
type role int

const (
	roleNone     role = iota // not recognised
	roleOther                // recognised and of no interest: 备注, 五公开, 公开层级
	roleNumber               // 序号
	roleDomain               // 领域
	roleLevel1               // 一级事项
	roleLevel2               // 二级事项
	roleLevel3               // 三级事项
	roleName                 // 公开事项, without a level
	roleKind                 // 公开类别, 公开形式: what it is shows in the cells
	roleContent              // 公开内容
	roleBasis                // 公开依据
	roleLimit                // 公开时限
	roleSubject              // 公开主体
	roleOffice               // 责任单位: the subject where no column says 主体
	roleMode                 // 公开方式
	roleChannel              // 公开渠道和载体
	roleAudience             // 公开对象
)

func (r role) isItem() bool { return r >= roleLevel1 && r <= roleName }

// element is the element that a column of this role fills.
func (r role) element() (Element, bool) {
	switch {
	case r.isItem():
		return Name, true
	case r == roleContent:
		return Content, true
	case r == roleBasis:
		return Basis, true
	case r == roleLimit:
		return Limit, true
	case r == roleSubject:
		return Subject, true
	case r == roleMode:
		return Mode, true
	case r == roleChannel:
		return Channel, true
	case r == roleAudience:
		return Audience, true
	}
	return 0, false
}

// words are the headers that are known whole, without spaces and punctuation.
var words = map[string]role{
	"序号": roleNumber, "序": roleNumber, "编号": roleNumber, "项目编号": roleNumber, "事项序号": roleNumber, "no": roleNumber,
	"编码": roleOther, "事项编码": roleOther, "目录编码": roleOther, "领域编码": roleOther, "代码": roleOther, "索引号": roleOther,
	"备注": roleOther, "五公开": roleOther, "公开链接": roleOther, "链接": roleOther, "网址": roleOther, "公开网址": roleOther,
	"公开层级": roleOther, "层级": roleOther, "公开级别": roleOther, "联系方式": roleOther, "咨询电话": roleOther, "监督电话": roleOther,
	"联系电话": roleOther, "责任人": roleOther, "县级": roleOther, "乡级": roleOther, "村级": roleOther, "镇级": roleOther, "乡镇级": roleOther,
	"乡镇": roleOther, "市级": roleOther, "省级": roleOther, "区级": roleOther, "县区级": roleOther, "街道级": roleOther, "社区级": roleOther,
	"乡镇街道": roleOther, "县": roleOther, "乡": roleOther, "村": roleOther, "村社区级": roleOther, "公开责任人": roleOther,

	"领域": roleDomain, "所属领域": roleDomain, "公开领域": roleDomain, "试点领域": roleDomain, "领域名称": roleDomain, "业务领域": roleDomain,
	"领域类别": roleDomain, "公开领域名称": roleDomain, "重点领域": roleDomain, "政务公开领域": roleDomain, "事项领域": roleDomain, "试点领域名称": roleDomain,

	"一级事项": roleLevel1, "一级": roleLevel1, "事项类别": roleLevel1, "事项类型": roleLevel1, "类别": roleLevel1, "事项分类": roleLevel1,
	"类别名称": roleLevel1, "主题": roleLevel1, "公开类目": roleLevel1, "类目": roleLevel1, "事项大类": roleLevel1, "大类": roleLevel1, "分类": roleLevel1,
	"二级事项": roleLevel2, "二级": roleLevel2, "事项子类": roleLevel2, "小类": roleLevel2, "子项": roleLevel2, "事项小类": roleLevel2,
	"三级事项": roleLevel3, "三级": roleLevel3, "四级事项": roleLevel3, "四级": roleLevel3,
	"公开事项": roleName, "事项名称": roleName, "公开事项名称": roleName, "名称": roleName, "事项": roleName, "公开项目": roleName,
	"项目名称": roleName, "公开名称": roleName, "目录名称": roleName, "公开目录": roleName, "信息名称": roleName, "公开信息名称": roleName,
	"事项内容": roleName, "政务公开事项": roleName, "公开信息事项": roleName, "信息事项": roleName, "公开事项及名称": roleName, "具体事项": roleName,
	"公开信息": roleName, "条目": roleName, "公开条目": roleName, "项目": roleName, "信息类别": roleLevel1,

	"公开类别": roleKind, "公开属性": roleKind, "公开类型": roleKind, "公开形式": roleKind, "公开性质": roleKind,

	"内容": roleContent, "内容要素": roleContent, "要素": roleContent, "主要内容": roleContent, "具体内容": roleContent, "内容标准": roleContent,
	"依据": roleBasis, "法律依据": roleBasis, "政策依据": roleBasis, "设定依据": roleBasis, "法规依据": roleBasis, "文件依据": roleBasis,
	"法律法规依据": roleBasis, "依据文件": roleBasis, "法定依据": roleBasis, "政策法规依据": roleBasis,
	"时限": roleLimit, "期限": roleLimit, "时限要求": roleLimit, "时间": roleLimit, "时间要求": roleLimit, "更新周期": roleLimit, "更新时限": roleLimit,
	"更新频率": roleLimit, "时效": roleLimit, "发布时限": roleLimit, "时间时限": roleLimit,
	"主体": roleSubject, "责任主体": roleSubject, "发布主体": roleSubject, "实施主体": roleSubject,
	"责任单位": roleOffice, "责任部门": roleOffice, "责任科室": roleOffice, "牵头单位": roleOffice, "牵头部门": roleOffice, "发布单位": roleOffice,
	"公开单位": roleOffice, "公开部门": roleOffice, "公开责任": roleOffice, "公开责任单位": roleOffice, "公开责任部门": roleOffice, "公开机构": roleOffice,
	"责任股室": roleOffice, "责任处室": roleOffice, "公开责任科室": roleOffice, "公开机关": roleOffice, "实施单位": roleOffice,
	"方式": roleMode, "主动": roleMode, "主动公开": roleMode, "依申请": roleMode, "依申请公开": roleMode, "依申请公": roleMode, "申请公开": roleMode,
	"渠道": roleChannel, "载体": roleChannel, "渠道和载体": roleChannel, "渠道载体": roleChannel, "途径": roleChannel, "发布渠道": roleChannel,
	"平台": roleChannel, "渠道及载体": roleChannel, "政府网站": roleChannel, "政府公报": roleChannel, "两微一端": roleChannel, "发布会听证会": roleChannel, "发布会": roleChannel,
	"广播电视": roleChannel, "纸质媒体": roleChannel, "公开查阅点": roleChannel, "政务服务中心": roleChannel, "便民服务站": roleChannel,
	"入户现场": roleChannel, "精准推送": roleChannel, "公示栏": roleChannel, "公开栏": roleChannel, "公告栏": roleChannel, "门户网站": roleChannel,
	"社区企事业单位村公示栏电子屏": roleChannel, "社区企事业单位村公示栏": roleChannel, "网站": roleChannel, "微信公众号": roleChannel,
	"对象": roleAudience, "受众": roleAudience, "全社会": roleAudience, "特定群体": roleAudience, "特定对象": roleAudience, "社会公众": roleAudience,
	"特定人群": roleAudience, "面向全社会": roleAudience, "面向特定群体": roleAudience, "全社": roleAudience, "公众": roleAudience, "范围": roleAudience,
}

// parts are what a longer header that speaks of 公开 may contain, the more telling first.
var parts = []struct {
	part string
	role role
}{
	{"层级", roleOther}, {"链接", roleOther}, {"网址", roleOther}, {"电话", roleOther}, {"责任人", roleOther}, {"五公开", roleOther},
	{"一级", roleLevel1}, {"二级", roleLevel2}, {"三级", roleLevel3}, {"四级", roleLevel3},
	{"渠道", roleChannel}, {"载体", roleChannel}, {"途径", roleChannel}, {"平台", roleChannel}, {"场所", roleChannel},
	{"时限", roleLimit}, {"期限", roleLimit}, {"时效", roleLimit}, {"时间", roleLimit}, {"频次", roleLimit}, {"周期", roleLimit},
	{"依据", roleBasis},
	{"主体", roleSubject},
	{"对象", roleAudience}, {"受众", roleAudience}, {"范围", roleAudience},
	{"方式", roleMode},
	{"内容", roleContent}, {"要素", roleContent},
	{"责任", roleOffice}, {"单位", roleOffice}, {"部门", roleOffice}, {"科室", roleOffice},
	{"领域", roleDomain},
	{"事项", roleName}, {"项目", roleName}, {"名称", roleName},
}

// maxHeader is how long the words of a header cell are at most, in characters.
const maxHeader = 18

// roleOf is the role that a header cell gives its column. Words that other tables use as well
// (办理时限, 服务对象) are known only whole or together with 公开.
func roleOf(key string) role {
	if key == "" || utf8.RuneCountInString(key) > maxHeader {
		return roleNone
	}
	if r, ok := words[key]; ok {
		return r
	}
	ranked := containsAny(key, "一级", "二级", "三级") && containsAny(key, "事项", "目录", "类", "指标", "栏目", "项")
	if !ranked && !containsAny(key, "公开") && !headed(key) {
		return roleNone
	}
	if containsAny(key, "标准目录", "标准指引", "目录表", "一览表", "领域基层") {
		return roleNone // a title
	}
	for _, p := range parts {
		if containsAny(key, p.part) {
			return p.role
		}
	}
	return roleNone
}

// tails end headers that name an element in words of their own, in a table whose other headers tell that it is a
// catalogue: 法律政策依据, 面向对象.
var tails = []struct {
	tail string
	role role
}{
	{"依据", roleBasis}, {"时限", roleLimit}, {"期限", roleLimit}, {"主体", roleSubject}, {"对象", roleAudience}, {"人群", roleAudience},
	{"受众", roleAudience}, {"渠道", roleChannel}, {"载体", roleChannel}, {"途径", roleChannel}, {"平台", roleChannel}, {"方式", roleMode},
	{"要素", roleContent}, {"内容", roleContent}, {"责任单位", roleOffice}, {"责任部门", roleOffice},
}

// tailRole is the role that the last word of a header gives its column.
func tailRole(key string) role {
	if utf8.RuneCountInString(key) > maxHeader {
		return roleNone
	}
	for _, t := range tails {
		if strings.HasSuffix(key, t.tail) {
			return t.role
		}
	}
	return roleNone
}

// headed reports whether a header begins with a word that is known whole and goes on with an
// explanation: 时限最低1年, 内容要素说明.
func headed(key string) bool {
	for i := range key {
		if i < len("要素") {
			continue
		}
		switch words[key[:i]] {
		case roleContent, roleBasis, roleLimit, roleSubject, roleMode, roleChannel, roleAudience:
			return true
		}
	}
	return false
}
