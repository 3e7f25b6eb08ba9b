package portals

import (
	"fmt"

	"mingjing/audit"
)

// catalogue tells of a domain's catalogue.
func (t *teller) catalogue(d *DomainPlan) {
	c := &d.Catalogue
	status, why := t.published(d)
	var where []Node
	switch {
	case c.Carrier == CarrierNone:
	case c.Doc != nil:
		where = append(where, c.Doc, c.Column)
		if c.File != nil {
			where = append(where, c.File)
		}
	case c.Column != nil:
		where = append(where, c.Column)
	}
	proof := append(nodes(d.Column, t.plan.Topic.Column, t.plan.Openness, t.plan.Catalogues, t.plan.PolicyList), where...)
	if c.File != nil && c.Spoilt == SpoiltDead {
		proof = append(proof, c.Doc, c.File)
	}
	add := func(rule string, v verdict) {
		status, why := v.status, v.why
		t.tell(TruthEntry{Rule: rule, Domain: d.ID, Status: one(status), Why: why}, where, proof)
	}
	add("catalogue.published", verdict{status, why})
	if status == audit.Unmet || status == audit.Unknown {
		for _, rule := range []string{"catalogue.elements", "catalogue.coverage", "catalogue.local", "catalogue.on-time"} {
			add(rule, verdict{status, "follows catalogue.published"})
		}
		return
	}
	if c.Carrier == CarrierPicture {
		for _, rule := range []string{"catalogue.elements", "catalogue.coverage", "catalogue.local"} {
			add(rule, verdict{audit.Unknown, "a picture cannot be read as text"})
		}
	} else {
		add("catalogue.elements", c.elements())
		add("catalogue.coverage", d.coverage())
		add("catalogue.local", c.local())
	}
	switch {
	case c.Published.IsZero():
		add("catalogue.on-time", verdict{audit.Exempt, "no date is given"})
	case c.Published.After(audit.Date{Year: 2020, Month: 9, Day: 30}):
		add("catalogue.on-time", verdict{audit.Partial, "published on " + c.Published.String()})
	default:
		add("catalogue.on-time", verdict{audit.Met, "published on " + c.Published.String()})
	}
}

func (t *teller) published(d *DomainPlan) (audit.Status, string) {
	c := &d.Catalogue
	if c.Carrier == CarrierNone {
		for _, place := range []*Column{d.Column, t.plan.Topic.Column, t.plan.Openness, t.plan.Catalogues} {
			if at := unread(place); at != nil {
				return audit.Unknown, "none, but a place where it could stand cannot be read: " + at.Name
			}
		}
		return audit.Unmet, "none"
	}
	if at := unread(c.Column); at != nil {
		return audit.Unknown, "the way to it cannot be read: " + at.Name
	}
	switch {
	case c.Spoilt == SpoiltDead:
		return audit.Unmet, "the link to the file is dead"
	case c.Spoilt != SpoiltNot:
		return audit.Unknown, "the file cannot be read: " + string(c.Spoilt)
	case c.Carrier == CarrierPicture:
		return audit.Partial, "a picture"
	}
	return audit.Met, "as " + string(c.Carrier)
}

// verdict is a verdict with its reason.
type verdict struct {
	status audit.Status
	why    string
}

func (c *CataloguePlan) elements() verdict {
	filled := 0
	for e := range c.Missing {
		full := 0
		for _, row := range c.Rows {
			if row.Cells[e] != "" {
				full++
			}
		}
		if !c.Missing[e] && float64(full) >= 0.9*float64(len(c.Rows)) {
			filled++
		}
	}
	why := fmt.Sprintf("%d of 8 elements", filled)
	switch {
	case filled == 8:
		return verdict{audit.Met, why}
	case filled >= 5:
		return verdict{audit.Partial, why}
	}
	return verdict{audit.Unmet, why}
}

func (d *DomainPlan) coverage() verdict {
	have, all := 0, 0
	for i := range d.Domain.Items {
		if d.Domain.Items[i].Verified {
			all++
		}
	}
	for _, item := range d.Items {
		if item.National != nil && item.National.Verified {
			have++
		}
	}
	return verdict{within(have, all, 0.9, 0.6), fmt.Sprintf("%d of %d verified items", have, all)}
}

func (c *CataloguePlan) local() verdict {
	switch c.Organs {
	case OrgansForeign:
		return verdict{audit.Unmet, "names another county's organs"}
	case OrgansPlaceholder:
		return verdict{audit.Partial, "every organ is a placeholder"}
	}
	return verdict{audit.Met, "names the county's own organs"}
}

// items tells of what a domain is judged by, then of what its own catalogue leaves out.
func (t *teller) items(d *DomainPlan) {
	own := d.Catalogue.readable() && unread(d.Catalogue.Column) == nil
	if !own {
		for i := range d.Domain.Items {
			t.item(d, d.planOf(&d.Domain.Items[i]), !d.Domain.Items[i].Verified)
		}
		return
	}
	for _, item := range d.Items {
		t.item(d, item, false)
	}
	for _, item := range d.LeftOut {
		for _, rule := range []string{"item.published", "item.fresh", "item.timely"} {
			t.tell(TruthEntry{Rule: rule, Domain: d.ID, Level1: item.Level1, Item: item.Name(), Names: item.Aliases,
				Status: one(audit.Exempt), Why: "the county's own catalogue leaves it out"}, nil, nil)
		}
	}
}

// planOf is what is planned of a national item, under the names that the national catalogue gives it.
func (d *DomainPlan) planOf(national *Item) *ItemPlan {
	as := ItemPlan{Form: FormAbsent, National: national}
	for _, item := range d.Items {
		if item.National == national {
			as = *item
		}
	}
	as.Level1, as.Name, as.Names = national.Level1, national.Name(), national.Aliases
	return &as
}

// item tells of one item; one that is only recognised is never held against the county.
func (t *teller) item(d *DomainPlan, item *ItemPlan, recognised bool) {
	add := func(rule string, status []audit.Status, why string) {
		if recognised {
			status, why = optional(status), why+"; not verified, so never held against the county"
		}
		e := TruthEntry{Rule: rule, Domain: d.ID, Level1: item.Level1, Item: item.Name, Names: item.Names, Status: status, Why: why}
		where := nodes(item.Column, d.Column)
		if item.Form != FormUnread {
			where = append(where, t.documents(d, item)...)
		}
		t.tell(e, where, append(where, nodes(t.plan.Topic.Column, t.plan.Openness)...))
	}
	published, why := t.itemPublished(d, item)
	add("item.published", published, why)
	add("item.fresh", t.fresh(d, item, published[0]), "newest entry "+newest(item).String())
	timely, why := t.timely(item, published[0])
	add("item.timely", timely, why)
}

// documents are the pages and files of an item, and the list they stand in.
func (t *teller) documents(d *DomainPlan, item *ItemPlan) []Node {
	list := item.Column
	if list == nil && item.Form == FormRows {
		list = d.Column
	}
	if list == nil || list.Outside != "" {
		return nil
	}
	var found []Node
	for _, doc := range list.Docs {
		for _, e := range item.Entries {
			if doc.Title == e.Title && doc.Published == e.Published {
				found = append(found, doc)
				break
			}
		}
	}
	return found
}

// optional is what may be said of an item that is only recognised, never asked for.
func optional(status []audit.Status) []audit.Status {
	list := one(audit.Exempt)
	for _, s := range status {
		if s != audit.Unmet && s != audit.Exempt {
			list = append(list, s)
		}
	}
	return list
}

func (t *teller) itemPublished(d *DomainPlan, item *ItemPlan) ([]audit.Status, string) {
	if d.Column == nil {
		for _, place := range []*Column{t.plan.Topic.Column, t.plan.Openness} {
			if unread(place) != nil {
				return one(audit.Unknown), "the domain has no column that can be seen"
			}
		}
		return one(audit.Unmet), "the domain has no column"
	}
	if at := unread(d.Column); at != nil {
		return one(audit.Unknown), "the domain cannot be read: " + string(at.Fault)
	}
	switch d.Stand {
	case StandBroken:
		return one(audit.Unmet), "the domain's column answers that nothing stands there"
	case StandOutside:
		return []audit.Status{audit.Unknown, audit.Met, audit.Unmet, audit.Exempt}, "the whole domain leads to another host: held there or missing here, both can be said"
	}
	switch item.Form {
	case FormBlank, FormWords:
		return one(audit.Unmet), "its column is empty"
	case FormBroken:
		return one(audit.Unmet), "its column answers that nothing stands there"
	case FormAbsent:
		if d.Later.unread() {
			return one(audit.Unknown), "nothing names it on the first page of the domain's list, and the others cannot be read"
		}
		return one(audit.Unmet), "nothing names it under the domain"
	case FormUnread:
		return one(audit.Unknown), "its column cannot be read: " + string(item.Fault)
	case FormGroup:
		return one(audit.Partial), "only its 一级事项 has content"
	}
	return one(audit.Met), "as " + string(item.Form)
}

func newest(item *ItemPlan) audit.Date {
	var day audit.Date
	for _, e := range item.Entries {
		if e.Published.After(day) {
			day = e.Published
		}
	}
	return day
}

func (t *teller) fresh(d *DomainPlan, item *ItemPlan, published audit.Status) []audit.Status {
	switch published {
	case audit.Unmet, audit.Exempt:
		return one(published)
	case audit.Unknown:
		if d.Stand == StandOutside {
			return []audit.Status{audit.Unknown, audit.Unmet, audit.Exempt}
		}
		return one(audit.Unknown)
	}
	day := newest(item)
	if item.Form == FormGroup && len(item.Column.Docs) > 0 {
		day = item.Column.Docs[0].Published
	}
	verdict := audit.Met
	if t.plan.AsOf.Days(day) > 365 {
		verdict = audit.Unmet
	}
	switch {
	case item.Form == FormOutside && !solitary(d, item): // as below
		return []audit.Status{audit.Exempt, audit.Met}
	case item.Form == FormOutside:
		return one(audit.Exempt)
	case lasting(item.Name):
		return one(audit.Exempt)
	case item.Form == FormText:
		return []audit.Status{audit.Met, audit.Exempt}
	case item.Form == FormGroup, mayLast(item):
		return []audit.Status{verdict, audit.Exempt}
	}
	if verdict == audit.Met && !solitary(d, item) { // documents that name it may stand elsewhere in the domain
		return []audit.Status{audit.Met, audit.Exempt}
	}
	return one(verdict)
}

func (t *teller) timely(item *ItemPlan, published audit.Status) ([]audit.Status, string) {
	switch published {
	case audit.Unmet, audit.Exempt:
		return one(audit.Exempt), "not published"
	case audit.Unknown:
		return []audit.Status{audit.Exempt, audit.Unknown}, "cannot be read"
	}
	stated, inTime := 0, 0
	for _, e := range item.Entries {
		if e.Formed.IsZero() {
			continue
		}
		stated++
		if !e.Late {
			inTime++
		}
	}
	if stated == 0 {
		return one(audit.Exempt), "no entry states when it was formed"
	}
	return one(within(inTime, stated, 0.9, 0.5)), fmt.Sprintf("%d of %d entries within %d days", inTime, stated, item.Limit.Days)
}
