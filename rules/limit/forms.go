package limit

import "regexp"

// Pieces of the expressions below. verb is what is done with the information in the end.
const (
	number = `(\d+)`
	unit   = `(个?工作[日天]|个?自然日|日|天|个?小时|周|个?星期|个月|年)`
	how    = `(?:及时|主动|依法|应当|应|须|予以|进行|向社会|对外|在政府网站等?|在(?:政府)?门户网站|在网上|完成|发通知)*`
	verb   = how + `(?:公开|公示|公布|发布|公告|更新|邀请|上网)?`
)

var (
	blank    = regexp.MustCompile(`^(?:[-—–_/\\.;,]*|无|无要求|无时限要求|空)$`)
	brackets = regexp.MustCompile(`\([^()]*\)`)
	sentence = regexp.MustCompile(`\d`)

	// saving is a clause that lets other law go first; remark says nothing about time; keeps says
	// how long the information stays, which adds nothing to a limit before it.
	saving = regexp.MustCompile(`另有规定|从其规定|有特殊规定|^(?:法律|法规|法律、?法规|法律、?行政法规)$`)
	remark = regexp.MustCompile(`^(?:动态调整|动态更新|可链接至.*|但要保持数据同源|.*已公告的不再重复公告|条目化展示|涉密.*除外)$`)
	keeps  = regexp.MustCompile(`^(?:并|且)?(?:保持|长期)*(?:长期|常年)(?:公开|公示|保留)?$`)

	display = regexp.MustCompile(`^(?:并|批前|其中)?[^\d]{0,12}?(?:公示|公告|征求意见|展示|公布)(?:时间|期限|期|时限|时长)?(?:应当|应|不得|不)?(?:为|少于|低于|至少)?` + number + unit + `(?:以上)?$`)
	within5 = regexp.MustCompile(`^(?:时间跨度|时间间隔|间隔|最迟)?(?:不超过|不得超过|在)` + number + unit + `(?:内|以内)?$`)

	notOnline  = regexp.MustCompile(`^在?(?:[^\d]{0,12}?)(?:公示栏|公开栏|公告栏|宣传栏|现场)(?:内|上)?(?:张贴|予以|进行)*(?:公开|公示|公告|公布)?$`)
	startWords = regexp.MustCompile(`^在[^\d]{2,40}时$`)

	scopeColon  = regexp.MustCompile(`^(.{2,40}?):(.+)$`)
	scopeAmong  = regexp.MustCompile(`^其中:?(.{2,30}?)(?:应当|应|须)?((?:自|在|从).+)$`)
	scopeOther  = regexp.MustCompile(`^(除.{1,20}外的?其他(?:内容|信息|事项)?|其[他它].{0,12}?(?:内容|材料|事项))(?:为|应当|应)?(.+)$`)
	scopeNamed  = regexp.MustCompile(`^(.{2,20}?(?:信息|事项|内容|结果))(?:应当|应)?((?:自|在|从).+)$`)
	scopeQuoted = regexp.MustCompile(`^(《[^《》]+》)(?:应当|应)?(.+)$`)
	scopeResult = regexp.MustCompile(`^([^\d]{0,10}?(?:结果信息|结果|决定|处罚信息|许可信息))(\d.+)$`)

	before = regexp.MustCompile(`^[、或及和]*([^\d、]{2,30}?)(?:至少|前|的)?` + number + unit + `(?:之前|以前|前)` + verb)
)

// form is one way of wording a limit.
type form struct {
	re   *regexp.Regexp
	read func(m []string) (Limit, bool)
}

// forms are tried in order; each expression spans the whole text.
var forms = []form{
	{regexp.MustCompile(`^(?:同上|同前|同上一?[项行]|〃|″|")$`), kind(SameAsAbove)},
	{regexp.MustCompile(`^(?:依申请公开|不予?公开|不主动公开)$`), kind(NotOnline)},
	{notOnline, kind(NotOnline)},

	{regexp.MustCompile(`^(?:根据|按|按照|随)?(?:工作)?(?:进展|进度)(?:情况)?(?:及时|适时|动态|随时)?(?:公开|更新)$`), kind(Continuous)},
	{regexp.MustCompile(`^(?:保持)?(?:长期|常年|常态化?|永久|持续|全年|限时|动态)(?:公开|公示|更新|调整)?$`), kind(Continuous)},
	{regexp.MustCompile(`^(?:应当|应)?(?:及时|实时|即时|立即|随时|适时|当[日天]|第一时间)` + verb + `$`), kind(AtOnce)},
	{regexp.MustCompile(`^(?:自|在|从)?([^\d]{2,30}?)(?:之日起|之后|以后|后|时)(?:,)?(?:及时|实时|即时|立即|当[日天]|第一时间)` + verb + `$`), atOnceAfter},

	{regexp.MustCompile(`^(?:定期|不定期)(?:公开|更新|发布)?$`), every(0)},
	{regexp.MustCompile(`^(?:按|每|分|逐)?半年(?:度)?(?:至少)?(?:公开|更新|公布|发布)?(?:\d次)?$`), every(6)},
	{regexp.MustCompile(`^(?:按|每|逐)?年(?:度)?(?:至少|定期)?(?:公开|更新|公布|发布)?(?:\d次)?$`), every(12)},
	{regexp.MustCompile(`^(?:按|每|分|逐)?(?:个)?季(?:度)?(?:至少|定期)?(?:公开|更新|公布|发布)?(?:\d次)?$`), every(3)},
	{regexp.MustCompile(`^(?:按|每|分|逐)(?:个)?月(?:度)?(?:至少|定期)?(?:公开|更新|公布|发布)?(?:\d次)?$`), every(1)},
	{regexp.MustCompile(`^(?:每年|当年|次年|年度)?(?:的)?(\d+月(?:\d+日|底|末|上旬|中旬|下旬|份)?)(?:之前|以前|前|内)?` + verb + `$`), everyBy(12)},
	{regexp.MustCompile(`^(?:每个?月|次月|当月)(\d+日|底|末)(?:之前|以前|前)` + verb + `$`), everyBy(1)},
	{regexp.MustCompile(`^(?:每个?季度?)(?:结束)?后?(\d+日)(?:之前|以前|前|内)` + verb + `$`), everyBy(3)},

	{regexp.MustCompile(`^(?:与|同|和)([^\d]{2,30}?)(?:同步|同时|一并|一同)(?:组织|审签|部署|、)*` + verb + `$`), with},
	{regexp.MustCompile(`^随([^\d]{2,30}?)(?:同步|同时|一并|一同|一起)?(?:公开|公告|公布|发布)$`), with},
	{regexp.MustCompile(`^([^\d]{2,20}时对外公布的时限)内` + verb + `$`), with},

	{regexp.MustCompile(`^提前` + number + unit + verb + `$`), ahead},
	{regexp.MustCompile(`^(?:在|于)?([^\d、]{2,30}?)(?:至少|的)?` + number + unit + `(?:之前|以前|前)` + verb + `$`), beforeEvent},

	{regexp.MustCompile(`^(?:(?:批后)?(?:公开|公布|公示)?(?:应当|应))?(?:自|在|于|从)?([^\d,]{0,40}?)(之日起|之后|以后|后|起)?,?(?:的)?个?(?:不超过|最迟不超过|最长不超过)?` + number + unit + `(之内|以内|内)?` + verb + `$`), within},
}

func kind(k Kind) func([]string) (Limit, bool) {
	return func([]string) (Limit, bool) { return Limit{Kind: k}, true }
}

func every(months int) func([]string) (Limit, bool) {
	return func([]string) (Limit, bool) {
		if months == 0 {
			return Limit{Kind: Periodic}, true
		}
		return Limit{Kind: Periodic, N: months, Unit: Months}, true
	}
}

func everyBy(months int) func([]string) (Limit, bool) {
	return func(m []string) (Limit, bool) {
		return Limit{Kind: Periodic, N: months, Unit: Months, Event: m[1]}, true
	}
}

func with(m []string) (Limit, bool) { return Limit{Kind: With, Event: m[1]}, true }

func atOnceAfter(m []string) (Limit, bool) {
	return Limit{Kind: AtOnce, Event: eventOf(m[1])}, !vague.MatchString(m[1])
}

func ahead(m []string) (Limit, bool) {
	span, ok := spanOf(m[1], m[2])
	return Limit{Kind: Before, N: span.N, Unit: span.Unit}, ok
}

func beforeEvent(m []string) (Limit, bool) {
	span, ok := spanOf(m[2], m[3])
	return Limit{Kind: Before, N: span.N, Unit: span.Unit, Event: m[1]}, ok
}

// within reads N units after an event. An event needs a word that says that time runs from it or
// ends within the number: 分配名单15个工作日 says neither.
func within(m []string) (Limit, bool) {
	event, from, inside := m[1], m[2], m[5]
	span, ok := spanOf(m[3], m[4])
	if !ok || vague.MatchString(event) || event != "" && from == "" && inside == "" {
		return Limit{}, false
	}
	return Limit{Kind: Within, N: span.N, Unit: span.Unit, Event: eventOf(event)}, true
}

// vague are words that an event cannot hold: they would turn the meaning of the number.
var vague = regexp.MustCompile(`不少于|不低于|不得|至少|以上|超过|每|提前|[^之]前|除|或者?在|[;:]|^(?:及|和|或|公示|公告|公开)$`)

// formed are the wordings of the day on which information comes into being.
var formed = regexp.MustCompile(`^(?:` +
	`.{0,16}?(?:形成|产生|制作|生成)(?:(?:或者|或|、|和|及|\()?(?:变更|更新|获取)\)?)?(?:该|本|政府|信息)*` +
	`|.{0,10}?信息变更` +
	`|(?:制作|制定)(?:或者|或|、|和)?获取.{0,20}` +
	`|.{0,10}?获取\((?:形成|变更|、)+\)` +
	`|(?:制定|制作)(?:政策|文件|信息)` +
	`)$`)

var decided = regexp.MustCompile(`^(?:.{0,12}?作出.{0,8}?决定|.{0,16}?决定(?:作出|做出)|做出.{0,8}?决定)$`)

func eventOf(text string) string {
	switch {
	case text == "", formed.MatchString(text):
		return Formed
	case decided.MatchString(text):
		return Decided
	}
	return text
}
