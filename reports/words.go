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
	status map[audit.Status]string
	stop   map[audit.Stopped]string
	change map[Change]string
}

// NewWords returns the words of a language.
func NewWords(lang string) (*Words, error) {
	for i, l := range Langs() {
		if l == lang {
			w := &Words{Lang: lang, status: make(map[audit.Status]string), stop: make(map[audit.Stopped]string), change: make(map[Change]string)}
			for key, pair := range statusTexts() {
				w.status[key] = pair[i]
			}
			for key, pair := range stoppedTexts() {
				w.stop[key] = pair[i]
			}
			for key, pair := range changeTexts() {
				w.change[key] = pair[i]
			}
			return w, nil
		}
	}
	return nil, fmt.Errorf("unknown language %q: want %s", lang, strings.Join(Langs(), " or "))
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

// Change is the word for a way in which a finding changed.
func (w *Words) Change(c Change) string { return w.change[c] }

// Pick is the text in the report's language, or in the other where there is none.
func (w *Words) Pick(zh, en string) string {
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

func changeTexts() map[Change][2]string {
	return map[Change][2]string{
		ChangeNew:      {"新增问题", "new"},
		ChangeBack:     {"再次出现", "came back"},
		ChangeSeen:     {"首次查明", "first seen"},
		ChangeStill:    {"尚未整改", "still open"},
		ChangeWorse:    {"有所退步", "worse"},
		ChangeBetter:   {"有所改进", "better"},
		ChangePutRight: {"已经整改", "put right"},
		ChangeUnclear:  {"本次未能判定", "not judged this time"},
		ChangeDropped:  {"不再要求", "no longer asked"},
	}
}

// Text is a text in each language, in the order of Langs.
type Text [2]string

// In is the text in the language of the words.
func (t Text) In(w *Words) string { return w.Pick(t[0], t[1]) }
