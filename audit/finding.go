package audit

import "time"

// Status is a verdict.
type Status string

// The verdicts. What was not fully looked at is Unknown, never Unmet.
const (
	Met     Status = "met"     // 达标: seen, with evidence
	Partial Status = "partial" // 部分达标: seen, but short of the requirement
	Unmet   Status = "unmet"   // 未达标: every place where it had to stand was read whole, and it is not there
	Unknown Status = "unknown" // 无法判定: a place where it could stand could not be read
	Exempt  Status = "exempt"  // 不适用: does not apply, or cannot be measured from what is published
)

// Statuses lists the verdicts in the order of reports.
func Statuses() []Status { return []Status{Met, Partial, Unmet, Unknown, Exempt} }

// Finding is the answer to one question: a rule, for a domain and an item where the rule asks by them.
type Finding struct {
	Rule     string     `json:"rule"`
	Domain   string     `json:"domain,omitempty"`
	Item     string     `json:"item,omitempty"`   // 二级事项, or 一级事项 where there is no second level
	Level1   string     `json:"level1,omitempty"` // 一级事项
	Status   Status     `json:"status"`
	Points   float64    `json:"points"` // won, 0 to Max
	Max      float64    `json:"max"`    // that could be won; 0 for unknown and exempt
	Weight   float64    `json:"weight"` // that the question weighs in the pack, of 100 over all; 0 for exempt
	Reason   string     `json:"reason"`
	ReasonEN string     `json:"reason_en"`
	Follows  string     `json:"follows,omitempty"`  // the rule that decided this one
	Evidence []Evidence `json:"evidence,omitempty"` // for unmet: the pages read whole, its proof of absence
	Near     []Near     `json:"near,omitempty"`
	Places   []Place    `json:"places,omitempty"`
	Ruling   *Ruling    `json:"ruling,omitempty"` // where a person's word stands in the machine's place
}

// Ruling is a person's word in place of the machine's, whose own is kept in it.
type Ruling struct {
	ID   int64  `json:"id"` // number of the act by which it was given
	By   string `json:"by"`
	Made Date   `json:"made"`
	URL  string `json:"url,omitempty"` // what it rests on
	Was  Word   `json:"was"`
}

// Word is what the machine said.
type Word struct {
	Status   Status  `json:"status"`
	Points   float64 `json:"points"`
	Max      float64 `json:"max"`
	Weight   float64 `json:"weight"`
	Reason   string  `json:"reason"`
	ReasonEN string  `json:"reason_en"`
}

// Evidence is what a verdict rests on.
type Evidence struct {
	URL     string    `json:"url"`
	Fetched time.Time `json:"fetched"`
	SHA256  string    `json:"sha256"`
	Quote   string    `json:"quote,omitempty"` // words of the page, at most 200 characters
}

// Near is what came close and was not enough.
type Near struct {
	URL   string `json:"url"`
	Words string `json:"words"` // the words found
	Why   string `json:"why"`   // why it did not count
	WhyEN string `json:"why_en"`
}

// Place is where the thing asked for has to stand, and how far it was looked at.
type Place struct {
	Role  string     `json:"role"` // home, topic, domain, item, catalogue, …
	Name  string     `json:"name,omitempty"`
	URL   string     `json:"url"`
	State PlaceState `json:"state"`
	Why   string     `json:"why,omitempty"`
	WhyEN string     `json:"why_en,omitempty"`
}

// PlaceState is how far a place was looked at.
type PlaceState string

// The states of a place.
const (
	PlaceUnseen     PlaceState = "unseen"
	PlaceWhole      PlaceState = "whole"
	PlacePart       PlaceState = "part"
	PlaceGone       PlaceState = "gone"
	PlaceUnreadable PlaceState = "unreadable"
)
