package rules

import (
	"strings"
	"unicode/utf8"

	"mingjing/audit"
)

// context is where in the structure of a portal a page stands. It is comparable, so that a page
// reached in the same way twice has it once.
type context struct {
	flags    flag
	domains  domainSet
	township int    // counted from 1; 0 for none
	labels   string // names of the columns below the domain (below the topic where there is none), outermost first
}

type flag uint16

const (
	inTopic     flag = 1 << iota // under the topic
	topicRoot                    // the topic itself
	inOpenness                   // in the openness part of the portal
	inService                    // in the part for services: domain names there are none
	inNews                       // in the part for news
	inCatalogue                  // under a column or document of standard catalogues
	inSpecial                    // in the part that gathers special topics
	inPolicy                     // a column of policy documents
	inReading                    // a column of policy interpretations
	inZone                       // the openness zone
	domainRoot                   // the column of the domain itself
	isCatalogue                  // bears a catalogue's name itself
)

func (c context) is(f flag) bool { return c.flags&f != 0 }

const labelMark = "\x1f"

func (c context) labelList() []string {
	if c.labels == "" {
		return nil
	}
	return strings.Split(c.labels, labelMark)
}

// relevant reports whether the context is one in which the answers to questions stand.
func (c context) relevant() bool {
	return c.domains != 0 || c.is(inTopic|inOpenness|inCatalogue|inPolicy|inReading|inZone|inSpecial)
}

// maxLabels bounds how deep a column is told apart below its domain.
const maxLabels = 4

// maxName is the longest name of a column, in characters; the longest item of the guidelines has 60.
const maxName = 120

// step goes from a context into the column of that name.
func (v *vocabulary) step(c context, name string) context {
	if v.nameless(name) {
		return c
	}
	c.flags &^= topicRoot | domainRoot | isCatalogue | inZone | inSpecial
	if t := v.township(name); t != 0 {
		c.township = t
	}
	catalogue := v.is("catalogue", name)
	topic := v.is("topic", name) && !v.is("topic_article", name)
	open := c.is(inTopic|inOpenness|inCatalogue) || strings.Contains(name, "领域") || strings.Contains(name, "基层政务公开")
	guess := v.domainsIn(name)
	switch {
	case guess.set != 0 && open && (!c.is(inService) || c.is(inTopic)) && v.entersDomain(c, guess, name):
		if c.domains != 0 {
			c.flags &^= inCatalogue | inPolicy | inReading // one domain beside another
		}
		c.domains, c.labels = guess.set, ""
		c.flags |= inOpenness | domainRoot
		c.flags &^= inNews | inService
		if guess.score < certain {
			c.flags &^= domainRoot
			c = c.under(name)
		}
	case topic && !(catalogue && !strings.Contains(v.fold(name), "规范化")):
		c.flags |= inTopic | topicRoot | inOpenness
		c.flags &^= inNews | inService
		c.domains, c.labels = 0, ""
	case c.domains != 0:
		c = c.under(name)
	case v.is("zone", name):
		c.flags |= inZone | inOpenness
	case v.is("openness", name):
		c.flags |= inOpenness
		c.flags &^= inService | inNews
		c.labels = ""
	case c.is(inTopic):
		c = c.under(name)
	case v.is("special", name):
		c.flags |= inSpecial
	case v.is("service", name):
		c.flags |= inService
	case v.is("news", name):
		c.flags |= inNews
	}
	if catalogue {
		c.flags |= inCatalogue | isCatalogue
	}
	if v.is("policy_documents", name) {
		c.flags |= inPolicy
		c.flags &^= inReading
	}
	if v.is("interpretation_column", name) {
		c.flags |= inReading
		c.flags &^= inPolicy
	}
	return c
}

// entersDomain reports whether a name that could be a domain's leads into that domain, rather than to
// an item of the domain that one is in.
func (v *vocabulary) entersDomain(c context, guess domainGuess, name string) bool {
	if c.domains == 0 {
		return guess.score >= certain || !c.is(inNews)
	}
	if guess.score < certain || guess.set == c.domains {
		return guess.score >= certain
	}
	if c.domains&guess.set != 0 && c.domains.size() > guess.set.size() {
		return true // from a shared column into one of its domains
	}
	return !v.isPart(c.domains, name, certain)
}

// under adds a label, unless it repeats the one before. Deeper than maxLabels nothing hangs under a
// domain any more.
func (c context) under(name string) context {
	name = strings.TrimSpace(name)
	list := c.labelList()
	if name == "" || len(list) > 0 && list[len(list)-1] == name {
		return c
	}
	if len(list) >= maxLabels || utf8.RuneCountInString(name) > maxName {
		return context{flags: c.flags & inOpenness}
	}
	c.labels = strings.Join(append(list, name), labelMark)
	return c
}

// of is the context that a link on a page leads into, seen from a context of that page.
func (v *vocabulary) of(c context, link *audit.Link) context {
	name := link.Name()
	switch link.Region {
	case audit.RegionNav, audit.RegionHeader, audit.RegionSitemap:
		c = context{}
	case audit.RegionFooter, audit.RegionFriends, audit.RegionTrail:
		return v.step(context{}, name)
	case audit.RegionSide:
		return v.ofSide(c, link)
	}
	for _, above := range link.Above {
		c = v.step(c, above)
	}
	if link.Row {
		return v.document(c, name, link)
	}
	return v.step(c, name)
}

// ofSide is the context of an item of a side menu, which lists siblings of the page as well as children:
// of the page's own context only the topic, the openness part and the domain are kept. Whether the item
// hangs under the domain is not sure; see place.side.
func (v *vocabulary) ofSide(c context, link *audit.Link) context {
	domains := c.domains
	c = context{flags: c.flags & (inTopic | inOpenness | inService | inNews), domains: domains}
	for _, above := range link.Above {
		c = v.step(c, above)
	}
	name := link.Name()
	if link.Row {
		return v.document(c, name, link)
	}
	if c.domains != 0 && v.isSection(name) && !v.isPart(c.domains, name, certain) && v.domainsIn(name).set == 0 {
		c = context{flags: c.flags & (inTopic | inOpenness)}
	}
	c = v.step(c, name)
	if domains != 0 {
		c.flags &^= inPolicy | inReading // 政策文件 beside the items of a domain is one of them
	}
	return c
}

// isSection reports whether a name is that of a part of the portal, and not of an item that has 信息公开 behind
// its name as decoration.
func (v *vocabulary) isSection(name string) bool {
	folded := v.fold(name)
	return v.is("openness", name) && (utf8.RuneCountInString(folded) <= 8 || strings.Contains(folded, "政府信息公开") || strings.Contains(folded, "政务公开"))
}

// document is the context of a document that a row of a list leads to: the list's own, and what its
// title says of catalogues and townships. A short title without a date may be a column's name.
func (v *vocabulary) document(c context, title string, link *audit.Link) context {
	c.flags &^= topicRoot | domainRoot | isCatalogue
	if v.is("catalogue", title) {
		return v.step(c, title)
	}
	if c.is(inCatalogue) && c.domains == 0 {
		if guess := v.domainsIn(title); guess.score >= certain {
			c.domains, c.labels = guess.set, ""
		}
	}
	if t := v.township(title); t != 0 {
		c.township = t
	}
	if link.Date.IsZero() && c.relevant() && utf8.RuneCountInString(title) <= 24 {
		if guess := v.domainsIn(title); guess.score >= certain || v.is("openness", title) || v.is("topic", title) ||
			c.domains != 0 && v.isPart(c.domains, title, certain) || v.is("zone", title) || v.is("policy_documents", title) {
			return v.step(c, title)
		}
	}
	return c
}
