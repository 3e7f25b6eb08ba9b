package reader

import "regexp"

var (
	// neighbourLabel stands before the link to the article before or after, or begins its text.
	neighbourLabel = regexp.MustCompile(`(?:[上下前后][一1]?|相邻)[篇条则](?:文章|新闻|信息|内容|公告|记录)?[\s:：∶\])】>》»←→.\-—]*(?:(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*)?$`)
	neighbourStart = regexp.MustCompile(`^[\s\[(【<《«‹←→]*(?:[上下前后][一1]|[上下])[篇条则](?:文章|新闻|信息|内容|公告|记录)?(?:[\s:：∶\])】>》»]|$)`)
	neighbourClass = regexp.MustCompile(`(?:^|[^a-z])(?:pre|prev|previous|next)(?:[-_ ]?(?:next|post|article|news|page|info|tit|title|link|wz))?(?:$|[^a-z])|prevnext|prenext|shangxia|sxp\b|sxpian`)
)

// neighbour reports whether a link leads from an article to the one before it or after it: such links are no rows of
// a list, however much their titles and dates look like it.
func (f *flat) neighbour(k int) bool {
	l := &f.links[k]
	if pagerWords.MatchString(l.text) || nextWords.MatchString(l.text) {
		return false
	}
	if neighbourStart.MatchString(l.text) || neighbourStart.MatchString(l.title) {
		return true
	}
	from := max(0, l.t0-90)
	if k > 0 {
		from = max(from, min(f.links[k-1].t1, l.t0))
	}
	if neighbourLabel.Match(f.text[from:l.t0]) {
		return true
	}
	for i, n := l.at, 0; i >= 0 && n < 4 && f.linkCount(i) <= 3; i, n = f.els[i].parent, n+1 {
		if words := f.els[i].words; words != "" && neighbourClass.MatchString(words) {
			return true
		}
	}
	return false
}
