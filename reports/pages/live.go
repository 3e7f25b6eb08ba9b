package pages

import (
	_ "embed" // the style of what leads back

	"mingjing/reports"
)

//go:embed templates/live.css
var liveStyle string

// Live says how pages that a server shows lead back to it. Pages on disk have none of it.
type Live struct {
	Bar     []Link                                       // at the top of every page
	Site    func(*reports.Site) []Link                   // more of the bar on the page of a site; may be nil
	Finding func(*reports.Site, *reports.Finding) string // address at which a finding is answered; may be nil
}

// Link leads somewhere.
type Link struct{ Text, Href string }

// FilesFor are the pages of a report as a server shows them.
func FilesFor(r *reports.Report, live Live) ([]reports.File, error) {
	p, err := New(r)
	if err != nil {
		return nil, err
	}
	p.live = &live
	return p.files(), nil
}

// back is what leads from a page, which may be that of a site, to the server.
func (p *Pages) back(data any) []Link {
	if p.live == nil {
		return nil
	}
	links := p.live.Bar
	if v, ok := data.(*siteView); ok && p.live.Site != nil {
		links = append(links[:len(links):len(links)], p.live.Site(v.Site)...)
	}
	return links
}

// answer is where a finding of a site is answered; empty where it is nowhere.
func (p *Pages) answer(s *reports.Site) func(*reports.Finding) string {
	if p.live == nil || p.live.Finding == nil {
		return func(*reports.Finding) string { return "" }
	}
	return func(f *reports.Finding) string { return p.live.Finding(s, f) }
}
