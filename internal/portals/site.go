package portals

import "mingjing/audit"

// A Node is what stands at an address of a site: a [*Column], a [*Doc] or a [*File].
type Node interface {
	fault() Fault
	column() *Column
}

// Fault is how a node answers instead of what was planned. The empty fault is none.
type Fault string

// The faults. Gone and Soft are answers (nothing stands there); all others leave open what does.
const (
	FaultNone   Fault = ""
	FaultGone   Fault = "gone"   // 404
	FaultSoft   Fault = "soft"   // 200 with the words of an error page
	FaultServer Fault = "server" // 503, always
	FaultShield Fault = "shield" // a firewall answers
	FaultRobots Fault = "robots" // disallowed by robots.txt; who asks all the same gets the page
	FaultLogin  Fault = "login"  // 401
	FaultCut    Fault = "cut"    // the body ends before its announced length
)

// unread reports whether the fault leaves open what stands at the address.
func (f Fault) unread() bool { return f != FaultNone && f != FaultGone && f != FaultSoft }

// faultOf is how the node answers: as its own fault says, or as that of a column above it that cannot
// be read: a firewall before a column stands before everything under it.
func faultOf(n Node) Fault {
	if fault := n.fault(); fault != FaultNone {
		return fault
	}
	if at := unread(n.column()); at != nil {
		return at.Fault
	}
	return FaultNone
}

// Site is the structure of one portal: what stands where, not how it looks.
type Site struct {
	Plan *Plan
	Root *Column // the home page; its children are the channels of the navigation
	Home Home

	Columns []*Column // every column that has an address, by ID; Columns[0] is Root
	Docs    []*Doc    // every document that has an address, by ID
	Files   []*File   // every file, by ID
}

// Home is what the home page shows besides the navigation.
type Home struct {
	Splash  bool      // the bare host answers with a refresh to the home page
	Frame   bool      // the news block stands in a frame of its own
	Blocks  []*Column // lists shown with their newest rows
	Banners []Banner
	Media   []Medium
	Friends []string // names of the sibling counties and authorities in 友情链接
}

// Banner is a link from the home page to a column.
type Banner struct {
	To   *Column
	Text string // shown words; empty for a picture
	Alt  string // alt text of the picture; may be empty
	At   BannerAt
}

// BannerAt is where a banner stands.
type BannerAt string

// The places of a banner.
const (
	AtMain   BannerAt = "main"   // 专题专栏 in the middle of the page
	AtScript BannerAt = "script" // its address stands in a script only, beside a picture
	AtFooter BannerAt = "footer" // footer
)

// Medium is one of 微博, 微信, 客户端 as the home page shows it.
type Medium struct {
	Name    string // 政务微博, 微信公众号, 手机客户端
	Address string // where it leads; empty for a picture of a code
}

// Style is how a column shows what it holds.
type Style string

// The styles of a column.
const (
	StyleList     Style = "list"     // rows of documents, newest first, in pages
	StyleMenu     Style = "menu"     // links to its children, under headings where they have children of their own
	StyleHeadings Style = "headings" // its children have no page: each is a heading with its rows
	StyleArticle  Style = "article"  // the column shows one text in place of a list
	StyleTable    Style = "table"    // the column shows a table in place of a list
)

// Column is a page that gathers others. An Inline column has no address: it is a heading within
// its parent's page.
type Column struct {
	ID       int // unique among the columns of the site
	Name     string
	Key      string // a short word for addresses, [a-z0-9]
	Role     string // what it is for: home, news, service, openness, topic, domain, item, …
	Parent   *Column
	Children []*Column
	Docs     []*Doc // newest first
	Style    Style
	Text     []string   // paragraphs, for StyleArticle and above lists
	Table    *Grid      // for StyleTable
	Date     audit.Date // the day the text was published; zero where it shows none
	Empty    string     // the words shown where there are no rows; may be empty
	Outside  string     // path on the outside platform that links to the column lead to; no page of its own
	Alias    *Column    // links to the column lead to this other column; no page of its own
	Inline   bool
	Hidden   bool // no menu shows it; only links that are planted lead there
	Fault    Fault
	Later    Fault // fault of the further pages of its list
	Needed   bool  // bears on a verdict
}

func (c *Column) fault() Fault    { return c.Fault }
func (c *Column) column() *Column { return c }

// Addressed reports whether the column has a page of its own.
func (c *Column) Addressed() bool { return !c.Inline && c.Outside == "" && c.Alias == nil }

// Trail is the way from the home page to the column, both included. Inline columns are steps too.
func (c *Column) Trail() []*Column {
	var trail []*Column
	for ; c != nil; c = c.Parent {
		trail = append(trail, c)
	}
	for i, j := 0, len(trail)-1; i < j; i, j = i+1, j-1 {
		trail[i], trail[j] = trail[j], trail[i]
	}
	return trail
}

// Page is the column on whose page c is shown: c itself unless it is inline.
func (c *Column) Page() *Column {
	for c.Inline && c.Parent != nil {
		c = c.Parent
	}
	return c
}

// Channel is the child of the home page that c stands under; the home page itself for the home page.
func (c *Column) Channel() *Column {
	for c.Parent != nil && c.Parent.Parent != nil {
		c = c.Parent
	}
	return c
}

// Doc is a document: one text with a title. A row may lead past it, straight to a file or to the
// outside platform; then it has no page of its own.
type Doc struct {
	ID        int // unique among the documents of the site
	Column    *Column
	Title     string
	Published audit.Date // zero where neither page nor row shows one
	Formed    audit.Date // zero where the page does not state it
	Record    bool       // shows a record table (索引号, 成文日期, 发布日期 …)
	Number    string     // 文号; may be empty
	Source    string     // 发布机构
	Text      []string   // paragraphs; generated ones where it is nil
	Table     *Grid
	Files     []*File
	Pictures  []*File // shown within the text
	Related   []*Doc  // linked below the text
	Straight  *File   // the row leads to this file
	Outside   string  // the row leads to this path of the outside platform
	Fault     Fault
	Needed    bool // bears on a verdict
}

func (d *Doc) fault() Fault    { return d.Fault }
func (d *Doc) column() *Column { return d.Column }

// Addressed reports whether the document has a page of its own.
func (d *Doc) Addressed() bool { return d.Straight == nil && d.Outside == "" }

// Neighbours are the rows before (newer) and after (older) the document in its column; nil at the ends.
func (d *Doc) Neighbours() (newer, older *Doc) {
	docs := d.Column.Docs
	for i, o := range docs {
		if o != d {
			continue
		}
		for j := i - 1; j >= 0 && newer == nil; j-- {
			if docs[j].Addressed() {
				newer = docs[j]
			}
		}
		for j := i + 1; j < len(docs) && older == nil; j++ {
			if docs[j].Addressed() {
				older = docs[j]
			}
		}
		break
	}
	return newer, older
}

// File is an attachment or a picture.
type File struct {
	ID     int    // unique among the files of the site
	Doc    *Doc   // the document it belongs to
	Title  string // words of the link, with extension: 附件：…目录.xlsx
	Ext    string // with dot: .xlsx
	Body   func() ([]byte, error)
	Fault  Fault
	Needed bool
}

func (f *File) fault() Fault    { return f.Fault }
func (f *File) column() *Column { return f.Doc.Column }

// Grid is a table as it is to be shown: rows of cells, the first Head of them headings.
type Grid struct {
	Caption string
	Head    int
	Rows    [][]Cell
}

// Cell is one cell with the block of rows and columns it spans; a spanned-over cell does not occur.
type Cell struct {
	Text       string
	Rows, Cols int // at least 1
}
