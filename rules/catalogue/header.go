package catalogue

import (
	"slices"
	"strings"
)

// column is one column of a catalogue.
type column struct {
	role  role
	label string   // of a column that is ticked: 全社会, 主动
	path  []string // the header words above it, outermost first
}

// header is the header of a catalogue.
type header struct {
	rows    int // how many rows it takes
	columns []column
	open    bool // its words speak of 公开
}

// fits reports whether the header is that of a catalogue: an item and two other elements, speaking
// of 公开; under a title that says so one element is enough.
func (h header) fits(title string) bool {
	var seen [8]bool
	n := 0
	for _, c := range h.columns {
		if e, ok := c.role.element(); ok && !seen[e] {
			seen[e] = true
			n++
		}
	}
	titled := containsAny(title, "标准目录", "公开目录", "公开事项", "标准指引")
	return seen[Name] && (n >= 3 && (h.open || titled) || n >= 2 && titled)
}

// complete gives columns that are not recognised the roles that the last words of their headers tell, where no other
// column has them. The table is known to be a catalogue by its other headers.
func (h header) complete() {
	for i, c := range h.columns {
		if c.role != roleNone || len(c.path) == 0 {
			continue
		}
		r := tailRole(c.path[len(c.path)-1])
		if r == roleOffice && !h.has(roleSubject) {
			r = roleSubject
		}
		if r != roleNone && !h.has(r) {
			h.columns[i].role = r
		}
	}
}

// maxHeaderRows is how many rows a header takes at most.
const maxHeaderRows = 4

// findHeader reads the header that begins at the first of the rows, if one does.
func findHeader(rows [][]string) (header, bool) {
	first := keys(rows[0])
	if !isHeader(first) {
		return header{}, false
	}
	paths := make([][]string, len(first))
	extend(paths, first)
	h := header{rows: 1}
	above := first
	for h.rows < len(rows) && h.rows < maxHeaderRows {
		next := keys(rows[h.rows])
		if !continuesHeader(above, next) {
			break
		}
		extend(paths, next)
		above = next
		h.rows++
	}
	if h.rows > 1 {
		inherit(paths, first)
	}
	for _, path := range paths {
		c := columnOf(path)
		c.path = path
		h.columns = append(h.columns, c)
		h.open = h.open || slices.ContainsFunc(path, func(word string) bool {
			return strings.Contains(word, "公开") && word != "主动公开" && word != "依申请公开"
		})
	}
	return settle(h, rows[h.rows:]), true
}

// keys are the words of a row as roleOf takes them.
func keys(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		if len(cell) <= 6*maxHeader+40 {
			out[i] = key(cell)
		} else {
			out[i] = cell
		}
	}
	return out
}

// isHeader reports whether a row begins a header: cells of at least three roles, one of them an
// item, or two where only those are there; hardly any cell says something else.
func isHeader(row []string) bool {
	roles := map[role]bool{}
	known, strange := 0, 0
	item := false
	for i, word := range row {
		if word == "" || i > 0 && word == row[i-1] {
			continue
		}
		r := roleOf(word)
		if r == roleNone {
			strange++
			continue
		}
		known++
		roles[r] = true
		item = item || r.isItem()
	}
	return item && len(roles) >= 2 && known > strange
}

// continuesHeader reports whether a row is a further row of a header: below the item columns stand
// header words or nothing new, and most of its cells are header words.
func continuesHeader(above, row []string) bool {
	fresh, strange, filled := 0, 0, 0
	for i, word := range row {
		if word == "" {
			continue
		}
		filled++
		if i >= len(above) || word == above[i] {
			continue
		}
		r := roleOf(word)
		parent := roleOf(above[i])
		switch {
		case parent == roleNumber || parent.isItem() && r == roleNone:
			return false
		case above[i] != "" && r.isItem() && !parent.isItem():
			return false
		case r == roleNone && word != "其他":
			strange++
		default:
			fresh++
		}
	}
	items := false
	for i, word := range row {
		items = items || i < len(above) && roleOf(above[i]).isItem() && word != "" && (word == above[i] || roleOf(word) != roleNone)
	}
	return fresh > 0 && fresh >= 2*strange && (items || fresh == filled)
}

// extend adds the words of a header row to the paths of the columns.
func extend(paths [][]string, row []string) {
	for i, word := range row {
		if i < len(paths) && word != "" && (len(paths[i]) == 0 || paths[i][len(paths[i])-1] != word) {
			paths[i] = append(paths[i], word)
		}
	}
}

// inherit gives a column the upper header of its left neighbour, where the cells of that header are
// merged on the page but not in the file and the words below it say nothing on their own.
func inherit(paths [][]string, first []string) {
	upper := ""
	for i, path := range paths {
		switch {
		case first[i] != "":
			upper = first[i]
		case upper != "" && len(path) > 0 && columnOf(path).role == roleNone:
			paths[i] = slices.Insert(path, 0, upper)
		}
	}
}

// columnOf reads the path of header words above a column: the lowest that is known gives the role.
func columnOf(path []string) column {
	for i := len(path) - 1; i >= 0; i-- {
		r := roleOf(path[i])
		if r == roleNone {
			continue
		}
		for _, word := range path[:i] {
			if words[word] == roleOther { // 五公开 over 决策公开, 公开层级 over 县级
				return column{role: roleOther}
			}
		}
		if parent := parentRole(path[:i]); r == roleOther && parent != roleNone && parent != roleOther && !parent.isItem() {
			r = parent
		}
		return column{role: r, label: label(r, path)}
	}
	return column{}
}

func parentRole(path []string) role {
	for i := len(path) - 1; i >= 0; i-- {
		if r := roleOf(path[i]); r != roleNone {
			return r
		}
	}
	return roleNone
}

// label is what a tick in the column stands for: the lowest header word, where that is not just the
// name of the element.
func label(r role, path []string) string {
	if r != roleMode && r != roleChannel && r != roleAudience {
		return ""
	}
	word := path[len(path)-1]
	if len(path) == 1 && containsAny(word, "公开方式", "渠道", "载体", "途径", "对象", "方式") {
		return ""
	}
	return word
}

// settle decides what the header leaves open: levels of items, offices in place of subjects, and
// columns whose cells tell what they are.
func settle(h header, body [][]string) header {
	h.columns = dropTwins(h.columns, body)
	for i := range h.columns {
		if h.columns[i].role == roleKind {
			h.columns[i].role = kindOf(h.columns[i], body, i)
		}
	}
	if !h.has(roleSubject) {
		h.rename(roleOffice, roleSubject)
	}
	settleLevels(h.columns)
	return h
}

func (h header) has(r role) bool {
	return slices.ContainsFunc(h.columns, func(c column) bool { return c.role == r })
}

func (h header) rename(from, to role) {
	for i := range h.columns {
		if h.columns[i].role == from {
			h.columns[i].role = to
		}
	}
}

// sample is how many rows are looked at to tell what a column is.
const sample = 40

// kindOf tells by its cells whether a column holds the mode, the channel or a class of items.
func kindOf(c column, body [][]string, at int) role {
	for _, row := range body[:min(len(body), sample)] {
		if at >= len(row) {
			continue
		}
		switch cell := key(row[at]); {
		case containsAny(cell, "网", "公报", "公示栏", "公开栏", "公众号", "平台"):
			return roleChannel
		case containsAny(cell, "主动", "申请"):
			return roleMode
		}
	}
	if slices.ContainsFunc(c.path, func(word string) bool { return strings.Contains(word, "形式") }) {
		return roleMode
	}
	return roleLevel1
}

// dropTwins disregards a column that repeats the one beside it in header and body: the two are one
// cell on the page, drawn over two columns of the grid.
func dropTwins(columns []column, body [][]string) []column {
	out := slices.Clone(columns)
	for i := 1; i < len(columns); i++ {
		if a, b := columns[i-1], columns[i]; a.role != b.role || a.label != b.label || b.role == roleNone {
			continue
		}
		twin := true
		for _, row := range body[:min(len(body), sample)] {
			twin = twin && i < len(row) && row[i] == row[i-1]
		}
		if twin && len(body) > 0 {
			out[i] = column{role: roleOther}
		}
	}
	return out
}

// settleLevels gives item columns without a level the levels that are free, from left to right.
func settleLevels(columns []column) {
	taken := map[role]bool{}
	for _, c := range columns {
		taken[c.role] = true
	}
	level := roleLevel1
	for i := range columns {
		switch columns[i].role {
		case roleLevel1, roleLevel2, roleLevel3:
			// Two columns of one level: the right one is the finer.
			level = max(level, columns[i].role)
		case roleName:
			for level < roleLevel3 && taken[level] {
				level++
			}
			columns[i].role = level
			taken[level] = true
		}
	}
}

// sameColumns reports whether two headers give the columns the same roles.
func sameColumns(a, b []column) bool {
	return slices.EqualFunc(a, b, func(x, y column) bool { return x.role == y.role })
}
