package catalogue

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingjing/audit"
)

var update = flag.Bool("update", false, "write the golden files")

// TestRead reads the tables of testdata/*.txt and compares with the JSON beside them. In the tables
// "#" begins a caption, "=" repeats the cell to the left and "^" the cell above, as merged cells are
// filled.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test tables: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(Read(parseTables(string(text))), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			golden := strings.TrimSuffix(file, ".txt") + ".json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func parseTables(text string) []audit.Table {
	var tables []audit.Table
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if caption, ok := strings.CutPrefix(line, "#"); ok {
			tables = append(tables, audit.Table{Caption: strings.TrimSpace(caption)})
			continue
		}
		if line == "" || len(tables) == 0 {
			continue
		}
		table := &tables[len(tables)-1]
		cells := strings.Split(line, "|")
		for i := range cells {
			switch cells[i] = strings.TrimSpace(cells[i]); {
			case cells[i] == "=" && i > 0:
				cells[i] = cells[i-1]
			case cells[i] == "^" && len(table.Rows) > 0 && i < len(table.Rows[len(table.Rows)-1]):
				cells[i] = table.Rows[len(table.Rows)-1][i]
			}
		}
		table.Rows = append(table.Rows, cells)
	}
	return tables
}

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		cell, label string
		bullets     bool
		want        string
	}{
		{"■政府网站 □政府公报 ■公开查阅点", "", false, "政府网站、公开查阅点"},
		{"R政府网站 £其他", "", false, "政府网站"},
		{"☑主动公开☐依申请公开", "", false, "主动公开"},
		{"政府网站√ 政府公报□", "", false, "政府网站"},
		{"√", "全社会", false, "全社会"},
		{"√", "", false, "√"},
		{"□", "全社会", false, ""},
		{"口", "全社会", false, ""},
		{"□政府网站 □公报", "", false, ""},
		{"□政府网站 □公报", "", true, "政府网站、公报"},
		{"主动 公开", "主动", false, "主动公开"},
		{"窗口、出入口公示栏", "", false, "窗口、出入口公示栏"},
		{"RSS订阅", "", false, "RSS订阅"},
		{"是", "主动", false, "主动"},
		{"否", "主动", false, ""},
		{"/", "主动", false, ""},
		{"", "主动", false, ""},
	} {
		if got := ticks(test.cell, test.label, test.bullets); got != test.want {
			t.Errorf("ticks(%q, %q, %v) = %q, want %q", test.cell, test.label, test.bullets, got, test.want)
		}
	}
}

func TestRoleOf(t *testing.T) {
	for word, want := range map[string]role{
		"公开事项": roleName, "一级事项": roleLevel1, "公开内容（要素）": roleContent, "公开渠道和载体（在标注范围内至少选择其一）": roleNone,
		"公开渠道和载体": roleChannel, "公开时限（最低1年）": roleLimit, "责任主体": roleSubject, "公开责任主体": roleSubject, "责任科室": roleOffice,
		"办理时限": roleNone, "服务对象": roleNone, "承诺期限": roleNone, "公开层级": roleOther, "五公开": roleOther, "公开的法律依据": roleBasis,
		"财政预决算领域基层政务公开标准目录": roleNone, "内容标准说明": roleContent, "公开领域": roleDomain, "二级公开事项": roleLevel2,
	} {
		if got := roleOf(key(word)); got != want {
			t.Errorf("roleOf(%q) = %v, want %v", word, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		tables := parseTables(text)
		for _, c := range Read(tables) {
			if len(c.Rows) == 0 || len(c.Rows) > MaxRows {
				t.Errorf("%d rows", len(c.Rows))
			}
			for _, r := range c.Rows {
				if r.Item() == "" {
					t.Error("a row without an item")
				}
			}
			for e, share := range c.Filled {
				if share < 0 || share > 1 || share > 0 && !c.Has[e] {
					t.Errorf("%v filled %v, column %v", Element(e), share, c.Has[e])
				}
			}
		}
	})
}
