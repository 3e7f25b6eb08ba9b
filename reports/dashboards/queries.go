package dashboards

import (
	"fmt"
	"strings"
)

// The info metrics, one series an id whatever number of servers give them.
const (
	siteNames   = `max by (site, name) (mingjing_site_info{city=~"$city"})`
	domainNames = `max by (domain, name) (mingjing_domain_info)`
	ruleNames   = `max by (rule, name, dimension) (mingjing_rule_info)`
)

// siteNamed gives each series of an expression by site the name of the site; sites of other cities fall out.
func siteNamed(expr string) string {
	return fmt.Sprintf("(%s) * on (site) group_left (name) %s", expr, siteNames)
}

// domainNamed gives each series of an expression by domain the name of the domain.
func domainNamed(expr string) string {
	return fmt.Sprintf("(%s) * on (domain) group_left (name) %s", expr, domainNames)
}

// matrix gives each series of an expression by site and domain both names: county and name.
func matrix(expr string) string {
	return domainNamed(fmt.Sprintf(`label_replace(%s, "county", "$1", "name", "(.*)")`, siteNamed(expr)))
}

// ofCity keeps the sites of the chosen cities.
func ofCity(expr string) string {
	return fmt.Sprintf("%s and on (site) %s", expr, siteNames)
}

// selectorOf is what a variable's query asks of the metrics: label_values(X, label) and query_result(X) ask for X.
func selectorOf(definition string) string {
	_, inner, _ := strings.Cut(strings.TrimSuffix(definition, ")"), "(")
	if strings.HasPrefix(definition, "label_values(") {
		inner = inner[:strings.LastIndex(inner, ",")]
	}
	return inner
}

// filler fills Grafana's variables in.
func filler(site, city, department string) *strings.Replacer {
	return strings.NewReplacer(
		"$site", site, "$city", city, "$department", department, "$__rate_interval", "5m", "$__range", "1h",
	)
}

func sourceVariable() variable {
	return variable{Name: "datasource", Label: "数据源", Type: "datasource", Query: "prometheus"}
}

func source() *datasource { return &datasource{Type: "prometheus", UID: "${datasource}"} }

// queried is a variable whose values come from the metrics.
func queried(name, label, definition, regex string) variable {
	return variable{
		Name: name, Label: label, Type: "query", Definition: definition, Regex: regex, Datasource: source(), Refresh: 2, Sort: 1,
		Query: map[string]any{"query": definition, "refId": "variable"},
	}
}

func cityVariable() variable {
	v := queried("city", "城市", "label_values(mingjing_site_info, city)", "")
	v.Multi, v.IncludeAll, v.AllValue = true, true, ".*"
	v.Current = &choice{Text: "All", Value: "$__all", Selected: true}
	return v
}

// siteVariable shows names and stands for ids.
func siteVariable() variable {
	return queried("site", "县区", `query_result(mingjing_site_info{city=~"$city"})`, `/name="(?<text>[^"]*)".*site="(?<value>[^"]*)"/`)
}

// serveVariable is where the scorecards are served.
func serveVariable() variable {
	address := choice{Text: "http://127.0.0.1:8080", Value: "http://127.0.0.1:8080", Selected: true}
	return variable{Name: "serve_url", Label: "明镜网址", Type: "textbox", Query: address.Value, Current: &address, Options: []choice{address}}
}
