package document

import (
	"strings"

	"mingjing/audit"
)

// headerWords are what the header of a catalogue says; a header needs a name and two others.
var headerWords = []string{"公开内容", "内容要素", "公开依据", "公开时限", "公开主体", "责任主体", "公开渠道", "公开载体", "公开方式", "公开对象"}

var nameWords = []string{"公开事项", "一级事项", "二级事项", "事项名称", "公开类别"}

// looksLikeCatalogue reports whether the first rows of a table look like the header of a standard
// catalogue.
func looksLikeCatalogue(tables []audit.Table) bool {
	for _, table := range tables {
		head := &strings.Builder{}
		for _, row := range table.Rows[:min(len(table.Rows), 8)] {
			for _, cell := range row {
				if len(cell) <= 60 {
					head.WriteString(strings.ReplaceAll(cell, " ", ""))
					head.WriteByte('|')
				}
			}
		}
		if countWords(head.String(), nameWords) > 0 && countWords(head.String(), headerWords) >= 2 {
			return true
		}
	}
	return false
}

func countWords(s string, words []string) int {
	n := 0
	for _, word := range words {
		if strings.Contains(s, word) {
			n++
		}
	}
	return n
}
