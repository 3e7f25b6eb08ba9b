package reader

import (
	"net/url"
	"strconv"
	"strings"

	"mingjing/audit"
)

// readStore reads an answer that is an XML data store.
func (p *page) readStore(text string, out *audit.Page) {
	out.Kind = audit.KindListData
	p.fragment(storeMarkup(text), out)
	if ref := nextGroupLink(text); ref != "" {
		g := &pager{p: p, seen: p.selfSeen()}
		g.add(ref, "", "")
		out.Next = append(out.Next, g.next...)
	}
	if len(out.Next) == 0 {
		p.countedOn(len(out.Entries), storeCount(storeTotal, text), storeCount(storePages, text), out)
	}
}

// readValues reads an answer that is JSON, or a script's value.
func (p *page) readValues(v any, out *audit.Page) {
	out.Kind = audit.KindListData
	h := &harvest{p: p, seen: map[string]bool{}}
	h.take(v, p.above(), 0)
	out.Entries = append(out.Entries, h.entries...)
	out.Links = append(out.Links, h.links...)
	for _, markup := range h.markup {
		p.fragment(markup, out)
	}
	p.countedOn(len(out.Entries), h.total, h.pages, out)
	p.goesOn(len(h.entries), h.total, h.pages, out)
	if len(out.Entries) == 0 && len(out.Links) == 0 && len(out.Files) == 0 {
		if o, ok := v.(object); ok {
			if t := refusal(o); t.Kind != "" {
				out.Trouble = t
				return
			}
		}
		if h.total == 0 {
			out.Empty = fold(emptyWords.FindString(head(textsOf(v, 0), 2000)))
		} else if !h.empty || p.firstAsked() {
			out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: "rows of the list data not understood"}
		}
	}
}

// refusal reads an answer that says it failed.
func refusal(o object) audit.Trouble {
	code := number(o, "code", "status", "statusCode", "errcode", "errorCode")
	failed := o.get("success") == false || code >= 400 && code < 600
	if !failed {
		return audit.Trouble{}
	}
	words := plain(firstOf(o.text("msg"), o.text("message"), o.text("error"), o.text("errmsg")))
	switch {
	case code == 401 || loginWords.MatchString(words):
		return audit.Trouble{Kind: audit.TroubleLogin, Detail: head(words, 200)}
	case code == 403:
		return audit.Trouble{Kind: audit.TroubleRefused, Detail: head(words, 200)}
	case code == 404:
		return audit.Trouble{Kind: audit.TroubleGone, Detail: head(words, 200)}
	}
	return audit.Trouble{Kind: audit.TroubleServer, Detail: head(firstOf(words, "code "+strconv.Itoa(code)), 200)}
}

func textsOf(v any, depth int) string {
	var b strings.Builder
	switch v := v.(type) {
	case string:
		return v + "\n"
	case object:
		for _, f := range v {
			if depth < 4 && b.Len() < 4000 {
				b.WriteString(textsOf(f.val, depth+1))
			}
		}
	case []any:
		for _, item := range v {
			if depth < 4 && b.Len() < 4000 {
				b.WriteString(textsOf(item, depth+1))
			}
		}
	}
	return b.String()
}

// above is what the answer hangs under on the page that asked for it.
func (p *page) above() []string {
	if p.in.Via.Kind == audit.LinkData {
		return p.in.Via.Above
	}
	return nil
}

// fragment reads markup that stands without a page around it.
func (p *page) fragment(markup string, out *audit.Page) {
	root := parse([]byte(markup))
	p.root = root
	p.scripts, p.comments = nil, nil
	p.open()
	groups := p.flat.findGroups()
	entries := p.flat.chooseEntries(groups, false, true)
	out.Entries = append(out.Entries, entries...)
	p.markRows(groups)
	out.Links = append(out.Links, p.readLinks(p.above())...)
	taken := map[string]bool{}
	for i := range entries {
		taken[entries[i].URL] = true
	}
	out.Files = append(out.Files, p.readFiles(taken)...)
	out.Next = append(out.Next, p.readNext()...)
	main := p.flat.mainNotice()
	if len(out.Entries) == 0 {
		out.Empty = p.emptiness(main)
	}
	if out.Text == "" {
		out.Text = head(foldLines(string(p.flat.text)), audit.MaxText)
	}
	if len(out.Tables) == 0 {
		out.Tables = p.flat.readTables()
	}
}

// firstAsked reports whether the request was for the first page of a list, as far as it names one: where rows are
// counted, that page has some, unless its number was a wrong guess.
func (p *page) firstAsked() bool {
	_, query, _ := strings.Cut(p.in.Via.URL, "?")
	return pageParameter(query).page <= 1 && pageParameter(p.in.Via.Body).page <= 1
}

func (p *page) selfSeen() map[string]bool {
	seen := map[string]bool{}
	if self, ok := p.resolve(p.in.URL); ok {
		seen[self+" "+p.in.Via.Body] = true
	}
	return seen
}

// countedOn adds the further pages of list data by counting the page parameter of the request on.
func (p *page) countedOn(rows, total, pages int, out *audit.Page) {
	request := p.in.Via.URL
	if request == "" {
		request = p.in.URL
	}
	if request == "" || rows == 0 || total > 0 && rows >= total {
		return
	}
	u, err := url.Parse(request)
	if err != nil {
		return
	}
	q := pageParameter(u.RawQuery)
	inBody := false
	if q.key == "" && p.in.Via.Body != "" {
		q, inBody = pageParameter(p.in.Via.Body), true
	}
	if q.key == "" {
		return
	}
	size := q.size
	if size <= 0 || rows > size {
		size = rows
	}
	if strings.Contains(u.Path, "/gkmlpt/api/") {
		size = max(size, 100) // what it sends, whatever it is asked for
	}
	last := pages
	if last == 0 && total > 0 {
		last = (total + size - 1) / size
	}
	if q.zero && last > 0 {
		last--
	}
	if rows < size && q.page*size+rows == total {
		return // the last page of a list that counts from 0
	}
	if last == 0 {
		if q.size == 0 || rows < q.size {
			return
		}
		last = q.page + 1
	}
	g := &pager{p: p, seen: p.selfSeen()}
	wasData := p.data
	p.data = true
	for n := q.page + 1; n <= min(last, q.page+maxPages); n++ {
		if inBody {
			g.add(request, q.with(n), firstOf(p.in.Via.Type, formType))
			continue
		}
		v := *u
		v.RawQuery = q.with(n)
		g.add(v.String(), "", "")
	}
	p.data = wasData
	out.Next = append(out.Next, g.next...)
}

// goesOn tells that list data speak of more rows or pages than they send, where no parameter of the request counts
// pages: the others cannot be asked for.
func (p *page) goesOn(rows, total, pages int, out *audit.Page) {
	if rows == 0 || len(out.Next) > 0 || total <= rows && pages <= 1 || p.pageCounter().key != "" {
		return
	}
	more := strconv.Itoa(rows) + " of " + strconv.Itoa(total)
	if total <= rows {
		more = "page 1 of " + strconv.Itoa(pages)
	}
	out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: "list goes on: " + more}
}

// pageCounter is the parameter of the request that counts pages, in its query or its body.
func (p *page) pageCounter() pageQuery {
	_, query, _ := strings.Cut(firstOf(p.in.Via.URL, p.in.URL), "?")
	if q := pageParameter(query); q.key != "" {
		return q
	}
	return pageParameter(p.in.Via.Body)
}

// pageQuery is a query or body with the parameter that counts pages.
type pageQuery struct {
	text       string
	key        string
	page, size int
	zero       bool // pages count from 0
	start, end int  // where the number stands in text
	rank       int  // how surely its name is that of a page counter
	step       int  // rows to a page, where it counts rows; else 0
}

// pageParameter finds the parameter that counts pages in a query, a form or JSON, the one within paramJson included.
func pageParameter(text string) pageQuery {
	q := pageQuery{text: text}
	for _, m := range countedKey.FindAllStringSubmatchIndex(text, 40) {
		key, value := strings.ToLower(strings.TrimLeft(text[m[2]:m[3]], "_")), text[m[4]:m[5]]
		n, err := strconv.Atoi(value)
		if err != nil || m[5] < len(text) && text[m[5]] >= '0' && text[m[5]] <= '9' {
			continue // or too long for the number of a page
		}
		rank := 0
		switch strings.ReplaceAll(key, "_", "") {
		case "page", "pageno", "pagenum", "pageindex", "currentpage", "currpage", "curpage", "pn", "pagenumber", "current",
			"nowpage", "pagenow", "pg", "pno", "cpage", "thispage", "pagecurrent", "currentpageno", "pageindexno":
			rank = 3
		case "index", "p", "cur":
			rank = 2 // on some sites the number of something else
		case "start", "offset", "skip", "firstresult":
			rank = 1
		case "pagesize", "perpage", "rows", "limit", "size", "prepage", "pagerow", "ps", "pagerows", "pagelimit", "length", "maxresults":
			q.size = n
		}
		if rank > q.rank {
			q.key, q.page, q.start, q.end, q.rank = key, n, m[4], m[5], rank
			q.zero = n == 0
		}
	}
	if q.rank == 1 { // it counts rows, not pages
		if q.size == 0 {
			return pageQuery{text: text}
		}
		q.step, q.zero = q.size, true
		q.page /= q.size
	}
	return q
}

// with is the query for another page.
func (q pageQuery) with(n int) string {
	if q.step > 0 {
		n *= q.step
	}
	return q.text[:q.start] + strconv.Itoa(n) + q.text[q.end:]
}
