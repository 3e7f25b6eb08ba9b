package audit

import "time"

// SchemaScan is the version of the scan.json format.
const SchemaScan = "mingjing.scan/1"

// Scan is the outcome of auditing a set of sites once. It is what scan.json holds.
type Scan struct {
	Schema   string       `json:"schema"`
	Pack     string       `json:"pack"`
	Version  string       `json:"pack_version"`
	AsOf     Date         `json:"as_of"`
	Started  time.Time    `json:"started"`
	Finished time.Time    `json:"finished"`
	City     string       `json:"city,omitempty"`
	Sites    []SiteResult `json:"sites"`
}

// SiteResult is the outcome for one site.
type SiteResult struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Kind     SiteKind      `json:"kind"`
	Home     string        `json:"home"`
	Score    float64       `json:"score"`           // 0 to 100; means nothing where Coverage is 0
	Grade    string        `json:"grade,omitempty"` // empty where Coverage is too low for a grade
	Coverage float64       `json:"coverage"`        // share of the points that could be judged, 0 to 1
	Started  time.Time     `json:"started"`
	Finished time.Time     `json:"finished"`
	Crawl    Crawl         `json:"crawl"`
	Domains  []DomainScore `json:"domains"`
	Findings []Finding     `json:"findings"`
}

// DomainScore is what the findings of one domain come to.
type DomainScore struct {
	ID       string  `json:"id"`
	Score    float64 `json:"score"`    // 0 to 100; means nothing where Coverage is 0
	Coverage float64 `json:"coverage"` // 0 to 1
}

// Score is what findings come to.
type Score struct {
	Points   float64 // 0 to 100
	Grade    string
	Coverage float64 // 0 to 1
	Domains  []DomainScore
}
