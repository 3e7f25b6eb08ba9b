package portals

import (
	"fmt"

	"mingjing/rules/pack"
)

// Domain is a pilot domain of the national guideline: the names that portals publish under.
type Domain struct {
	ID      string
	Name    string
	Aliases []string
	Items   []Item
}

// Item is an item of a domain's national catalogue.
type Item struct {
	Level1    string // 一级事项
	Level2    string // 二级事项; empty where there is none
	Aliases   []string
	Elements  []string // 公开内容（要素）
	TimeLimit string
	Subject   string
	Verified  bool // checked against the official text: only such items may cost a county points
}

// Name is the name that a finding carries: the 二级事项, or the 一级事项 where there is none.
func (i *Item) Name() string {
	if i.Level2 != "" {
		return i.Level2
	}
	return i.Level1
}

// national reads the domains of the built-in rule pack. Aliases that several domains share are left
// out: a portal with a column for each does not use them.
func national() ([]Domain, error) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		return nil, fmt.Errorf("domains of the portals: %w", err)
	}
	uses := map[string]int{}
	for _, d := range p.Domains {
		for _, alias := range d.Aliases {
			uses[alias]++
		}
	}
	domains := make([]Domain, 0, len(p.Domains))
	for _, d := range p.Domains {
		domain := Domain{ID: d.ID, Name: d.Name}
		for _, alias := range d.Aliases {
			if uses[alias] == 1 {
				domain.Aliases = append(domain.Aliases, alias)
			}
		}
		for _, i := range d.Items {
			domain.Items = append(domain.Items, Item{Level1: i.Level1, Level2: i.Level2, Aliases: i.Aliases, Elements: i.Elements,
				TimeLimit: i.TimeLimit, Subject: i.Subject, Verified: i.Verified})
		}
		domains = append(domains, domain)
	}
	return domains, nil
}
