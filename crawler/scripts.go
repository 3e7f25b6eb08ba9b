package crawler

import (
	"bytes"
	"context"
	"net/http"

	"mingjing/audit"
)

const (
	maxScript     = 256 << 10 // bytes of a script file that are read
	maxScripts    = 400       // script files asked for on one site: some portals have one for each column
	scriptShare   = 4         // no more than one in so many requests of the budget
	maxScriptText = 16 << 20  // bytes of script files that are kept of one site
	maxScriptHops = 5
)

// helped reads an answer again with the script files that its page needs, as far as they can be had.
// It returns the page as it was read where none can.
func (r *run) helped(ctx context.Context, q request, x *exchange, page *audit.Page) *audit.Page {
	var scripts map[string][]byte
	for _, address := range page.Needs {
		if text := r.script(ctx, address, page.URL); text != nil {
			if scripts == nil {
				scripts = map[string][]byte{}
			}
			scripts[address] = text
		}
	}
	if scripts == nil {
		return page
	}
	return r.pageOf(q, x, page.Via, page.Hops, scripts)
}

// script returns the text of a script file, nil where it cannot be had. Each is asked for once.
func (r *run) script(ctx context.Context, address, from string) []byte {
	k := r.hash.key(address, "")
	text, known := r.scripts[k]
	if !known && len(r.scripts) < min(maxScripts, r.o.Budget/scriptShare) && r.scriptText() < maxScriptText {
		text = r.askScript(ctx, address, from)
		r.scripts[k] = text
	}
	return text
}

// scriptText is the number of bytes that the script files kept so far take.
func (r *run) scriptText() int {
	n := 0
	for _, text := range r.scripts {
		n += len(text)
	}
	return n
}

// askScript fetches a script file within the scope of the site. What ends the crawl leaves the page
// as it is: it was read, and the next request will tell.
func (r *run) askScript(ctx context.Context, address, from string) []byte {
	ask := get(r.canonical(address))
	ask.referer, ask.whole, ask.limit = from, true, maxScript
	for range maxScriptHops {
		if h := r.at(ask.url); !h.owned || h.lost.Kind != audit.TroubleNone {
			return nil
		}
		if barred, err := r.allowed(ctx, ask.url); err != nil || barred.Kind != audit.TroubleNone {
			return nil
		}
		x, err := r.send(ctx, ask)
		switch {
		case err != nil:
			return nil
		case x.redirects():
			to, ok := resolveLocation(ask.url, x.header.Get("Location"))
			if !ok {
				return nil
			}
			ask.url = to
			continue
		case x.status != http.StatusOK, x.fault != nil && !x.more, len(x.body) == 0:
			return nil
		case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(x.body, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("<")):
			return nil // a page in its place
		}
		return x.body
	}
	return nil
}
