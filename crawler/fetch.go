package crawler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"mingjing/audit"
)

const (
	maxHops      = 10 // redirects for one link
	maxRefreshes = 3  // of them by a page's meta refresh or script
)

// A chase is the way of one link over its redirects.
type chase struct {
	*run
	link      audit.Link
	at        request
	hops      []audit.Hop
	refreshes int
	passed    map[string]int // addresses asked on the way, with the cookies that had been set by then, plus one
	keys      []key          // of the same
	cookies   int            // redirects that set any
}

// fetch follows a link to its page. Every address on the way is held against the scope, robots.txt
// and what was read before. The error is a stop.
func (r *run) fetch(ctx context.Context, link audit.Link) (*audit.Page, error) {
	c := &chase{run: r, link: link, at: r.requestFor(link), passed: map[string]int{}}
	if why := r.traps.closed(c.at.url, c.at.body); why != "" {
		return c.failed(audit.TroubleLoop, why), nil
	}
	for {
		page, err := c.step(ctx)
		if page == nil && err == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, k := range c.keys {
			r.ends[k] = page.URL
		}
		return page, nil
	}
}

// step asks for one address. Without a page the chase goes on.
func (c *chase) step(ctx context.Context) (*audit.Page, error) {
	h := c.run.at(c.at.url)
	if h.lost.Kind != audit.TroubleNone {
		return c.failed(h.lost.Kind, h.lost.Detail), nil
	}
	barred, err := c.allowed(ctx, c.at.url)
	switch {
	case err != nil:
		return nil, err
	case barred.Kind != audit.TroubleNone:
		return c.failed(barred.Kind, barred.Detail), nil
	}
	c.passed[c.at.url] = c.cookies + 1
	k := c.hash.key(c.at.url, c.at.body)
	c.keys = append(c.keys, k)
	c.frontier.take(k)
	x, err := c.send(ctx, c.at)
	if err != nil {
		return nil, err
	}
	if x.redirects() {
		return c.redirected(x), nil
	}
	page := c.pageOf(c.at, x, c.link, c.hops, nil)
	if sent, on := c.refreshed(page); on || sent != nil {
		return sent, nil
	}
	page = c.helped(ctx, c.at, x, page)
	c.compare(ctx, h, page)
	c.weigh(ctx, h, page)
	return page, nil
}

// redirected follows an HTTP redirect.
func (c *chase) redirected(x *exchange) *audit.Page {
	location := x.header.Get("Location")
	to, ok := resolveLocation(c.at.url, location)
	if !ok {
		return c.failed(audit.TroubleServer, clip(fmt.Sprintf("%d to %q", x.status, location)))
	}
	next := get(to)
	next.referer = c.at.referer
	if x.status == http.StatusTemporaryRedirect || x.status == http.StatusPermanentRedirect {
		next = c.at
		next.url = to
	}
	if len(x.header.Values("Set-Cookie")) > 0 {
		c.cookies++
	}
	return c.hop(x.status, next)
}

// refreshed follows the meta refresh or script by which a page sends every visitor on. It returns
// whether the chase goes on; a page where it ends; or neither where the page is to be taken as it is.
func (c *chase) refreshed(page *audit.Page) (*audit.Page, bool) {
	if page.Refresh == "" || page.Trouble.Kind != audit.TroubleNone && page.Trouble.Kind != audit.TroubleScript {
		return nil, false
	}
	to, ok := audit.Resolve(nil, page.Refresh)
	if !ok || c.hash.key(to, "") == c.hash.key(c.at.url, c.at.body) {
		return nil, false
	}
	if c.refreshes++; c.refreshes > maxRefreshes {
		page.Trouble = audit.Trouble{Kind: audit.TroubleLoop, Detail: fmt.Sprintf("more than %d pages that send on", maxRefreshes)}
		return page, false
	}
	next := get(to)
	next.referer = page.URL
	end := c.hop(http.StatusOK, next)
	return end, end == nil
}

// hop goes on to another address, or returns the page where the chase ends.
func (c *chase) hop(status int, next request) *audit.Page {
	from := c.at.url
	hop := audit.Hop{URL: from, Status: status, To: next.url}
	here, there := c.run.at(from), c.run.at(next.url)
	at, to := c.hash.key(from, c.at.body), c.hash.key(next.url, next.body)
	if at == to && there.read == 0 {
		there.scheme, _, _ = splitURL(next.url)
	}
	if at != to {
		hop.URL, hop.To = c.canonical(from), c.canonical(next.url)
	}
	c.hops = append(c.hops, hop)
	switch {
	case !there.owned:
		return c.failed(audit.TroubleOffSite, next.url)
	case len(c.hops) > maxHops:
		return c.failed(audit.TroubleLoop, fmt.Sprintf("more than %d redirects", maxHops))
	case c.passed[next.url] == c.cookies+1: // asked before, and nothing has changed since
		return c.failed(audit.TroubleLoop, "back to "+next.url)
	}
	if here.probe.end != 0 && here.probe.end == to {
		return c.instead(audit.TroubleGone, "sent to the not-found page "+next.url)
	}
	if c.frontier.taken(to) && !c.came(to) {
		return c.backTo(next.url, to)
	}
	c.at = next
	return nil
}

// came reports whether the chase passed an address itself.
func (c *chase) came(k key) bool {
	for _, passed := range c.keys {
		if passed == k {
			return true
		}
	}
	return false
}

// backTo ends the chase on a page that was read before.
func (c *chase) backTo(address string, k key) *audit.Page {
	if end, known := c.ends[k]; known {
		address, k = end, c.hash.key(end, "")
	}
	switch {
	case c.troubles[k].Kind == audit.TroubleGone:
		return c.instead(audit.TroubleGone, c.troubles[k].Detail)
	case k == c.front.key && c.link.Kind != audit.LinkHome && !isHomePath(c.link.URL):
		return c.instead(audit.TroubleHomeInstead, "sent to the home page")
	}
	return &audit.Page{URL: c.canonical(address), Via: c.link, Hops: c.hops, Again: true}
}

// instead is the page of a chase that ended on one that stands for many. It keeps the address of the
// link: what is said of it must not be taken for said of the other.
func (c *chase) instead(kind audit.TroubleKind, detail string) *audit.Page {
	page := c.failed(kind, detail)
	page.URL = c.canonical(c.link.URL)
	return page
}

// failed is the page of a chase that ends without one. It bears the time of the answer that it ended
// with, so that the same answers give the same page.
func (c *chase) failed(kind audit.TroubleKind, detail string) *audit.Page {
	page := &audit.Page{
		URL: c.canonical(c.at.url), Via: c.link, Hops: c.hops, Fetched: c.last.UTC().Round(0),
		Kind: audit.KindOther, Trouble: audit.Trouble{Kind: kind, Detail: detail},
	}
	if len(c.hops) > 0 {
		page.Status = c.hops[len(c.hops)-1].Status
	}
	return page
}

// pageOf makes the page of an answer, or of the lack of one. The scripts are those that an earlier
// reading needed.
func (r *run) pageOf(q request, x *exchange, via audit.Link, hops []audit.Hop, scripts map[string][]byte) *audit.Page {
	address := r.canonical(q.url)
	page := &audit.Page{Kind: audit.KindOther}
	_, _, rest := splitURL(address)
	path, _ := splitQuery(rest)
	switch {
	case x.status == 0:
		page.Trouble = x.fault.Trouble
	case x.skipped:
		page.Trouble = notFetched(path, x.media)
	case x.fault == nil || isText(x.media):
		if read := r.read(Answer{
			URL: address, Via: via, Status: x.status, Header: x.header, MediaType: x.media, Body: x.body, Scripts: scripts,
		}); read != nil {
			page = read
		} else {
			page.Trouble = notRead("media type " + x.media)
		}
		if page.Trouble = settle(x.status, page.Trouble); len(x.body) == 0 && page.Trouble.Kind == audit.TroubleNone {
			page.Trouble = audit.Trouble{Kind: audit.TroubleCut, Detail: "empty body"}
		}
	default:
		page.Trouble = statusTrouble(x.status)
	}
	if x.fault != nil && x.status >= 200 && x.status < 300 {
		page.Trouble = x.fault.Trouble
	}
	page.URL, page.Via, page.Hops, page.Again = address, via, hops, false
	page.Status, page.Fetched, page.MediaType = x.status, x.done.UTC().Round(0), x.media
	page.Size, page.SHA256 = len(x.body), ""
	if x.status != 0 && !x.skipped {
		sum := sha256.Sum256(x.body)
		page.SHA256 = hex.EncodeToString(sum[:])
	}
	return page
}
