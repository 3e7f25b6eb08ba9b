package reader

import "mingjing/audit"

// A family knows what is particular to one publishing system. It helps where the general ways fall short: none of
// its functions decides anything alone, each may be nil, and each finds nothing on a page of another system.
type family struct {
	name   string
	parts  func(p *page, s *parts)        // lists and trees that its scripts fetch
	next   func(p *page, g *pager)        // further pages of a list
	crumbs func(p *page) []audit.Crumb    // a breadcrumb that is drawn by script
	detail func(p *page, out *audit.Page) // an article that is drawn by script
}

// families in the order in which they are asked.
var families = []family{hanweb, jpaas, ucap, jiangxi, longsun, nfcms, vsb, eportal, trs}
