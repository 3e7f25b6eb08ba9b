package dashboards

import "fmt"

func department() board {
	const guided = `max by (department, domain) (mingjing_domain_guidance{department="$department"})`
	// guidedOnly keeps the domains that the chosen department guides.
	guidedOnly := func(expr string) string { return fmt.Sprintf("%s and on (domain) %s", expr, guided) }
	scores := guidedOnly(ofCity("max by (site, domain) (mingjing_domain_score_ratio)"))
	counts := func(status string) string {
		return guidedOnly(ofCity(fmt.Sprintf(`max by (site, domain) (mingjing_domain_findings{status=%q})`, status)))
	}
	ratio := field{Unit: "percentunit", Decimals: ptr(0), Min: ptr(0.0), Max: ptr(1.0), Thresholds: ratioSteps()}
	return newBoard("mingjing-department", "明镜 业务指导部门", "市级业务指导部门所指导领域的公开情况，按任务分工表。",
		[]variable{cityVariable(), queried("department", "业务指导部门", "label_values(mingjing_domain_guidance, department)", ""), serveVariable()},
		stat("指导的领域", field{}, fmt.Sprintf("count(%s)", guided)),
		stat("平均得分率", ratio, fmt.Sprintf("avg(%s)", scores)),
		stat("未达标事项", field{Thresholds: faultSteps()}, fmt.Sprintf("sum(%s)", counts("unmet"))),
		stat("部分达标事项", field{}, fmt.Sprintf("sum(%s)", counts("partial"))),
		stat("无法判定事项", field{}, fmt.Sprintf("sum(%s)", counts("unknown"))),
		stat("得分为零的领域", field{Thresholds: faultSteps()}, fmt.Sprintf("sum((%s) == bool 0)", scores)).
			described("县区与领域的组合数。"),
		heat("领域得分（县区 × 领域）", "county", "name", matrix(scores)).described("空白为无法判定或不适用。"),
		table("各县区未达标事项",
			column{label: "name", title: "县区", width: 200, field: field{Links: scorecard()}},
			column{label: "site", title: "编号", width: 160},
			column{expr: siteNamed(fmt.Sprintf("sum by (site) (%s)", counts("unmet"))), title: "未达标", field: field{Thresholds: faultSteps()}},
			column{expr: siteNamed(fmt.Sprintf("sum by (site) (%s)", counts("partial"))), title: "部分达标"},
			column{expr: siteNamed(fmt.Sprintf("sum by (site) (%s)", counts("unknown"))), title: "无法判定"},
			column{expr: siteNamed(fmt.Sprintf("avg by (site) (%s)", scores)), title: "平均得分率", field: ratio},
		),
		lines("领域平均得分率", ratio, term{domainNamed(fmt.Sprintf("avg by (domain) (%s)", scores)), "{{name}}"}),
		bars("各业务指导部门平均得分率", ratio, term{"department:mingjing_score:avg", "{{department}}"}).
			described("一个领域有几个指导部门的，计入每个部门。不分城市。"),
	)
}
