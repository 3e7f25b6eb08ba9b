package audit

import "time"

// Page is what was read at one address: facts, no verdicts. Body and tree are not kept.
type Page struct {
	URL       string    // address it was read at, after redirects
	Via       Link      // the link that was followed
	Hops      []Hop     // the redirects on the way, in order; empty where there were none
	Again     bool      // the redirects ended on a page that was read before: only URL, Via and Hops are set
	Status    int       // HTTP status; 0 where no answer came
	Fetched   time.Time // when the answer was complete, UTC
	SHA256    string    // of the body after content decoding, in hex
	Size      int       // length of that body in bytes
	MediaType string    // from the Content-Type header, without parameters, lower case
	Charset   string    // the encoding it was decoded from: utf-8, gb18030, …

	Trouble Trouble // why it could not be read whole; the zero value where it could

	Kind      PageKind
	Title     string   // of the article, or of the column for lists, without the site's name
	Published Date     // day of publication that the page states
	Formed    Date     // day the document was formed (成文日期) that the page states
	Trail     []Crumb  // breadcrumb, outermost first, without label and without the article's title
	SiteName  string   // meta SiteName
	SiteCode  string   // meta SiteIDCode, 10 digits
	Column    string   // the column the page belongs to
	Text      string   // text of the main region, white space folded, at most MaxText bytes
	Empty     string   // the words by which the page says it is empty (暂无信息 and the like)
	Refresh   string   // where a meta refresh or a script sends every visitor at once, absolute
	Entries   []Entry  // rows of the page's list, in page order
	Next      []Link   // links to the further pages of that list
	Parts     []Link   // what belongs to this page and must be fetched to see it whole: frames, list data
	Links     []Link   // every other link, in page order
	Files     []File   // attachments
	Pictures  []File   // pictures of the main region that may carry text (not icons, logos or spacers)
	Tables    []Table  // tables of the main region, or of the document
	Metas     []string // names of the meta-tag standard that the page carries, lower case, sorted
	Needs     []string // addresses of the site's own script files without which its list requests cannot be worked out
}

// MaxText bounds Page.Text, in bytes.
const MaxText = 48 << 10

// PageKind is what kind of page it is.
type PageKind string

// The kinds of page.
const (
	KindArticle   PageKind = "article"   // one text with a title
	KindList      PageKind = "list"      // a column: rows that lead to articles
	KindHome      PageKind = "home"      // home page of a portal
	KindListData  PageKind = "listdata"  // rows without a page around them: JSON, XML or a fragment
	KindCatalogue PageKind = "catalogue" // carries a standard catalogue as a table
	KindError     PageKind = "error"     // an error page, whatever its status
	KindOther     PageKind = "other"     // anything else, e.g. a page of menus
)

// Link is one address that a page leads to, with what stands around it.
type Link struct {
	URL    string   // absolute and normalised, see Resolve
	Body   string   // body of a POST; empty for GET
	Type   string   // Content-Type of Body
	From   string   // URL of the page it stands on
	Text   string   // the text shown, white space folded
	Title  string   // its title attribute
	Alt    string   // alt text of the picture in it
	Above  []string // headings and parents it stands under within the page, outermost first: 财政预决算 of a menu 财政预决算 → 政府预算
	Kind   LinkKind
	Region Region
	Row    bool // a row of a list of documents, not a menu item
	Date   Date // the date beside it
}

// Name is what a reader would call the link: its title where that is the longer form of a text cut
// short, else its text, else the picture's words.
func (l *Link) Name() string {
	switch {
	case l.Text == "" && l.Title != "":
		return l.Title
	case l.Text == "":
		return l.Alt
	case l.Title != "" && cutShort(l.Text, l.Title):
		return l.Title
	default:
		return l.Text
	}
}

// LinkKind is how a link leads on.
type LinkKind string

// The kinds of link.
const (
	LinkAnchor  LinkKind = "anchor"  // a link to follow, also an area or a script's location change on click
	LinkFrame   LinkKind = "frame"   // iframe or frame: part of the page
	LinkData    LinkKind = "data"    // list or tree that a script fetches: part of the page
	LinkNext    LinkKind = "next"    // a further page of a list
	LinkRefresh LinkKind = "refresh" // meta refresh or a script's redirect
	LinkScript  LinkKind = "script"  // a script file of the site that may write menus or lists
	LinkHome    LinkKind = "home"    // the start of a crawl
)

// Region is the part of the page that a link stands in.
type Region string

// The regions of a page.
const (
	RegionMain    Region = "main"
	RegionNav     Region = "nav"     // the site's navigation
	RegionSide    Region = "side"    // a side menu: siblings and children of the column
	RegionTrail   Region = "trail"   // breadcrumb
	RegionHeader  Region = "header"  // above the navigation: search, log-in, language
	RegionFooter  Region = "footer"  // below the content
	RegionFriends Region = "friends" // links to other sites (友情链接)
	RegionSitemap Region = "sitemap" // a site map
)

// Entry is one row of a list.
type Entry struct {
	Title  string // whole, from the title attribute where the text is cut short
	URL    string // absolute and normalised
	Date   Date   // the date that the row shows
	Formed Date   // the day of forming, where list data give it
}

// File is an attachment or a picture.
type File struct {
	Title string
	URL   string
}

// Crumb is one step of a breadcrumb. URL is empty where the step is plain text.
type Crumb struct {
	Name string
	URL  string
}

// Table is a table with its merged cells filled in: each cell of a merged block holds the block's text.
// All rows have the same number of cells.
type Table struct {
	Caption string // caption, heading before it, or name of the sheet
	Rows    [][]string
}

// Hop is one redirect.
type Hop struct {
	URL    string // where it was answered
	Status int    // 301, 302, 303, 307, 308; 200 for a meta refresh or script
	To     string
}

// Trouble is why a page could not be read whole.
type Trouble struct {
	Kind   TroubleKind
	Detail string // the tell-tale: status, words, product, limit
}

// TroubleKind names the trouble. The empty kind is no trouble.
type TroubleKind string

// The kinds of trouble. TroubleGone is an answer: nothing stands there. All others leave open what does.
const (
	TroubleNone        TroubleKind = ""
	TroubleGone        TroubleKind = "gone"        // 404, 410, 550 or a soft error page
	TroubleUnreachable TroubleKind = "unreachable" // no address, refused, reset, TLS failure
	TroubleTimeout     TroubleKind = "timeout"
	TroubleServer      TroubleKind = "server"  // 5xx that stayed
	TroubleRefused     TroubleKind = "refused" // 403 and the like, without a shield's mark
	TroubleShield      TroubleKind = "shield"  // a firewall or browser check answered in the page's place
	TroubleCaptcha     TroubleKind = "captcha"
	TroubleLogin       TroubleKind = "login"
	TroubleRobots      TroubleKind = "robots"     // disallowed by robots.txt, not asked for
	TroubleOffSite     TroubleKind = "off-site"   // redirects out of the site
	TroubleLoop        TroubleKind = "loop"       // redirects in a circle or too many
	TroubleTooLarge    TroubleKind = "too-large"  // over the size limit
	TroubleCut         TroubleKind = "cut"        // body ended early
	TroubleDamaged     TroubleKind = "damaged"    // a file that does not open, or whose type is not read
	TroubleLocked      TroubleKind = "locked"     // a file with a password
	TroublePicture     TroubleKind = "picture"    // a picture or scan: there, but no text
	TroubleScript      TroubleKind = "script"     // what it shows is drawn by a script that is not understood
	TroubleHomeInstead TroubleKind = "home"       // the home page was served in its place
	TroubleUnrecorded  TroubleKind = "unrecorded" // not among the archived answers that were read instead of the site
)

// Troubles lists the kinds of trouble, without TroubleNone.
func Troubles() []TroubleKind {
	return []TroubleKind{
		TroubleGone, TroubleUnreachable, TroubleTimeout, TroubleServer, TroubleRefused, TroubleShield, TroubleCaptcha,
		TroubleLogin, TroubleRobots, TroubleOffSite, TroubleLoop, TroubleTooLarge, TroubleCut, TroubleDamaged,
		TroubleLocked, TroublePicture, TroubleScript, TroubleHomeInstead, TroubleUnrecorded,
	}
}

// Unread reports whether the trouble leaves open what stands at the address.
func (t Trouble) Unread() bool { return t.Kind != TroubleNone && t.Kind != TroubleGone }
