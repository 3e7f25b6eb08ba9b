package reader

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestDecode(t *testing.T) {
	const words = "<title>墨县人民政府关于印发标准目录的通知</title>"
	gbk := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(words)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, body, contentType, charset string
	}{
		{"undeclared UTF-8", words, "", "utf-8"},
		{"undeclared GBK", gbk(words), "", "gb18030"},
		{"GBK in the header", gbk(words), "text/html; charset=GBK", "gb18030"},
		{"GB2312 in the meta", gbk(`<meta http-equiv=Content-Type content="text/html; charset=gb2312">` + words), "", "gb18030"},
		{"GBK that calls itself UTF-8", gbk(`<meta charset="utf-8">` + words), "text/html; charset=utf-8", "gb18030"},
		{"UTF-8 that calls itself GBK", `<meta charset="gbk" name="viewport">` + words, "text/html; charset=gb2312", "utf-8"},
		{"GBK that calls itself Latin-1", gbk(words), "text/html; charset=iso-8859-1", "gb18030"},
		{"byte-order mark", "\uFEFF" + words, "text/html; charset=gbk", "utf-8"},
		{"UTF-16", utf16, "", "utf-16le"},
		{"UTF-8 cut within a character", strings.Repeat(words, 9) + "\xe5\xa2", "", "utf-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, charset := Decode([]byte(test.body), test.contentType)
			if charset != test.charset || !strings.Contains(string(text), words) {
				t.Errorf("Decode = %q, %s; want %s", text, charset, test.charset)
			}
		})
	}
}

func TestReadDate(t *testing.T) {
	tests := []struct{ text, want string }{
		{"2024-06-19 07:27", "2024-06-19"},
		{"2024年04月06日 16:40", "2024-04-06"},
		{"2024 年 4 月 6 日", "2024-04-06"},
		{"[ 2025-01-14 ]", "2025-01-14"},
		{"2023-08-19 10∶08", "2023-08-19"},
		{"19年10月08日", "2019-10-08"},
		{"24/03/09", "2024-03-09"},
		{"20240619", "2024-06-19"},
		{"14\n2025-01", "2025-01-14"},
		{"2025.01\n14", "2025-01-14"},
		{"01-14\n2025", "2025-01-14"},
		{"14/01/2025", "2025-01-14"},
		{"二〇二〇年十一月二十五日", "2020-11-25"},
		{"2020-02-30", ""},
		{"11-05", ""},
		{"电话：0538-1234567", ""},
		{"", ""},
	}
	for _, test := range tests {
		if d, _ := readDate(test.text); d.String() != test.want {
			t.Errorf("readDate(%q) = %q, want %q", test.text, d, test.want)
		}
	}
}

func TestBareTitle(t *testing.T) {
	tests := []struct{ title, site, want string }{
		{"通知公告 - 墨县人民政府门户网站", "", "通知公告"},
		{"墨县市场监督管理局网站-登记管理条例", "墨县市场监督管理局网站", "登记管理条例"},
		{"一件大事_新闻_墨县", "墨县人民政府", "一件大事_新闻"},
		{"2021-2025年规划", "墨县人民政府", "2021-2025年规划"},
		{"墨县人民政府", "墨县人民政府", "墨县人民政府"},
		{"一件大事-墨县网站欢迎您!", "", "一件大事"},
	}
	for _, test := range tests {
		if got := bareTitle(test.title, test.site, nil); got != test.want {
			t.Errorf("bareTitle(%q) = %q, want %q", test.title, got, test.want)
		}
	}
}
