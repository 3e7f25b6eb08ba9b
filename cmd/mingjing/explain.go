package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/reports"
)

type explainCmd struct {
	Scan   string `arg:"" help:"A scan.json." type:"path"`
	Site   string `required:"" help:"Id of the site." placeholder:"ID"`
	Rule   string `required:"" help:"Id of the rule." placeholder:"RULE"`
	Domain string `help:"Id of the domain, for rules that ask by domain or item." placeholder:"ID"`
	Item   string `help:"Name of the item, for rules that ask by item." placeholder:"NAME"`
}

// Run prints each finding that fits.
func (c explainCmd) Run(m *Main, g *cli) error {
	scan, err := reports.ReadScanFile(c.Scan)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(scan.Sites, func(s audit.SiteResult) bool { return s.ID == c.Site })
	if i < 0 {
		return hinted(fmt.Errorf("no site %q in the scan", c.Site), "its sites are: "+list(scan.Sites, func(s audit.SiteResult) string { return s.ID }))
	}
	site := &scan.Sites[i]
	found, err := c.find(site.Findings)
	if err != nil {
		return err
	}
	for i, f := range found {
		if i > 0 {
			fmt.Fprintln(m.Stdout)
		}
		if err := explanation(f, g.Lang).write(m.Stdout); err != nil {
			return err
		}
	}
	return nil
}

// find narrows the findings down, and says at the first step that leaves none what there is instead.
func (c explainCmd) find(findings []audit.Finding) ([]audit.Finding, error) {
	for _, step := range []struct {
		name, want string
		of         func(audit.Finding) string
	}{
		{"rule", c.Rule, func(f audit.Finding) string { return f.Rule }},
		{"domain", c.Domain, func(f audit.Finding) string { return f.Domain }},
		{"item", c.Item, func(f audit.Finding) string { return f.Item }},
	} {
		if step.want == "" {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(findings), func(f audit.Finding) bool { return step.of(f) != step.want })
		if len(kept) == 0 {
			return nil, hinted(fmt.Errorf("no finding with %s %q", step.name, step.want), "there are: "+list(findings, step.of))
		}
		findings = kept
	}
	if len(findings) > 30 {
		return nil, hinted(fmt.Errorf("%d findings answer to this", len(findings)), "name one with --domain and --item")
	}
	return findings, nil
}

// list names what there is, each once.
func list[T any](all []T, name func(T) string) string {
	const most = 40
	var names []string
	for _, t := range all {
		if n := name(t); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" … (%d in all)", len(names))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// lines is a text of labelled lines.
type lines struct{ text strings.Builder }

func (l *lines) add(label, text string, more ...string) {
	if text == "" {
		return
	}
	fmt.Fprintf(&l.text, "%-9s %s\n", label, text)
	for _, m := range more {
		if m != "" {
			fmt.Fprintf(&l.text, "%-9s   %s\n", "", m)
		}
	}
}

func (l *lines) write(w io.Writer) error {
	_, err := io.WriteString(w, l.text.String())
	return err
}

func explanation(f audit.Finding, lang string) *lines {
	l := new(lines)
	head := f.Rule
	for _, part := range []string{f.Domain, f.Level1, f.Item} {
		if part != "" {
			head += " / " + part
		}
	}
	l.add("question", head)
	reason := f.Reason
	if lang == "en" && f.ReasonEN != "" {
		reason = f.ReasonEN
	}
	verdict := string(f.Status)
	if f.Max > 0 {
		verdict += fmt.Sprintf("  (%.3f of %.3f points)", f.Points, f.Max)
	}
	l.add("verdict", verdict)
	l.add("reason", reason)
	l.add("follows", f.Follows)
	for _, p := range f.Places {
		l.add("place", fmt.Sprintf("%s  [%s] %s", p.State, p.Role, p.Name), p.URL, p.Why)
	}
	for _, e := range f.Evidence {
		sum := ""
		if e.SHA256 != "" {
			sum = fmt.Sprintf("fetched %s, sha256 %s", e.Fetched.Format("2006-01-02T15:04:05Z07:00"), e.SHA256)
		}
		quote := ""
		if e.Quote != "" {
			quote = "“" + e.Quote + "”"
		}
		l.add("evidence", e.URL, quote, sum)
	}
	for _, n := range f.Near {
		l.add("near", n.Words, n.URL, n.Why)
	}
	return l
}
