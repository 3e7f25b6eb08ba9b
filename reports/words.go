package reports

import (
	"fmt"
	"strings"

	"mingjing/audit"
)

// Langs lists the languages of reports; the first is the usual one.
func Langs() []string { return []string{"zh", "en"} }

// Words are the texts of a report that do not come from the pack.
type Words struct {
	Lang   string
	texts  map[string]string
	status map[audit.Status]string
	stop   map[audit.Stopped]string
}

func wordsOf(lang string) (*Words, error) {
	for i, l := range Langs() {
		if l == lang {
			w := &Words{Lang: lang, texts: make(map[string]string), status: make(map[audit.Status]string), stop: make(map[audit.Stopped]string)}
			for key, pair := range texts() {
				w.texts[key] = pair[i]
			}
			for key, pair := range statusTexts() {
				w.status[key] = pair[i]
			}
			for key, pair := range stoppedTexts() {
				w.stop[key] = pair[i]
			}
			return w, nil
		}
	}
	return nil, fmt.Errorf("unknown language %q: want %s", lang, strings.Join(Langs(), " or "))
}

// T is the text of a key. A key without a text is an error, which the templates pass on.
func (w *Words) T(key string) (string, error) {
	text, ok := w.texts[key]
	if !ok {
		return "", fmt.Errorf("no text for %q", key)
	}
	return text, nil
}

// Status is the word for a verdict.
func (w *Words) Status(s audit.Status) string { return w.status[s] }

// Stopped says why a crawl ended.
func (w *Words) Stopped(s audit.Stopped) string {
	if text, ok := w.stop[s]; ok {
		return text
	}
	return string(s)
}

// pick is the text in the report's language, or in the other where there is none.
func (w *Words) pick(zh, en string) string {
	if w.Lang == "en" && en != "" || zh == "" {
		return en
	}
	return zh
}

func statusTexts() map[audit.Status][2]string {
	return map[audit.Status][2]string{
		audit.Met:     {"达标", "met"},
		audit.Partial: {"部分达标", "partial"},
		audit.Unmet:   {"未达标", "unmet"},
		audit.Unknown: {"无法判定", "unknown"},
		audit.Exempt:  {"不适用", "exempt"},
	}
}

func stoppedTexts() map[audit.Stopped][2]string {
	return map[audit.Stopped][2]string{
		audit.StoppedSettled:     {"全部问题已有结论", "every question settled"},
		audit.StoppedExhausted:   {"范围内已读完", "nothing left to read"},
		audit.StoppedBudget:      {"请求数达到上限", "request budget used up"},
		audit.StoppedTime:        {"时间达到上限", "time limit reached"},
		audit.StoppedUnreachable: {"网站无法访问", "site unreachable"},
		audit.StoppedBlocked:     {"网站拒绝访问", "site refused to be read"},
		audit.StoppedBroken:      {"检查被中断", "broken off"},
	}
}

// texts holds each text in the order of Langs.
func texts() map[string][2]string {
	return map[string][2]string{
		"product":       {"明镜 · 基层政务公开检查", "Mingjing · grassroots openness audit"},
		"league":        {"检查结果排名", "League table"},
		"scorecard":     {"检查评分表", "Scorecard"},
		"asOf":          {"检查基准日", "as of"},
		"scanned":       {"检查时间", "scanned"},
		"basis":         {"依据", "basis"},
		"pack":          {"规则包", "rule pack"},
		"rank":          {"名次", "Rank"},
		"site":          {"县（市、区）、功能区", "County or zone"},
		"zone":          {"功能区", "zone"},
		"score":         {"得分", "Score"},
		"grade":         {"等级", "Grade"},
		"provisional":   {"暂定", "provisional"},
		"provisionalX":  {"可判定的分值不足，不评等级，得分仅供参考。", "Too little could be judged for a grade; the score is provisional."},
		"unmeasured":    {"没有可判定的内容，不计分。", "Nothing could be judged; there is no score."},
		"coverage":      {"可判定率", "Coverage"},
		"coverageX":     {"可以判定的分值占应判定分值的比例；读不到的内容不算缺失。", "Share of the points that could be judged; what could not be read does not count as missing."},
		"verdicts":      {"判定", "Verdicts"},
		"faults":        {"待整改", "To put right"},
		"crawl":         {"采集", "Crawl"},
		"requests":      {"次请求", "requests"},
		"pages":         {"个页面", "pages"},
		"average":       {"平均分（评出等级的站点）", "average of the sites with a grade"},
		"sites":         {"个站点", "sites"},
		"graded":        {"个评出等级", "graded"},
		"byDomain":      {"各领域得分率", "Domains by site"},
		"domain":        {"领域", "Domain"},
		"byDepartment":  {"按业务指导单位汇总", "By guiding department"},
		"department":    {"业务指导单位", "Guiding department"},
		"rate":          {"得分率", "Won"},
		"legend":        {"图例", "Key"},
		"notJudged":     {"未判定", "not judged"},
		"back":          {"返回排名", "Back to the league table"},
		"rectification": {"整改清单", "Rectification list"},
		"noFaults":      {"已判定的内容中没有需要整改的问题。", "Nothing to put right in what could be judged."},
		"problem":       {"问题", "Fault"},
		"clause":        {"条款", "Clause"},
		"fix":           {"整改办法", "How to put it right"},
		"arithmetic":    {"得分构成", "How the score is made up"},
		"rule":          {"规则", "Rule"},
		"weight":        {"权重", "Weight"},
		"judged":        {"可判定", "Judged"},
		"won":           {"得", "Won"},
		"total":         {"合计", "Total"},
		"sum":           {"得分 ＝ 得到的分值 ÷ 可判定的分值 × 100", "Score = points won ÷ points that could be won × 100"},
		"general":       {"站点要求", "Requirements for the site"},
		"domains":       {"各领域", "Domains"},
		"item":          {"事项", "Item"},
		"items":         {"个事项", "items"},
		"unjudged":      {"无法判定的内容", "What could not be judged"},
		"unjudgedX":     {"以下内容未能读到，不能认定为缺失，不扣分。", "These places could not be read, so nothing is called missing and no points are lost."},
		"reason":        {"判定理由", "Reason"},
		"asks":          {"要求", "Asked"},
		"evidence":      {"依据页面", "Evidence"},
		"proof":         {"查找过的页面（均已完整读取，未见所需内容）", "Proof of absence: pages read whole, without what is asked"},
		"same":          {"依据页面同", "The same pages as"},
		"follows":       {"随此项判定", "Follows from"},
		"near":          {"接近但不算", "Close, but does not count"},
		"places":        {"应在位置", "Where it has to stand"},
		"fetched":       {"读取时间", "fetched"},
		"more":          {"其余见 scan.json", "the rest stands in scan.json"},
		"filter":        {"只看", "Show"},
		"all":           {"全部", "All"},
		"points":        {"分", "points"},
		"foot":          {"每项判定均附依据。没有完整查看的，一律列为“无法判定”，不列为缺失。国家指引中尚未核对的事项不计分。", "Every verdict carries its evidence. What was not fully looked at is unknown, never missing. Items of the national guideline that are not yet verified cost no points."},
		"place.whole":   {"已完整读取", "read whole"},
		"place.part":    {"读取不完整", "read in part"},
		"place.gone":    {"页面不存在", "gone"},
		"place.unread":  {"无法读取", "unreadable"},
		"place.unseen":  {"未读取", "not read"},
	}
}
