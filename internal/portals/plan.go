package portals

import (
	"mingjing/audit"
	"mingjing/rules/calendar"
)

// Plan is what one county decided to publish, and what it did not. The truth follows from it.
type Plan struct {
	Profile
	Seed uint64
	AsOf audit.Date

	calendar *calendar.Calendar

	Topic       TopicPlan
	Domains     []*DomainPlan // every domain of the national guideline, in its order
	Townships   []*TownshipPlan
	Mechanisms  map[string]*MechanismPlan // by the last part of the rule: participation, …
	Policies    []*PolicyPlan             // newest first
	Book        *Doc                      // the workbook with a sheet a domain; nil where there is none
	Interpreted *Column                   // 政策解读
	PolicyList  *Column                   // 政策文件
	Catalogues  *Column                   // the topic's own column of catalogues; nil where there is none
	Openness    *Column                   // 政务公开
	ZoneColumn  *Column                   // 政务公开专区; nil where there is none
	Villages    *Column                   // 村务公开; nil where there is none
}

// TopicPlan is the topic of 基层政务公开标准化规范化.
type TopicPlan struct {
	Column   *Column    // nil where there is none
	Lists    []*Column  // its own lists: 工作动态, 工作依据
	Newest   audit.Date // newest dated entry of its own lists
	Action   *Doc       // the county's own implementation plan; nil where there is none
	Training *Doc
	Example  *Doc // 示范点 or 亮点
}

// Stand is how a domain stands on the portal.
type Stand string

// The ways a domain stands.
const (
	StandOwn     Stand = "own"     // a column on the site's hosts
	StandMissing Stand = "missing" // no column
	StandOutside Stand = "outside" // its name leads to another host
	StandBroken  Stand = "broken"  // its name leads to an answer that nothing stands there
	StandUnread  Stand = "unread"  // its column cannot be read
)

// DomainPlan is what the county publishes of one domain.
type DomainPlan struct {
	*Domain
	Label     string
	Stand     Stand
	Fault     Fault // for StandBroken and StandUnread
	Shape     Shape
	Organ     string // the county's organ that publishes it
	Catalogue CataloguePlan
	Items     []*ItemPlan // what the domain is judged by
	LeftOut   []*Item     // national items that the county's own catalogue leaves out
	Column    *Column     // nil for StandMissing
	Later     Fault       // of the further pages of its one list: whether they name an item cannot be told
}

// Shape is how the items of a domain hang under it.
type Shape string

// The shapes of a domain.
const (
	ShapeNested   Shape = "nested"   // the domain's page is a menu of 一级事项 with their items' columns below
	ShapeLevels   Shape = "levels"   // the 一级事项 are columns with a page of their own, the items hang below
	ShapeFlat     Shape = "flat"     // the items' columns stand right under the domain
	ShapeRows     Shape = "rows"     // one list: the rows name the items
	ShapeLevel1   Shape = "level1"   // a list for each 一级事项: the rows name the items
	ShapeHeadings Shape = "headings" // one page: each item is a heading with its rows
)

// Form is how an item is published.
type Form string

// The forms of an item.
const (
	FormColumn  Form = "column"  // a column with rows
	FormRows    Form = "rows"    // rows of a list above it that name it
	FormText    Form = "text"    // a column that shows one text
	FormFiles   Form = "files"   // a column whose rows lead straight to files
	FormOutside Form = "outside" // a column that leads to the outside platform
	FormBlank   Form = "blank"   // a column without rows or words
	FormWords   Form = "words"   // a column that says it is empty
	FormBroken  Form = "broken"  // a column that answers that nothing stands there
	FormUnread  Form = "unread"  // a column that cannot be read
	FormGroup   Form = "group"   // only its 一级事项 has a list, whose rows do not name it
	FormAbsent  Form = "absent"  // nothing
)

// ItemPlan is what the county publishes of one item.
type ItemPlan struct {
	Level1   string // as in the catalogue that the domain is judged by
	Name     string
	Names    []string // further names it may carry
	Label    string   // how its column is labelled
	National *Item    // nil for an item of the county's own
	Limit    Limit
	Form     Form
	Fault    Fault // for FormBroken and FormUnread
	Entries  []EntryPlan
	Column   *Column // nil where it has none
}

// EntryPlan is one document of an item.
type EntryPlan struct {
	Title     string
	Published audit.Date
	Formed    audit.Date // zero where the page does not state it
	Late      bool       // published beyond the item's limit, where it states when it was formed
}

// Carrier is what a domain's catalogue is published as.
type Carrier string

// The carriers of a catalogue.
const (
	CarrierNone     Carrier = "none"
	CarrierPage     Carrier = "page"   // a table in an article
	CarrierColumn   Carrier = "column" // a table in a column page, without a date
	CarrierSheet    Carrier = "sheet"  // .xlsx
	CarrierDocument Carrier = "docx"
	CarrierPDF      Carrier = "pdf"
	CarrierPicture  Carrier = "picture"
	CarrierArchive  Carrier = "zip"  // a .docx in a .zip
	CarrierBook     Carrier = "book" // a sheet of the workbook for all domains
)

// Spoilt is what is wrong with the carrier of a catalogue.
type Spoilt string

// The ways a carrier is spoilt.
const (
	SpoiltNot     Spoilt = ""
	SpoiltDead    Spoilt = "dead"    // the link is dead
	SpoiltDamaged Spoilt = "damaged" // the file does not open
	SpoiltLocked  Spoilt = "locked"  // the file asks for a password
	SpoiltUnread  Spoilt = "unread"  // the answer cannot be had
)

// Organs is what stands under 公开主体.
type Organs string

// The ways 公开主体 is filled.
const (
	OrgansOwn         Organs = "own"
	OrgansForeign     Organs = "foreign"     // another county's
	OrgansPlaceholder Organs = "placeholder" // 相关部门
)

// CataloguePlan is the county's own standard catalogue of a domain.
type CataloguePlan struct {
	Carrier   Carrier
	Spoilt    Spoilt
	Rows      []CatalogueRow
	Missing   [8]bool // elements without a column
	Thin      [8]bool // elements filled in about half of the rows
	Organs    Organs
	Marks     bool       // 公开方式 and 公开对象 are columns to tick, 同上 stands for the cell above
	Published audit.Date // zero where none is shown
	Beside    bool       // stands in the topic's own column of catalogues, not under the domain
	Column    *Column    // the column it stands in
	Doc       *Doc       // nil for CarrierColumn and CarrierNone
	File      *File      // nil where it is a page
}

// readable reports whether its rows can be read as text.
func (c *CataloguePlan) readable() bool {
	return c.Carrier != CarrierNone && c.Carrier != CarrierPicture && c.Spoilt == SpoiltNot
}

// The eight elements, in the order of the plan (泰政办字〔2020〕39号).
const (
	ElementName = iota
	ElementContent
	ElementBasis
	ElementLimit
	ElementSubject
	ElementMode
	ElementChannel
	ElementAudience
)

// CatalogueRow is one row of a catalogue.
type CatalogueRow struct {
	Level1, Level2 string
	Cells          [8]string // by element; ElementName is Level2
}

// TownshipPlan is a township and its own catalogue.
type TownshipPlan struct {
	Name      string
	Published bool
	Column    *Column // nil where it has none
	Doc       *Doc    // nil where it has none
}

// MechanismPlan is one of the work mechanisms of part 二(二).
type MechanismPlan struct {
	Status audit.Status // as planned: met, partial or unmet
	Docs   []*Doc
	Place  *Column // where its documents stand, or would
}

// PolicyPlan is a policy document and its interpretation.
type PolicyPlan struct {
	Doc            *Doc
	Interpretation *Doc // nil where there is none
	BackLink       bool // the interpretation links to the document and not the other way round
}

// media are those of 微博, 微信, 客户端 that the home page leads to.
func (p *Plan) media() []Medium {
	all := []Medium{
		{"政务微博", "https://weibo.example/" + p.ID},
		{"微信公众号", ""},
		{"手机客户端", "https://app.example/" + p.ID},
	}
	return all[:min(p.Media, len(all))]
}

// open are the columns of 政务公开 down to the second level.
func (p *Plan) open() []*Column {
	list := []*Column{p.Openness}
	for _, c := range p.Openness.Children {
		list = append(append(list, c), c.Children...)
	}
	return list
}
