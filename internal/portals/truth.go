package portals

import (
	"mingjing/audit"
)

// Truth is what a perfect audit finds: for every question the acceptable verdicts.
type Truth struct {
	AsOf  audit.Date  `json:"as_of"`
	Sites []SiteTruth `json:"sites"`
}

// SiteTruth is the truth of one site.
type SiteTruth struct {
	ID      string       `json:"id"`
	Pages   int          `json:"pages"`  // what a visitor can reach
	Needed  int          `json:"needed"` // what bears on a verdict
	Entries []TruthEntry `json:"entries"`
}

// TruthEntry is the truth of one question.
type TruthEntry struct {
	Rule   string         `json:"rule"`
	Domain string         `json:"domain,omitempty"`
	Level1 string         `json:"level1,omitempty"`
	Item   string         `json:"item,omitempty"`
	Names  []string       `json:"names,omitempty"` // further names the item may carry
	Status []audit.Status `json:"status"`          // acceptable verdicts, mostly one
	Why    string         `json:"why"`
	Where  []string       `json:"where,omitempty"` // pages that show it
	Proof  []string       `json:"proof,omitempty"` // pages of which an unmet should show one
}

// truthOf derives the truth of a site from its plan. locate gives the addresses of a node: its own, and
// those at which further parts of it stand.
func truthOf(s *Site, locate func(Node) []string) SiteTruth {
	t := &teller{plan: s.Plan, locate: locate}
	t.topic()
	for _, d := range s.Plan.Domains {
		t.catalogue(d)
	}
	t.townships()
	for _, d := range s.Plan.Domains {
		t.items(d)
	}
	t.mechanisms()
	t.interpretation()
	t.platform()
	truth := SiteTruth{ID: s.Plan.ID, Entries: t.entries}
	for _, c := range s.Columns {
		truth.count(c.Needed)
	}
	for _, d := range s.Docs {
		truth.count(d.Needed)
	}
	for _, f := range s.Files {
		truth.count(f.Needed)
	}
	return truth
}

func (t *SiteTruth) count(needed bool) {
	t.Pages++
	if needed {
		t.Needed++
	}
}

// teller writes the entries of one site.
type teller struct {
	plan    *Plan
	locate  func(Node) []string
	entries []TruthEntry
}

// tell adds an entry. A node that is nil is left out of where and proof.
func (t *teller) tell(e TruthEntry, where, proof []Node) {
	e.Where, e.Proof = t.addresses(where), t.addresses(proof)
	t.entries = append(t.entries, e)
}

func (t *teller) addresses(nodes []Node) []string {
	var list []string
	told := map[string]bool{}
	for _, n := range nodes {
		for _, address := range t.locate(n) {
			if !told[address] {
				told[address] = true
				list = append(list, address)
			}
		}
	}
	return list
}

// nodes drops what is nil.
func nodes(columns ...*Column) []Node {
	var list []Node
	for _, c := range columns {
		if c != nil {
			list = append(list, c)
		}
	}
	return list
}

// unread is the column at or above c that cannot be read; nil where all can.
func unread(c *Column) *Column {
	for ; c != nil; c = c.Parent {
		if c.Fault.unread() {
			return c
		}
	}
	return nil
}

// one is a single acceptable verdict.
func one(s audit.Status) []audit.Status { return []audit.Status{s} }

// within sorts a share into met, partial, unmet.
func within(part, whole int, met, partial float64) audit.Status {
	share := float64(part) / float64(max(whole, 1))
	switch {
	case share >= met:
		return audit.Met
	case share >= partial:
		return audit.Partial
	}
	return audit.Unmet
}
