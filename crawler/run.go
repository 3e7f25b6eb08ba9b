package crawler

import (
	"time"

	"mingjing/audit"
)

// A run is the crawl of one site.
type run struct {
	*Crawler
	site      audit.Site
	guide     audit.Guide
	collector *collector
	dialer    *dialer   // nil where the transport was given
	deadline  time.Time // zero: none
	sum       audit.Crawl
	last      time.Time // when the last answer was complete, or the crawl began

	hash     hasher
	frontier *frontier
	traps    *traps
	hosts    map[string]*host // by plain host
	home     *host            // of the home page
	homeURL  string
	front    likeness // of the home page

	ends     map[key]string        // addresses that sent on, with the address where that ended
	troubles map[key]audit.Trouble // of pages that were read and had any
	lists    map[key]*list         // further pages of lists, with the list they belong to
	scripts  map[key][]byte        // script files that pages needed; nil where one could not be had
}

// deliver hands a page to the guide and takes up its links.
func (r *run) deliver(page *audit.Page) {
	r.tidy(page)
	r.endList(page)
	if page.Trouble.Kind != audit.TroubleNone && !page.Again {
		r.troubles[r.hash.key(page.URL, "")] = page.Trouble
	}
	if page.Trouble.Kind == audit.TroubleNone && !page.Again {
		r.sum.Pages++
	}
	r.guide.Saw(page)
	r.frontier.saw()
	if page.Again || !bringsLinks(page.Trouble) {
		return
	}
	r.takeUp(page)
}

// bringsLinks reports whether the links of a page with the trouble are those of the page that was
// asked for, and not of one that answered in its place.
func bringsLinks(t audit.Trouble) bool {
	return t.Kind == audit.TroubleNone || t.Kind == audit.TroubleScript || partly(t)
}

// partly reports whether a page with the trouble may have been read in part.
func partly(t audit.Trouble) bool {
	switch t.Kind {
	case audit.TroubleCut, audit.TroubleTooLarge, audit.TroubleDamaged, audit.TroubleLocked, audit.TroublePicture:
		return true
	}
	return false
}
