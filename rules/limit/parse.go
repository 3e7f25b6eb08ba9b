package limit

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// maxText bounds the length of a text, in bytes; no time limit is longer.
const maxText = 2048

// Parse reads a time limit. Empty texts and dashes are the kind [None]; a text that is not
// understood whole is an error.
func Parse(text string) (Limit, error) {
	if len(text) > maxText {
		return Limit{}, fmt.Errorf("time limit of %d bytes: no limit is longer than %d", len(text), maxText)
	}
	plain := normalise(text)
	if blank.MatchString(plain) {
		return Limit{Kind: None}, nil
	}
	var p parser
	for _, clause := range split(plain, ';') {
		p.clause(clause)
	}
	limit, ok := p.limit()
	if !ok {
		return Limit{}, fmt.Errorf("time limit %q: %q is not understood", text, p.failed)
	}
	return limit, nil
}

// parser gathers the parts of a text.
type parser struct {
	found   []Scoped // in the order of the text; the scope is empty for what holds in general
	display Span
	failed  string // the first part that was not understood
}

// clause takes in a text between semicolons.
func (p *parser) clause(text string) {
	var aside []string
	text = brackets.ReplaceAllStringFunc(text, func(group string) string {
		inner := group[1 : len(group)-1]
		switch {
		case saving.MatchString(inner), remark.MatchString(inner):
			return ""
		case sentence.MatchString(inner):
			aside = append(aside, inner)
			return ""
		}
		return group
	})
	for _, part := range append(split(text, ','), aside...) {
		p.part(part)
	}
}

// part takes in a text between commas.
func (p *parser) part(text string) {
	text = strings.TrimPrefix(text, "条目化展示、")
	text = strings.Trim(text, "、.:,")
	if text == "" || saving.MatchString(text) || remark.MatchString(text) || len(p.found) > 0 && keeps.MatchString(text) {
		return
	}
	if m := display.FindStringSubmatch(text); m != nil {
		if span, ok := spanOf(m[1], m[2]); ok {
			p.display = span
			return
		}
	}
	if m := within5.FindStringSubmatch(text); m != nil && len(p.found) > 0 {
		last := &p.found[len(p.found)-1].Limit
		if span, ok := spanOf(m[1], m[2]); ok && last.Kind == With {
			last.N, last.Unit = span.N, span.Unit
			return
		}
	}
	if notOnline.MatchString(text) && len(p.found) > 0 && p.found[len(p.found)-1].Limit.Kind == Within {
		p.found[len(p.found)-1].Limit.Kind = NotOnline
		return
	}
	scope, rest := scopeOf(text)
	limits, ok := read(rest)
	if !ok && scope != "" {
		scope = ""
		limits, ok = read(text)
	}
	if !ok {
		if startWords.MatchString(text) {
			p.found = append(p.found, Scoped{Scope: text, Limit: Limit{Kind: startOf}})
			return
		}
		if p.failed == "" {
			p.failed = text
		}
		return
	}
	for _, l := range limits {
		if n := len(p.found); n > 0 && p.found[n-1].Limit.Kind == startOf {
			if l.Event == "" {
				l.Event = p.found[n-1].Scope
			}
			p.found = p.found[:n-1]
		}
		p.found = append(p.found, Scoped{Scope: scope, Limit: l})
	}
}

// startOf marks a part that only names the event of the part after it: 在实地启动拟征收土地工作时.
const startOf Kind = "event"

// limit puts the parts together: the first part that holds in general is the limit, the others
// are its extras. A part about something else (其他) is the general one beside a part with a scope.
func (p *parser) limit() (Limit, bool) {
	main := -1
	for i, f := range p.found {
		if f.Limit.Kind == startOf {
			p.failed = f.Scope
		}
		if main < 0 || rank(f) < rank(p.found[main]) {
			main = i
		}
	}
	if p.failed == "" && main < 0 && p.display.N > 0 {
		return Limit{Kind: None, Display: p.display}, true
	}
	if p.failed != "" || main < 0 {
		if p.failed == "" {
			p.failed = "the text"
		}
		return Limit{}, false
	}
	limit := p.found[main].Limit
	limit.Display = p.display
	for i, f := range p.found {
		if i == main {
			continue
		}
		if f.Scope == "" {
			f.Scope = f.Limit.Event
		}
		limit.Extra = append(limit.Extra, f)
	}
	return limit, true
}

// rank orders parts by how far they speak for the whole item on a website.
func rank(f Scoped) int {
	switch {
	case f.Limit.Kind == NotOnline:
		return 3
	case f.Scope == "":
		return 0
	case strings.Contains(f.Scope, "其他") || strings.Contains(f.Scope, "其它"):
		return 1
	}
	return 2
}

// scopeOf cuts off the words that say which part of an item a limit holds for.
func scopeOf(text string) (scope, rest string) {
	for _, re := range []*regexp.Regexp{scopeColon, scopeOther, scopeAmong, scopeNamed, scopeQuoted, scopeResult} {
		if m := re.FindStringSubmatch(text); m != nil {
			return strings.TrimPrefix(m[1], "其中"), m[2]
		}
	}
	return "", text
}

// read reads one limit, or several of the kind Before that stand in a row.
func read(text string) ([]Limit, bool) {
	for _, form := range forms {
		m := form.re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if l, ok := form.read(m); ok {
			return []Limit{l}, true
		}
	}
	return readBefore(text)
}

// readBefore reads 投标截止时间至少15日前、提交资格预审申请文件截止时间至少3日前.
func readBefore(text string) ([]Limit, bool) {
	var limits []Limit
	for text != "" {
		m := before.FindStringSubmatch(text)
		if m == nil {
			return nil, false
		}
		span, ok := spanOf(m[2], m[3])
		if !ok {
			return nil, false
		}
		limits = append(limits, Limit{Kind: Before, N: span.N, Unit: span.Unit, Event: m[1]})
		text = text[len(m[0]):]
	}
	return limits, len(limits) > 0
}

// spanOf reads a number and a unit.
func spanOf(number, unit string) (Span, bool) {
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 || n > math.MaxInt16 {
		return Span{}, false
	}
	switch strings.TrimPrefix(unit, "个") {
	case "工作日", "工作天":
		return Span{n, WorkingDays}, true
	case "日", "天", "自然日":
		return Span{n, Days}, true
	case "小时":
		return Span{(n + 23) / 24, Days}, true
	case "周", "星期":
		return Span{n, Weeks}, true
	case "月":
		return Span{n, Months}, true
	case "年":
		return Span{12 * n, Months}, true
	}
	return Span{}, false
}
