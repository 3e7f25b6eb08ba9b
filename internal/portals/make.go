package portals

import (
	"net/http"
	"strings"
)

// A Make is a publishing system: it says where the nodes of a site stand and how they look.
// A Make keeps no state; the same request gives the same answer.
type Make interface {
	// Address is the path, with the query where the make uses one, at which the node stands.
	// It is asked for addressed nodes only. The home page may stand at "/" or elsewhere: the
	// server makes "/" answer with it too.
	Address(n Node) string

	// Page is what stands at the node's address. Faults are the server's business: a node that
	// has one is not asked for.
	Page(v *View) Answer

	// Extra is what stands at any other address: further pages of lists, list data, scripts,
	// frames. It returns the node it belongs to, whose Fault and Later apply, and false where
	// nothing stands.
	Extra(v *View, r *http.Request) (Node, Answer, bool)
}

// Answer is an answer to a request.
type Answer struct {
	Status int    // 200 where it is 0
	Type   string // Content-Type
	Header map[string]string
	Body   []byte
}

// View is a site as it is seen from one of its pages: what a make needs to render that page.
type View struct {
	*Site
	Node   Node // the page; nil for addresses of no node
	Make   Make
	Origin string // scheme and host of the site: http://127.0.0.1:1234
	Second string // of the second host, where 政务公开 has one; else empty
	Beyond string // of the outside platform

	nodes    map[string]Node // by address
	onSecond bool            // the page is seen on the second host
}

// At is the node that stands at an address of the make; nil where none does.
func (v *View) At(address string) Node { return v.nodes[address] }

// Href is where links to the node lead: its address, or that of what stands in for it.
func (v *View) Href(n Node) string {
	switch n := n.(type) {
	case *Column:
		switch {
		case n.Outside != "":
			return v.Beyond + n.Outside
		case n.Alias != nil:
			return v.Href(n.Alias)
		case n.Inline:
			return v.Href(n.Page())
		}
	case *Doc:
		switch {
		case n.Outside != "":
			return v.Beyond + n.Outside
		case n.Straight != nil:
			return v.Href(n.Straight)
		}
	}
	address := v.front(n)
	if v.stands(n) != v.onSecond {
		return v.origin(n) + address
	}
	return address
}

// stands reports whether the node stands on the second host.
func (v *View) stands(n Node) bool {
	return v.Second != "" && n.column().Channel().Role == "openness"
}

func (v *View) origin(n Node) string {
	if v.stands(n) {
		return v.Second
	}
	return v.Origin
}

// URL is where the node stands, with scheme and host.
func (v *View) URL(n Node) string {
	href := v.behind().Href(n)
	if strings.HasPrefix(href, "/") {
		return v.here() + href
	}
	return href
}

// A spread make shows lists over more than one address.
type spread interface {
	// Further are the addresses of the column's list beyond its own: further pages, list data. One
	// that ends in * stands for all that start so.
	Further(v *View, c *Column) []string
}

// Places are the addresses at which the node stands, its own first.
func (v *View) Places(n Node) []string {
	list := []string{v.URL(n)}
	c, ok := n.(*Column)
	if !ok || !c.Page().Addressed() {
		return list
	}
	if spread, ok := v.Make.(spread); ok {
		for _, address := range spread.Further(v, c.Page()) {
			list = append(list, v.origin(c)+address)
		}
	}
	return list
}

// here is the scheme and host that the page is seen on.
func (v *View) here() string {
	if v.onSecond {
		return v.Second
	}
	return v.Origin
}

// makes lists the makes by the name that a profile gives.
func makes() map[string]Make {
	return map[string]Make{
		"epoint":      epoint{},
		"gkmlpt":      gkmlpt{},
		"hanweb":      hanweb{},
		"jpaas":       jpaas{},
		"longsun":     longsun{},
		"sitefactory": sitefactory{},
		"trs":         trs{},
		"ucap":        ucap{},
		"vsb":         vsb{},
	}
}
