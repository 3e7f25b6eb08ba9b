package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// Judge is a rule pack at work: it opens inquiries and sums up their findings.
type Judge struct {
	pack  *pack.Pack
	words patterns
}

// NewJudge returns a judge by the pack. It fails where the pack has a rule that this program cannot judge.
func NewJudge(p *pack.Pack) (*Judge, error) {
	words, err := parsePatterns(p)
	if err != nil {
		return nil, err
	}
	known := new(judging).siteRules()
	for _, r := range p.Rules {
		switch r.Per {
		case pack.PerSite:
			if known[r.ID] == nil {
				return nil, fmt.Errorf("pack %s: rule %s: not a site rule that can be judged", p.ID, r.ID)
			}
		case pack.PerDomain, pack.PerItem:
			if !slices.Contains(domainRules, r.ID) && !slices.Contains(itemRules, r.ID) {
				return nil, fmt.Errorf("pack %s: rule %s: not a %s rule that can be judged", p.ID, r.ID, r.Per)
			}
		}
	}
	return &Judge{p, words}, nil
}

// Pack implements audit.Judge.
func (j *Judge) Pack() (id, version string) { return j.pack.ID, j.pack.Version }

// Open implements audit.Judge.
func (j *Judge) Open(site audit.Site, asOf audit.Date) audit.Inquiry {
	return newInquiry(j.pack, j.words, site, asOf)
}

var (
	domainRules = []string{"catalogue.published", "catalogue.elements", "catalogue.coverage", "catalogue.local", "catalogue.on-time"}
	itemRules   = []string{"item.published", "item.fresh", "item.timely"}
)

// verdict is the answer to one question before points are given.
type verdict struct {
	status   audit.Status
	zh, en   string
	follows  string
	evidence []audit.Evidence
	near     []audit.Near
	places   []audit.Place
}

func say(status audit.Status, zh, en string) verdict {
	return verdict{status: status, zh: zh, en: en}
}

// sayf gives both texts the same arguments.
func sayf(status audit.Status, zh, en string, args ...any) verdict {
	return verdict{status: status, zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
}

// judging is an inquiry being judged: what was seen, put in order.
type judging struct {
	*Inquiry
	crawl    audit.Crawl
	open     []*node // what could hold an answer and was not read
	roots    []*node // columns of the topic
	byDomain []*domainView
	filed    map[*node]bool     // documents that stand in an item's own column
	verdicts map[string]verdict // of site rules, by rule
	lists    int                // columns of domains that showed rows, and one; 0 before they were counted
}

// Judge implements audit.Inquiry.
func (q *Inquiry) Judge(crawl audit.Crawl) []audit.Finding {
	j := &judging{Inquiry: q, crawl: crawl, filed: make(map[*node]bool), verdicts: make(map[string]verdict)}
	j.open = j.openNodes()
	j.roots = q.topicRoots()
	j.readDomains()
	if unseen, ok := j.unseen(); ok {
		return j.all(unseen)
	}
	site := j.siteRules()
	var findings []audit.Finding
	for _, r := range q.pack.Rules {
		switch r.Per {
		case pack.PerSite:
			v := j.hang(r, func(id string) (verdict, bool) { v, ok := j.verdicts[id]; return v, ok }, func() verdict {
				return site[r.ID](r)
			})
			j.verdicts[r.ID] = v
			findings = append(findings, j.finding(r, v, "", "", ""))
		case pack.PerDomain:
			for _, d := range j.byDomain {
				v := j.hang(r, func(id string) (verdict, bool) { v, ok := d.verdicts[id]; return v, ok }, func() verdict {
					return j.domainRule(r, d)
				})
				d.verdicts[r.ID] = v
				findings = append(findings, j.finding(r, v, q.pack.Domains[d.index].ID, "", ""))
			}
		case pack.PerItem:
			for _, d := range j.byDomain {
				for _, it := range d.items {
					v := j.hang(r, func(id string) (verdict, bool) { v, ok := it.verdicts[id]; return v, ok }, func() verdict {
						return j.itemRule(r, d, it)
					})
					it.verdicts[r.ID] = v
					f := j.finding(r, v, q.pack.Domains[d.index].ID, it.level1, it.name)
					if !it.counts {
						f.Points, f.Max = 0, 0
					}
					findings = append(findings, f)
				}
			}
		}
	}
	j.weigh(findings)
	return findings
}

// unseen is the verdict on everything where the home page was never read: nothing was looked at.
func (j *judging) unseen() (verdict, bool) {
	if j.home != nil && readWell(j.home) {
		return verdict{}, false
	}
	v := sayf(audit.Unknown, "首页未能读到（%s），全站无法判定", "the home page was not read (%s)", j.crawl.Stopped)
	if j.home != nil {
		v.places = []audit.Place{j.where("home", j.home)}
	}
	return v, true
}

// all gives every question the same verdict.
func (j *judging) all(v verdict) []audit.Finding {
	var findings []audit.Finding
	for _, r := range j.pack.Rules {
		switch r.Per {
		case pack.PerSite:
			findings = append(findings, j.finding(r, v, "", "", ""))
		case pack.PerDomain:
			for _, d := range j.byDomain {
				findings = append(findings, j.finding(r, v, j.pack.Domains[d.index].ID, "", ""))
			}
		case pack.PerItem:
			for _, d := range j.byDomain {
				for _, it := range d.items {
					findings = append(findings, j.finding(r, v, j.pack.Domains[d.index].ID, it.level1, it.name))
				}
			}
		}
	}
	j.weigh(findings)
	return findings
}

// Needed implements audit.Inquiry.
func (q *Inquiry) Needed() int { return len(q.needed) }

// hang answers a rule by the one it hangs on where that is unmet or unknown.
func (j *judging) hang(r pack.Rule, parent func(id string) (verdict, bool), judge func() verdict) verdict {
	if r.HangsOn == "" {
		return judge()
	}
	p, ok := parent(r.HangsOn)
	if !ok {
		return judge()
	}
	status := p.status
	switch {
	case status == audit.Unmet && r.ID == "item.timely", status == audit.Exempt:
		status = audit.Exempt
	case status == audit.Unknown && r.ID == "item.timely":
		status = audit.Exempt
	case status == audit.Unmet, status == audit.Unknown:
	default:
		return judge()
	}
	v := say(status, "随 "+r.HangsOn+" 判定："+p.zh, "follows "+r.HangsOn+": "+p.en)
	v.follows, v.evidence = r.HangsOn, p.evidence[:min(len(p.evidence), maxFollowing)]
	return v
}

// maxEvidence bounds what one finding carries; the pages that say most come first.
const (
	maxEvidence  = 30
	maxFollowing = 20 // of a finding that follows another, which carries the rest
	maxNear      = 5
	maxPlaced    = 24
)

func (j *judging) finding(r pack.Rule, v verdict, domain, level1, item string) audit.Finding {
	f := audit.Finding{
		Rule: r.ID, Domain: domain, Item: item, Level1: level1, Status: v.status,
		Reason: v.zh, ReasonEN: v.en, Follows: v.follows,
		Evidence: v.evidence[:min(len(v.evidence), maxEvidence)],
		Near:     v.near[:min(len(v.near), maxNear)],
		Places:   v.places[:min(len(v.places), maxPlaced)],
	}
	for _, e := range v.evidence {
		j.needed[e.URL] = true
	}
	return f
}

// openNodes are the addresses that could hold an answer and were not read, in the order in which they
// became known.
func (j *judging) openNodes() []*node {
	var open []*node
	for _, n := range j.order {
		if n.page != nil && n.page.Again {
			continue
		}
		switch {
		case n.page == nil && j.worth(n) > 0, n.page != nil && j.unread(n):
			open = append(open, n)
		}
	}
	return open
}

// unread reports whether what a node shows was not seen whole. A link that leads out of the site is
// read: it leads out. A picture is there. List data that is not there says nothing of the list. A
// blank page is read as an empty column only on a portal whose lists are understood.
func (j *judging) unread(n *node) bool {
	t := n.page.Trouble
	switch {
	case t.Kind == audit.TroubleGone:
		return n.owner != n && (n.kind == audit.LinkData || n.kind == audit.LinkFrame)
	case t.Kind == audit.TroubleNone:
		return n.owner == n && j.blank(n) && !j.understood()
	}
	return t.Kind != audit.TroubleOffSite && t.Kind != audit.TroublePicture
}

// blank reports whether a column shows nothing at all, not even that it is empty.
func (j *judging) blank(n *node) bool {
	p := n.page
	return !p.Again && p.Kind != audit.KindArticle && p.Kind != audit.KindError && p.Empty == "" && len(n.rows) == 0 && n.text < 15 &&
		len(p.Files) == 0 && len(p.Tables) == 0 && len(p.Pictures) == 0 && !leads(n) && !j.gathers(n)
}

// leads reports whether the content of a page has links, not only its menus.
func leads(n *node) bool {
	return slices.ContainsFunc(n.links, func(l audit.Link) bool { return l.Region == audit.RegionMain })
}

// gathers reports whether the menu of a page leads to columns that hang under it by their own breadcrumb. A menu of its
// siblings says nothing of what it holds.
func (j *judging) gathers(n *node) bool {
	return slices.ContainsFunc(n.links, func(l audit.Link) bool {
		to := j.nodes[key(&l)]
		return to != nil && to != n && readWell(to) && slices.ContainsFunc(to.page.Trail, func(c audit.Crumb) bool {
			return c.URL != "" && j.nodes[c.URL] == n
		})
	})
}

// enoughLists is how many columns of domains must have shown rows for the portal's lists to count as understood.
const enoughLists = 3

// understood reports whether lists under the domains of the portal could be read.
func (j *judging) understood() bool {
	if j.lists == 0 {
		j.lists = 1
		for _, n := range j.order {
			if n.owner == n && len(n.rows) > 0 && n.domains() != 0 {
				j.lists++
			}
		}
	}
	return j.lists > enoughLists
}

// whole reports whether a column and all that belongs to it were read.
func (j *judging) whole(n *node) bool {
	return n.page != nil && !j.unread(n) && !slices.ContainsFunc(n.parts, j.isOpen)
}

// where is the place that a node is, as explain shows it.
func (j *judging) where(role string, n *node) audit.Place {
	p := audit.Place{Role: role, Name: j.nameOf(n), URL: n.url}
	switch {
	case n.page == nil:
		p.State = audit.PlaceUnseen
		p.Why, p.WhyEN = j.whyUnseen()
	case n.page.Trouble.Kind == audit.TroubleGone:
		p.State, p.Why, p.WhyEN = audit.PlaceGone, n.page.Trouble.Detail, n.page.Trouble.Detail
	case n.page.Trouble.Kind == audit.TroubleNone && j.unread(n):
		p.State, p.Why, p.WhyEN = audit.PlaceUnreadable, "页面没有可以识别的内容", "nothing that is understood stands on the page"
	case n.page.Trouble.Unread():
		p.State = audit.PlaceUnreadable
		p.Why, p.WhyEN = troubleText(n.page.Trouble)
	case j.whole(n):
		p.State = audit.PlaceWhole
	default:
		p.State, p.Why, p.WhyEN = audit.PlacePart, "列表有未读到的部分", "parts of the list were not read"
	}
	return p
}

// whyUnseen says why a place was not asked for.
func (j *judging) whyUnseen() (zh, en string) {
	switch j.crawl.Stopped {
	case audit.StoppedBudget:
		return "请求数用尽，尚未读取", "not read: the budget of requests ran out"
	case audit.StoppedTime:
		return "时间用尽，尚未读取", "not read: the time ran out"
	case audit.StoppedBroken:
		return "扫描中断，尚未读取", "not read: the scan was broken off"
	case audit.StoppedBlocked, audit.StoppedUnreachable:
		return "网站拒绝或无法访问，尚未读取", "not read: the site refused or was not reached"
	}
	return "尚未读取", "not read"
}

// troubleText says why a page could not be read.
func troubleText(t audit.Trouble) (zh, en string) {
	words := map[audit.TroubleKind][2]string{
		audit.TroubleGone:        {"页面不存在", "there is no such page"},
		audit.TroubleUnreachable: {"无法连接", "no connection"},
		audit.TroubleTimeout:     {"访问超时", "timed out"},
		audit.TroubleServer:      {"服务器出错", "the server failed"},
		audit.TroubleRefused:     {"拒绝访问", "access refused"},
		audit.TroubleShield:      {"被防护系统拦截", "a shield stood in the way"},
		audit.TroubleCaptcha:     {"需要验证码", "a captcha is asked for"},
		audit.TroubleLogin:       {"需要登录", "a log-in is asked for"},
		audit.TroubleRobots:      {"robots.txt 不允许访问", "robots.txt forbids it"},
		audit.TroubleOffSite:     {"转到站外", "leads out of the site"},
		audit.TroubleLoop:        {"循环跳转", "redirects in a circle"},
		audit.TroubleTooLarge:    {"超过大小上限", "too large"},
		audit.TroubleCut:         {"内容不完整", "cut short"},
		audit.TroubleDamaged:     {"文件无法打开", "the file does not open"},
		audit.TroubleLocked:      {"文件有密码", "the file has a password"},
		audit.TroublePicture:     {"图片，无文字", "a picture without text"},
		audit.TroubleScript:      {"内容由无法识别的脚本生成", "drawn by a script that is not understood"},
		audit.TroubleHomeInstead: {"返回的是首页", "the home page was served in its place"},
		audit.TroubleUnrecorded:  {"存档中没有", "not in the archive"},
	}[t.Kind]
	if t.Detail == "" {
		return words[0], words[1]
	}
	return words[0] + "（" + detailText(t.Detail) + "）", words[1] + " (" + t.Detail + ")"
}

// detailText is a detail that the network gives, in the words of a report; others stand as they are.
func detailText(detail string) string {
	zh, ok := map[string]string{
		"connection refused": "连接被拒绝", "connection reset by peer": "连接被重置", "no such host": "域名无法解析",
		"no route to host": "网络不可达", "network is unreachable": "网络不可达", "ended early": "传输中断", "closed without an answer": "未作应答即断开",
	}[detail]
	if !ok {
		return detail
	}
	return zh
}

// nameOf is the best name that is known of a node.
func (j *judging) nameOf(n *node) string {
	for _, m := range n.mentions {
		if name := m.link.Name(); !j.v.nameless(name) {
			return name
		}
		if above := m.link.Above; len(above) > 0 {
			return above[len(above)-1]
		}
	}
	if n.page != nil {
		return n.page.Title
	}
	return ""
}

// page is a page as evidence. The quote is cut to 200 characters.
func evidence(n *node, quote string) audit.Evidence {
	if utf8.RuneCountInString(quote) > 200 {
		quote = string([]rune(quote)[:200])
	}
	e := audit.Evidence{URL: n.url, Quote: quote}
	if n.page != nil {
		e.URL, e.Fetched, e.SHA256 = n.page.URL, n.page.Fetched, n.page.SHA256
		if e.URL == "" {
			e.URL = n.url
		}
	}
	return e
}

// proof are the pages that were read whole, as evidence that nothing is there.
func (j *judging) proof(nodes []*node) []audit.Evidence {
	var all []audit.Evidence
	seen := make(map[*node]bool)
	for _, n := range nodes {
		if seen[n] || n.page == nil || n.page.Again || n.page.Trouble.Unread() {
			continue
		}
		seen[n] = true
		quote := n.page.Empty
		switch {
		case n.page.Trouble.Kind == audit.TroubleGone:
			quote, _ = troubleText(n.page.Trouble)
		case quote == "" && len(n.rows) > 0:
			quote = fmt.Sprintf("列表共 %d 条", len(n.rows))
		}
		all = append(all, evidence(n, quote))
	}
	return all
}

// absent is the verdict that something is not there, with the pages that were read to tell as its proof and their
// number in the reason.
func (j *judging) absent(zh, en string, nodes []*node) verdict {
	return say(audit.Unmet, zh, en).proven(j.proof(nodes))
}

// proven gives a verdict the pages that prove it and says how many they are.
func (v verdict) proven(pages []audit.Evidence) verdict {
	v.evidence = pages
	v.zh += fmt.Sprintf("；共完整查看 %d 个页面", len(pages))
	v.en += fmt.Sprintf("; pages read whole: %d", len(pages))
	return v
}

// unknownFor says that places were not read, and which.
func (j *judging) unknownFor(role string, open []*node) verdict {
	n := open[0]
	p := j.where(role, n)
	name := p.Name
	if name == "" {
		name = p.URL
	}
	v := say(audit.Unknown,
		fmt.Sprintf("有 %d 处可能的位置未能读到，如“%s”：%s", len(open), name, p.Why),
		fmt.Sprintf("%d possible places could not be read, such as %q: %s", len(open), name, p.WhyEN))
	for _, n := range open[:min(len(open), 10)] {
		v.places = append(v.places, j.where(role, n))
	}
	return v
}

// openWhere are the unread nodes for which the test holds in one of their contexts.
func (j *judging) openWhere(test func(n *node, p place) bool) []*node {
	var found []*node
	for _, n := range j.open {
		o := n.owner
		for _, p := range o.places {
			if test(n, p) {
				found = append(found, n)
				break
			}
		}
	}
	return found
}

// openStructure are unread nodes under which a column could hang whose place is not known: the home
// page, the topic, the openness part, gatherings of topics, sections, links without words.
func (j *judging) openStructure() []*node {
	var found []*node
	for _, n := range j.open {
		o := n.owner
		if n == j.home || o == j.home || o.nameless || len(o.places) == 0 && o.atHome {
			found = append(found, n)
			continue
		}
		if o.domains() != 0 {
			continue
		}
		for _, p := range o.places {
			if !p.document && p.township == 0 && p.is(inTopic|inOpenness|inSpecial) && !p.is(isCatalogue) {
				found = append(found, n)
				break
			}
		}
	}
	return found
}

// columnsRead are the columns of the topic and of the openness part that were read, as proof that
// something is nowhere.
func (j *judging) columnsRead(topicOnly bool) []*node {
	var first, rest []*node
	for _, n := range j.order {
		if n.owner != n || !readWell(n) || n == j.home {
			continue
		}
		for _, p := range n.places {
			if p.document {
				continue
			}
			if p.is(inTopic) && p.domains == 0 {
				first = append(first, n)
				break
			}
			if !topicOnly && p.is(inOpenness|inSpecial) && p.domains == 0 {
				rest = append(rest, n)
				break
			}
		}
	}
	if j.home != nil && readWell(j.home) {
		first = append([]*node{j.home}, first...)
	}
	return append(first, rest...)
}

// rowNaming is the first row, or link, whose words match the pattern and whose address is not known
// to be dead, among those that the test admits. Dead or unread ones are returned apart.
func (j *judging) naming(patternKey string, admit func(n *node, m mention) bool) (alive []found, dead []found, unread []found) {
	for _, n := range j.order {
		if n.page != nil && n.page.Again {
			continue
		}
		for _, m := range n.mentions {
			name := m.link.Name()
			if !j.v.is(patternKey, name) || !admit(n, m) {
				continue
			}
			f := found{n, m, name}
			switch {
			case n.page != nil && n.page.Trouble.Kind == audit.TroubleGone:
				dead = append(dead, f)
			case n.page != nil && j.unread(n):
				unread = append(unread, f)
			default:
				alive = append(alive, f)
			}
			break
		}
	}
	return alive, dead, unread
}

// found is a node that bears a name that was sought, and the link that says so.
type found struct {
	to   *node
	by   mention
	name string
}

// date is the day of publication: the page's own where it was read, else the row's.
func (f found) date() audit.Date {
	if readWell(f.to) && !f.to.page.Published.IsZero() {
		return f.to.page.Published
	}
	return f.by.link.Date
}

// evidence of a found node: the document where it was read, else the page that lists it.
func (f found) evidence() audit.Evidence {
	quote := f.name
	if d := f.date(); !d.IsZero() {
		quote += " " + d.String()
	}
	if readWell(f.to) {
		return evidence(f.to, quote)
	}
	return evidence(f.by.from, quote)
}

const deadLink, deadLinkEN = "链接失效", "a dead link"

// nearby tells of names that came close.
func nearby(list []found, why, whyEN string) []audit.Near {
	var all []audit.Near
	for _, f := range list {
		all = append(all, audit.Near{URL: f.to.url, Words: f.name, Why: why, WhyEN: whyEN})
	}
	return all
}

// inNewsOnly reports whether a link stands in a part for news or services and nowhere else.
func inNewsOnly(n *node) bool {
	if len(n.places) == 0 {
		return false
	}
	for _, p := range n.places {
		if !p.is(inNews | inService) {
			return false
		}
	}
	return true
}

func join(words []string) string { return strings.Join(words, "、") }
