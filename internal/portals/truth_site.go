package portals

import (
	"fmt"

	"mingjing/audit"
)

func (t *teller) topic() {
	p := t.plan
	c := p.Topic.Column
	if c == nil {
		for _, rule := range []string{"topic.exists", "topic.prominent", "topic.updated"} {
			t.tell(TruthEntry{Rule: rule, Status: one(audit.Unmet), Why: "no such topic"}, nil, nodes(p.Openness))
		}
	} else if at := unread(c); at != nil {
		for _, rule := range []string{"topic.exists", "topic.prominent", "topic.updated"} {
			t.tell(TruthEntry{Rule: rule, Status: one(audit.Unknown), Why: "the way to the topic cannot be read: " + string(at.Fault)}, nodes(c), nil)
		}
	} else {
		t.tell(TruthEntry{Rule: "topic.exists", Status: one(audit.Met), Why: "the topic stands as " + c.Name}, nodes(c), nil)
		t.prominent(c)
		t.updated(c)
	}
	t.action()
	t.report("topic.training", p.Topic.Training, "培训")
	t.report("topic.demonstration", p.Topic.Example, "示范点 or 亮点")
}

func (t *teller) prominent(c *Column) {
	e := TruthEntry{Rule: "topic.prominent"}
	switch t.plan.Profile.Topic.Prominent {
	case ByText, ByAlt, ByPicture, ByScript:
		e.Status, e.Why = one(audit.Met), "one click from the home page"
	case ByFooter:
		e.Status, e.Why = one(audit.Partial), "one click, from the footer only"
	case BySecond:
		e.Status, e.Why = one(audit.Partial), "two clicks"
	default:
		e.Status, e.Why = one(audit.Unmet), "three clicks or more"
	}
	t.tell(e, nodes(c), nodes(c, t.home()))
}

func (t *teller) home() *Column {
	c := t.plan.Openness
	for c.Parent != nil {
		c = c.Parent
	}
	return c
}

func (t *teller) updated(c *Column) {
	p := t.plan
	e := TruthEntry{Rule: "topic.updated"}
	for _, list := range p.Topic.Lists {
		if at := unread(list); at != nil {
			e.Status, e.Why = one(audit.Unknown), "one of the topic's lists cannot be read: "+list.Name
			t.tell(e, nodes(list), nil)
			return
		}
	}
	age := p.AsOf.Days(p.Topic.Newest)
	switch {
	case p.Topic.Newest.IsZero() || age > 90:
		e.Status = one(audit.Unmet)
	case age > 30:
		e.Status = one(audit.Partial)
	default:
		e.Status = one(audit.Met)
	}
	e.Why = "newest entry of the topic's own lists: " + p.Topic.Newest.String()
	t.tell(e, nodes(p.Topic.Lists...), nodes(append([]*Column{c}, p.Topic.Lists...)...))
}

// hidden is the first of the topic's lists that cannot be read, or the topic itself.
func (t *teller) hidden() *Column {
	for _, c := range append([]*Column{t.plan.Topic.Column}, t.plan.Topic.Lists...) {
		if c != nil {
			if at := unread(c); at != nil {
				return at
			}
		}
	}
	return nil
}

func (t *teller) action() {
	p := t.plan
	e := TruthEntry{Rule: "topic.plan"}
	d := p.Topic.Action
	switch {
	case d == nil && t.hidden() != nil, d != nil && unread(d.Column) != nil:
		e.Status, e.Why = one(audit.Unknown), "where it would stand cannot be read"
		t.tell(e, nil, nil)
	case d == nil:
		e.Status, e.Why = one(audit.Unmet), "the plans published are others'"
		t.tell(e, nil, nodes(append([]*Column{p.Topic.Column, p.PolicyList, p.Openness}, p.Topic.Lists...)...))
	default:
		e.Status, e.Why = one(audit.Partial), "published without a date"
		if !d.Published.IsZero() {
			e.Why = "published on " + d.Published.String()
			if !d.Published.After(audit.Date{Year: 2020, Month: 7, Day: 31}) {
				e.Status = one(audit.Met)
			}
		}
		t.tell(e, []Node{d, d.Column}, nil)
	}
}

// report tells of an entry that the topic's news may hold.
func (t *teller) report(rule string, d *Doc, what string) {
	e := TruthEntry{Rule: rule}
	switch {
	case d == nil && t.hidden() != nil, d != nil && unread(d.Column) != nil:
		e.Status, e.Why = one(audit.Unknown), "where it would stand cannot be read"
		t.tell(e, nil, nil)
	case d == nil:
		e.Status, e.Why = one(audit.Unmet), "no entry on "+what
		t.tell(e, nil, nodes(append([]*Column{t.plan.Topic.Column, t.plan.Openness}, t.plan.Topic.Lists...)...))
	default:
		e.Status, e.Why = one(audit.Met), d.Title
		t.tell(e, []Node{d, d.Column}, nil)
	}
}

func (t *teller) townships() {
	p := t.plan
	e := TruthEntry{Rule: "catalogue.townships"}
	if len(p.Townships) == 0 {
		e.Status, e.Why = one(audit.Exempt), "no townships"
		t.tell(e, nil, nil)
		return
	}
	published, blocked := 0, 0
	var where, proof []Node
	for _, town := range p.Townships {
		proof = append(proof, town.Column, town.Column.Parent)
		switch {
		case unread(town.Column) != nil:
			blocked++
		case town.Published:
			published++
			where = append(where, town.Doc, town.Column)
		}
	}
	e.Why = fmt.Sprintf("%d of %d townships, %d not to be read", published, len(p.Townships), blocked)
	switch {
	case published == len(p.Townships):
		e.Status = one(audit.Met)
	case blocked > 0:
		e.Status = one(audit.Unknown)
	case published > 0:
		e.Status = one(audit.Partial)
	default:
		e.Status = one(audit.Unmet)
	}
	t.tell(e, where, proof)
}

func (t *teller) mechanisms() {
	p := t.plan
	for _, name := range []string{"information-management", "participation", "attendance", "interpretation", "application", "village"} {
		m := p.Mechanisms[name]
		e := TruthEntry{Rule: "mechanism." + name, Status: one(m.Status), Why: "as planned"}
		var where []Node
		var blocked *Column
		for _, d := range m.Docs {
			where = append(where, d, d.Column)
			if at := unread(d.Column); at != nil {
				blocked = at
			}
		}
		if m.Status == audit.Unmet {
			blocked = unread(m.Place)
		}
		if blocked != nil {
			e.Status, e.Why = one(audit.Unknown), "where it stands cannot be read: "+blocked.Name
		}
		t.tell(e, where, nodes(append(p.open(), m.Place)...))
	}
}

func (t *teller) interpretation() {
	p := t.plan
	paired := TruthEntry{Rule: "interpretation.paired"}
	timely := TruthEntry{Rule: "interpretation.timely"}
	pairs, quick := 0, 0
	newest := p.Policies[:min(40, len(p.Policies))]
	for _, policy := range newest {
		if policy.Interpretation != nil {
			pairs++
			if policy.Interpretation.Published.Days(policy.Doc.Published) <= 3 {
				quick++
			}
		}
	}
	switch at := unread(p.PolicyList); {
	case at != nil:
		paired.Status, paired.Why = one(audit.Unknown), "政策文件 cannot be read"
		timely.Status, timely.Why = one(audit.Unknown), "政策文件 cannot be read"
	case len(p.Policies) < 3:
		paired.Status, paired.Why = one(audit.Exempt), "fewer than three policy documents"
		timely.Status, timely.Why = one(audit.Exempt), "fewer than three policy documents"
		if t.policyItems() { // their documents may be counted in, and are not interpreted
			paired.Status = append(paired.Status, audit.Unmet)
			timely.Status = append(timely.Status, audit.Met)
		}
	default:
		paired.Status = one(within(pairs, len(newest), 0.8, 0.4))
		paired.Why = fmt.Sprintf("%d of the newest %d are paired", pairs, len(newest))
		timely.Status, timely.Why = one(audit.Exempt), "no pairs"
		if pairs > 0 {
			timely.Status = one(within(quick, pairs, 0.9, 0.5))
			timely.Why = fmt.Sprintf("%d of %d within three working days", quick, pairs)
		}
	}
	where := nodes(p.PolicyList, p.Interpreted)
	for _, policy := range newest {
		where = append(where, policy.Doc)
		if policy.Interpretation != nil {
			where = append(where, policy.Interpretation)
		}
	}
	t.tell(paired, where, where)
	t.tell(timely, where, where)
}

// policyItems reports whether a domain has documents in a column that could pass for 政策文件.
func (t *teller) policyItems() bool {
	for _, d := range t.plan.Domains {
		for _, item := range d.Items {
			if item.Column != nil && len(item.Column.Docs) > 0 && ofPolicies(item) {
				return true
			}
		}
	}
	return false
}

func (t *teller) platform() {
	p := t.plan
	own, open := 0, 0
	var where []Node
	for _, d := range p.Domains {
		switch {
		case d.Column != nil && unread(d.Column) != nil:
			open++
		case d.Stand == StandOwn:
			own++
			where = append(where, d.Column)
		}
	}
	e := TruthEntry{Rule: "platform.concentrated", Why: fmt.Sprintf("%d of %d domains, %d not to be read", own, len(p.Domains), open)}
	low, high := within(own, len(p.Domains), 0.95, 0.6), within(own+open, len(p.Domains), 0.95, 0.6)
	e.Status = one(low)
	if low != high {
		e.Status = []audit.Status{audit.Unknown, low, high}
		if unread(p.Topic.Column) != nil || unread(p.Openness) != nil {
			e.Status = one(audit.Unknown)
		}
	}
	t.tell(e, where, nodes(append(p.open(), p.Topic.Column)...))

	media := TruthEntry{Rule: "platform.new-media", Why: fmt.Sprintf("%d of three", len(p.media())),
		Status: one([]audit.Status{audit.Unmet, audit.Partial, audit.Met, audit.Met}[len(p.media())])}
	t.tell(media, nodes(t.home()), nodes(t.home()))

	zone := TruthEntry{Rule: "platform.zone", Why: fmt.Sprintf("%d of three services", p.Services),
		Status: one([]audit.Status{audit.Unmet, audit.Partial, audit.Partial, audit.Met}[p.Services])}
	if at := unread(p.Openness); at != nil {
		zone.Status, zone.Why = one(audit.Unknown), "政务公开 cannot be read"
	}
	t.tell(zone, nodes(p.ZoneColumn), nodes(append(p.open(), t.home(), p.ZoneColumn)...))
}
