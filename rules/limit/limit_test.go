package limit_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"mingjing/audit"
	"mingjing/rules/limit"
)

var update = flag.Bool("update", false, "write the golden files anew")

const wordings = "testdata/wordings.tsv"

// TestParseWordings parses every wording met in real catalogues: a line of the file is the text, a
// tab, and what it means.
func TestParseWordings(t *testing.T) {
	lines := readLines(t, wordings)
	var fresh strings.Builder
	for _, line := range lines {
		text, want, _ := strings.Cut(line, "\t")
		got, err := limit.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		fmt.Fprintf(&fresh, "%s\t%s\n", text, got)
		if !*update && got.String() != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
		full, err := limit.Parse(fullWidth(text))
		if err != nil || full.String() != got.String() {
			t.Errorf("%s\nin full width: %v, %v\nin half width: %v", fullWidth(text), full, err, got)
		}
		spaced, err := limit.Parse(strings.Join(strings.Split(text, ""), " \u3000"))
		if err != nil || spaced.String() != got.String() {
			t.Errorf("%s\nwith spaces: %v, %v\nwithout: %v", text, spaced, err, got)
		}
	}
	if *update {
		if err := os.WriteFile(wordings, []byte(fresh.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParseVariants(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "none"},
		{"—", "none"},
		{"/", "none"},
		{"自该信息形成或者变更之日起二十个工作日内", "within 20 working-days of 形成"},
		{"信息形成之日起十五日内", "within 15 days of 形成"},
		{"信息形成之日起1个月内公开", "within 1 months of 形成"},
		{"信息形成后24小时内公开", "within 1 days of 形成"},
		{"信息形成后及时公开", "at-once of 形成"},
		{"应当自信息形成之日起20个工作日内向社会公开", "within 20 working-days of 形成"},
		{"公开时限：自信息形成之日起20个工作日内", "within 20 working-days of 形成"},
		{"即时公开", "at-once"},
		{"按季度公开", "periodic 3 months"},
		{"每月10日前更新", "periodic 1 months of 10日"},
		{"每年3月底前公开", "periodic 12 months of 3月底"},
		{"随时公开，并长期公开", "at-once"},
		{"公示期不少于5个工作日", "none, on display 5 working-days"},
		{"自政府信息形成或者变更之日起20个工作日内予以公开（法律、法规对政府信息公开的期限另有规定的，从其规定）", "within 20 working-days of 形成"},
		{"信息形成或变更后20个工作日内，长期公示", "within 20 working-days of 形成"},
		{"形成或变更之日起10个工作日内（公示不少于7天）", "within 10 working-days of 形成, on display 7 days"},
		{"每年更新一次", "periodic 12 months"},
		{"立即公开", "at-once"},
		{"自作出行政处罚决定之日起7个工作日内公示，公示期不少于3个月", "within 7 working-days of 决定, on display 3 months"},
	} {
		got, err := limit.Parse(tt.text)
		if err != nil || got.String() != tt.want {
			t.Errorf("Parse(%q) = %v, %v; want %s", tt.text, got, err, tt.want)
		}
	}
}

func TestParseRefusesToGuess(t *testing.T) {
	for _, text := range []string{
		"视情况而定", "20", "分配名单15个工作日", "不少于20个工作日", "尽快", "详见办事指南",
		"信息形成之日起20个工作日内，视情况另行通知", "至少提前", "0个工作日内", "99999999999999999999个工作日内",
		"自信息形成之日起工作日内", "信息形成之日起20个工作日后", strings.Repeat("长", 2000),
	} {
		if got, err := limit.Parse(text); err == nil {
			t.Errorf("Parse(%.40q) = %v, want an error", text, got)
		}
	}
	_, err := limit.Parse("自信息形成之日起20个工作日内；视情况而定")
	const want = `time limit "自信息形成之日起20个工作日内；视情况而定": "视情况而定" is not understood`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v\n want %s", err, want)
	}
}

// weekdays is a calendar without holidays that knows one year only.
type weekdays struct{ year int }

func (w weekdays) Workday(d audit.Date) (bool, error) {
	if d.Year != w.year {
		return false, errNoYear
	}
	day := d.Time().Weekday()
	return day != 0 && day != 6, nil
}

func (w weekdays) Add(from audit.Date, n int) (audit.Date, error) {
	for n > 0 {
		from = from.Add(1)
		works, err := w.Workday(from)
		if err != nil {
			return audit.Date{}, err
		}
		if works {
			n--
		}
	}
	return from, nil
}

var errNoYear = errors.New("year not known")

func TestDue(t *testing.T) {
	for _, tt := range []struct {
		text, formed, due string
		fromFormation     bool
	}{
		{"信息形成之日起20个工作日内", "2020-03-02", "2020-03-30", true},
		{"自作出决定之日起7个工作日内", "2020-03-06", "2020-03-17", true},
		{"部门预算经本级财政部门批复后20日内公开", "2020-03-02", "2020-03-23", false}, // the 22nd is a Sunday
		{"信息形成之日起1个月内", "2020-01-31", "2020-03-02", true},           // 29 February is a Saturday
		{"信息形成之日起2周内", "2020-03-02", "2020-03-16", true},
		{"及时公开", "2020-03-02", "", false},
		{"同上", "2020-03-02", "", false},
		{"信息形成之日起20个工作日内", "", "", true},
	} {
		l, err := limit.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		var formed audit.Date
		if err := formed.UnmarshalText([]byte(tt.formed)); err != nil {
			t.Fatal(err)
		}
		due, ok, err := l.Due(formed, weekdays{2020})
		if err != nil || due.String() != tt.due || ok != (tt.due != "") || l.FromFormation() != tt.fromFormation {
			t.Errorf("%s formed %s: due %v, %v, %v, from formation %v; want %s, %v",
				tt.text, tt.formed, due, ok, err, l.FromFormation(), tt.due, tt.fromFormation)
		}
	}
	l, _ := limit.Parse("信息形成之日起20个工作日内")
	if due, ok, err := l.Due(audit.Date{Year: 2020, Month: 12, Day: 20}, weekdays{2020}); !errors.Is(err, errNoYear) || ok {
		t.Errorf("over the end of the calendar: due %v, %v, %v; want %v", due, ok, err, errNoYear)
	}
}

func FuzzParse(f *testing.F) {
	file, err := os.ReadFile(wordings)
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		text, _, _ := strings.Cut(line, "\t")
		f.Add(text)
	}
	f.Add("（（（；，①②1.2.3.")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := limit.Parse(text)
		if err != nil {
			return
		}
		if l.Kind == "" || l.Kind == limit.Within && (l.N <= 0 || l.Unit == "") {
			t.Errorf("Parse(%q) = %+v", text, l)
		}
		if _, _, err := l.Due(audit.Date{Year: 2020, Month: 1, Day: 2}, weekdays{2020}); err != nil && !errors.Is(err, errNoYear) {
			t.Error(err)
		}
	})
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	for scan := bufio.NewScanner(file); scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	if len(lines) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return lines
}

// fullWidth puts ASCII digits and marks in their full-width forms.
func fullWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f && r != '.' {
			return r + 0xfee0
		}
		return r
	}, text)
}
