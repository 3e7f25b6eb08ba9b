package dashboards

import "fmt"

// scorecard leads from a row to what is served of its site.
func scorecard() []link {
	return []link{
		{Title: "县区看板", URL: "/d/mingjing-county?var-site=${__data.fields[\"编号\"]}&${city:queryparam}&${datasource:queryparam}"},
		{Title: "评分卡", URL: "${serve_url}/sites/${__data.fields[\"编号\"]}", TargetBlank: true},
	}
}

func city() board {
	bySite := func(metric string) string { return siteNamed("max by (site) (" + metric + ")") }
	return newBoard("mingjing-city", "明镜 城市总览", "各县(市、区)和功能区基层政务公开标准化规范化的得分、问题和趋势。",
		[]variable{cityVariable(), serveVariable()},
		stat("网站数", field{}, fmt.Sprintf("count(%s)", siteNames)),
		stat("平均得分", field{Decimals: ptr(1), Thresholds: scoreSteps()}, fmt.Sprintf("avg(%s)", ofCity("site:mingjing_score_points:graded"))).
			described("只计覆盖率达到 0.8 的网站。"),
		stat("无法判定占比", field{Unit: "percentunit", Decimals: ptr(1), Thresholds: steps(green, from(0.1, yellow), from(0.2, red))},
			fmt.Sprintf("avg(%s)", ofCity("site:mingjing_unknown:ratio"))).
			described("因网站拦截、故障、登录等原因读不到而无法判定的事项比例，各网站平均。无法判定不扣分。"),
		stat("待整改问题", field{}, fmt.Sprintf("sum(%s)", ofCity("max by (site) (mingjing_rectification_open)"))),
		stat("逾期未整改", field{Thresholds: faultSteps()}, fmt.Sprintf("sum(%s)", ofCity("max by (site) (mingjing_rectification_overdue)"))),
		stat("读不到的网站", field{Thresholds: faultSteps()}, fmt.Sprintf("sum(1 - (%s))", ofCity("max by (site) (mingjing_site_up)"))).
			described("最近一次扫描时无法访问或被拦截的网站。"),
		table("排名",
			column{label: "name", title: "县区", width: 160, field: field{Links: scorecard()}},
			column{label: "site", title: "编号", width: 130},
			column{expr: bySite("mingjing_site_score_points"), title: "得分", field: field{Decimals: ptr(1), Thresholds: scoreSteps()}},
			column{expr: bySite("mingjing_site_coverage_ratio"), title: "覆盖率", field: field{Unit: "percentunit", Decimals: ptr(0), Thresholds: steps(red, from(0.8, green))}},
			column{expr: bySite("site:mingjing_unknown:ratio"), title: "无法判定", field: field{Unit: "percentunit", Decimals: ptr(0)}},
			column{expr: bySite("mingjing_rectification_open"), title: "待整改"},
			column{expr: bySite("mingjing_rectification_overdue"), title: "逾期", field: field{Thresholds: faultSteps()}},
			column{expr: bySite("mingjing_site_up"), title: "可读", field: field{Mappings: mapped("否", "是"), Thresholds: steps(red, from(1, green))}},
			column{expr: siteNamed("max by (site) (mingjing_scan_last_completed_timestamp_seconds) * 1000"), title: "最近扫描", field: field{Unit: "dateTimeAsLocal"}},
		).described("覆盖率低于 80% 的得分只供参考，不评等级。点县区名可以查看评分卡。"),
		heat("领域得分（县区 × 领域）", "county", "name", matrix("max by (site, domain) (mingjing_domain_score_ratio)")).
			described("空白为无法判定或不适用。"),
		lines("得分趋势", field{Min: ptr(0.0), Max: ptr(100.0), Decimals: ptr(1)}, term{siteNamed("site:mingjing_score_points:graded"), "{{name}}"}).
			described("只画覆盖率达到 0.8 的得分。"),
		lines("无法判定占比趋势", field{Unit: "percentunit", Min: ptr(0.0), Max: ptr(1.0)}, term{siteNamed("site:mingjing_unknown:ratio"), "{{name}}"}),
		stacked("全部事项的结论", field{}, verdicts(func(status string) string {
			return fmt.Sprintf("sum(%s)", ofCity(fmt.Sprintf(`max by (site) (mingjing_site_findings{status=%q})`, status)))
		})...).byVerdict(),
		bars("各领域平均得分", field{Unit: "percentunit", Decimals: ptr(0), Min: ptr(0.0), Max: ptr(1.0), Thresholds: ratioSteps()},
			term{domainNamed(fmt.Sprintf("avg by (domain) (%s)", ofCity("max by (site, domain) (mingjing_domain_score_ratio)"))), "{{name}}"}),
		table("当前告警",
			column{label: "alertname", title: "告警"},
			column{label: "severity", title: "级别", width: 120},
			column{label: "site", title: "编号", field: field{Links: scorecard()}},
			column{label: "domain", title: "领域"},
			column{expr: `max by (alertname, severity, site, domain) (ALERTS{alertname=~"Mingjing.+", alertstate="firing"})`, title: "触发", field: field{Mappings: mapped("否", "是")}},
		).described("处置办法见 docs/runbooks。"),
	)
}
