package reader

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"mingjing/audit"
)

// maxPages bounds how many further pages of a list are told at once.
const maxPages = 200

var (
	pagerCall  = regexp.MustCompile(`createPageHTML\w*\s*\(([^()]{1,300})\)`)
	pagerWords = regexp.MustCompile(`^[\[<《«‹]*\s*(?:上一?页|下一?页|首页|尾页|末页|前一页|后一页|上页|下页|最后一页|第?\d+页?|GO|转到|跳转)\s*[\]>》»›]*$`)
	nextWords  = regexp.MustCompile(`^[\[]*\s*(?:下一?页|后一?页|下页|next|Next)\s*[\]>》»›]*$|^(?:>|»|›|&gt;)$`)
	lastWords  = regexp.MustCompile(`^[\[]*\s*(?:尾页|末页|最后一?页|最末页|last)\s*[\]>》»›|]*$`)
	pageNumber = regexp.MustCompile(`^(.*?[_/=-]|.*[/])(\d{1,4})(\.\w{2,5}|/|)((?:[?&#].*)?)$`)
	setPage    = regexp.MustCompile(`\.pagination\s*\(\s*["']setPage["']\s*,\s*(\d+)\s*,\s*(\d+)`)
	lsPages    = regexp.MustCompile(`Ls\.pagination\s*\(`)
	gotoFun    = regexp.MustCompile(`_simple_list_gotopage_fun\s*\(\s*(\d+)\s*,`)
	totalWords = regexp.MustCompile(`(?:共|总)\s*(\d{1,5})\s*页|(\d{1,4})\s*/\s*(\d{1,5})\s*页?|共\s*(\d{1,5})\s*[条项]`)
	pageKeys   = regexp.MustCompile(`(?i)^_?(?:page|pageno|pagenum|pageindex|currentpage|currpage|curpage|pn|p|pagenumber|index|current|start)$`)
)

// pager collects the further pages of a list, each once and never the page itself.
type pager struct {
	p    *page
	seen map[string]bool
	next []audit.Link
}

func (g *pager) add(ref, body, kind string) {
	abs, ok := g.p.resolve(ref)
	if !ok || g.seen[abs+" "+body] || len(g.next) >= maxPages {
		return
	}
	g.seen[abs+" "+body] = true
	link := audit.Link{URL: abs, From: g.p.in.URL, Kind: audit.LinkNext, Region: audit.RegionMain}
	if g.p.data {
		link.Kind = audit.LinkData
	}
	if body != "" {
		link.Body, link.Type = body, kind
	}
	g.next = append(g.next, link)
}

// readNext finds the further pages of the page's list.
func (p *page) readNext() []audit.Link {
	g := &pager{p: p, seen: map[string]bool{}}
	if p.in.URL != "" {
		if self, ok := p.resolve(p.in.URL); ok {
			g.seen[self+" "] = true
		}
	}
	for _, fam := range families {
		if fam.next != nil {
			fam.next(p, g)
		}
	}
	if len(g.next) == 0 {
		g.scripted()
	}
	g.linked()
	return g.next
}

// own is the address of the page as a path, for pagers that count from its file name.
func (g *pager) own() *url.URL {
	if g.p.self != nil {
		return g.p.self
	}
	return g.p.base
}

// scripted reads the calls of createPageHTML in all its variants, in scripts and comments, and of .pagination.
func (g *pager) scripted() {
	texts := make([]string, 0, len(g.p.scripts)+len(g.p.comments))
	for i := range g.p.scripts {
		texts = append(texts, g.p.scripts[i].text)
	}
	texts = append(texts, g.p.comments...)
	for _, text := range texts {
		if !hasAny(text, "createPageHTML", "agination") {
			continue
		}
		for _, m := range pagerCall.FindAllStringSubmatch(text, 4) {
			g.created(g.p.arguments(m[1]))
		}
		if m := setPage.FindStringSubmatch(text); m != nil {
			current, _ := strconv.Atoi(m[1])
			total, _ := strconv.Atoi(m[2])
			g.counted("index", "html", current, total, true)
		}
		if at := lsPages.FindStringIndex(text); at != nil {
			g.longsun(text[at[1]:])
		}
	}
}

// arguments evaluates the arguments of a call.
func (p *page) arguments(list string) []string {
	r := jsReader{s: "[" + list + "]", vars: p.vars, budget: &p.budget}
	v, ok := r.value(0)
	if !ok {
		return nil
	}
	items, _ := v.([]any)
	args := make([]string, len(items))
	for i, item := range items {
		args[i] = asText(item)
	}
	return args
}

// created reads a call of createPageHTML: (total, current from 0, stem, suffix, …) or (box, total, current from 1,
// stem, suffix, …).
func (g *pager) created(args []string) {
	oneBased := false
	if len(args) > 0 {
		if _, err := strconv.Atoi(args[0]); err != nil {
			args, oneBased = args[1:], true
		}
	}
	if len(args) < 4 {
		return
	}
	total, err1 := strconv.Atoi(args[0])
	current, err2 := strconv.Atoi(args[1])
	if err1 != nil || err2 != nil || total < 2 {
		return
	}
	stem, suffix := args[2], strings.TrimPrefix(args[3], ".")
	if stem == "" || strings.Contains(stem, unknown) || strings.ContainsAny(stem, " <>\"'") || !isSuffix(suffix) {
		return
	}
	g.counted(stem, suffix, current, total, oneBased)
}

func isSuffix(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	for i := range len(s) {
		if !isWord(s[i]) {
			return false
		}
	}
	return true
}

var numberedStem = regexp.MustCompile(`^(.*?)(?:_(\d+))?$`)

// counted adds the pages stem_1.suffix (page 2 of a pager from 0) or stem_2.suffix (of one from 1) and so on. The
// stem is that of the current file where that one is a page of the same list.
func (g *pager) counted(stem, suffix string, current, total int, oneBased bool) {
	if own := g.own(); own != nil {
		file := path.Base(own.Path)
		if ext := path.Ext(file); ext != "" && !strings.HasSuffix(own.Path, "/") {
			if m := numberedStem.FindStringSubmatch(strings.TrimSuffix(file, ext)); m != nil && m[1] != "" && stem == "index" && m[1] != "index" && strings.TrimPrefix(ext, ".") == suffix {
				stem = m[1]
			}
		}
	}
	first, last := 1, total-1
	if oneBased {
		first, last = 2, total
	}
	for n := first; n <= min(last, maxPages+1); n++ {
		if n == current && current >= first {
			continue
		}
		g.add(stem+"_"+strconv.Itoa(n)+"."+suffix, "", "")
	}
}

// longsun reads the options of Ls.pagination: the pages are the page itself with pageIndex.
func (g *pager) longsun(text string) {
	r := jsReader{s: text, vars: g.p.vars, budget: &g.p.budget}
	v, ok := r.value(0)
	o, isObject := v.(object)
	if !ok || !isObject {
		return
	}
	total := number(o, "pageCount", "totalPage", "pagecount", "total")
	g.numbered("pageIndex", total)
}

// numbered adds the page's own address with a query parameter that counts from 2 to total.
func (g *pager) numbered(key string, total int) {
	own := g.own()
	if own == nil {
		return
	}
	for n := 2; n <= min(total, maxPages+1); n++ {
		u := *own
		u.RawQuery = setQuery(own.RawQuery, key, strconv.Itoa(n))
		g.add(u.String(), "", "")
	}
}

// setQuery sets one parameter of a query and keeps the order of the others.
func setQuery(query, key, value string) string {
	var parts []string
	done := false
	for part := range strings.SplitSeq(query, "&") {
		if k, _, _ := strings.Cut(part, "="); k == key {
			part, done = key+"="+value, true
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	if !done {
		parts = append(parts, key+"="+value)
	}
	return strings.Join(parts, "&")
}

// linked reads the links of a pager: 下一页, 尾页 and numbers. Where the last page is known, the pages between are
// told too.
func (g *pager) linked() {
	f := g.p.flat
	var next, last string
	var numbered []string
	for k := range f.links {
		l := &f.links[k]
		switch {
		case l.url == "" || l.region == audit.RegionFriends || l.region == audit.RegionFooter && len(l.text) > 9:
		case nextWords.MatchString(firstOf(l.text, l.title)):
			if next == "" {
				next = l.url
			}
		case lastWords.MatchString(firstOf(l.text, l.title)):
			if last == "" {
				last = l.url
			}
		case isNumber(l.text) && len(l.text) < 4 && numberedBy(l.url, l.text) && g.p.sameList(l.url):
			numbered = append(numbered, l.url)
		}
	}
	if next == "" && last == "" && len(numbered) < 2 {
		return
	}
	if next != "" && !g.p.sameHost(next) {
		next = ""
	}
	if g.between(next, last) {
		return
	}
	if next != "" {
		g.add(next, "", "")
	}
	for _, n := range numbered {
		g.add(n, "", "")
	}
	if last != "" && g.p.sameHost(last) {
		g.add(last, "", "")
	}
}

// between fills the pages from the next to the last one where their addresses differ in one number only. A list
// that counts down (page 2 of 31 is 30.htm) is filled too.
func (g *pager) between(next, last string) bool {
	a, b := pageNumber.FindStringSubmatch(next), pageNumber.FindStringSubmatch(last)
	if a == nil || b == nil || a[1] != b[1] || a[3] != b[3] {
		return g.betweenQuery(next, last)
	}
	from, _ := strconv.Atoi(a[2])
	to, _ := strconv.Atoi(b[2])
	step := 1
	if to < from {
		step = -1
	}
	for n, k := from, 0; k < maxPages; n, k = n+step, k+1 {
		g.add(a[1]+strconv.Itoa(n)+a[3]+a[4], "", "")
		if n == to {
			break
		}
	}
	return true
}

var queryNumber = regexp.MustCompile(`^(.*[?&]\w*(?i:page|pn|index|p)\w*=)(\d{1,4})(&.*|)$`)

func (g *pager) betweenQuery(next, last string) bool {
	a, b := queryNumber.FindStringSubmatch(next), queryNumber.FindStringSubmatch(last)
	if a == nil || b == nil || a[1] != b[1] || a[3] != b[3] {
		return false
	}
	from, _ := strconv.Atoi(a[2])
	to, _ := strconv.Atoi(b[2])
	if to < from {
		return false
	}
	for n := from; n <= min(to, from+maxPages); n++ {
		g.add(a[1]+strconv.Itoa(n)+a[3], "", "")
	}
	return true
}

// numberedBy reports whether an address carries the number that its link shows, or the one before it.
func numberedBy(address, shown string) bool {
	if strings.Contains(address, shown) {
		return true
	}
	n, err := strconv.Atoi(shown)
	return err == nil && n > 0 && strings.Contains(address, strconv.Itoa(n-1))
}

func isNumber(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// sameList reports whether an address could be a further page of this page: the same folder, or one below named
// after the page's file as VSB has it.
func (p *page) sameList(address string) bool {
	u, err := url.Parse(address)
	if err != nil || p.self == nil {
		return err == nil && p.self == nil
	}
	if u.Host != p.self.Host && u.Host != "" {
		return false
	}
	dir := path.Dir(p.self.Path)
	return path.Dir(u.Path) == dir || strings.HasPrefix(u.Path, strings.TrimSuffix(p.self.Path, path.Ext(p.self.Path))+"/") || path.Dir(path.Dir(u.Path)) == dir
}

func (p *page) sameHost(address string) bool {
	if p.self == nil {
		return true
	}
	u, err := url.Parse(address)
	return err == nil && (u.Host == "" || u.Host == p.self.Host)
}

// number is the first of some fields that holds a number.
func number(o object, keys ...string) int {
	for _, key := range keys {
		switch v := o.get(key).(type) {
		case float64:
			return int(v)
		case string:
			if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
				return n
			}
		}
	}
	return 0
}
