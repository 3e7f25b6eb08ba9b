package accuracy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"mingjing/audit"
)

// Formats lists the formats of Write.
func Formats() []string { return []string{"text", "markdown", "json"} }

// Write writes the report in one of Formats.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "text":
		return r.text(w)
	case "markdown":
		return r.markdown(w)
	case "json":
		return r.json(w)
	default:
		return fmt.Errorf("unknown format %q: want %s", format, strings.Join(Formats(), ", "))
	}
}

func (r *Report) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// columns of the tables by rule, after the rule's name.
var columns = []string{
	"asked", "right", "false accusations", "missed faults", "wrong certainty", "needless unknown",
	"other", "no finding", "no proof", "precision", "recall",
}

func (c *Count) cells() []string {
	cells := []string{fmt.Sprint(c.Asked), fmt.Sprint(c.Right)}
	for _, kind := range Kinds() {
		cells = append(cells, fmt.Sprint(c.Mistakes[kind]))
	}
	return append(cells, percent(c.Precision()), percent(c.Recall()))
}

// percent is rounded down, so that only what is whole is called 100 %.
func percent(part float64, known bool) string {
	if !known {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", float64(int(part*1000))/10)
}

func (r *Report) text(w io.Writer) error {
	out := new(strings.Builder)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "rule\t%s\n", strings.Join(columns, "\t"))
	for _, c := range r.Rules {
		fmt.Fprintf(table, "%s\t%s\n", c.Rule, strings.Join(c.cells(), "\t"))
	}
	fmt.Fprintf(table, "all\t%s\n", strings.Join(r.Total.cells(), "\t"))
	fmt.Fprint(table, "\nsite\tasked\tright\tpages\tneeded\trequests\tstopped\n")
	for _, s := range r.Sites {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%s\n", s.ID, s.Asked, s.Right, s.Pages, s.Needed, s.Requests, s.Stopped)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if r.Unasked > 0 {
		fmt.Fprintf(out, "\n%d findings of which the truth does not speak\n", r.Unasked)
	}
	for _, m := range r.gravest() {
		fmt.Fprintf(out, "\n%s: %s\n", strings.ToUpper(joined(m.Kinds)), m.question())
		fmt.Fprintf(out, "  said   %s%s\n", orNone(m.Said), after(m.Reason))
		fmt.Fprintf(out, "  right  %s%s\n", joined(m.Right), after(m.Why))
		for _, list := range []struct {
			name  string
			pages []string
		}{{"where", m.Where}, {"proof", m.Proof}, {"shown", m.Shown}} {
			for _, page := range list.pages {
				fmt.Fprintf(out, "  %s  %s\n", list.name, page)
			}
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (r *Report) markdown(w io.Writer) error {
	out := new(strings.Builder)
	fmt.Fprintf(out, "Pack `%s`, as of %s: %d questions, %d answered rightly; %d false accusations, %d missed faults, %d wrong certainties, %d needless unknowns.\n\n",
		r.Pack, r.AsOf, r.Total.Asked, r.Total.Right, r.Total.Mistakes[FalseAccusation], r.Total.Mistakes[MissedFault],
		r.Total.Mistakes[WrongCertainty], r.Total.Mistakes[NeedlessUnknown])
	fmt.Fprintf(out, "| rule | %s |\n| --- |%s\n", strings.Join(columns, " | "), strings.Repeat(" ---: |", len(columns)))
	for _, c := range r.Rules {
		fmt.Fprintf(out, "| `%s` | %s |\n", c.Rule, strings.Join(c.cells(), " | "))
	}
	fmt.Fprintf(out, "| **all** | %s |\n", strings.Join(r.Total.cells(), " | "))
	fmt.Fprint(out, "\n| site | asked | right | pages | needed | requests | stopped |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n")
	for _, s := range r.Sites {
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %d | %s |\n", s.ID, s.Asked, s.Right, s.Pages, s.Needed, s.Requests, s.Stopped)
	}
	if r.Unasked > 0 {
		fmt.Fprintf(out, "\nThe truth does not speak of %d further findings.\n", r.Unasked)
	}
	if len(r.Mistakes) > 0 {
		fmt.Fprint(out, "\n## Mistakes\n\n| kind | question | said | right | why |\n| --- | --- | --- | --- | --- |\n")
	}
	for _, m := range r.gravest() {
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", joined(m.Kinds), cell(m.question()),
			cell(orNone(m.Said)+after(m.Reason)), joined(m.Right), cell(m.Why))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// gravest is the mistakes, the gravest kinds first and otherwise as they stand.
func (r *Report) gravest() []Mistake {
	sorted := slices.Clone(r.Mistakes)
	rank := func(m Mistake) int {
		least := len(Kinds())
		for _, kind := range m.Kinds {
			least = min(least, slices.Index(Kinds(), kind))
		}
		return least
	}
	slices.SortStableFunc(sorted, func(a, b Mistake) int { return cmp.Compare(rank(a), rank(b)) })
	return sorted
}

func (m *Mistake) question() string {
	words := []string{m.Site, m.Rule}
	for _, word := range []string{m.Domain, m.Level1, m.Item} {
		if word != "" && word != words[len(words)-1] {
			words = append(words, word)
		}
	}
	return strings.Join(words, " / ")
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = string(word)
	}
	return strings.Join(words, ", ")
}

func orNone(s audit.Status) string {
	if s == "" {
		return "nothing"
	}
	return string(s)
}

func after(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// cell makes a text fit for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
