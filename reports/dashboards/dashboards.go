// Package dashboards makes the Grafana dashboards (看板) over the metrics of package metrics, as code.
//
// [Files] gives them as they stand in deploy/grafana; a test holds those files to this code, has Prometheus' own parser read every
// query and looks up every metric and label. A test of cmd/mingjing runs every query on a real Prometheus that scrapes the service.
//
// Titles are Chinese, and so are the names of sites, domains and rules, which are joined from the info metrics.
package dashboards

import (
	"encoding/json"
	"fmt"
	"io"

	"mingjing/reports"
)

// schemaVersion is that of Grafana 10; Grafana 11 and later read it too.
const schemaVersion = 39

// Queries lists the query of every panel and variable by where it stands, with the variables of Grafana filled in for
// the site, city and department that are given.
func Queries(site, city, department string) []Query {
	fill := filler(site, city, department)
	var queries []Query
	for _, b := range boards() {
		for _, p := range b.Panels {
			for _, t := range p.Targets {
				queries = append(queries, Query{Where: b.UID + ": " + p.Title + " " + t.RefID, Expr: fill.Replace(t.Expr)})
			}
		}
		for _, v := range b.Templating.List {
			if v.Type == "query" {
				queries = append(queries, Query{Where: b.UID + ": $" + v.Name, Expr: fill.Replace(selectorOf(v.Definition))})
			}
		}
	}
	return queries
}

// A Query is PromQL and where it stands.
type Query struct{ Where, Expr string }

// Files gives the dashboards as Grafana provisions them.
func Files() []reports.File {
	var files []reports.File
	for _, b := range boards() {
		files = append(files, reports.File{Name: b.UID + ".json", Write: func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", "  ")
			e.SetEscapeHTML(false)
			if err := e.Encode(b); err != nil {
				return fmt.Errorf("write dashboard %s: %w", b.UID, err)
			}
			return nil
		}})
	}
	return files
}

func boards() []board { return []board{city(), county(), department(), operations()} }

// newBoard lays the panels out from left to right, 24 columns wide.
func newBoard(uid, title, description string, variables []variable, panels ...panel) board {
	b := board{
		UID: uid, Title: title, Description: description, Tags: []string{"mingjing"}, Timezone: "browser", SchemaVersion: schemaVersion, Version: 1,
		GraphTooltip: 1, Refresh: "5m", Time: span{"now-90d", "now"},
		Links:      []link{{Title: "明镜看板", Type: "dashboards", Tags: []string{"mingjing"}, AsDropdown: true, IncludeVars: true, KeepTime: true}},
		Templating: templating{List: append([]variable{sourceVariable()}, variables...)},
	}
	b.Annotations.List = []any{}
	x, y, height := 0, 0, 0
	for i, p := range panels {
		if x+p.GridPos.W > 24 {
			x, y, height = 0, y+height, 0
		}
		p.ID, p.GridPos.X, p.GridPos.Y = i+1, x, y
		x, height = x+p.GridPos.W, max(height, p.GridPos.H)
		b.Panels = append(b.Panels, p)
	}
	return b
}
