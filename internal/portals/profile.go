package portals

import "mingjing/audit"

// Profile is what a county is like: what is decided about it rather than drawn.
type Profile struct {
	ID   string
	Name string // 青岭县
	Make string // see makes
	Kind audit.SiteKind
	Code string // SiteIDCode, 10 digits

	Townships  []string
	Catalogued int // how many of the townships publish a catalogue of their own

	Topic     TopicProfile
	Place     Place    // where the columns of the domains stand
	Domains   []string // ids of the domains that have a column; nil for all
	Merged    bool     // 就业 and 社会保险 share one column
	Stands    map[string]Stand
	Overrun   string // id of a domain with one long list whose further pages fail; its make must write the first page itself
	Shapes    []Shape
	Carriers  []Carrier
	Flaws     []Flaw                  // planted in one domain each
	Failing   int                     // percent of the items that are not published as they should be
	Stale     int                     // percent of the dated items whose entries are all old
	Untimely  int                     // percent of the measured items that come late
	Records   int                     // percent of the items whose documents state when they were formed
	Rows      int                     // documents of an item, at most
	News      int                     // documents of a news channel, at most
	Mechanism map[string]audit.Status // other than met
	Faults    map[string]Fault        // by role: topic, topic-news, mechanisms, policies, townships, catalogues, openness

	Policies int     // policy documents
	Paired   float64 // share that is interpreted
	Quick    float64 // share of the pairs that came within three working days

	Media    int // of 微博, 微信, 客户端
	Services int // of the three services of 政务公开专区; none: no such column

	Splash   bool
	Frame    bool
	TwoHosts bool // 政务公开 stands on a second host
}

// TopicProfile is what the topic is like.
type TopicProfile struct {
	Name      string // empty: there is none
	Archived  bool
	Prominent Prominent
	NewsAge   int // age in days of the newest entry of its own lists; 0: they are empty
	Action    Action
	Training  bool
	Example   bool
}

// Prominent is how the home page leads to the topic.
type Prominent string

// The ways to the topic.
const (
	ByText    Prominent = "text"    // a link with words
	ByAlt     Prominent = "alt"     // a picture with alt text
	ByPicture Prominent = "picture" // a picture without words
	ByScript  Prominent = "script"  // an address in a script
	ByFooter  Prominent = "footer"  // a link in the footer only
	BySecond  Prominent = "second"  // from 政务公开, two clicks
	ByDepth   Prominent = "depth"   // 政务公开 → 监督保障, three clicks
)

// Action is how the county's own implementation plan is published.
type Action string

// The ways of the implementation plan.
const (
	ActionPrompt  Action = "prompt"
	ActionLate    Action = "late"
	ActionUndated Action = "undated"
	ActionNone    Action = "none"
)

// Place is where the columns of the domains stand.
type Place string

// The places of the domains.
const (
	PlaceTopic      Place = "topic"      // under the topic
	PlaceKeyAreas   Place = "key-areas"  // under 重点领域信息公开, a part of 政务公开
	PlaceDepartment Place = "department" // under the topic by department: 部门 → 领域 → 事项
)

// Flaw is a fault of a catalogue.
type Flaw string

// The flaws of catalogues.
const (
	FlawNone        Flaw = "none" // no catalogue at all
	FlawDead        Flaw = "dead"
	FlawDamaged     Flaw = "damaged"
	FlawLocked      Flaw = "locked"
	FlawPicture     Flaw = "picture"
	FlawUnread      Flaw = "unread"
	FlawSix         Flaw = "six"  // six of the eight elements
	FlawFour        Flaw = "four" // four of them
	FlawThin        Flaw = "thin" // two of them half filled
	FlawMost        Flaw = "most" // three quarters of the national items
	FlawFew         Flaw = "few"  // two fifths of them
	FlawForeign     Flaw = "foreign"
	FlawPlaceholder Flaw = "placeholder"
	FlawLate        Flaw = "late"
	FlawUndated     Flaw = "undated"
)

// siblings are the names that the footers of the city's portals list besides each other.
func siblings() []string {
	return []string{"云泰市人民政府", "山东省人民政府", "中国政府网"}
}
