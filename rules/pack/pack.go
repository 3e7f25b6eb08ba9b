// Package pack reads and checks rule packs: what is asked of a portal, as data.
//
// A pack is a folder:
//
//	pack.yaml                id, version, titles, grades, dimensions, rules, patterns, lasting items, shared aliases
//	annex.yaml               which departments guide which domains (任务分工表)
//	catalogue/<domain>.yaml  one domain of the national guideline with its items
//	calendar/<year>.json     working days of years that the program does not know yet; may be absent
//
// [Load] reads one whole or not at all: it checks everything and tells every fault at once, each
// with its file and line. [Builtin] gives the packs that come with the program. [Schema] describes
// the files for editors.
package pack

import (
	"slices"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// Pack is a rule pack that has passed every check. It does not change and may be shared.
type Pack struct {
	ID            string
	Version       string
	Title         string // of the plan that the pack puts into rules
	TitleEN       string
	Document      string // its number: 泰政办字〔2020〕39号
	Issuer        string
	Issued        audit.Date
	CoverageFloor float64 // share of the points that must be judged for a grade
	PartialShare  float64 // of the points that a partial finding wins
	Grades        []Grade // best first; the last begins at 0
	Dimensions    []Dimension
	Rules         []Rule              // in the order of reports
	Domains       []Domain            // in the order of the annex
	Annex         []AnnexRow          // in the order of the annex
	Patterns      map[string][]string // by the names of [PatternNames]; each text parses
	Lasting       []string            // patterns of the items that are lasting, see [Pack.IsLasting]
	Calendar      *calendar.Calendar  // the built-in years and those of the pack

	lasting []Pattern
}

// Grade is a letter and the least score that earns it.
type Grade struct {
	Letter string  `yaml:"letter"`
	Min    float64 `yaml:"min"`
}

// Dimension is a side of the matter that rules are grouped by.
type Dimension struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	NameEN string `yaml:"name_en"`
}

// What a rule is judged for.
const (
	PerSite   = "site"   // once for a site
	PerDomain = "domain" // for each domain
	PerItem   = "item"   // for each item of each domain
)

// Rule is one thing that is asked. The texts are written for the county that is judged.
type Rule struct {
	ID        string  `yaml:"id"`
	Per       string  `yaml:"per" jsonschema:"enum=site,enum=domain,enum=item"`
	Clause    string  `yaml:"clause"` // of the plan
	Dimension string  `yaml:"dimension"`
	Weight    float64 `yaml:"weight"`             // of 100 for all rules of the pack
	HangsOn   string  `yaml:"hangs_on,omitempty"` // rule without which this one cannot be met; stands above it
	Params    Params  `yaml:"params,omitempty"`
	Name      string  `yaml:"name"`
	NameEN    string  `yaml:"name_en"`
	Asks      string  `yaml:"asks"` // what is judged
	AsksEN    string  `yaml:"asks_en"`
	Met       string  `yaml:"met"` // what each verdict means
	MetEN     string  `yaml:"met_en"`
	Partial   string  `yaml:"partial,omitempty"` // empty where the rule knows no half
	PartialEN string  `yaml:"partial_en,omitempty"`
	Unmet     string  `yaml:"unmet"`
	UnmetEN   string  `yaml:"unmet_en"`
	Fix       string  `yaml:"fix"` // how to put it right
	FixEN     string  `yaml:"fix_en"`
}

// Params are the numbers a rule is judged by. Each rule needs some of them, and no others.
type Params struct {
	Met            float64    `yaml:"met,omitempty" jsonschema:"description=least share for met,minimum=0,maximum=1"`
	Partial        float64    `yaml:"partial,omitempty" jsonschema:"description=least share for partial,minimum=0,maximum=1"`
	Filled         float64    `yaml:"filled,omitempty" jsonschema:"description=least share of rows in which a column is filled,minimum=0,maximum=1"`
	AtLeast        int        `yaml:"at_least,omitempty" jsonschema:"description=least number for met,minimum=1"`
	PartialAtLeast int        `yaml:"partial_at_least,omitempty" jsonschema:"description=least number for partial,minimum=1"`
	Days           int        `yaml:"days,omitempty" jsonschema:"description=most days of age for met,minimum=1"`
	PartialDays    int        `yaml:"partial_days,omitempty" jsonschema:"description=most days of age for partial,minimum=1"`
	WorkingDays    int        `yaml:"working_days,omitempty" jsonschema:"description=most working days after the document,minimum=1"`
	Deadline       audit.Date `yaml:"deadline,omitempty" jsonschema:"description=last day for met"`
	Newest         int        `yaml:"newest,omitempty" jsonschema:"description=how many of the newest entries are judged,minimum=1"`
	Fewest         int        `yaml:"fewest,omitempty" jsonschema:"description=with fewer than this many the rule is exempt,minimum=1"`
}

// Domain is a domain of the plan with the items that the national guideline asks for.
type Domain struct {
	ID         string   `yaml:"id"` // also the name of its file
	Name       string   `yaml:"name"`
	Guideline  string   `yaml:"guideline"`
	Issuer     string   `yaml:"issuer"`
	Aliases    []string `yaml:"aliases,omitempty"` // further names; after loading also those it shares with others
	Items      []Item   `yaml:"items"`
	Sources    []Source `yaml:"sources,omitempty"`
	Confidence string   `yaml:"confidence" jsonschema:"enum=high,enum=medium,enum=low"`
	Notes      string   `yaml:"notes,omitempty"`

	AnnexRow    int      `yaml:"-"` // number of its row in the annex
	Departments []string `yaml:"-"` // that guide it, from the annex
}

// Item is an item (事项) of a guideline.
type Item struct {
	Seq       int      `yaml:"seq" jsonschema:"minimum=1"`
	Verified  bool     `yaml:"verified"`         // checked against the official text; only then it may cost a county points
	Level1    string   `yaml:"level1"`           // 一级事项
	Level2    string   `yaml:"level2,omitempty"` // 二级事项; may be empty
	Aliases   []string `yaml:"aliases,omitempty"`
	Elements  []string `yaml:"elements,omitempty"` // 公开内容(要素)
	TimeLimit string   `yaml:"time_limit"`         // 公开时限; parses, see package limit
	Subject   string   `yaml:"subject"`            // 公开主体
	Audience  string   `yaml:"audience"`           // 公开对象
	Mode      string   `yaml:"mode"`               // 公开方式
	Tiers     []string `yaml:"tiers,omitempty"`    // 公开层级
}

// Name is what the item is called: its 二级事项, or its 一级事项 where there is no second level.
func (i Item) Name() string {
	if i.Level2 != "" {
		return i.Level2
	}
	return i.Level1
}

// Source is where a catalogue was seen.
type Source struct {
	URL    string `yaml:"url"`
	Covers string `yaml:"covers"`
}

// AnnexRow is a row of the annex.
type AnnexRow struct {
	Row         int      `yaml:"row" jsonschema:"minimum=1"`
	Text        string   `yaml:"text"` // the domains as the annex words them
	Domains     []string `yaml:"domains"`
	Responsible string   `yaml:"responsible"` // 主体责任单位
	Departments []string `yaml:"departments"` // 业务指导单位
}

// SharedAlias is a name that stands for several domains, as a column for two of them bears it. The
// loader gives it to each.
type SharedAlias struct {
	Alias   string   `yaml:"alias"`
	Domains []string `yaml:"domains"`
	Reason  string   `yaml:"reason"`
}

// Rule finds a rule by its id.
func (p *Pack) Rule(id string) (*Rule, bool) {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return &p.Rules[i], true
}

// Domain finds a domain by its id.
func (p *Pack) Domain(id string) (*Domain, bool) {
	i := slices.IndexFunc(p.Domains, func(d Domain) bool { return d.ID == id })
	if i < 0 {
		return nil, false
	}
	return &p.Domains[i], true
}

// Grade is the letter for a score of 0 to 100.
func (p *Pack) Grade(score float64) string {
	for _, g := range p.Grades {
		if score >= g.Min {
			return g.Letter
		}
	}
	return ""
}

// IsLasting reports whether an item of that name is lasting (办事指南, 法律法规): it does not grow old.
// The name is folded as [Fold] does.
func (p *Pack) IsLasting(name string) bool {
	return slices.ContainsFunc(p.lasting, func(l Pattern) bool { return l.Match(name) })
}
