// Package catalogue reads the standard catalogues of open government (基层政务公开标准目录) out of
// tables. Counties draw them in every way: headers of one to three rows, merged cells, tick boxes,
// words broken by the width of a column, a table cut up by pages, one table for all domains. A
// [Catalogue] is what is left when the drawing is taken away.
//
// The package says what stands in a catalogue and how much of it is filled in; whether that is
// enough is for the rules to say.
package catalogue

// Element is one of the eight elements that a catalogue has to state.
type Element int

// The eight elements, in the order of the plan.
const (
	Name Element = iota // of the item: 一级事项 and 二级事项
	Content
	Basis
	Limit
	Subject
	Mode
	Channel
	Audience
)

// String is the element's name in the plan.
func (e Element) String() string {
	if e < Name || e > Audience {
		return ""
	}
	return [...]string{"名称", "内容", "依据", "时限", "主体", "方式", "渠道", "公开对象"}[e]
}

// Row is one row of a catalogue. Text is cleaned: no spaces next to Han characters, 同上 resolved,
// and of tick boxes only those that are ticked.
type Row struct {
	Level1, Level2, Level3 string // 一级事项, 二级事项, 三级事项; Level1 alone where there is one level only
	Domain                 string // text of a 领域 column or of the block heading above, if any

	Content, Basis, Limit, Subject, Mode, Channel, Audience string
}

// Item is the 二级事项, or the 一级事项 where there is no second level.
func (r Row) Item() string {
	if r.Level2 != "" {
		return r.Level2
	}
	return r.Level1
}

// Element is what the row says of an element; of Name, the item.
func (r Row) Element(e Element) string {
	switch e {
	case Name:
		return r.Item()
	case Content:
		return r.Content
	case Basis:
		return r.Basis
	case Limit:
		return r.Limit
	case Subject:
		return r.Subject
	case Mode:
		return r.Mode
	case Channel:
		return r.Channel
	case Audience:
		return r.Audience
	}
	return ""
}

// Catalogue is one catalogue, of one domain where the table tells domains apart.
type Catalogue struct {
	Caption string     // caption of the table, name of the sheet, or title row above the header
	Rows    []Row      // at least one
	Has     [8]bool    // whether there is a column for the element
	Filled  [8]float64 // share of the rows in which the element is filled in, 0 to 1
}

// measure sets Filled.
func (c *Catalogue) measure() {
	for e := range c.Filled {
		n := 0
		for i := range c.Rows {
			if c.Rows[i].Element(Element(e)) != "" {
				n++
			}
		}
		c.Filled[e] = float64(n) / float64(len(c.Rows))
	}
}
