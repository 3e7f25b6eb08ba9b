package dashboards

import (
	"fmt"

	"mingjing/audit"
)

func county() board {
	one := func(metric string) string { return fmt.Sprintf(`max(%s{site="$site"})`, metric) }
	domain := func(status string) string {
		return domainNamed(fmt.Sprintf(`max by (domain) (mingjing_domain_findings{site="$site", status=%q})`, status))
	}
	rule := func(status string) string {
		return fmt.Sprintf(`max by (rule) (mingjing_findings{site="$site", status=%q}) * on (rule) group_left (name, dimension) %s`, status, ruleNames)
	}
	counts := func(expr func(string) string) (list []column) {
		for _, status := range texts(audit.Statuses()) {
			c := column{expr: expr(status), title: statusWords()[status], width: 100}
			if status == string(audit.Unmet) {
				c.field.Thresholds = faultSteps()
			}
			list = append(list, c)
		}
		return list
	}
	return newBoard("mingjing-county", "明镜 县区", "一个县(市、区)或功能区的各领域、各规则、整改和读取情况。",
		[]variable{cityVariable(), siteVariable(), serveVariable()},
		stat("得分", field{Decimals: ptr(1), Thresholds: scoreSteps(), Links: []link{{Title: "评分卡", URL: "${serve_url}/sites/${site}", TargetBlank: true}}},
			one("mingjing_site_score_points")).described("覆盖率低于 80% 时只供参考。点数字打开评分卡。"),
		stat("覆盖率", field{Unit: "percentunit", Decimals: ptr(0), Thresholds: steps(red, from(0.8, green))}, one("mingjing_site_coverage_ratio")),
		stat("无法判定占比", field{Unit: "percentunit", Decimals: ptr(1), Thresholds: steps(green, from(0.1, yellow), from(0.2, red))}, one("site:mingjing_unknown:ratio")),
		stat("待整改问题", field{}, one("mingjing_rectification_open")),
		stat("逾期未整改", field{Thresholds: faultSteps()}, one("mingjing_rectification_overdue")),
		stat("最近完成扫描", field{Unit: "dateTimeFromNow"}, one("mingjing_scan_last_completed_timestamp_seconds")+" * 1000"),
		table("各领域", append([]column{
			{label: "name", title: "领域", width: 200},
			{label: "domain", title: "编号", width: 200},
			{expr: domainNamed(`max by (domain) (mingjing_domain_score_ratio{site="$site"})`), title: "得分率", field: field{Unit: "percentunit", Decimals: ptr(0), Thresholds: ratioSteps()}},
		}, counts(domain)...)...),
		table("各规则", append([]column{
			{label: "name", title: "规则", width: 240},
			{label: "dimension", title: "方面", width: 120},
			{label: "rule", title: "编号", width: 240},
		}, counts(rule)...)...),
		lines("得分和覆盖率", field{Min: ptr(0.0), Max: ptr(100.0), Decimals: ptr(1)},
			term{one("mingjing_site_score_points"), "得分"}, term{"100 * " + one("mingjing_site_coverage_ratio"), "覆盖率（%）"}),
		stacked("事项结论", field{}, verdicts(func(status string) string {
			return fmt.Sprintf(`max(mingjing_site_findings{site="$site", status=%q})`, status)
		})...).byVerdict(),
		lines("整改", field{Min: ptr(0.0)}, term{one("mingjing_rectification_open"), "待整改"}, term{one("mingjing_rectification_overdue"), "逾期"}).
			coloured("待整改", orange, "逾期", red),
		lines("领域得分率", field{Unit: "percentunit", Min: ptr(0.0), Max: ptr(1.0)}, term{domainNamed(`max by (domain) (mingjing_domain_score_ratio{site="$site"})`), "{{name}}"}),
		lines("扫描为何结束", field{Min: ptr(0.0), Max: ptr(1.0), Mappings: mapped("否", "是")},
			term{`max by (reason) (mingjing_site_stopped{site="$site"})`, "{{reason}}"}).named(stopWords(), texts(audit.Stops())),
		lines("扫描用时", field{Unit: "s", Min: ptr(0.0)}, term{one("mingjing_scan_duration_seconds"), "用时"}),
		lines("发出的请求（时段内增加）", field{Min: ptr(0.0)},
			term{`max by (outcome) (increase(mingjing_crawl_requests_total{site="$site"}[$__range]))`, "{{outcome}}"}).
			named(map[string]string{"page": "读到页面", "other": "其他（跳转、重试、错误）"}, []string{"page", "other"}),
	)
}
