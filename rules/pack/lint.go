package pack

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// lint checks what was read. Everything it finds goes to the faults.
func (l *loader) lint() {
	l.lintHead()
	l.lintGrades()
	dimensions := l.lintDimensions()
	l.lintRules(dimensions)
	l.lintPatterns()
	l.lintDomains()
	l.lintAnnex()
	l.lintAliases()
}

// twice is a set that tells where a member stood first.
type twice map[string]string

// add puts in a member and returns where it stood before, or "".
func (t twice) add(member, where string) string {
	before := t[member]
	if before == "" {
		t[member] = where
	}
	return before
}

func place(s source, keys ...any) string { return fmt.Sprintf("%s:%d", s.name, s.line(keys...)) }

func isID(s string) bool {
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || i > 0 && (r >= '0' && r <= '9' || r == '-')) {
			return false
		}
	}
	return s != ""
}

func (l *loader) lintHead() {
	s := l.mainSource
	if !isID(l.main.ID) {
		l.fault(s, "small letters, digits and hyphens are wanted, a letter first", fmt.Sprintf("id is %q", l.main.ID), "id")
	}
	for _, field := range []struct{ key, value string }{
		{"version", l.main.Version}, {"title", l.main.Title}, {"title_en", l.main.TitleEN}, {"document", l.main.Document}, {"issuer", l.main.Issuer},
	} {
		if strings.TrimSpace(field.value) == "" {
			l.fault(s, "a text is wanted", field.key+" is empty", field.key)
		}
	}
	for _, field := range []struct {
		key   string
		value float64
	}{{"coverage_floor", l.main.CoverageFloor}, {"partial_share", l.main.PartialShare}} {
		if !(field.value > 0 && field.value <= 1) {
			l.fault(s, "a share above 0 and up to 1 is wanted", fmt.Sprintf("%s is %v", field.key, field.value), field.key)
		}
	}
}

func (l *loader) lintGrades() {
	letters := twice{}
	grades := l.main.Grades
	for i, g := range grades {
		if before := letters.add(g.Letter, place(l.mainSource, "grades", i)); before != "" {
			l.fault(l.mainSource, "each grade has its own letter", fmt.Sprintf("grade %s stands already at %s", g.Letter, before), "grades", i)
		}
		if i > 0 && !(g.Min < grades[i-1].Min) {
			l.fault(l.mainSource, "grades stand from best to worst", fmt.Sprintf("grade %s begins at %v, not below %v of the grade before it", g.Letter, g.Min, grades[i-1].Min), "grades", i, "min")
		}
	}
	if n := len(grades); n == 0 || grades[n-1].Min != 0 {
		l.fault(l.mainSource, "the last begins at 0, so that every score has a grade", "grades do not reach down to 0", "grades", max(n-1, 0))
	}
}

func (l *loader) lintDimensions() []string {
	var ids []string
	seen := twice{}
	for i, d := range l.main.Dimensions {
		if before := seen.add(d.ID, place(l.mainSource, "dimensions", i)); before != "" {
			l.fault(l.mainSource, "each dimension has its own id", fmt.Sprintf("dimension %s stands already at %s", d.ID, before), "dimensions", i, "id")
			continue
		}
		ids = append(ids, d.ID)
		if !slices.ContainsFunc(l.main.Rules, func(r Rule) bool { return r.Dimension == d.ID }) {
			l.fault(l.mainSource, "take it out or give it a rule", fmt.Sprintf("dimension %s has no rule", d.ID), "dimensions", i, "id")
		}
	}
	return ids
}

func (l *loader) lintRules(dimensions []string) {
	seen := twice{}
	total := 0.0
	for i, r := range l.main.Rules {
		s := l.mainSource
		at := func(key string) []any { return []any{"rules", i, key} }
		k, ok := known(r.ID)
		if !ok {
			l.fault(s, "the rules are "+strings.Join(RuleIDs(), ", "), fmt.Sprintf("no rule %s is known", r.ID), at("id")...)
			continue
		}
		if before := seen[r.ID]; before != "" {
			l.fault(s, "each rule stands once", fmt.Sprintf("rule %s stands already at %s", r.ID, before), at("id")...)
		}
		if r.Per != k.per {
			l.fault(s, k.per+" is wanted", fmt.Sprintf("rule %s is judged per %s", r.ID, r.Per), at("per")...)
		}
		if !slices.Contains(dimensions, r.Dimension) {
			l.fault(s, "the dimensions are "+strings.Join(dimensions, ", "), fmt.Sprintf("no dimension %s is known", r.Dimension), at("dimension")...)
		}
		if r.HangsOn != "" && seen[r.HangsOn] == "" {
			l.fault(s, "the rule it hangs on stands above it", fmt.Sprintf("rule %s hangs on %s, which does not stand above it", r.ID, r.HangsOn), at("hangs_on")...)
		}
		if !(r.Weight > 0) {
			l.fault(s, "a number above 0 is wanted", fmt.Sprintf("weight of %s is %v", r.ID, r.Weight), at("weight")...)
		}
		total += r.Weight
		seen.add(r.ID, place(s, "rules", i))
		l.lintTexts(i, r)
		l.lintParams(i, r, k)
	}
	if len(l.main.Rules) == 0 || math.Abs(total-100) > 1e-6 {
		l.fault(l.mainSource, "100 is wanted", "weights sum to "+strconv.FormatFloat(math.Round(total*1e6)/1e6, 'f', -1, 64), "rules")
	}
}

func (l *loader) lintTexts(i int, r Rule) {
	for _, text := range []struct{ key, value string }{
		{"clause", r.Clause}, {"name", r.Name}, {"name_en", r.NameEN}, {"asks", r.Asks}, {"asks_en", r.AsksEN}, {"met", r.Met}, {"met_en", r.MetEN},
		{"unmet", r.Unmet}, {"unmet_en", r.UnmetEN}, {"fix", r.Fix}, {"fix_en", r.FixEN},
	} {
		if strings.TrimSpace(text.value) == "" {
			l.fault(l.mainSource, "a text is wanted", fmt.Sprintf("%s of rule %s is empty", text.key, r.ID), "rules", i, text.key)
		}
	}
	if (r.Partial == "") != (r.PartialEN == "") {
		l.fault(l.mainSource, "partial and partial_en go together", fmt.Sprintf("partial of rule %s stands in one language only", r.ID), "rules", i, "partial")
	}
}

func (l *loader) lintParams(i int, r Rule, k knownRule) {
	given := l.mainSource.keys("rules", i, "params")
	right := "it needs " + strings.Join(k.params, ", ")
	if len(k.params) == 0 {
		right = "it needs none"
	}
	for _, name := range given {
		if !slices.Contains(k.params, name) {
			l.fault(l.mainSource, right, fmt.Sprintf("rule %s does not know the parameter %s", r.ID, name), "rules", i, "params", name)
		}
	}
	for _, name := range k.params {
		if !slices.Contains(given, name) {
			l.fault(l.mainSource, right, fmt.Sprintf("rule %s is without the parameter %s", r.ID, name), "rules", i, "params")
		}
	}
	p := r.Params
	wrong := func(name, what, right string) {
		if slices.Contains(given, name) && slices.Contains(k.params, name) {
			l.fault(l.mainSource, right, fmt.Sprintf("%s of rule %s is %s", name, r.ID, what), "rules", i, "params", name)
		}
	}
	for _, share := range []struct {
		name  string
		value float64
	}{{"met", p.Met}, {"partial", p.Partial}, {"filled", p.Filled}} {
		if !(share.value > 0 && share.value <= 1) {
			wrong(share.name, fmt.Sprint(share.value), "a share above 0 and up to 1 is wanted")
		}
	}
	for _, count := range []struct {
		name  string
		value int
	}{
		{"at_least", p.AtLeast}, {"partial_at_least", p.PartialAtLeast}, {"days", p.Days},
		{"partial_days", p.PartialDays}, {"working_days", p.WorkingDays}, {"newest", p.Newest}, {"fewest", p.Fewest},
	} {
		if count.value <= 0 {
			wrong(count.name, strconv.Itoa(count.value), "a number above 0 is wanted")
		}
	}
	if p.Partial >= p.Met && p.Met > 0 {
		wrong("partial", fmt.Sprint(p.Partial), fmt.Sprintf("less than met, which is %v, is wanted", p.Met))
	}
	if p.PartialAtLeast >= p.AtLeast && p.AtLeast > 0 {
		wrong("partial_at_least", strconv.Itoa(p.PartialAtLeast), fmt.Sprintf("less than at_least, which is %d, is wanted", p.AtLeast))
	}
	if p.PartialDays <= p.Days && p.PartialDays > 0 {
		wrong("partial_days", strconv.Itoa(p.PartialDays), fmt.Sprintf("more than days, which is %d, is wanted", p.Days))
	}
}

func (l *loader) lintPatterns() {
	names := PatternNames()
	for _, name := range slices.Sorted(maps.Keys(l.main.Patterns)) {
		if !slices.Contains(names, name) {
			l.fault(l.mainSource, "the patterns are "+strings.Join(names, ", "), fmt.Sprintf("no pattern is named %s", name), "patterns", name)
		}
		l.lintWords(l.main.Patterns[name], "patterns", name)
	}
	for _, name := range names {
		if len(l.main.Patterns[name]) == 0 {
			l.fault(l.mainSource, "at least one is wanted", fmt.Sprintf("pattern %s has no words", name), "patterns", name)
		}
	}
	l.lintWords(l.main.Lasting, "lasting")
}

func (l *loader) lintWords(patterns []string, keys ...any) {
	seen := twice{}
	for i, text := range patterns {
		at := append(slices.Clone(keys), i)
		if _, err := ParsePattern(text); err != nil {
			what, right, _ := strings.Cut(err.Error(), "; ")
			l.fault(l.mainSource, right, what, at...)
		}
		if before := seen.add(text, place(l.mainSource, at...)); before != "" {
			l.fault(l.mainSource, "each pattern stands once", fmt.Sprintf("pattern %q stands already at %s", text, before), at...)
		}
	}
}
