package server

import (
	"strings"
	"testing"
)

func TestInert(t *testing.T) {
	for _, test := range []struct{ name, page, quote, want string }{
		{"in one text", `<p>共 12 条记录</p>`, "12 条", `<p>共 <mark id="mingjing-quote">12 条</mark>记录</p>`},
		{"over elements and white space", "<p>公开<b>标准\n目录</b> 全文</p>", "公开标准目录全", `<p><mark id="mingjing-quote">公开</mark><b><mark>标准` + "\n" + `目录</mark></b> <mark>全</mark>文</p>`},
		{"cut off", `<p>很长的标题</p>`, "长的…", `<p>很<mark id="mingjing-quote">长的</mark>标题</p>`},
		{"not there", `<p>甲</p>`, "乙", `<p>甲</p>`},
		{"nothing quoted", `<p>甲</p>`, "", `<p>甲</p>`},
		{"not in a style sheet", `<style>b{}</style><p>b{}</p>`, "b{}", `<style>b{}</style>`},
		{"hostile", `<p onclick="x()"><img src="http://x/"><script>x()</script><a href="http://x/">甲</a></p>`, "甲", `<p><img/><a><mark id="mingjing-quote">甲</mark></a></p>`},
		{"quoted markup stays text", `<p>&lt;i&gt;</p>`, "<i>", `<p><mark id="mingjing-quote">&lt;i&gt;</mark></p>`},
	} {
		if got := inert(test.page, test.quote); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
