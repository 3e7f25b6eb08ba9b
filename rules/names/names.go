// Package names compares the names of columns, items and domains as portals write them: with
// numbering, brackets, the county's name, years and the words 领域, 信息公开 and the like around the
// name that a guideline uses.
package names

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a name to the form in which patterns are matched: NFKC, lower case, without numbering in
// front or a file's ending, and with nothing left but letters, digits and Han characters.
func Fold(s string) string {
	s = norm.NFKC.String(s)
	s = extension.ReplaceAllString(s, "")
	s = numbering.ReplaceAllString(attachment.ReplaceAllString(s, ""), "")
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

var (
	// extension ends the name of a file.
	extension = regexp.MustCompile(`(?i)\.(?:xlsx?|docx?|pdf|zip|rar|7z|wps|et|ofd|txt|csv)\s*$`)
	// attachment stands before the name of a file: 附件1：.
	attachment = regexp.MustCompile(`^\s*[\[【(]?附件\s*(?:\d{1,2}|[一二三四五六七八九十]+)?\s*[\]】)]?\s*[:.、\-—\s]\s*`)
)

// numbering is an ordinal in front of a name: （一）, 1., 十二、, ①, 第三部分.
var numbering = regexp.MustCompile(`^\s*(?:[((\[【]\s*(?:[一二三四五六七八九十百]+|\d{1,3})\s*[))\]】][、.:]?|第[一二三四五六七八九十]+[章节部分]+|(?:[一二三四五六七八九十百]+|\d{1,3})\s*[、.:)]|\d{1,2}\s+)\s*`)

// A Speller reduces names to their cores. It knows the words that a county puts around them.
type Speller struct {
	prefixes []string
	suffixes []string
}

// NewSpeller returns a speller for a county of that name (岱岳区), within that city (泰安市).
func NewSpeller(own ...string) *Speller {
	s := &Speller{
		prefixes: []string{
			"本级", "县级", "区级", "市级", "乡级", "镇级", "旗级", "县本级", "区本级", "市本级", "全县", "全区", "全市",
			"我县", "我区", "我市", "本县", "本区", "本市", "关于", "基层政务公开", "试点领域", "重点领域", "领域",
		},
		suffixes: []string{
			"基层政务公开标准目录", "基层政务公开事项标准目录", "基层政务公开", "政务公开", "政府信息公开", "信息公开", "标准目录", "公开目录", "事项目录",
			"标准指引", "目录指引", "标准清单", "公开事项", "公开信息", "领域", "事项", "公开", "公示", "信息", "情况", "专栏", "专题", "栏目", "试行",
		},
	}
	for _, name := range own {
		name = Fold(name)
		if utf8.RuneCountInString(name) < 2 {
			continue
		}
		s.prefixes = append(s.prefixes, name)
		if short := strings.TrimRight(name, "县区市旗"); utf8.RuneCountInString(short) >= 2 && short != name {
			s.prefixes = append(s.prefixes, short)
		}
	}
	longestFirst := func(a, b string) int { return len(b) - len(a) }
	slices.SortStableFunc(s.prefixes, longestFirst)
	slices.SortStableFunc(s.suffixes, longestFirst)
	return s
}

var (
	year    = regexp.MustCompile(`^(?:19|20)\d\d(?:年度|年)?`)
	edition = regexp.MustCompile(`(?:19|20)\d\d(?:年)?(?:版|修订版|修订)?$`)
)

// Core is the folded name without what is put around it: numbering, years, the county's name, 领域,
// 信息公开 and the like, longest words first. At least two characters are left.
func (s *Speller) Core(name string) string {
	core := Fold(name)
	for {
		shorter := s.strip(core)
		if shorter == core {
			return core
		}
		core = shorter
	}
}

// strip takes one thing off, if there is one.
func (s *Speller) strip(core string) string {
	for _, e := range []*regexp.Regexp{year, edition} {
		if short := e.ReplaceAllString(core, ""); short != core && utf8.RuneCountInString(short) >= 2 {
			return short
		}
	}
	for _, p := range s.prefixes {
		if short, ok := strings.CutPrefix(core, p); ok && utf8.RuneCountInString(short) >= 2 {
			return short
		}
	}
	for _, p := range s.suffixes {
		if short, ok := strings.CutSuffix(core, p); ok && utf8.RuneCountInString(short) >= 2 {
			return short
		}
	}
	return core
}

// Same is the least similarity at which two names are taken for names of one thing.
const Same = 0.75

// Similarity says how alike two names are, 0 to 1: 1 for the same words, 0.97 for the same core,
// 0.9 for the same characters in another order, 0.6 to 0.95 where one contains the other, whole or with
// words put in between, less for shared pairs of characters.
func (s *Speller) Similarity(a, b string) float64 {
	return similarity(Fold(a), s.Core(a), Fold(b), s.Core(b))
}

// A Name is a name ready to be compared many times.
type Name struct{ Fold, Core string }

// Name prepares a name.
func (s *Speller) Name(name string) Name { return Name{Fold(name), s.Core(name)} }

// Like is the Similarity of two prepared names.
func (n Name) Like(m Name) float64 { return similarity(n.Fold, n.Core, m.Fold, m.Core) }

func similarity(fold1, core1, fold2, core2 string) float64 {
	switch {
	case fold1 == "" || fold2 == "":
		return 0
	case fold1 == fold2:
		return 1
	case core1 == core2:
		return 0.97
	}
	return max(containment(core1, core2), containment(fold1, fold2)-0.02, inserted(core1, core2), 0.85*dice(core1, core2), swapped(core1, core2))
}

// inserted is 0 unless one name is the other with words put in between: 0.6 to 0.95.
func inserted(a, b string) float64 {
	short, long := []rune(a), []rune(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	ratio := float64(len(short)) / float64(len(long))
	if len(short) < 6 || ratio < 0.75 {
		return 0
	}
	at := 0
	for _, r := range long {
		if at < len(short) && short[at] == r {
			at++
		}
	}
	if at < len(short) {
		return 0
	}
	return 0.6 + 0.35*ratio
}

// swapped is 0 unless two names have the same characters in another order.
func swapped(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) || len(x) < 4 {
		return 0
	}
	slices.Sort(x)
	slices.Sort(y)
	if !slices.Equal(x, y) {
		return 0
	}
	return 0.9
}

// containment is 0 unless one name contains the other.
func containment(a, b string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if !strings.Contains(b, a) {
		return 0
	}
	short, long := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	ratio := float64(short) / float64(long)
	if short < 3 && ratio < 0.5 {
		return 0
	}
	return 0.6 + 0.35*ratio
}

// dice is the share of pairs of neighbouring characters that two names have in common.
func dice(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for p, n := range x {
		common += min(n, y[p])
	}
	return 2 * float64(common) / float64(total(x)+total(y))
}

func pairs(s string) map[[2]rune]int {
	set := make(map[[2]rune]int)
	var before rune
	for i, r := range s {
		if i > 0 {
			set[[2]rune{before, r}]++
		}
		before = r
	}
	return set
}

func total(set map[[2]rune]int) int {
	n := 0
	for _, k := range set {
		n += k
	}
	return n
}

// Names reports whether a title names the thing: contains its core, or nearly all of it in another order.
func (n Name) Names(title Name) bool {
	length := utf8.RuneCountInString(n.Core)
	if length < 2 {
		return false
	}
	if utf8.RuneCountInString(n.Fold) >= 3 && strings.Contains(title.Fold, n.Fold) {
		return true
	}
	if strings.Contains(title.Fold, n.Core) {
		return length >= 3 || strings.HasSuffix(title.Core, n.Core)
	}
	if length < 5 {
		return false
	}
	want, have := pairs(n.Core), pairs(title.Fold)
	found := 0
	for p, k := range want {
		found += min(k, have[p])
	}
	return float64(found) >= 0.85*float64(total(want))
}
