package main

import (
	"fmt"
	"strconv"
	"strings"

	"mingjing/audit"
	"mingjing/internal/scout"
)

// targetsText is a targets file of what was seen, with remarks on what a person has to confirm.
func targetsText(city string, sights []*scout.Sight) string {
	var b strings.Builder
	b.WriteString("# Which portals are audited. What stands here was read from the home pages: confirm it before the first audit.\n")
	b.WriteString("# Then: mingjing targets check -t targets.yaml; mingjing scan -t targets.yaml\n")
	fmt.Fprintf(&b, "city: %s\nsites:\n", quoted(city))
	for _, s := range sights {
		site := s.Site
		fmt.Fprintf(&b, "  - id: %s\n", site.ID)
		if site.Name == "" {
			b.WriteString("    name: \"\" # the home page does not tell: the official name, such as 岱岳区\n")
		} else {
			fmt.Fprintf(&b, "    name: %s\n", quoted(site.Name))
		}
		if s.Code != "" {
			fmt.Fprintf(&b, "    # site code (网站标识码) %s\n", oneLine(s.Code))
		}
		if !s.Readable() {
			fmt.Fprintf(&b, "    # could not be read: %s\n", oneLine(unreadable(s)))
		}
		kind := site.Kind
		if kind == "" {
			kind = audit.County
		}
		fmt.Fprintf(&b, "    kind: %s # county, or zone for a functional zone (功能区)\n    home: %s\n", kind, quoted(site.Home))
		field(&b, "hosts", "further hosts of this portal: remove those of other bodies", site.Hosts)
		field(&b, "townships", "whose own catalogues must stand on this portal: complete the list", site.Townships)
	}
	return b.String()
}

func field(b *strings.Builder, name, remark string, values []string) {
	if len(values) == 0 {
		fmt.Fprintf(b, "    # %s: [] # %s\n", name, remark)
		return
	}
	fmt.Fprintf(b, "    %s: # %s\n", name, remark)
	for _, v := range values {
		fmt.Fprintf(b, "      - %s\n", quoted(v))
	}
}

// quoted is a text that YAML reads back as it is.
func quoted(s string) string { return strconv.QuoteToGraphic(oneLine(s)) }

// oneLine keeps a portal's text from beginning a line of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// configText is a configuration of the service with every field explained.
const configText = `# Configuration of the service: mingjing serve -c mingjing.yaml
# Every field: mingjing config schema. Whether it is good: mingjing config check -c mingjing.yaml

# SQLite file, or a PostgreSQL URL for several workers: postgres://mingjing@db.example/mingjing
database: mingjing.db
# Folder for archived answers and kept reports.
data: data
# Only this machine can reach the pages. For others: web_config with TLS and passwords.
listen: 127.0.0.1:8080
pack: taian-2020
timezone: Asia/Shanghai

groups:
  - name: city
    targets: targets.yaml
    # At one o'clock on the first of each month: minute, hour, day, month, weekday.
    schedule: "0 1 1 * *"
    # Hours in which sites may be scanned; left out: the whole day.
    window: "20:00-06:00"

crawl:
  # Requests a second for one host and for one server address.
  rate: 1

report:
  # Day of the month on which the month's report and papers are made; 0: never.
  day: 3
  due_days: 30
`
