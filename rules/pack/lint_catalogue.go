package pack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mingjing/rules/limit"
)

func (l *loader) lintDomains() {
	if len(l.domains) == 0 {
		l.faults = append(l.faults, Fault{File: path.Join(l.dir, "catalogue"), What: "holds no domain", Right: "a domain is a file <id>.yaml"})
	}
	seen := twice{}
	for i, d := range l.domains {
		s := l.domainSources[i]
		if !isID(d.ID) {
			l.fault(s, "small letters, digits and hyphens are wanted, a letter first", fmt.Sprintf("id is %q", d.ID), "id")
		} else if before := seen.add(d.ID, place(s, "id")); before != "" {
			l.fault(s, "each domain has its own id", fmt.Sprintf("domain %s stands already at %s", d.ID, before), "id")
		} else if want := d.ID + ".yaml"; path.Base(s.name) != want {
			l.fault(s, "the file's name would be "+want, fmt.Sprintf("id is %s", d.ID), "id")
		}
		if strings.TrimSpace(d.Name) == "" {
			l.fault(s, "a text is wanted", "name is empty", "name")
		}
		if !slices.Contains([]string{"high", "medium", "low"}, d.Confidence) {
			l.fault(s, "high, medium or low is wanted", fmt.Sprintf("confidence is %q", d.Confidence), "confidence")
		}
		l.lintItems(s, d)
	}
}

func (l *loader) lintItems(s source, d Domain) {
	if len(d.Items) == 0 {
		l.fault(s, "at least one is wanted", "domain "+d.ID+" has no items", "items")
	}
	names := twice{}
	for i, item := range d.Items {
		at := func(key string) []any { return []any{"items", i, key} }
		if item.Seq != i+1 {
			l.fault(s, fmt.Sprintf("%d is wanted: items are numbered from 1 without a gap", i+1), fmt.Sprintf("seq is %d", item.Seq), at("seq")...)
		}
		if strings.TrimSpace(item.Level1) == "" {
			l.fault(s, "a text is wanted", "level1 is empty", at("level1")...)
		}
		if before := names.add(item.Level1+"\x00"+Fold(item.Name()), place(s, "items", i)); before != "" {
			l.fault(s, "names differ within a level1", fmt.Sprintf("item %s of %s stands already at %s", item.Name(), item.Level1, before), "items", i)
		}
		if _, err := limit.Parse(item.TimeLimit); err != nil {
			l.fault(s, "a wording that package limit reads is wanted, or an empty text", err.Error(), at("time_limit")...)
		}
		for _, tier := range item.Tiers {
			if !slices.Contains([]string{"县级", "乡级", "村级"}, tier) {
				l.fault(s, "县级, 乡级 or 村级 is wanted", fmt.Sprintf("tier %s is not known", tier), at("tiers")...)
			}
		}
	}
}

func (l *loader) lintAnnex() {
	s := l.annexSource
	placed := twice{}
	for i, row := range l.annex.Rows {
		if row.Row != i+1 {
			l.fault(s, fmt.Sprintf("%d is wanted: rows are numbered from 1 without a gap", i+1), fmt.Sprintf("row is %d", row.Row), "rows", i, "row")
		}
		if len(row.Departments) == 0 {
			l.fault(s, "at least one is wanted", fmt.Sprintf("row %d has no departments", row.Row), "rows", i, "departments")
		}
		if len(row.Domains) == 0 {
			l.fault(s, "at least one is wanted", fmt.Sprintf("row %d has no domains", row.Row), "rows", i, "domains")
		}
		for j, id := range row.Domains {
			if !slices.ContainsFunc(l.domains, func(d Domain) bool { return d.ID == id }) {
				l.fault(s, "the domains are "+strings.Join(l.domainIDs(), ", "), fmt.Sprintf("row %d names the domain %s, which has no catalogue", row.Row, id), "rows", i, "domains", j)
			}
			if before := placed.add(id, place(s, "rows", i, "domains", j)); before != "" {
				l.fault(s, "each domain stands in one row", fmt.Sprintf("domain %s stands already at %s", id, before), "rows", i, "domains", j)
			}
		}
	}
	for i, d := range l.domains {
		if placed[d.ID] == "" {
			l.fault(l.domainSources[i], "put it in a row of "+s.name, fmt.Sprintf("domain %s stands in no row of the annex", d.ID), "id")
		}
	}
}

func (l *loader) domainIDs() []string {
	var ids []string
	for _, d := range l.domains {
		ids = append(ids, d.ID)
	}
	return ids
}

// lintAliases finds names that stand for more than one domain without being declared as shared.
func (l *loader) lintAliases() {
	shared := l.lintShared()
	type owner struct{ domain, where string }
	owners := map[string]owner{}
	for i, d := range l.domains {
		s := l.domainSources[i]
		for j, alias := range append([]string{d.Name}, d.Aliases...) {
			keys := []any{"name"}
			if j > 0 {
				keys = []any{"aliases", j - 1}
			}
			key := aliasKey(alias)
			if key == "" {
				l.fault(s, "a name is wanted", "alias is empty", keys...)
				continue
			}
			before, taken := owners[key]
			if !taken {
				owners[key] = owner{d.ID, place(s, keys...)}
				continue
			}
			if before.domain == d.ID || slices.Contains(shared[key], d.ID) && slices.Contains(shared[key], before.domain) {
				continue
			}
			l.fault(s, "a name stands for one domain, or is declared in shared_aliases of pack.yaml",
				fmt.Sprintf("%s also stands for the domain %s at %s", alias, before.domain, before.where), keys...)
		}
	}
}

// lintShared checks the declared shared aliases and returns their domains.
func (l *loader) lintShared() map[string][]string {
	shared := map[string][]string{}
	for i, a := range l.main.SharedAliases {
		if strings.TrimSpace(a.Reason) == "" {
			l.fault(l.mainSource, "say why one name stands for several domains", fmt.Sprintf("reason of %s is empty", a.Alias), "shared_aliases", i, "reason")
		}
		if len(a.Domains) < 2 {
			l.fault(l.mainSource, "two or more are wanted", fmt.Sprintf("%s is shared by %d domains", a.Alias, len(a.Domains)), "shared_aliases", i, "domains")
		}
		for j, id := range a.Domains {
			if !slices.Contains(l.domainIDs(), id) {
				l.fault(l.mainSource, "the domains are "+strings.Join(l.domainIDs(), ", "), fmt.Sprintf("%s is shared by %s, which has no catalogue", a.Alias, id), "shared_aliases", i, "domains", j)
			}
		}
		shared[aliasKey(a.Alias)] = a.Domains
	}
	return shared
}

// aliasKey is the same for names that a reader would take for one: 救灾 and 救灾领域.
func aliasKey(name string) string {
	key := Fold(name)
	for _, suffix := range []string{"基层政务公开标准目录", "基层政务公开", "信息公开", "领域"} {
		if short := strings.TrimSuffix(key, suffix); short != "" {
			key = short
		}
	}
	return key
}
