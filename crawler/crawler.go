package crawler

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net"
	"net/http"
	"strings"

	"mingjing/audit"
)

// A Crawler crawls sites. It may crawl several at once: they share nothing but the pace that hosts
// and server addresses are asked at.
type Crawler struct {
	read  Read
	o     Options
	pace  Limiter
	names resolver
}

var _ audit.Crawler = (*Crawler)(nil)

// New returns a crawler that has its answers read by read.
func New(read Read, o Options) (*Crawler, error) {
	if read == nil {
		return nil, errors.New("crawler: no reader")
	}
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Crawler{read: read, o: o, pace: o.Limiter, names: net.DefaultResolver}, nil
}

// Crawl reads the pages of the site as the guide asks for them. It is an error when the site has no
// home address; whatever befalls the crawl itself is told by the result and its pages.
func (c *Crawler) Crawl(ctx context.Context, site audit.Site, guide audit.Guide) (audit.Crawl, error) {
	home, ok := audit.Resolve(nil, site.Home)
	if !ok {
		return audit.Crawl{}, fmt.Errorf("site %s: home %q is no address of a page", site.ID, site.Home)
	}
	hash := hasher{maphash.MakeSeed()}
	r := &run{
		Crawler:  c,
		site:     site,
		guide:    guide,
		hash:     hash,
		frontier: newFrontier(guide.Promise, c.o.Exhaustive),
		traps:    newTraps(hash),
		hosts:    map[string]*host{},
		ends:     map[key]string{},
		troubles: map[key]audit.Trouble{},
		lists:    map[key]*list{},
		scripts:  map[key][]byte{},
		last:     c.o.Clock.Now(),
	}
	if c.o.SiteTime > 0 {
		r.deadline = c.o.Clock.Now().Add(c.o.SiteTime)
	}
	base := c.o.Transport
	if base == nil {
		r.dialer = newDialer(c.names, c.o.AllowPrivate)
		own := r.dialer.transport()
		defer own.CloseIdleConnections()
		base = own
	}
	var err error
	if r.collector, err = newCollector(&wire{base, c.o.Clock}, c.o.UserAgent); err != nil {
		return audit.Crawl{}, fmt.Errorf("site %s: %w", site.ID, err)
	}
	stopped, detail, err := r.crawl(ctx, home)
	if err != nil {
		return audit.Crawl{}, fmt.Errorf("site %s: %w", site.ID, err)
	}
	details := []string{}
	if detail != "" {
		details = append(details, detail)
	}
	if r.dialer != nil {
		details = append(details, r.dialer.leniences()...)
	}
	r.sum.Stopped, r.sum.Detail = stopped, strings.Join(details, "; ")
	return r.sum, nil
}

// crawl is the flow: the home page first, then link after link as the frontier gives them out.
func (r *run) crawl(ctx context.Context, home string) (audit.Stopped, string, error) {
	if ended, detail, err := r.start(ctx, home); ended != "" || err != nil {
		return ended, detail, err
	}
	for {
		if !r.o.Exhaustive && r.guide.Settled() {
			return audit.StoppedSettled, "", nil
		}
		link, ok := r.frontier.next()
		if !ok {
			return r.exhausted()
		}
		page, err := r.fetch(ctx, link)
		if err != nil {
			return ended(err)
		}
		r.deliver(page)
	}
}

// start reads the home page. It names why the crawl has to end with it, if it has to.
func (r *run) start(ctx context.Context, home string) (audit.Stopped, string, error) {
	link := audit.Link{URL: home, Kind: audit.LinkHome}
	r.home = r.at(home)
	r.frontier.take(r.hash.key(home, ""))
	page, err := r.fetch(ctx, link)
	if err != nil {
		return ended(err)
	}
	r.front = r.likenessOf(page)
	r.home, r.homeURL = r.at(page.URL), page.URL
	r.deliver(page)
	trouble := page.Trouble
	detail := strings.TrimSuffix(fmt.Sprintf("home page: %s: %s", trouble.Kind, trouble.Detail), ": ")
	switch trouble.Kind {
	case audit.TroubleNone, audit.TroubleScript:
		return "", "", nil
	case audit.TroubleShield, audit.TroubleCaptcha, audit.TroubleRefused, audit.TroubleLogin, audit.TroubleRobots:
		return audit.StoppedBlocked, detail, nil
	default:
		if partly(trouble) && len(page.Links)+len(page.Parts) > 0 {
			return "", "", nil
		}
		return audit.StoppedUnreachable, detail, nil
	}
}

// exhausted tells why a crawl ended that has no link left.
func (r *run) exhausted() (audit.Stopped, string, error) {
	switch trouble := r.home.lost; trouble.Kind {
	case audit.TroubleNone:
		return audit.StoppedExhausted, "", nil
	case audit.TroubleUnreachable, audit.TroubleTimeout:
		return audit.StoppedUnreachable, trouble.Detail, nil
	default:
		return audit.StoppedBlocked, trouble.Detail, nil
	}
}

func ended(err error) (audit.Stopped, string, error) {
	var s stop
	if errors.As(err, &s) {
		return audit.Stopped(s), "", nil
	}
	return "", "", err
}

// get is a GET request for an address.
func get(address string) request { return request{method: http.MethodGet, url: address} }
