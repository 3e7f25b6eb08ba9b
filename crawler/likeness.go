package crawler

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
)

const (
	minHomeText  = 40   // characters of a home page's text by which it can be told from others
	minErrorText = 4    // and of a not-found page's,
	maxErrorText = 1000 // which is never long
)

// A likeness is what a page looks like, to know it again at another address.
type likeness struct {
	key   key // of its address
	sha   string
	title string
	text  string
	links int
}

func (r *run) likenessOf(page *audit.Page) likeness {
	_, _, rest := splitURL(page.URL)
	path, _ := splitQuery(rest)
	text := page.Text
	for _, own := range []string{page.URL, rest, path} {
		if len(own) > 1 { // an error page may quote the address it was asked for
			text = strings.ReplaceAll(text, own, "")
		}
	}
	return likeness{
		key: r.hash.key(page.URL, ""), sha: page.SHA256,
		title: strings.ToLower(strings.Join(strings.Fields(page.Title), " ")),
		text:  strings.Join(strings.Fields(text), " "),
		links: len(page.Links) + len(page.Entries) + len(page.Parts),
	}
}

// like reports whether both look the same: the same body, or the same title over the same text
// and as many links, where the text is long enough to say something.
func (l likeness) like(other likeness, minText int) bool {
	if l.sha == "" || other.sha == "" {
		return false
	}
	return l.sha == other.sha ||
		l.title != "" && l.title == other.title && l.text == other.text && l.links == other.links && utf8.RuneCountInString(l.text) >= minText
}

// A probe is what a host answers for a page that surely does not exist.
type probe struct {
	done bool
	like likeness // of the answer, where that had status 200 and looks like an error page
	end  key      // the address that it was sent to; 0 where to none
}

// compare tells of a page that looks well whether it is the host's not-found page or the home page
// in its place.
//
// A false match would accuse a county of a page that is there, so the match must be whole, and what
// it is held against must be a short text.
func (r *run) compare(ctx context.Context, h *host, page *audit.Page) {
	if page.Status != http.StatusOK || page.Trouble.Kind != audit.TroubleNone || page.SHA256 == "" || page.Via.Kind == audit.LinkHome {
		return
	}
	looks := r.likenessOf(page)
	if looks.like(r.front, minHomeText) {
		if isHomePath(page.URL) && len(page.Hops) == 0 {
			*page = audit.Page{URL: r.homeURL, Via: page.Via, Again: true}
			return
		}
		page.Trouble = audit.Trouble{Kind: audit.TroubleHomeInstead, Detail: "the same as the home page"}
		return
	}
	if !isText(page.MediaType) || !plain(page) {
		return
	}
	if !h.probe.done {
		h.probe = r.askProbe(ctx, h)
	}
	if len(page.Hops) == 0 && looks.key == h.probe.like.key {
		return // somebody links to it, so it is a page
	}
	if looks.like(h.probe.like, minErrorText) {
		page.Trouble = audit.Trouble{Kind: audit.TroubleGone, Detail: "the same as the answer for a page that does not exist"}
	}
}

// plain reports whether a page has words and nothing of what makes a column or a document: only
// such a page may be taken for a not-found page. One that a script fills looks the same at every
// address, and is none.
func plain(page *audit.Page) bool {
	if n := utf8.RuneCountInString(strings.TrimSpace(page.Text)); n < minErrorText || n > maxErrorText {
		return false
	}
	if len(page.Entries)+len(page.Files)+len(page.Parts)+len(page.Tables)+len(page.Next) > 0 {
		return false
	}
	text := strings.ToLower(page.Text)
	for _, mark := range []string{"javascript", "loading", "加载"} {
		if strings.Contains(text, mark) {
			return false
		}
	}
	return true
}

// askProbe asks a host for a page that surely does not exist. What cannot be asked teaches nothing.
func (r *run) askProbe(ctx context.Context, h *host) probe {
	sum := fnv.New32a()
	fmt.Fprint(sum, "no such page on ", h.name)
	ask := get(fmt.Sprintf("%s://%s/%08x.html", h.scheme, h.name, sum.Sum32()))
	ask.once = true
	learnt := probe{done: true}
	var end key
	for range maxRobotsHops {
		if barred, err := r.allowed(ctx, ask.url); err != nil || barred.Kind != audit.TroubleNone {
			return learnt
		}
		x, err := r.send(ctx, ask)
		if err != nil {
			return learnt
		}
		if x.redirects() {
			to, ok := resolveLocation(ask.url, x.header.Get("Location"))
			if end = r.hash.key(to, ""); !ok || !r.at(to).owned || r.frontier.taken(end) {
				return learnt
			}
			ask.url = to
			continue
		}
		page := r.pageOf(ask, x, audit.Link{URL: ask.url}, nil, nil)
		looks := r.likenessOf(page)
		switch gone := page.Trouble.Kind == audit.TroubleGone; {
		case gone && x.status != http.StatusOK: // the reader needs no help
			learnt.end = end
		case gone, page.Trouble.Kind == audit.TroubleNone && plain(page) && !looks.like(r.front, minHomeText):
			learnt.end, learnt.like = end, looks
		}
		return learnt
	}
	return learnt
}
