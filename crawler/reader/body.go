package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

// bodyWords are classes and ids of the box that holds an article's text, surest first.
var bodyWords = []*regexp.Regexp{
	regexp.MustCompile(`ucap-content|ucapcontent|trs_editor|trs_ueditor|trs_view|v_news_content|vsb_content|^zoom$|\bzoom(?:con)?\b|fontzoom|ivs_content`),
	regexp.MustCompile(`article-?_?con|articlecon|article-?_?body|article-?_?text|articletext|article_content|news-?_?con|newscon|news-?_?text|detail-?_?con|detail-?_?text|content-?_?text|contenttext|xxgk-content|info-?_?con|infocontent|wzcon|wz_con|zw_?con|artcon|art_con|pages_content|main-?txt|contxt|con_?txt|wenzhang|zhengwen|nr_?con|bt-article|contentbody|content_body|cont_body|textcon`),
	regexp.MustCompile(`\bcontent\b|\bcon\b|\barticle\b|\bdetail\b|\btext\b|\bnr\b|\bcont\b`),
}

// findBody finds the element that holds the article's text: the innermost box with a telling name and most of the
// text outside links, or without one the innermost box that holds most of that text. It is -1 where the main part of
// the page has no text to speak of.
func (f *flat) findBody() int {
	for rank, words := range bodyWords {
		best, most := -1, 0
		for i := range f.els {
			e := &f.els[i]
			if e.region != audit.RegionMain || e.tag == "a" || e.tag == "body" || e.tag == "span" && rank > 0 {
				continue
			}
			if e.tag != "ucapcontent" && (e.words == "" || !words.MatchString(e.words)) {
				continue
			}
			n := f.size(i) - f.linkedSize(i)
			if best >= 0 && f.within(i, best) && n*10 >= most*8 || n > most && (best < 0 || !f.within(i, best)) {
				best, most = i, n
			}
		}
		if best >= 0 && most >= 60 && (rank < 2 || most >= 200) {
			return best
		}
	}
	return f.densest()
}

// densest is the innermost box with most of the text outside links.
func (f *flat) densest() int {
	all := 0
	for i := range f.els {
		if f.els[i].region == audit.RegionMain {
			all = max(all, f.size(i)-f.linkedSize(i))
			if f.els[i].tag == "body" {
				break
			}
		}
	}
	if all < 200 {
		return -1
	}
	best := -1
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionMain || !containerTag(e.tag) && e.tag != "td" && e.tag != "article" && e.tag != "main" {
			continue
		}
		if (f.size(i)-f.linkedSize(i))*10 >= all*6 && (best < 0 || f.within(i, best)) {
			best = i
		}
	}
	return best
}

var bodyTail = regexp.MustCompile(`\n[ \t]*(?:扫一扫|【?打印本页|【?关闭窗口|上一篇|下一篇|上一条|下一条|相关文章|相关新闻|相关信息|分享到)`)

// mainText is the text of the article, or of everything in the main part but the breadcrumb, at most audit.MaxText bytes.
func (f *flat) mainText(body int, t trail) string {
	var text string
	if body >= 0 {
		text = f.textOf(body)
	} else {
		text = f.regionText(audit.RegionMain)
	}
	if t.at >= 0 {
		text = strings.Replace(text, string(f.text[t.start:t.end]), "\n", 1)
	}
	if m := bodyTail.FindStringIndex(text); body >= 0 && m != nil && m[0]*2 > len(text) {
		text = text[:m[0]]
	}
	return head(foldLines(text), audit.MaxText)
}

// regionText joins the text that stands in a region.
func (f *flat) regionText(region audit.Region) string {
	var b strings.Builder
	pos := 0
	for i := 0; i < len(f.els); {
		e := &f.els[i]
		if e.region == region {
			i++
			continue
		}
		// Text before an element of another region belongs to the one around it.
		if e.t0 > pos {
			b.Write(f.text[pos:e.t0])
		}
		pos = max(pos, e.t1)
		b.WriteByte('\n')
		i = e.end
	}
	if pos < len(f.text) {
		b.Write(f.text[pos:])
	}
	return b.String()
}

// foldLines trims lines and drops empty ones.
func foldLines(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
		}
		if b.Len() > audit.MaxText {
			break
		}
	}
	return strings.ReplaceAll(b.String(), "\t", " ")
}
