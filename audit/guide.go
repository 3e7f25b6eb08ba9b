package audit

// A Guide tells the crawler what is worth fetching next and when to stop. Its methods are called
// from one goroutine.
type Guide interface {
	// Promise says how much fetching the link may settle; 0 means never. It may change as pages arrive.
	Promise(link *Link) float64
	// Saw takes in a page. Pages arrive in the order in which they were fetched.
	Saw(page *Page)
	// Settled reports whether nothing more can change a verdict.
	Settled() bool
	// Progress is the number of questions settled and the number of all questions known so far.
	Progress() (settled, all int)
}

// Crawl is what a crawl of one site came to.
type Crawl struct {
	Requests int     `json:"requests"` // every request sent, redirects, robots.txt and retries included
	Pages    int     `json:"pages"`    // pages that were read
	Bytes    int64   `json:"bytes"`    // of bodies after content decoding
	Needed   int     `json:"needed"`   // pages that bore evidence or proof
	Stopped  Stopped `json:"stopped"`
	Detail   string  `json:"detail,omitempty"` // for unreachable and blocked: what was met
}

// Stopped is why a crawl ended.
type Stopped string

// The ways a crawl ends.
const (
	StoppedSettled     Stopped = "settled"     // every question decided
	StoppedExhausted   Stopped = "exhausted"   // nothing left that promises anything
	StoppedBudget      Stopped = "budget"      // the request budget was used up
	StoppedTime        Stopped = "time"        // the time limit of the site passed
	StoppedUnreachable Stopped = "unreachable" // the home page could not be reached
	StoppedBlocked     Stopped = "blocked"     // the site refused to be read further
	StoppedBroken      Stopped = "broken-off"  // the user broke off
)

// Stops lists the ways a crawl ends.
func Stops() []Stopped {
	return []Stopped{
		StoppedSettled, StoppedExhausted, StoppedBudget, StoppedTime, StoppedUnreachable, StoppedBlocked, StoppedBroken,
	}
}
