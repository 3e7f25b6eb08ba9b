package metrics

import (
	"fmt"
	"strings"
)

// Document is docs/metrics.md without its last section, which tells of measurements.
func Document() string {
	var b strings.Builder
	b.WriteString(documentHead)
	for _, group := range []struct {
		of    Group
		title string
		text  string
	}{
		{OfSite, "Of a site", "At every detail; at most 30 series a site."},
		{OfDomain, "Of a domain", "At the details `domain` and `rule`; 6 series a domain of a site."},
		{OfRule, "Of a rule", "At the detail `rule`; 5 series a rule of a site."},
		{OfPack, "Names of the pack", "Join them to show names: `mingjing_domain_score_ratio * on (domain) group_left (name) mingjing_domain_info`."},
		{OfOperations, "Of the program", "On `/metrics` of `serve`; counters begin at 0 when the process starts."},
		{OfProbe, "Of a probe", "Beside those of the site, on `/probe` only."},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| metric | kind | labels | tells |\n| --- | --- | --- | --- |\n", group.title, group.text)
		for _, f := range Families() {
			if f.Group != group.of {
				continue
			}
			labels := "`" + strings.Join(f.Labels, "`, `") + "`"
			if len(f.Labels) == 0 {
				labels = "–"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, f.Kind, labels, f.Help)
		}
	}
	return b.String()
}

const documentHead = `# Metrics

Written by ` + "`make golden`" + ` from the code; a test holds it.

- ` + "`/metrics`" + ` of ` + "`mingjing serve`" + `: the newest verdicts of all sites, and the program's own. ` + "`metrics.detail`" + ` in the configuration says
  how fine the verdicts go: ` + "`site`, `domain` or `rule`" + ` (the default).
- ` + "`metrics.prom`" + ` of ` + "`mingjing scan`" + `: the verdicts of the scan, written whole or not at all, for the textfile collector of the node exporter.
- ` + "`/probe?target=ID&pack=ID`" + `: the verdicts of one site; with ` + "`fresh=1`" + ` an audit made for the scrape, by the rules of the site alone.

Labels take values of closed sets only: ids of the targets files, rules and domains of the pack, verdicts (` + "`met`, `partial`, `unmet`,\n`unknown`, `exempt`" + `), reasons and kinds of trouble of the program. No address and no text of a portal is ever a label; names of
sites, domains and rules come from the configuration and stand in the ` + "`_info`" + ` metrics, one series each. A value that is not
known is absent, never 0: a site of which nothing could be judged has no score.
`
