package service

import (
	"net/url"

	"mingjing/reports/rectify"
)

// SitePath is where the web pages show what is said and done about a site.
func SitePath(site string) string { return "/sites/" + url.PathEscape(site) }

// FindingPath is where they show a finding of the newest result of a site.
func FindingPath(site string, q rectify.Question) string {
	return SitePath(site) + "/finding?" + QuestionValues(q).Encode()
}

// QuestionValues are the fields by which addresses and forms name a question.
func QuestionValues(q rectify.Question) url.Values {
	values := url.Values{"rule": {q.Rule}}
	for name, value := range map[string]string{"domain": q.Domain, "level1": q.Level1, "item": q.Item} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}
