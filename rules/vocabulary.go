package rules

import (
	"fmt"
	"math/bits"
	"regexp"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
	"mingjing/rules/names"
	"mingjing/rules/pack"
)

// domainSet is a set of domains by their position in the pack.
type domainSet uint32

func (s domainSet) has(i int) bool { return s&(1<<i) != 0 }
func (s domainSet) size() int      { return bits.OnesCount32(uint32(s)) }

// certain is the similarity from which two names are the same but for decoration.
const certain = 0.95

// vocabulary is what the words of a pack mean on the portal of one county.
type vocabulary struct {
	pack      *pack.Pack
	speller   *names.Speller
	patterns  patterns
	domains   []domainWords
	townships []string // folded
	domainOf  map[string]domainGuess
	folds     map[string]string
}

type domainWords struct {
	names []names.Name   // of the domain
	parts []names.Name   // of its items and 一级事项
	items [][]names.Name // names of each item of the guideline
}

type domainGuess struct {
	set   domainSet
	score float64
}

// patterns are a pack's word patterns, ready to match.
type patterns map[string][]pack.Pattern

func parsePatterns(p *pack.Pack) (patterns, error) {
	all := make(patterns, len(p.Patterns))
	for key, texts := range p.Patterns {
		for _, text := range texts {
			pattern, err := pack.ParsePattern(text)
			if err != nil {
				return nil, fmt.Errorf("pack %s: pattern %s: %w", p.ID, key, err)
			}
			all[key] = append(all[key], pattern)
		}
	}
	return all, nil
}

func newVocabulary(p *pack.Pack, words patterns, site audit.Site) *vocabulary {
	v := &vocabulary{
		pack: p, speller: names.NewSpeller(site.Name, site.City), patterns: words,
		domainOf: make(map[string]domainGuess), folds: make(map[string]string),
	}
	for _, d := range p.Domains {
		w := domainWords{names: []names.Name{v.speller.Name(d.Name)}}
		for _, alias := range d.Aliases {
			w.names = append(w.names, v.speller.Name(alias))
		}
		for _, item := range d.Items {
			all := v.itemNames(item.Level1, item.Level2, item.Aliases)
			w.items = append(w.items, all)
			w.parts = append(w.parts, all...)
			w.parts = append(w.parts, v.speller.Name(item.Level1))
		}
		v.domains = append(v.domains, w)
	}
	for _, t := range site.Townships {
		v.townships = append(v.townships, names.Fold(t))
	}
	return v
}

// itemNames are the names that an item may carry: its own, those the pack knows, and the two levels in one.
func (v *vocabulary) itemNames(level1, level2 string, aliases []string) []names.Name {
	own := level2
	if own == "" {
		own = level1
	}
	all := []names.Name{v.speller.Name(own)}
	for _, alias := range aliases {
		all = append(all, v.speller.Name(alias))
	}
	if level2 != "" && level1 != "" && level1 != level2 {
		all = append(all, v.speller.Name(level1+level2))
	}
	return all
}

// fold is names.Fold, remembered.
func (v *vocabulary) fold(name string) string {
	f, ok := v.folds[name]
	if !ok {
		f = names.Fold(name)
		v.folds[name] = f
	}
	return f
}

// is reports whether a name matches one of the pack's patterns of that key.
func (v *vocabulary) is(key, name string) bool {
	folded := v.fold(name)
	if folded == "" {
		return false
	}
	for _, p := range v.patterns[key] {
		if p.Match(folded) {
			return true
		}
	}
	return false
}

// organ ends the name of an office. 扶贫办 is no column of 扶贫.
var organ = regexp.MustCompile(`(?:局|办|委|中心|公司|院|馆|所|站|队|政府|办公室|委员会|街道|镇|乡|学校)$`)

// joint parts the names of two domains that share a column: 就业领域和社会保险领域.
var joint = regexp.MustCompile(`[、/／,，;；+＋|]|领域和|领域及|领域与|和|及|与`)

// domainsIn says which domains a name names, and how surely.
func (v *vocabulary) domainsIn(name string) domainGuess {
	if g, ok := v.domainOf[name]; ok {
		return g
	}
	g := v.guessDomains(name)
	v.domainOf[name] = g
	return g
}

func (v *vocabulary) guessDomains(name string) domainGuess {
	if utf8.RuneCountInString(name) > 60 {
		return domainGuess{}
	}
	whole := v.oneDomain(v.speller.Name(name))
	if whole.score >= certain {
		return whole
	}
	if pieces := joint.Split(strings.TrimSpace(name), -1); len(pieces) > 1 {
		all := domainGuess{score: 1}
		for _, piece := range pieces {
			if strings.TrimSpace(piece) == "" {
				continue
			}
			one := v.oneDomain(v.speller.Name(piece))
			if one.score < certain {
				all = domainGuess{}
				break
			}
			all.set |= one.set
			all.score = min(all.score, one.score)
		}
		if all.set.size() > 1 {
			return all
		}
	}
	if whole.score < names.Same || organ.MatchString(v.fold(name)) {
		return domainGuess{}
	}
	return whole
}

// oneDomain finds the domain whose name is most alike; several where they share the name.
func (v *vocabulary) oneDomain(name names.Name) domainGuess {
	var best domainGuess
	second := 0.0
	for i, d := range v.domains {
		score := 0.0
		for _, n := range d.names {
			score = max(score, n.Like(name))
		}
		switch {
		case score > best.score:
			second = best.score
			best = domainGuess{1 << i, score}
		case score == best.score && score >= certain:
			best.set |= 1 << i
		default:
			second = max(second, score)
		}
	}
	if best.score < certain && best.score-second < 0.04 {
		return domainGuess{}
	}
	return best
}

// isPart reports whether a name is that of an item or a 一级事项 of one of the domains.
func (v *vocabulary) isPart(domains domainSet, name string, least float64) bool {
	n := v.speller.Name(name)
	for i := range v.domains {
		if !domains.has(i) {
			continue
		}
		for _, part := range v.domains[i].parts {
			if part.Like(n) >= least {
				return true
			}
		}
	}
	return false
}

// township is the number of the township that a name contains, counted from 1; 0 for none.
func (v *vocabulary) township(name string) int {
	folded := v.fold(name)
	for i, t := range v.townships {
		if t != "" && strings.Contains(folded, t) {
			return i + 1
		}
	}
	return 0
}

// idle are the words of links that name nothing: 更多, 查看详情 and the like.
var idle = regexp.MustCompile(`^(?:更多|more|查看|查看更多|查看全部|查看详情|查看详细|详情|详细|点击进入|点击查看|进入|进入专题|进入专栏|全部|图片|\d+|下载|附件下载|点击下载|打开|链接|返回|首页|网站首页|领域|[一二三]级事项|事项|栏目|子栏目|栏目导航|栏目列表|导航|分类|类别)?$`)

// nameless reports whether a link's words say nothing of where it leads.
func (v *vocabulary) nameless(name string) bool { return idle.MatchString(v.fold(name)) }
