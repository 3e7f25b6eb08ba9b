package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"mingjing/audit"
)

// SchemaReport is the version of the report.json format.
const SchemaReport = "mingjing.report/1"

// Export is what report.json holds: a report for other programs, such as an assessment system. Its texts are in the
// report's language.
type Export struct {
	Schema     string            `json:"schema"`
	City       string            `json:"city,omitempty"`
	Month      string            `json:"month,omitempty"` // of a monthly report, such as 2026-10
	AsOf       audit.Date        `json:"as_of"`           // the day the audit speaks of
	Against    *audit.Date       `json:"against,omitempty" jsonschema:"description=the day that the scan compared with speaks of"`
	Issued     audit.Date        `json:"issued"` // the day that due dates count from
	Due        audit.Date        `json:"due"`    // the day until which faults are to be put right
	Started    time.Time         `json:"started"`
	Finished   time.Time         `json:"finished"`
	Pack       ExportPack        `json:"pack"`
	Average    *float64          `json:"average,omitempty" jsonschema:"description=mean score of the sites with a grade; absent where there are none"`
	Coverage   float64           `json:"coverage"` // mean of the sites, 0 to 1
	Counts     Counts            `json:"counts"`
	Open       int               `json:"open"` // faults to be put right on all sites
	Changes    map[Change]int    `json:"changes,omitempty"`
	Dimensions []ExportDimension `json:"dimensions"`
	Sites      []ExportSite      `json:"sites"` // in the order of the league table
}

// ExportPack is the rule pack that judged.
type ExportPack struct {
	ID       string `json:"id"`
	Version  string `json:"version"`
	Title    string `json:"title"`
	Document string `json:"document"`
}

// ExportSite is the scorecard of one site.
type ExportSite struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Kind       audit.SiteKind    `json:"kind"`
	Home       string            `json:"home"`
	Rank       int               `json:"rank,omitempty" jsonschema:"description=absent where the site has no grade; equal scores share a rank"`
	RankBefore int               `json:"rank_before,omitempty"`
	Score      *float64          `json:"score,omitempty" jsonschema:"description=0 to 100 with one decimal; provisional where there is no grade; absent where nothing could be judged"`
	Gained     *float64          `json:"gained,omitempty" jsonschema:"description=change of the score since the scan compared with; absent where it is not known"`
	Grade      string            `json:"grade,omitempty"` // empty where too little could be judged for one
	Coverage   float64           `json:"coverage"`        // share of the points that could be judged, 0 to 1
	Counts     Counts            `json:"counts"`
	Open       int               `json:"open"` // number of faults
	Changes    map[Change]int    `json:"changes,omitempty"`
	Crawl      audit.Crawl       `json:"crawl"`
	Dimensions []ExportDimension `json:"dimensions"`
	Domains    []ExportDomain    `json:"domains"`
	Faults     []ExportFault     `json:"faults"` // the rectification list
}

// ExportDimension is what the rules of one side of the matter come to.
type ExportDimension struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Score    *float64 `json:"score,omitempty"` // 0 to 100; absent where nothing could be judged
	Coverage float64  `json:"coverage"`        // 0 to 1
	Counts   Counts   `json:"counts"`
	Open     int      `json:"open"`
}

// ExportDomain is one domain on one site.
type ExportDomain struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Departments []string `json:"departments"`     // that guide it
	Score       *float64 `json:"score,omitempty"` // 0 to 100; absent where nothing could be judged
	Coverage    float64  `json:"coverage"`        // 0 to 1
	Counts      Counts   `json:"counts"`
	Open        int      `json:"open"`
}

// ExportFault is a fault to be put right.
type ExportFault struct {
	ID          string           `json:"id"` // unique within the site
	Rule        string           `json:"rule"`
	Title       string           `json:"title"`
	Clause      string           `json:"clause"` // of the pack's document
	Dimension   string           `json:"dimension"`
	Domain      string           `json:"domain,omitempty"`
	Level1      string           `json:"level1,omitempty"`
	Item        string           `json:"item,omitempty"`
	Status      audit.Status     `json:"status"`
	Lost        float64          `json:"lost"` // points of the pack's 100, rounded to four decimals
	Reason      string           `json:"reason"`
	Fix         string           `json:"fix"`
	Responsible string           `json:"responsible"`
	Departments []string         `json:"departments"` // that guide it; empty for a rule of the site
	Due         audit.Date       `json:"due"`
	Change      Change           `json:"change,omitempty"`
	Evidence    []audit.Evidence `json:"evidence"` // at most three pages; scan.json has all
}

const exportedEvidence = 3

// Export makes the report ready for other programs.
func (r *Report) Export() *Export {
	e := &Export{
		Schema: SchemaReport, City: r.Scan.City, Month: r.Options.Month, AsOf: r.Scan.AsOf,
		Issued: r.Options.Issued, Due: r.Due(), Started: r.Scan.Started, Finished: r.Scan.Finished,
		Pack: ExportPack{
			ID: r.Pack.ID, Version: r.Scan.Version,
			Title: r.Words.Pick(r.Pack.Title, r.Pack.TitleEN), Document: r.Pack.Document,
		},
		Average: shownOr(r.Average(), r.Graded() > 0), Coverage: r.Coverage(),
		Counts: r.Counts.whole(), Open: r.Open(), Changes: r.Changes(),
		Dimensions: exportDimensions(r.Dimensions), Sites: []ExportSite{},
	}
	if r.Before != nil {
		e.Against = &r.Before.AsOf
	}
	for _, s := range r.Sites {
		e.Sites = append(e.Sites, r.exportSite(s))
	}
	return e
}

// WriteExport writes report.json: indented, the same bytes for the same report.
func (r *Report) WriteExport(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r.Export()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (r *Report) exportSite(s *Site) ExportSite {
	gained, known := s.Gained()
	e := ExportSite{
		ID: s.ID, Name: s.Name, Kind: s.Kind, Home: s.Home, Rank: s.Rank, RankBefore: s.RankBefore,
		Score: shownOr(s.Score, s.Measured()), Gained: shownOr(gained, known), Grade: s.Grade, Coverage: s.Coverage,
		Counts: s.Counts.whole(), Open: s.Open, Changes: s.Changes, Crawl: s.Crawl,
		Dimensions: exportDimensions(s.Dimensions), Domains: []ExportDomain{}, Faults: []ExportFault{},
	}
	for _, d := range s.Domains {
		e.Domains = append(e.Domains, ExportDomain{
			ID: d.ID, Name: d.Name, Departments: append([]string{}, d.Departments...),
			Score: shownOr(d.Score, d.Coverage > 0), Coverage: d.Coverage, Counts: d.Counts.whole(), Open: d.Open,
		})
	}
	for _, g := range s.Faults {
		for _, f := range g.Findings {
			e.Faults = append(e.Faults, ExportFault{
				ID: f.ID, Rule: f.Rule, Title: f.Title, Clause: f.Law.Clause, Dimension: f.Law.Dimension,
				Domain: f.Domain, Level1: f.Level1, Item: f.Item, Status: f.Status, Lost: math.Round((f.Max-f.Points)*1e4) / 1e4,
				Reason: f.Reason, Fix: f.Fix, Responsible: s.Government(), Departments: append([]string{}, f.Guides()...),
				Due: r.Due(), Change: f.Change,
				Evidence: append([]audit.Evidence{}, f.Evidence[:min(len(f.Evidence), exportedEvidence)]...),
			})
		}
	}
	return e
}

func exportDimensions(dimensions []*Dimension) []ExportDimension {
	all := make([]ExportDimension, 0, len(dimensions))
	for _, d := range dimensions {
		all = append(all, ExportDimension{
			ID: d.ID, Name: d.Name, Score: shownOr(d.Score(), d.Max > 0), Coverage: d.Coverage(),
			Counts: d.Counts.whole(), Open: d.Open,
		})
	}
	return all
}

// whole has a number for every verdict.
func (c Counts) whole() Counts {
	all := make(Counts)
	for _, status := range audit.Statuses() {
		all[status] = c[status]
	}
	return all
}

// shownOr is the score as reports show it, or nothing where it is not known.
func shownOr(score float64, known bool) *float64 {
	if !known {
		return nil
	}
	score = Shown(score)
	return &score
}
