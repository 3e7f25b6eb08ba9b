package rules

import (
	"fmt"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// soughtPatterns are documents that are sought by name wherever they stand, and read.
var soughtPatterns = []string{
	"information_management", "participation", "attendance", "interpretation_rules",
	"application_guide", "application", "application_channel", "village", "plan", "zone",
}

// sought reports whether a link's words are those of a document that is sought by name.
func (q *Inquiry) sought(name string) bool {
	return slices.ContainsFunc(soughtPatterns, func(p string) bool { return q.v.is(p, name) })
}

// notNews admits links outside the parts for news.
func notNews(n *node, m mention) bool { return !inNewsOnly(n) && m.link.Region != audit.RegionFriends }

// mechanism judges whether a document of that name is published.
func (j *judging) mechanism(pattern string) func(pack.Rule) verdict {
	return func(pack.Rule) verdict {
		alive, dead, unread := j.naming(pattern, notNews)
		alive = slices.DeleteFunc(alive, func(f found) bool { return j.isEmptyColumn(f.to) })
		if len(alive) > 0 {
			v := sayf(audit.Met, "“%s”", "%q", alive[0].name)
			v.evidence = []audit.Evidence{alive[0].evidence()}
			return v
		}
		return j.mechanismAbsent(dead, unread)
	}
}

// mechanismAbsent is the verdict where no document of the kind was seen.
func (j *judging) mechanismAbsent(dead, unread []found) verdict {
	if len(unread) > 0 {
		return j.unknownFor("mechanism", []*node{unread[0].to})
	}
	if open := j.openLists(); len(open) > 0 {
		return j.unknownFor("openness", open)
	}
	v := j.absent("政务公开各栏目已读完，未见有关制度", "the openness part was read whole; no such document is there",
		slices.Concat(j.columnsRead(false), j.topicColumns()))
	v.near = nearby(dead, deadLink, deadLinkEN)
	return v
}

func (j *judging) participation(r pack.Rule) verdict {
	alive, dead, unread := j.naming("participation", notNews)
	parts := []struct{ pattern, zh, en string }{
		{"participation_scope", "范围", "scope"}, {"participation_ways", "方式", "ways"}, {"participation_channels", "渠道", "channels"},
	}
	var has, lacks []string
	var ev []audit.Evidence
	seen := make(map[string]bool)
	for _, f := range alive {
		if !readWell(f.to) {
			continue
		}
		text := f.name + f.to.page.Title + f.to.page.Text
		for _, t := range f.to.page.Tables {
			for _, row := range t.Rows {
				text += strings.Join(row, " ")
			}
		}
		for _, row := range f.to.rows {
			text += row.Name()
		}
		for _, p := range parts {
			if !seen[p.zh] && j.v.is(p.pattern, text) {
				seen[p.zh] = true
				ev = append(ev, evidence(f.to, f.name+"："+p.zh))
			}
		}
	}
	for _, p := range parts {
		if seen[p.zh] {
			has = append(has, p.zh)
		} else {
			lacks = append(lacks, p.zh)
		}
	}
	if len(has) == 0 {
		alive = slices.DeleteFunc(alive, func(f found) bool { return j.isEmptyColumn(f.to) })
		if len(alive) > 0 && len(unread) == 0 {
			v := sayf(audit.Partial, "有“%s”，但未写明范围、方式、渠道", "there is %q, but it names neither scope nor ways nor channels", alive[0].name)
			v.evidence = []audit.Evidence{alive[0].evidence()}
			return v
		}
		return j.mechanismAbsent(dead, unread)
	}
	v := say(audit.Met, "", "")
	v.zh, v.en = "已公布公众参与的"+join(has), "public participation is published with its "+fmt.Sprint(len(has))+" of 3 parts"
	v.evidence = ev
	if len(has) < r.Params.AtLeast {
		if len(unread) > 0 {
			return j.unknownFor("mechanism", []*node{unread[0].to})
		}
		v.status = audit.Partial
		v.zh += "，未见" + join(lacks)
	}
	return v
}

func (j *judging) application(pack.Rule) verdict {
	guides, deadGuides, unreadGuides := j.naming("application_guide", notNews)
	guides = slices.DeleteFunc(guides, func(f found) bool { return j.isEmptyColumn(f.to) })
	channels, deadChannels, unreadChannels := j.naming("application_channel", func(n *node, m mention) bool { return m.link.Region != audit.RegionFriends })
	columns, _, unreadColumns := j.naming("application", notNews)
	var channelEvidence []audit.Evidence
	for _, f := range channels {
		channelEvidence = append(channelEvidence, f.evidence())
	}
	for _, f := range append(slices.Clone(guides), columns...) {
		if len(channelEvidence) == 0 && readWell(f.to) && j.v.is("application_channel_text", f.to.page.Text) {
			channelEvidence = append(channelEvidence, evidence(f.to, f.name))
		}
		if len(guides) == 0 && readWell(f.to) && j.v.is("application_guide", f.to.page.Title) && !j.isEmptyColumn(f.to) {
			guides = append(guides, f)
		}
	}
	v := say(audit.Met, "依申请公开的指南和申请渠道均已公布", "both the guide and a channel to apply are published")
	for _, g := range guides[:min(len(guides), 1)] {
		v.evidence = append(v.evidence, g.evidence())
	}
	v.evidence = append(v.evidence, channelEvidence[:min(len(channelEvidence), 1)]...)
	if len(guides) > 0 && len(channelEvidence) > 0 {
		return v
	}
	unread := slices.Concat(unreadGuides, unreadChannels, unreadColumns)
	if len(guides) == 0 && len(channelEvidence) == 0 {
		return j.mechanismAbsent(append(deadGuides, deadChannels...), unread)
	}
	if len(unread) > 0 {
		return j.unknownFor("mechanism", []*node{unread[0].to})
	}
	if open := j.openLists(); len(open) > 0 {
		return j.unknownFor("openness", open)
	}
	v.status = audit.Partial
	if len(guides) == 0 {
		v.zh, v.en = "有申请渠道，未见依申请公开指南", "there is a channel to apply, but no guide"
	} else {
		v.zh, v.en = "有依申请公开指南，未见申请渠道", "there is a guide, but no channel to apply"
	}
	return v
}

func (j *judging) village(pack.Rule) verdict {
	alive, dead, unread := j.naming("village", func(n *node, m mention) bool { return m.link.Region != audit.RegionFriends })
	alive = slices.DeleteFunc(alive, func(f found) bool { return j.isEmptyColumn(f.to) })
	if len(alive) > 0 {
		v := sayf(audit.Met, "“%s”", "%q", alive[0].name)
		v.evidence = []audit.Evidence{alive[0].evidence()}
		return v
	}
	return j.mechanismAbsent(dead, unread)
}
