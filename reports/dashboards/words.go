package dashboards

import "mingjing/audit"

// The words for verdicts, reasons and kinds of trouble, with the order in which they are shown.

func statusWords() map[string]string {
	return map[string]string{"met": "达标", "partial": "部分达标", "unmet": "未达标", "unknown": "无法判定", "exempt": "不适用"}
}

func stopWords() map[string]string {
	return map[string]string{
		"settled": "全部问题已有结论", "exhausted": "范围内已读完", "budget": "请求数达到上限", "time": "时间达到上限",
		"unreachable": "网站无法访问", "blocked": "网站拒绝访问", "broken-off": "检查被中断",
	}
}

func troubleWords() map[string]string {
	return map[string]string{
		"gone": "页面不存在", "unreachable": "无法连接", "timeout": "超时", "server": "服务器错误", "refused": "拒绝访问", "shield": "防护系统拦截",
		"captcha": "要求验证码", "login": "要求登录", "robots": "robots.txt 不允许", "off-site": "跳出本站", "loop": "循环跳转", "too-large": "内容过大",
		"cut": "内容不完整", "damaged": "文件打不开", "locked": "文件有密码", "picture": "图片或扫描件", "script": "脚本生成的内容", "home": "返回的是首页", "unrecorded": "存档中没有",
	}
}

func jobWords() map[string]string {
	return map[string]string{"waiting": "等待", "later": "未到时段", "running": "运行中", "retrying": "等待重试", "done": "已完成", "failed": "失败", "cancelled": "已取消"}
}

func answerWords() map[string]string {
	return map[string]string{"2xx": "正常", "3xx": "跳转", "4xx": "拒绝或不存在", "5xx": "服务器错误或拦截", "none": "没有应答"}
}

func answers() []string { return []string{"2xx", "3xx", "4xx", "5xx", "none"} }

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, value := range list {
		out[i] = string(value)
	}
	return out
}

// verdicts are the terms of a trend by verdict.
func verdicts(expr func(status string) string) (terms []term) {
	for _, status := range texts(audit.Statuses()) {
		terms = append(terms, term{expr(status), statusWords()[status]})
	}
	return terms
}

// byVerdict fixes the colours of a trend by verdict.
func (p panel) byVerdict() panel {
	return p.coloured("达标", green, "部分达标", yellow, "未达标", red, "无法判定", grey, "不适用", "#cfcfcf")
}
