package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

var (
	titleClass     = regexp.MustCompile(`title|\btit\b|\bbt\b|biaoti|headline|_bt\b|\bbt_|tit\d?\b`)
	sureTitleClass = regexp.MustCompile(`article[-_]?t|content[-_]?tit|news[-_]?tit|xl[-_]?t|arc?[-_]?tit|con[-_]?tit|detail[-_]?tit|wz[-_]?|info[-_]?tit|main[-_]?tit|ucaptitle|page[-_]?tit`)
	largeType      = regexp.MustCompile(`font-size:\s*(?:2[0-9]|3[0-9])`)
	organName      = regexp.MustCompile(`^[^关召开]*(?:政府|办公室|办公厅|局|委员会|厅|中心|镇|街道)$`)
	titleField     = regexp.MustCompile(`^(?:标题|信息名称|文件名称|公文名称|名称|信息标题)[:：]?$`)
	nearDate       = regexp.MustCompile(`(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}|来源|发布|日期|时间`)
)

// titleBlock is a heading that may be the page's title.
type titleBlock struct {
	text  string
	at    int
	score int
}

// findTitle looks for the heading that shows the title of an article.
func (f *flat) findTitle(m metas) titleBlock {
	best := titleBlock{at: -1}
	want := squeeze(m.articleTitle())
	shown := squeeze(m.title)
	seen := 0
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionMain || f.size(i) < 6 || f.size(i) > 700 {
			continue
		}
		score := 0
		switch e.tag {
		case "h1":
			score = 5
		case "h2":
			score = 3
		case "h3", "h4":
			score = 1
		case "ucaptitle":
			score = 8
		case "a", "li", "td", "ul", "p", "b", "strong", "div", "span", "center", "font":
		default:
			continue
		}
		if titleClass.MatchString(e.words) {
			score += 3
			if sureTitleClass.MatchString(e.words) {
				score++
			}
		}
		if style := attr(e.node, "style"); style != "" && largeType.MatchString(style) {
			score += 2
		}
		if score == 0 && want == "" && shown == "" {
			continue
		}
		if seen++; seen > 4000 {
			break
		}
		text := titleText(f.textOf(i))
		tight := squeeze(text)
		n := length(tight)
		if n < 3 || n > 160 {
			continue
		}
		switch {
		case want != "" && tight == want:
			score += 5
		case n >= 6 && (strings.HasPrefix(shown, tight) || strings.HasSuffix(shown, tight)):
			if n*3 >= length(shown) || !organName.MatchString(tight) {
				score += 4
			}
		case n >= 8 && strings.Contains(shown, tight):
			score += 2
		}
		if score < 3 {
			continue
		}
		if f.linkCount(i) > 0 {
			score -= 4
		}
		if strings.Contains(tight, "位置") || tight == squeeze(m.values["sitename"]) || tight == squeeze(m.values["columnname"]) {
			score -= 6
		}
		if nearDate.Match(f.text[e.t1:min(len(f.text), e.t1+240)]) {
			score += 3
		}
		if score > best.score {
			best = titleBlock{text, i, score}
		}
	}
	if best.score < 5 {
		return titleBlock{at: -1}
	}
	return best
}

// recordTitle is the title that the record table of a document states.
func recordTitle(tables []audit.Table) string {
	for _, t := range tables {
		if len(t.Rows) > 12 {
			continue
		}
		for _, row := range t.Rows {
			for c := 0; c+1 < len(row); c++ {
				if titleField.MatchString(squeeze(row[c])) && length(row[c+1]) >= 6 {
					return row[c+1]
				}
			}
		}
	}
	return ""
}

// titleText joins the lines of a title; what stands in cells beside it is not part of it.
func titleText(s string) string {
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\t' })
	var kept []string
	for _, line := range lines {
		if line = fold(line); line == "" {
			continue
		}
		if len(kept) > 0 && (nearDate.MatchString(line) && length(line) < 60 || strings.HasPrefix(line, "——") || strings.HasPrefix(line, "（") || strings.HasPrefix(line, "(")) {
			break
		}
		kept = append(kept, line)
	}
	return fold(strings.Join(kept, " "))
}

// articleName settles the title of an article.
func articleName(m metas, block titleBlock, site string, crumbs []string) string {
	meta := m.articleTitle()
	if meta != "" && meta == m.column() && block.text != "" && block.text != meta {
		meta = ""
	}
	switch {
	case meta != "" && block.text != "" && (cut(meta, block.text) || strings.HasPrefix(squeeze(block.text), strings.TrimRight(squeeze(meta), ".…"))) && length(block.text) < 2*length(meta)+20 && squeeze(meta) != squeeze(block.text):
		return block.text
	case meta != "":
		return meta
	case block.text != "":
		return block.text
	}
	return bareTitle(m.title, site, crumbs)
}

var (
	titleParts = regexp.MustCompile(`\s*[_|｜>＞»]+\s*|\s*-{2,}\s*|\s*[-–—]\s*|——`)
	siteWords  = regexp.MustCompile(`(?:政府网?|网站|门户网?|官网|信息网|政务网|在线|管委会|欢迎您?[!！]*|首页|平台)$|人民政府|门户网站`)
	organWords = regexp.MustCompile(`(?:局|委员会|委|办公室|厅|街道|镇|乡|中心|法院|检察院|县|区|市|省)$`)
)

// bareTitle is the title element without the names of the site and the columns.
func bareTitle(title, site string, columns []string) string {
	title = fold(title)
	drop := func(part string, strict bool) bool {
		part = strings.TrimSpace(part)
		if part == "" || part == site || site != "" && len(part) >= 6 && (strings.Contains(site, part) || strings.Contains(part, site)) {
			return true
		}
		for _, c := range columns {
			if part == c {
				return true
			}
		}
		return siteWords.MatchString(part) && length(part) < 30 || !strict && organWords.MatchString(part) && length(part) < 16
	}
	dropped := false
	for {
		cuts := titleParts.FindAllStringIndex(title, -1)
		if len(cuts) == 0 {
			return title
		}
		last, first := cuts[len(cuts)-1], cuts[0]
		switch {
		case last[0] > 0 && drop(title[last[1]:], false):
			title = strings.TrimSpace(title[:last[0]])
			dropped = true
		case dropped && length(title[last[1]:]) <= 8 && length(title[:last[0]]) >= 10: // the column before the site's name
			title = strings.TrimSpace(title[:last[0]])
		case drop(title[:first[0]], true):
			title = strings.TrimSpace(title[first[1]:])
		default:
			return title
		}
	}
}

// columnName settles the name of a column from the meta, the end of the breadcrumb and the title element; two that
// agree outvote the third.
func columnName(meta, last, bare, site string) string {
	if meta != "" && (meta == last || meta == bare) {
		return meta
	}
	if last != "" && last == bare {
		return last
	}
	if meta == site {
		meta = ""
	}
	if last == "首页" {
		last = ""
	}
	return firstOf(meta, last, bare)
}
