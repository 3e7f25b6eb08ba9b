package dashboards

import (
	"fmt"

	"mingjing/audit"
	"mingjing/reports/metrics"
)

func operations() board {
	// A server that reads native histograms keeps them in place of the classic ones.
	quantile := func(q float64, metric string) string {
		return fmt.Sprintf("histogram_quantile(%g, sum by (le) (rate(%s_bucket[$__rate_interval]))) or histogram_quantile(%g, sum(rate(%s[$__rate_interval])))",
			q, metric, q, metric)
	}
	yes := field{Mappings: mapped("否", "是"), Thresholds: steps(red, from(1, green))}
	b := newBoard("mingjing-operations", "明镜 运行", "扫描、队列、错误和对网站的礼让。",
		[]variable{cityVariable()},
		stat("服务正常", yes, `min(up{job="mingjing"})`),
		stat("数据库正常", yes, "min(mingjing_store_up)"),
		stat("配置有效", yes, "min(mingjing_config_last_reload_successful)").described("否：最近一次加载的配置有误，仍按旧配置运行。"),
		stat("正在扫描的网站", field{}, "sum(mingjing_scan_sites_running)"),
		stat("最早任务已等待", field{Unit: "s", Decimals: ptr(0), Thresholds: steps(green, from(3600, red))},
			"max(time() - mingjing_queue_oldest_due_timestamp_seconds) or vector(0)"),
		stat("最久未完成扫描", field{Unit: "s", Decimals: ptr(0), Thresholds: steps(green, from(35*86400, red))},
			fmt.Sprintf("max(time() - (%s))", ofCity("max by (site) (mingjing_scan_last_completed_timestamp_seconds)"))),
		lines("队列", field{Min: ptr(0.0)}, term{"max by (state) (mingjing_queue_jobs)", "{{state}}"}).named(jobWords(), texts(metrics.JobStates())),
		stacked("结束的扫描（每小时）", field{Min: ptr(0.0)}, term{"sum by (reason) (increase(mingjing_scan_sites_total[1h]))", "{{reason}}"}).
			named(stopWords(), texts(audit.Stops())),
		lines("读取的页面（每秒）", field{Min: ptr(0.0)}, term{"sum(rate(mingjing_pages_total[$__rate_interval]))", "页面"}),
		stacked("读取错误（每小时，按种类）", field{Min: ptr(0.0)}, term{"sum by (kind) (increase(mingjing_page_troubles_total[1h]))", "{{kind}}"}).
			named(troubleWords(), texts(audit.Troubles())),
		lines("应答用时", field{Unit: "s", Min: ptr(0.0)},
			term{quantile(0.5, "mingjing_fetch_duration_seconds"), "一半"}, term{quantile(0.95, "mingjing_fetch_duration_seconds"), "95%"},
			term{quantile(0.99, "mingjing_fetch_duration_seconds"), "99%"}),
		stacked("请求（每秒，按应答）", field{Min: ptr(0.0)}, term{
			"sum by (answer) (rate(mingjing_fetch_duration_seconds_count[$__rate_interval])) or sum by (answer) (histogram_count(rate(mingjing_fetch_duration_seconds[$__rate_interval])))", "{{answer}}"}).
			named(answerWords(), answers()),
		lines("礼让等待", field{Unit: "s", Min: ptr(0.0)},
			term{quantile(0.5, "mingjing_politeness_wait_seconds"), "一半"}, term{quantile(0.95, "mingjing_politeness_wait_seconds"), "95%"}).
			described("请求在发出前等了多久，以免同一主机或同一服务器地址被访问得过于频繁。"),
		stacked("各网站扫描用时", field{Unit: "s", Min: ptr(0.0)}, term{siteNamed("max by (site) (mingjing_scan_duration_seconds)"), "{{name}}"}),
		table("距最近一次完成扫描",
			column{label: "name", title: "县区"},
			column{label: "site", title: "编号"},
			column{expr: siteNamed("time() - max by (site) (mingjing_scan_last_completed_timestamp_seconds)"), title: "已过", field: field{Unit: "s", Thresholds: steps(green, from(35*86400, red))}},
		).sized(12, 9),
		lines("内存和协程", field{Min: ptr(0.0)},
			term{`sum by (instance) (process_resident_memory_bytes{job="mingjing"}) / 1e6`, "{{instance}} 内存（MB）"},
			term{`sum by (instance) (go_goroutines{job="mingjing"})`, "{{instance}} 协程"}),
		table("版本",
			column{label: "version", title: "版本"},
			column{label: "revision", title: "修订"},
			column{label: "goversion", title: "Go"},
			column{expr: "count by (version, revision, goversion) (mingjing_build_info)", title: "进程数"},
		).sized(12, 6),
		table("规则包",
			column{label: "pack", title: "规则包"},
			column{label: "version", title: "版本"},
			column{expr: "max by (pack, version) (mingjing_pack_info)", title: "在用", field: field{Mappings: mapped("否", "是")}},
		).sized(12, 6),
	)
	b.Time = span{"now-24h", "now"}
	b.Refresh = "1m"
	return b
}
