package reader

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"mingjing/audit"
)

// shieldMarks are sentences and names by which shields give themselves away, with the product's name.
var shieldMarks = []struct {
	words   *regexp.Regexp
	product string
}{
	{regexp.MustCompile(`创宇盾|疑似黑客攻击|最近有可疑的攻击行为`), "创宇盾"},
	{regexp.MustCompile(`安全狗|请求带有不合法参数`), "安全狗"},
	{regexp.MustCompile(`由于您访问的URL有可能对网站造成安全威胁|errors\.aliyun\.com`), "阿里云"},
	{regexp.MustCompile(`您的请求疑似攻击行为`), "华为云"},
	{regexp.MustCompile(`您当前的访问行为存在异常`), "网宿"},
	{regexp.MustCompile(`访问可能对网站造成危险`), "玄武盾"},
	{regexp.MustCompile(`网站卫士拦截|当前访问可能对网站安全造成威胁`), "360"},
	{regexp.MustCompile(`您的访问可能对网站造成威胁|已被云防护拦截`), "奇安信"},
	{regexp.MustCompile(`长亭|SafeLine|雷池`), "长亭"},
	{regexp.MustCompile(`D盾_拦截提示`), "D盾"},
	{regexp.MustCompile(`云网盾`), "云网盾"},
	{regexp.MustCompile(`OpenRASP`), "OpenRASP"},
	{regexp.MustCompile(`WEB防火墙拦截|网站防火墙|Web应用防火墙|请求已被.{0,10}(?:拦截|阻断)|访问被(?:拦截|阻断|拒绝)|您的访问(?:请求)?(?:已)?被(?:拦截|阻断|禁止)|reason:\s*GeoBL|Request blocked|Access Denied by|访问请求可能对网站造成安全威胁`), "防火墙"},
}

var (
	scriptShield = regexp.MustCompile(`__jsl_clearance|__jsluid|\$_ts\s*=|\$_ts\.|_\$[a-z0-9]{2}\(|acw_sc__v2|/cdn-cgi/challenge|cf-browser-verification|probe\.js|aliyun_waf|waf_text_verify`)
	captchaWords = regexp.MustCompile(`安全验证|请输入验证码|验证码保护|滑动验证|人机验证|拖动滑块|完成验证|captcha`)
	loginWords   = regexp.MustCompile(`请先登录|请登录后|需要登录|登录后(?:查看|访问|继续)|尚未登录|未登录|统一身份认证|用户登录|登录超时`)
	deniedWords  = regexp.MustCompile(`(?i)403\s*[-:]?\s*Forbidden|Access Denied|(?:禁止|拒绝|无权)访问|没有(?:访问)?权限`)
	repairWords  = regexp.MustCompile(`(?:网站|系统|服务器?|平台)(?:正在)?(?:进行)?(?:升级|维护|改造|割接|迁移)|维护中|升级中|停机维护|暂停服务|暂停访问|Service Unavailable|Bad Gateway`)
	goneWords    = regexp.MustCompile(`(?i)访问地址无效|(?:地址|链接|网址|页面|参数)(?:已)?无效|(?:栏目|页面|文件|信息|文章|内容|网页|资源|频道)(?:已经?|或栏目|可能)?(?:不存在|未找到|找不到|被删除|已删除|已失效|已下线|已停用|已撤销)|(?:找不到|未找到|无法找到|没有找到)(?:该|您|此|相应|对应|指定|请求|访问|要|相关)?.{0,8}(?:页|栏目|文件|网址|地址|资源|文章)|错误页面|not\s+found|抱歉.{0,10}(?:页面|访问).{0,14}(?:不存在|丢失|走丢|删除|出错|找不到)|页面走丢|404\s*(?:错误|error)|error\s*404|HTTP\s*404|对不起.{0,12}(?:不存在|出错)|您访问的(?:页面|内容|信息|网页).{0,10}(?:不存在|出错|删除|移除|找不到)`)
	errorTitle   = regexp.MustCompile(`(?i)^\W*404\b|not\s+found|页面不存在|找不到|出错了|错误页|错误提示|^出错|系统错误|页面未找到|页面出错`)
	emptyWords   = regexp.MustCompile(`(?:本栏目|该栏目|此栏目|当前栏目|栏目)?(?:暂时|目前)?(?:暂无|暂没有|尚无|还没有|没有)(?:任何)?(?:相关|符合条件的|更多)?(?:信息|内容|数据|文章|记录|资料|文件|公开|公示|结果)(?:公开|发布)?|(?:栏目|页面|内容|网站)?(?:正在)?建设中|正在建设|内容为空|没有(?:找到|查询到|检索到)(?:相关|符合)?.{0,8}|暂未(?:公开|发布|产生|更新).{0,8}|暂无此[类项].{0,4}|未(?:查询|检索)到.{0,8}|(?:信息|内容|栏目|资料)(?:正在)?(?:整理|更新|完善|筹备)中|无相关(?:信息|内容|数据)|未产生(?:相关|此类)?.{0,6}信息|没有您要.{0,8}|(?:栏目|目录|频道)(?:下|内|中)?(?:暂?无|没有)(?:文章|信息|内容|数据|文件)|(?i:no data|no records?)|暂时没有.{0,6}|暂无$`)
)

// statusTrouble is what the HTTP status says.
func statusTrouble(status int) audit.Trouble {
	detail := fmt.Sprintf("HTTP %d", status)
	switch {
	case status == 404 || status == 410 || status == 550:
		return audit.Trouble{Kind: audit.TroubleGone, Detail: detail}
	case status == 401 || status == 407 || status == 511:
		return audit.Trouble{Kind: audit.TroubleLogin, Detail: detail}
	case status == 412 || status == 418 || status == 461 || status == 493 || status == 521 || status == 512:
		return audit.Trouble{Kind: audit.TroubleShield, Detail: detail}
	case status >= 500:
		return audit.Trouble{Kind: audit.TroubleServer, Detail: detail}
	case status >= 400:
		return audit.Trouble{Kind: audit.TroubleRefused, Detail: detail}
	}
	return audit.Trouble{}
}

// shield is the product whose words stand in a text.
func shield(text string) (product, words string, ok bool) {
	for _, mark := range shieldMarks {
		if w := mark.words.FindString(text); w != "" {
			return mark.product, w, true
		}
	}
	return "", "", false
}

// shortText is the number of characters up to which a page may be nothing but a notice.
const shortText = 400

// notice tells what stands in the page's place: a shield, a captcha, a log-in, a notice of repair or an error page.
// It trusts words only where there is hardly anything else to read.
func (p *page) notice(title string, entries int) audit.Trouble {
	status := statusTrouble(p.in.Status)
	all := string(p.flat.text)
	size := length(head(all, 8*shortText))
	short := size <= shortText && entries == 0
	if short || status.Kind != "" {
		text := head(all, 4000) + "\n" + title + "\n" + head(p.quiet, 2000)
		if product, words, ok := shield(text); ok && (status.Kind != "" || size <= shortText) {
			return audit.Trouble{Kind: audit.TroubleShield, Detail: firstOf(joinDetail(status.Detail, product+"："+words))}
		}
		if captchaWords.MatchString(text) && short {
			return audit.Trouble{Kind: audit.TroubleCaptcha, Detail: joinDetail(status.Detail, captchaWords.FindString(text))}
		}
	}
	if status.Kind == audit.TroubleRefused || status.Kind == audit.TroubleServer || status.Kind == audit.TroubleNone {
		if size < 80 && len(p.flat.links) < 5 && entries == 0 {
			if mark := p.scriptShield(); mark != "" {
				return audit.Trouble{Kind: audit.TroubleShield, Detail: joinDetail(status.Detail, mark)}
			}
		}
	}
	if p.in.Status == 202 && size < 80 && len(p.flat.links) < 3 && entries == 0 {
		return audit.Trouble{Kind: audit.TroubleShield, Detail: "HTTP 202"}
	}
	if status.Kind != audit.TroubleNone {
		return status
	}
	if !short && !errorTitle.MatchString(title) {
		return p.softError(title, entries)
	}
	if w := loginWords.FindString(all); w != "" && size <= shortText && entries == 0 && p.hasPassword() {
		return audit.Trouble{Kind: audit.TroubleLogin, Detail: w}
	} else if w != "" && size < 150 && entries == 0 {
		return audit.Trouble{Kind: audit.TroubleLogin, Detail: w}
	}
	if w := deniedWords.FindString(title + "\n" + all); w != "" && size < 150 && entries == 0 && len(p.flat.links) < 5 {
		return audit.Trouble{Kind: audit.TroubleRefused, Detail: w}
	}
	if w := repairWords.FindString(all + title); w != "" && size < 300 && entries == 0 {
		return audit.Trouble{Kind: audit.TroubleServer, Detail: w}
	}
	return p.softError(title, entries)
}

// softError recognises an error page that was sent with status 200.
func (p *page) softError(title string, entries int) audit.Trouble {
	if entries > 0 {
		return audit.Trouble{}
	}
	main := p.flat.mainNotice()
	n := length(main)
	w := goneWords.FindString(main)
	switch {
	case errorTitle.MatchString(title) && n < 600:
		return audit.Trouble{Kind: audit.TroubleGone, Detail: firstOf(w, errorTitle.FindString(title))}
	case w != "" && n < 160:
		return audit.Trouble{Kind: audit.TroubleGone, Detail: w}
	case n < 40 && length(string(p.flat.text)) < 60 && strings.Contains(main, "404"):
		return audit.Trouble{Kind: audit.TroubleGone, Detail: "404"}
	}
	return audit.Trouble{}
}

// mainNotice is the text of the main part outside links, at most some hundred characters of it.
func (f *flat) mainNotice() string {
	text := []byte(f.regionText(audit.RegionMain))
	s := string(text)
	for k := range f.links {
		l := &f.links[k]
		if l.region == audit.RegionMain && l.t1-l.t0 > 3 && k < 200 {
			s = strings.Replace(s, string(f.text[l.t0:l.t1]), "", 1)
		}
		if k >= 200 {
			break
		}
	}
	return head(foldLines(s), 4000)
}

func joinDetail(a, b string) string {
	if a == "" {
		return b
	}
	return a + "，" + b
}

// scriptShield is the mark of a browser check in the page's scripts.
func (p *page) scriptShield() string {
	for i := range p.scripts {
		if w := scriptShield.FindString(head(p.scripts[i].text, 1<<16)); w != "" {
			return w
		}
		if strings.Contains(p.scripts[i].src, "captcha.js") {
			return "captcha.js"
		}
	}
	return ""
}

func (p *page) hasPassword() bool {
	for i := range p.flat.els {
		if p.flat.els[i].tag == "input" && strings.EqualFold(attr(p.flat.els[i].node, "type"), "password") {
			return true
		}
	}
	return false
}

// emptiness is the words by which the main part says that it has nothing to show.
func (p *page) emptiness(main string) string {
	if length(main) > 160 {
		return ""
	}
	return fold(emptyWords.FindString(main))
}

var appRoot = regexp.MustCompile(`^(?:app|root|vue|main-app|q-app|__next|__nuxt)$`)

// drawn tells that the main part is a shell which scripts fill in a way that is not understood; said is the number of
// characters of its text.
func (p *page) drawn(unread, said int) string {
	f := p.flat
	links := 0
	for k := range f.links {
		if f.links[k].region == audit.RegionMain && f.links[k].url != "" {
			links++
		}
	}
	if m := holes.Find(f.text); m != nil && links < 5 {
		return "template " + head(string(m), 40)
	}
	for i := range f.els {
		e := &f.els[i]
		n := e.node
		if appRoot.MatchString(attr(n, "id")) && (f.size(i) < 60 || links == 0 && said < 15) {
			return "#" + attr(n, "id")
		}
		if links < 5 && (hasAttr(n, "v-for") || hasAttr(n, "ng-repeat") || hasAttr(n, "ms-repeat") || hasAttr(n, ":for")) {
			return "template"
		}
	}
	for i := range f.els {
		if e := &f.els[i]; e.region == audit.RegionMain && f.size(i) > 0 && f.size(i) < 60 && loading.MatchString(fold(f.textOf(i))) && links < 5 {
			return fold(f.textOf(i))
		}
	}
	for _, e := range p.vacant() {
		if links >= 5 && (e.tag == "div" || !hasAny(e.words, "list", "data", "con")) {
			continue
		}
		if p.mentioned(e.node) {
			return "empty " + e.tag + " filled by script"
		}
		if attr(e.node, "id") != "" && p.missingFile() {
			return "empty " + e.tag + " perhaps filled by a script file"
		}
	}
	if unread > 0 {
		return "request of a script not resolved"
	}
	return ""
}

var holes = regexp.MustCompile(`\{\{[^{}\n]{1,60}\}\}|<%[^%\n]{1,60}%>|\$\{[^{}\n]{1,60}\}`)

func listBox(e *element) bool {
	return (e.tag == "ul" || e.tag == "tbody" || e.tag == "div" || e.tag == "table" || e.tag == "ol" || e.tag == "dl") &&
		(e.tag != "div" || hasAny(e.words, "list", "data", "con", "page", "info", "tree") || attr(e.node, "id") != "" && !appRoot.MatchString(attr(e.node, "id")) && !gadget.MatchString(e.words))
}

// gadget is a box that scripts fill with something else than a list.
var gadget = regexp.MustCompile(`share|qr|ewm|code|top|back|\bad|float|search|clear|foot|head|nav|menu|login|weather|date|time|visit|count|click|hits|player|video|audio|map|pager|layer|mask|dialog|tip|wza|tool|speech|swiper|banner|slide|pop`)

// loading is what stands where a script has not yet put a list.
var loading = regexp.MustCompile(`(?i)^\W*(?:(?:数据|内容|页面|列表)?(?:正在)?(?:努力|拼命)?(?:加载|载入|读取)(?:中|数据|内容)?|loading|请稍[候等])(?:中|，?请稍[候等])?\W*$`)

func onlySpace(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode || c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return false
		}
	}
	return true
}

// vacant are the boxes of the main part that could hold a list and hold nothing.
func (p *page) vacant() []*element {
	var boxes []*element
	for i := range p.flat.els {
		if e := &p.flat.els[i]; e.region == audit.RegionMain && p.flat.size(i) == 0 && listBox(e) && onlySpace(e.node) {
			boxes = append(boxes, e)
		}
	}
	return boxes
}

// mentioned reports whether a script of the page works on an element.
func (p *page) mentioned(n *html.Node) bool {
	for i := range p.scripts {
		if worksOn(p.scripts[i].text, n) || worksOn(p.fileText(i), n) {
			return true
		}
	}
	return false
}

// worksOn reports whether a script names the id or a class of an element.
func worksOn(text string, n *html.Node) bool {
	for _, name := range append(strings.Fields(attr(n, "class")), attr(n, "id")) {
		if len(name) >= 3 && (strings.Contains(text, "#"+name) || strings.Contains(text, "."+name+"\"") || strings.Contains(text, "."+name+"'") ||
			strings.Contains(text, "'"+name+"'") || strings.Contains(text, "\""+name+"\"")) {
			return true
		}
	}
	return false
}
