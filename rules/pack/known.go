package pack

import "slices"

// knownRule is a rule that the program can judge.
type knownRule struct {
	id     string
	per    string
	params []string // names of the parameters it needs, all of them
}

// knownRules are the rules that the program can judge, in the order of reports. A pack uses any of them.
var knownRules = []knownRule{
	{"topic.exists", PerSite, nil},
	{"topic.prominent", PerSite, nil},
	{"topic.updated", PerSite, []string{"days", "partial_days"}},
	{"topic.plan", PerSite, []string{"deadline"}},
	{"topic.training", PerSite, nil},
	{"topic.demonstration", PerSite, nil},
	{"catalogue.published", PerDomain, nil},
	{"catalogue.elements", PerDomain, []string{"at_least", "partial_at_least", "filled"}},
	{"catalogue.coverage", PerDomain, []string{"met", "partial"}},
	{"catalogue.local", PerDomain, nil},
	{"catalogue.on-time", PerDomain, []string{"deadline"}},
	{"catalogue.townships", PerSite, []string{"met"}},
	{"item.published", PerItem, nil},
	{"item.fresh", PerItem, []string{"days"}},
	{"item.timely", PerItem, []string{"met", "partial", "newest"}},
	{"mechanism.information-management", PerSite, nil},
	{"mechanism.participation", PerSite, []string{"at_least", "partial_at_least"}},
	{"mechanism.attendance", PerSite, nil},
	{"mechanism.interpretation", PerSite, nil},
	{"mechanism.application", PerSite, nil},
	{"mechanism.village", PerSite, nil},
	{"interpretation.paired", PerSite, []string{"met", "partial", "fewest", "newest"}},
	{"interpretation.timely", PerSite, []string{"met", "partial", "working_days"}},
	{"platform.concentrated", PerSite, []string{"met", "partial"}},
	{"platform.new-media", PerSite, []string{"at_least", "partial_at_least"}},
	{"platform.zone", PerSite, []string{"at_least", "partial_at_least"}},
}

func known(id string) (knownRule, bool) {
	i := slices.IndexFunc(knownRules, func(k knownRule) bool { return k.id == id })
	if i < 0 {
		return knownRule{}, false
	}
	return knownRules[i], true
}

// RuleIDs lists the rules that the program can judge, in the order of reports.
func RuleIDs() []string {
	ids := make([]string, len(knownRules))
	for i, k := range knownRules {
		ids[i] = k.id
	}
	return ids
}

// patternNames are the named patterns, with what each tells.
var patternNames = []struct{ name, tells string }{
	{"topic", "a column of the topic 基层政务公开标准化规范化"},
	{"topic_article", "words that make a name like the topic's that of a document or a news item"},
	{"openness", "a column of the openness part of a portal, in which domain columns may stand"},
	{"special", "a column that gathers special topics (专题专栏)"},
	{"service", "a column of the service part, in which no domain column stands"},
	{"news", "a column of news"},
	{"plan", "an implementation plan on 基层政务公开"},
	{"plan_other_government", "words by which a plan is that of another government; the site's and city's names are the program's"},
	{"training", "a training on the topic, within the topic's subtree"},
	{"training_elsewhere", "a training on the topic, anywhere"},
	{"demonstration", "demonstration points or highlights, within the topic's subtree"},
	{"demonstration_elsewhere", "demonstration points or highlights of the topic, anywhere"},
	{"catalogue", "a standard catalogue (标准目录)"},
	{"catalogue_township", "a catalogue, beside a township's name"},
	{"information_management", "rules on the dynamic management of government information"},
	{"participation", "rules on public participation in decisions"},
	{"participation_scope", "words in the text of such rules that name the scope"},
	{"participation_ways", "words in the text of such rules that name the ways"},
	{"participation_channels", "words in the text of such rules that name the channels"},
	{"attendance", "rules on stakeholders attending government meetings"},
	{"interpretation_rules", "rules on policy interpretation"},
	{"interpretation", "an interpretation of a policy, or a link to one"},
	{"interpretation_column", "a column of interpretations"},
	{"application", "the column of disclosure on application"},
	{"application_guide", "a guide to disclosure on application"},
	{"application_channel", "a channel to apply through"},
	{"application_channel_text", "words in a text that name such a channel"},
	{"village", "publication of village affairs"},
	{"policy_documents", "a column of policy documents"},
	{"zone", "an openness zone (政务公开专区)"},
	{"zone_query", "query of government information"},
	{"zone_apply", "application for information"},
	{"zone_consult", "advice on services"},
	{"weibo", "an account on 微博"},
	{"wechat", "an account on 微信"},
	{"app", "an app or client"},
	{"placeholder_subject", "a 公开主体 that names no organ"},
	{"empty", "words by which a page says that it is empty"},
	{"archived", "words by which a column says that it is archived"},
}

// PatternNames lists the names of the patterns that a pack gives words for, all of them.
func PatternNames() []string {
	names := make([]string, len(patternNames))
	for i, p := range patternNames {
		names[i] = p.name
	}
	return names
}
