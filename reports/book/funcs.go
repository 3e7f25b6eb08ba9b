package book

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/charts"
	"mingjing/rules/pack"
)

// funcs are the functions of the templates.
func funcs(r *reports.Report) template.FuncMap {
	w := r.Words
	all := texts()
	say := func(key string, args ...any) (string, error) {
		text, ok := all[key]
		if !ok {
			return "", fmt.Errorf("no text for %q", key)
		}
		return fmt.Sprintf(text.In(w), args...), nil
	}
	return template.FuncMap{
		"t":        say,
		"lang":     func() string { return map[string]string{"zh": "zh-CN", "en": "en"}[w.Lang] },
		"status":   w.Status,
		"stopped":  w.Stopped,
		"change":   w.Change,
		"changes":  reports.Changes,
		"statuses": audit.Statuses,
		"sign":     sign,
		"score":    score,
		"percent":  reports.Percent,
		"points":   points,
		"gain":     gain,
		"heat":     heat,
		"whole":    func(x float64) int { return int(x + 1e-9) }, // rounded down, as the classes of the heat map are
		"day":      func(d audit.Date) string { return day(w, d) },
		"month":    func(s string) string { return month(w, s) },
		"pick":     w.Pick,
		"names":    func(sites []*reports.Site) string { return names(w, sites) },
		"join":     func(list []string) string { return join(w, list) },
		"top":      top,
		"clip":     clip,
		"add":      func(a, b int) int { return a + b },
		"numbered": numbered,
		"itemName": func(i *reports.Item) string { return where(i.Level1, i.Name) },
		"averageBefore": func() string {
			if x, ok := r.AverageBefore(); ok {
				return fmt.Sprintf("%.1f", x)
			}
			return "—"
		},
		"dec":        func(n int) int { return n - 1 },
		"count":      func(c reports.Counts, s string) int { return c[audit.Status(s)] },
		"changed":    func(c map[reports.Change]int, s string) int { return c[reports.Change(s)] },
		"dearest":    dearest,
		"ungradedOf": ungraded,
		"gained":     gained,
		"moved":      moved,
		"grades":     func(list []pack.Grade) string { return grades(w, list) },
		"limits": func() []string {
			return []string{"limit.published", "limit.moment", "limit.blocked", "limit.formal", "limit.items", "limit.weights"}
		},
		"rest":     func(n, shown int) int { return max(n-shown, 0) },
		"inc":      func(n int) int { return n + 1 },
		"weakest":  weakest,
		"weakAll":  weakOverall,
		"verdicts": func(c reports.Counts) template.HTML { return verdicts(w, c) },
		"bar":      bar,
		"line":     line,
		"web":      isWeb,
		"source":   source,
		"where":    func(f *reports.Finding) string { return where(f.Level1, f.Item) },
		"lacks":    func(l *reports.Lack) string { return where(l.Level1, l.Item) },
		"cssText":  cssText,
		"rules":    func(per string) []pack.Rule { return rulesPer(r.Pack, per) },
		"of":       findingOf,
		"verified": func() string { return verified(r.Pack) },
	}
}

// sign tells a verdict without colour; it is a letter that Chinese fonts have.
func sign(s audit.Status) string {
	switch s {
	case audit.Met:
		return "√"
	case audit.Partial:
		return "△"
	case audit.Unmet:
		return "×"
	case audit.Unknown:
		return "？"
	default:
		return "—"
	}
}

// score has one decimal, or is a dash where nothing was judged.
func score(points, coverage float64) string {
	if coverage == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f", points)
}

// points of a rule have two decimals.
func points(x float64) string { return fmt.Sprintf("%.2f", x) }

// gain is the points that a score may rise by.
func gain(x float64) string {
	if x < 0.05 {
		return "<0.1"
	}
	return fmt.Sprintf("%.1f", x)
}

// signed is a difference with one decimal and its sign.
func signed(x float64) string {
	switch x = math.Round(x*10) / 10; {
	case x > 0:
		return fmt.Sprintf("+%.1f", x)
	case x < 0:
		return fmt.Sprintf("−%.1f", -x)
	default:
		return "0.0"
	}
}

// heat is the class of a cell for a score of 0 to 100.
func heat(points, coverage float64) string { return fmt.Sprintf("h%d", reports.Heat(points, coverage)) }

func day(w *reports.Words, d audit.Date) string {
	if d.IsZero() {
		return "—"
	}
	if w.Lang == "en" {
		return d.Time().Format("2 January 2006")
	}
	return d.Time().Format("2006年1月2日")
}

// month reads a month such as 2026-10; what is none stays as it is.
func month(w *reports.Words, s string) string {
	t, err := time.Parse("2006-01", s)
	switch {
	case err != nil:
		return s
	case w.Lang == "en":
		return t.Format("January 2006")
	default:
		return t.Format("2006年1月")
	}
}

func join(w *reports.Words, list []string) string {
	if w.Lang == "en" {
		return strings.Join(list, ", ")
	}
	return strings.Join(list, "、")
}

// namedSites is how many sites a sentence names.
const namedSites = 6

func names(w *reports.Words, sites []*reports.Site) string {
	var list []string
	for _, s := range sites[:min(len(sites), namedSites)] {
		list = append(list, s.Name)
	}
	text := join(w, list)
	switch {
	case len(sites) <= namedSites:
		return text
	case w.Lang == "en":
		return fmt.Sprintf("%s and %d more", text, len(sites)-namedSites)
	default:
		return fmt.Sprintf("%s等%d个", text, len(sites))
	}
}

// top is the first n of a list.
func top(n int, list any) any {
	v := reflect.ValueOf(list)
	return v.Slice(0, min(n, v.Len())).Interface()
}

// clip shortens a text to n characters.
func clip(n int, s string) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// dearest are the groups of faults, those first that cost most.
func dearest(groups []*reports.FaultGroup) []*reports.FaultGroup {
	groups = slices.Clone(groups)
	slices.SortStableFunc(groups, func(a, b *reports.FaultGroup) int { return cmp.Compare(b.Gain, a.Gain) })
	return groups
}

// ungraded are the sites without a grade.
func ungraded(r *reports.Report) []*reports.Site { return r.Sites[r.Graded():] }

// gained is the change of the score with its sign, or a dash where it is not known.
func gained(s *reports.Site) string {
	if x, ok := s.Gained(); ok {
		return signed(x)
	}
	return "—"
}

// moved is the ranks won or lost, or a dash where that is not known.
func moved(s *reports.Site) string {
	switch n, ok := s.Moved(); {
	case !ok:
		return "—"
	case n > 0:
		return fmt.Sprintf("↑%d", n)
	case n < 0:
		return fmt.Sprintf("↓%d", -n)
	default:
		return "0"
	}
}

// grades are the letters with the least scores that earn them.
func grades(w *reports.Words, list []pack.Grade) string {
	var all []string
	for _, g := range list {
		all = append(all, fmt.Sprintf("%s≥%g", g.Letter, g.Min))
	}
	return join(w, all)
}

// weakest are the domains of the site that score lowest, without those at full score.
func weakest(s *reports.Site) []*reports.Domain {
	low := slices.DeleteFunc(slices.Clone(s.Domains), func(d *reports.Domain) bool { return d.Coverage == 0 || d.Open == 0 })
	slices.SortStableFunc(low, func(a, b *reports.Domain) int { return cmp.Compare(a.Score, b.Score) })
	return low[:min(len(low), 5)]
}

// weakOverall are the domains that score lowest over all sites.
func weakOverall(domains []*reports.DomainSum) []*reports.DomainSum {
	low := slices.DeleteFunc(slices.Clone(domains), func(d *reports.DomainSum) bool { return d.Max == 0 || d.Open == 0 })
	slices.SortStableFunc(low, func(a, b *reports.DomainSum) int { return cmp.Compare(a.Score(), b.Score()) })
	return low[:min(len(low), 5)]
}

func verdicts(w *reports.Words, c reports.Counts) template.HTML {
	var parts []charts.Part
	for _, s := range audit.Statuses() {
		if s != audit.Exempt {
			parts = append(parts, charts.Part{Class: string(s), Name: w.Status(s), Sign: sign(s), N: c[s]})
		}
	}
	return charts.Stacked(charts.Label{Title: w.Pick("判定结果", "Verdicts")}, parts)
}

// bar is a share of 0 to 100 beside its number.
func bar(title string, share float64) template.HTML {
	return charts.Bar(charts.Label{Title: title, Desc: fmt.Sprintf("%.1f", share)}, "data", share, charts.None)
}

func line(title string, history []reports.Moment) template.HTML {
	points := make([]charts.Point, 0, len(history))
	for _, m := range history {
		p := charts.Point{When: m.Day.String(), Value: m.Score, Text: score(m.Score, m.Coverage), State: charts.Firm}
		switch {
		case m.Coverage == 0:
			p.State = charts.Missing
		case m.Grade == "":
			p.State = charts.Tenuous
		}
		points = append(points, p)
	}
	return charts.Line(charts.Label{Title: title}, points)
}

// isWeb reports whether an address may be a link.
func isWeb(url string) bool {
	return strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://")
}

// source is the one page that shows a fault best: the first of its evidence, else where it has to stand.
func source(f *reports.Finding) string {
	for _, e := range f.Evidence {
		return e.URL
	}
	for _, p := range f.Places {
		if p.URL != "" {
			return p.URL
		}
	}
	return ""
}

// where is the item that a question asks for, under its heading.
func where(level1, item string) string {
	if level1 == "" || level1 == item {
		return item
	}
	return level1 + " / " + item
}

// cssText is a text as a string of a style sheet.
func cssText(s string) template.CSS {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x`, max(r, 1))
		}
	}
	b.WriteByte('"')
	return template.CSS(b.String())
}

func rulesPer(p *pack.Pack, per string) []pack.Rule {
	return slices.DeleteFunc(slices.Clone(p.Rules), func(r pack.Rule) bool { return r.Per != per })
}

// findingOf is the finding of the rule in a list; nil where there is none.
func findingOf(findings []*reports.Finding, rule string) *reports.Finding {
	i := slices.IndexFunc(findings, func(f *reports.Finding) bool { return f.Rule == rule })
	if i < 0 {
		return nil
	}
	return findings[i]
}

// verified is how many of the items of the national guideline may cost points, such as 263/520.
func verified(p *pack.Pack) string {
	n, all := 0, 0
	for _, d := range p.Domains {
		for _, item := range d.Items {
			all++
			if item.Verified {
				n++
			}
		}
	}
	return fmt.Sprintf("%d/%d", n, all)
}

// numberedGroup is a group of faults with the number of its first fault on the list.
type numberedGroup struct {
	Group *reports.FaultGroup
	First int
}

func numbered(groups []*reports.FaultGroup) []numberedGroup {
	list := make([]numberedGroup, 0, len(groups))
	next := 1
	for _, g := range groups {
		list = append(list, numberedGroup{g, next})
		next += len(g.Findings)
	}
	return list
}
