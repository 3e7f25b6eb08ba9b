package crawler

import (
	"container/heap"
	"slices"

	"mingjing/audit"
)

const (
	maxWays  = 4   // links kept for one address, since another may come to promise more
	askEvery = 8   // pages after which all links are asked about again, at least
	askShare = 256 // and links for each page since, so that asking stays cheap
)

// A frontier holds the links that are known and not yet taken, and gives out the one that promises
// most; of equals the one found first. An address is given out once.
//
// Promises change as pages arrive. A link is asked about again before it is given out, so one that
// lost its promise waits; that one rose is seen when all are asked again, which happens now and
// then and always before the frontier is called empty.
type frontier struct {
	ask        func(*audit.Link) float64
	exhaustive bool // in order of discovery, whatever is promised

	known map[key]*candidate // nil: taken
	ready ranking            // promise more than nothing
	idle  []*candidate       // promise nothing; may hold some that have left
	order int                // of the next candidate
	round int                // pages seen
	asked int                // round of the last time that all were asked
}

// candidate is an address with the links that lead to it.
type candidate struct {
	key     key
	url     string // under which it was known first
	ways    []audit.Link
	best    int // of ways
	promise float64
	order   int
	round   int // in which the promise was asked
	state   state
	listed  bool // in the frontier's idle list
	index   int  // in the ranking
}

type state byte

const (
	isIdle state = iota
	isReady
	isTaken
)

func newFrontier(ask func(*audit.Link) float64, exhaustive bool) *frontier {
	return &frontier{ask: ask, exhaustive: exhaustive, known: map[key]*candidate{}}
}

// add makes a link with the key of its address known and reports whether its address is new.
func (f *frontier) add(k key, link *audit.Link) bool {
	c, known := f.known[k]
	switch {
	case !known:
		c = &candidate{key: k, url: link.URL, ways: []audit.Link{*link}, order: f.order}
		f.order++
		f.known[k] = c
		c.promise, c.round = f.promise(c, link), f.round
		f.place(c)
		return true
	case c != nil:
		f.another(c, link)
	}
	return false
}

// another adds a further way to an address that waits.
func (f *frontier) another(c *candidate, link *audit.Link) {
	for i := range c.ways {
		if sameWay(&c.ways[i], link) {
			return
		}
	}
	promise := f.promise(c, link)
	at := len(c.ways)
	switch {
	case at < maxWays:
		c.ways = append(c.ways, *link)
	case promise > c.promise:
		at = (c.best + 1) % maxWays
		c.ways[at] = *link
	default:
		return
	}
	if promise > c.promise {
		c.best, c.promise = at, promise
		f.place(c)
	}
}

// sameWay reports whether two links to one address look the same to a reader, as those of a menu do
// on every page.
func sameWay(a, b *audit.Link) bool {
	return a.Text == b.Text && a.Title == b.Title && a.Alt == b.Alt && a.Kind == b.Kind &&
		a.Region == b.Region && a.Row == b.Row && slices.Equal(a.Above, b.Above)
}

// saw starts a new round: a page arrived, and promises may have changed.
func (f *frontier) saw() { f.round++ }

// take marks an address as taken.
func (f *frontier) take(k key) {
	if c := f.known[k]; c != nil {
		if c.state == isReady {
			heap.Remove(&f.ready, c.index)
		}
		c.state = isTaken
	}
	f.known[k] = nil
}

// taken reports whether an address was given out or taken.
func (f *frontier) taken(k key) bool {
	c, known := f.known[k]
	return known && c == nil
}

// next takes the most promising link, if any promises anything. Its address is the one that was known
// first: links may spell the scheme differently while that of their host is not known, and the page
// that comes of it bears the other spelling.
func (f *frontier) next() (audit.Link, bool) {
	if !f.exhaustive && f.round-f.asked >= max(askEvery, (len(f.ready)+len(f.idle))/askShare) {
		f.askAll()
	}
	for {
		if len(f.ready) == 0 && f.asked != f.round {
			f.askAll()
		}
		if len(f.ready) == 0 {
			return audit.Link{}, false
		}
		c := f.ready[0]
		if c.round != f.round {
			f.again(c)
			f.place(c)
			continue
		}
		f.take(c.key)
		link := c.ways[c.best]
		link.URL = c.url
		return link, true
	}
}

// askAll asks about every link that waits.
func (f *frontier) askAll() {
	f.asked = f.round
	waiting := slices.Clone(f.ready)
	for _, c := range f.idle {
		if c.state == isIdle {
			waiting = append(waiting, c)
		}
	}
	f.ready, f.idle = f.ready[:0], f.idle[:0]
	for _, c := range waiting {
		c.listed = false
		f.again(c)
		if c.promise > 0 {
			c.state, c.index = isReady, len(f.ready)
			f.ready = append(f.ready, c)
		} else {
			c.state, c.listed = isIdle, true
			f.idle = append(f.idle, c)
		}
	}
	heap.Init(&f.ready)
}

// again asks about every way to an address.
func (f *frontier) again(c *candidate) {
	c.round, c.promise = f.round, 0
	for i := range c.ways {
		if p := f.promise(c, &c.ways[i]); i == 0 || p > c.promise {
			c.best, c.promise = i, p
		}
	}
}

func (f *frontier) promise(c *candidate, link *audit.Link) float64 {
	p := f.ask(link)
	if !(p > 0) { // less than nothing, and no number at all, are nothing
		p = 0
	}
	if f.exhaustive {
		// Before all that a guide may promise, in order of discovery; the guide's own word only
		// chooses among the links to one address.
		const above = 1 << 40
		return float64(above-int64(c.order)) + p/(1+p)/2
	}
	return p
}

// place puts a candidate where its promise belongs.
func (f *frontier) place(c *candidate) {
	switch {
	case c.promise > 0 && c.state == isReady:
		heap.Fix(&f.ready, c.index)
	case c.promise > 0:
		c.state = isReady
		heap.Push(&f.ready, c)
	default:
		if c.state == isReady {
			heap.Remove(&f.ready, c.index)
		}
		c.state = isIdle
		if !c.listed {
			c.listed = true
			f.idle = append(f.idle, c)
		}
	}
}

// ranking is a heap of candidates.
type ranking []*candidate

func (r ranking) Len() int { return len(r) }

func (r ranking) Less(i, j int) bool {
	if r[i].promise != r[j].promise {
		return r[i].promise > r[j].promise
	}
	return r[i].order < r[j].order
}

func (r ranking) Swap(i, j int) {
	r[i], r[j] = r[j], r[i]
	r[i].index, r[j].index = i, j
}

// Push implements heap.Interface.
func (r *ranking) Push(x any) {
	c := x.(*candidate)
	c.index = len(*r)
	*r = append(*r, c)
}

// Pop implements heap.Interface.
func (r *ranking) Pop() any {
	last := len(*r) - 1
	c := (*r)[last]
	(*r)[last] = nil
	*r = (*r)[:last]
	return c
}
