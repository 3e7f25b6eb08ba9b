package pages

import (
	"fmt"
	"html/template"
	"math"
	"net/url"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/charts"
)

func (p *Pages) functions() template.FuncMap {
	badges := p.badges()
	return template.FuncMap{
		"t":        p.words.say,
		"css":      func() template.CSS { return template.CSS(p.sheet()) },
		"policy":   func() string { return policyOf(p.sheet()) },
		"back":     p.back,
		"status":   p.words.Status,
		"change":   p.words.Change,
		"stopped":  p.words.Stopped,
		"place":    p.words.place,
		"list":     p.words.list,
		"pick":     p.words.Pick,
		"statuses": audit.Statuses,
		"icon":     reports.Sign,
		"badge":    func(s audit.Status) template.HTML { return badges[s] },
		"score":    score,
		"percent":  reports.Percent,
		"number":   number,
		"heat":     heat,
		"abs":      math.Abs,
		"moment":   moment,
		"add":      func(a, b int) int { return a + b },
		"verdicts": p.verdicts,
		"bar":      p.bar,
		"axis":     charts.Axis,
	}
}

// badges are the verdicts as sign and word. The sign stands beside the word, so colour is never all that tells.
func (p *Pages) badges() map[audit.Status]template.HTML {
	all := make(map[audit.Status]template.HTML)
	for _, s := range audit.Statuses() {
		all[s] = template.HTML(fmt.Sprintf(`<span class="b %s"><i aria-hidden="true">%s</i> %s</span>`, s, reports.Sign(s), p.words.Status(s)))
	}
	return all
}

// score has one decimal, or is a dash where nothing was judged.
func score(points, coverage float64) string {
	if coverage == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", reports.Shown(points))
}

// number has two decimals.
func number(x float64) string { return fmt.Sprintf("%.2f", x) }

// moment is a time in China, to the minute.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(reports.ChinaTime()).Format("2006-01-02 15:04")
}

// heat is the class of a cell for a score of 0 to 100. Its borders are those of the key.
func heat(points, coverage float64) string { return fmt.Sprintf("h%d", reports.Heat(points, coverage)) }

// isWeb reports whether an address may be a link: others are shown as text.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// verdicts draws counts by verdict.
func (p *Pages) verdicts(name string, c reports.Counts) template.HTML {
	parts := make([]charts.Part, 0, len(audit.Statuses()))
	var said []string
	for _, s := range audit.Statuses() {
		parts = append(parts, charts.Part{Class: string(s), Name: p.words.Status(s), Sign: reports.Sign(s), N: c[s]})
		if c[s] > 0 {
			said = append(said, fmt.Sprintf("%s %d", p.words.Status(s), c[s]))
		}
	}
	return charts.Stacked(charts.Label{Title: name, Desc: strings.Join(said, ", ")}, parts)
}

// bar draws a score of 0 to 100; nothing where there is none.
func (p *Pages) bar(name string, points, coverage float64) template.HTML {
	if coverage == 0 {
		return ""
	}
	return charts.Bar(charts.Label{Title: name + " " + score(points, coverage)}, "accent", points, charts.None)
}
