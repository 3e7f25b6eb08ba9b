package crawler

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"mingjing/audit"
)

const (
	patience      = 5 // refusals, or requests without an answer, in a row before a host is given up
	impatience    = 2 // requests without an answer in a row after which none is tried again
	maxRobotsHops = 5
)

// A host is what a run knows of a host and port.
type host struct {
	name   string // plain
	scheme string // that it answers with, as far as known
	owned  bool   // in the scope of the site
	read   int    // pages that were read from it

	robots    robots
	hasRobots bool          // robots.txt was asked for
	barred    audit.Trouble // robots.txt could not be read, so nothing may be fetched

	refused   int           // refusals in a row
	tolerance int           // refusals in a row that are borne
	silent    int           // requests in a row without an answer
	sample    string        // a page that was read, other than the home page
	lost      audit.Trouble // why it was given up; none where it was not

	probe probe
}

// at returns the host of an address.
func (r *run) at(address string) *host {
	scheme, name, _ := splitURL(address)
	name = plainHost(name)
	h := r.hosts[name]
	if h == nil {
		h = &host{name: name, scheme: scheme, tolerance: patience, owned: name != "" && r.site.Owns(scheme+"://"+name+"/")}
		r.hosts[name] = h
	}
	return h
}

// canonical gives an address of the site the scheme that its host answers with. Others stay as they
// are.
func (r *run) canonical(address string) string {
	scheme, name, rest := splitURL(address)
	if name == "" {
		return address
	}
	h := r.at(address)
	if !h.owned || h.scheme == scheme && h.name == name {
		return address
	}
	return h.scheme + "://" + h.name + rest
}

// allowed tells what robots.txt has against an address; it is fetched at the first need.
func (r *run) allowed(ctx context.Context, address string) (audit.Trouble, error) {
	h := r.at(address)
	if !h.hasRobots {
		if err := r.fetchRobots(ctx, h, address); err != nil {
			return audit.Trouble{}, err
		}
		h.hasRobots = true
		r.pace.Delay(h.name, h.robots.delay)
	}
	if h.barred.Kind != audit.TroubleNone {
		return h.barred, nil
	}
	_, _, rest := splitURL(address)
	if ok, rule := h.robots.allows(rest); !ok {
		return audit.Trouble{Kind: audit.TroubleRobots, Detail: clip("Disallow: " + rule)}, nil
	}
	return audit.Trouble{}, nil
}

// fetchRobots reads the robots.txt of a host. As RFC 9309 has it, one that is not there (4xx, a page
// in its place, redirects without end) allows everything, and one that cannot be had (5xx, no
// answer) nothing; 429 counts as the latter.
func (r *run) fetchRobots(ctx context.Context, h *host, address string) error {
	scheme, _, _ := splitURL(address)
	ask := get(scheme + "://" + h.name + "/robots.txt")
	ask.whole, ask.limit = true, maxRobots
	for range maxRobotsHops + 1 {
		x, err := r.send(ctx, ask)
		if err != nil {
			return err
		}
		switch {
		case x.status == 0:
			h.barred = audit.Trouble{Kind: x.fault.Trouble.Kind, Detail: "robots.txt: " + x.fault.Trouble.Detail}
			return nil
		case x.redirects():
			to, ok := resolveLocation(ask.url, x.header.Get("Location"))
			if !ok || !r.at(to).owned {
				return nil
			}
			ask.url = to
			continue
		case x.status == http.StatusTooManyRequests || x.status >= 500:
			h.barred = audit.Trouble{Kind: audit.TroubleRobots, Detail: fmt.Sprintf("robots.txt: answered %d", x.status)}
			return nil
		case x.status < 200 || x.status >= 300:
			return nil
		case x.fault != nil && !x.more:
			h.barred = audit.Trouble{Kind: audit.TroubleRobots, Detail: "robots.txt: " + x.fault.Trouble.Detail}
			return nil
		}
		if text := bytes.TrimLeft(bytes.TrimPrefix(x.body, []byte("\xef\xbb\xbf")), " \t\r\n"); !bytes.HasPrefix(text, []byte("<")) {
			h.robots = parseRobots(x.body)
		}
		return nil
	}
	return nil
}

// weigh takes in how a host answered and gives it up when it refused several times in a row or kept
// silent. A few refusals amid pages that are read do not count; where pages were read before, one of
// them is asked for again first, for it may be only some files that are refused.
func (r *run) weigh(ctx context.Context, h *host, page *audit.Page) {
	switch page.Trouble.Kind {
	case audit.TroubleShield, audit.TroubleCaptcha, audit.TroubleRefused:
		h.silent = 0
		h.refused++
		r.pace.Slow(h.name)
		if h.refused < h.tolerance {
			return
		}
		if h.sample != "" && r.stillReads(ctx, h.sample) {
			h.refused, h.tolerance = 0, 2*h.tolerance
			return
		}
		h.lost = audit.Trouble{
			Kind:   page.Trouble.Kind,
			Detail: clip(fmt.Sprintf("%s refused %d requests in a row: %s", h.name, h.refused, page.Trouble.Detail)),
		}
	case audit.TroubleUnreachable, audit.TroubleTimeout:
		h.silent++
		if h.silent < patience {
			return
		}
		h.lost = audit.Trouble{
			Kind:   page.Trouble.Kind,
			Detail: clip(fmt.Sprintf("%s did not answer %d requests in a row: %s", h.name, h.silent, page.Trouble.Detail)),
		}
	case audit.TroubleNone, audit.TroubleGone, audit.TroubleScript:
		h.refused, h.silent = 0, 0
		r.pace.Ease(h.name)
		if page.Trouble.Kind == audit.TroubleNone {
			h.read++
			if page.Via.Kind != audit.LinkHome && page.Via.Body == "" {
				h.sample = page.URL
			}
		}
	default:
		h.silent = 0
	}
}

// stillReads asks once more for a page that was read before.
func (r *run) stillReads(ctx context.Context, address string) bool {
	ask := get(address)
	ask.once = true
	x, err := r.send(ctx, ask)
	if err != nil {
		return true // not asked: the crawl is at its end
	}
	return x.status == http.StatusOK && r.pageOf(ask, x, audit.Link{URL: address}, nil, nil).Trouble.Kind == audit.TroubleNone
}
