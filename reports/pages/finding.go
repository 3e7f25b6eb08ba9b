package pages

import (
	"strings"

	"mingjing/audit"
	"mingjing/reports"
)

// Bounds of what a finding lists in full. Of evidence the rest follows by number, scan.json has all of the others.
const (
	evidenceShown = 8
	nearShown     = 8
	placesShown   = 6
)

// finding is a finding as the scorecard shows it.
type finding struct {
	*reports.Finding
	Fix        *fault // the group of the rectification list that it stands in; nil where it is no fault
	Evidence   []*evidence
	Rest       []*looked // the pages of further evidence
	Near       []near
	Places     []place
	MorePlaces int
	SamePlaces *reports.Finding // an earlier finding with the same places; they are not repeated
	Answer     string           // where it is answered; empty where nowhere
	Source     address          // of a ruling: what it rests on; empty where there is none
}

// evidence is a page and what it says.
type evidence struct {
	*looked
	Quote string
}

// looked is a page as it was when it was looked at.
type looked struct {
	address
	Number  int
	Fetched string
	SHA256  string
}

// address is that of a page. Href is empty where it is nothing that a browser should follow.
type address struct{ Text, Href string }

type near struct {
	address
	Words, Why string
}

type place struct {
	address
	State audit.PlaceState
	Why   string
}

// sheet gathers what the findings of a site share.
type sheet struct {
	words  *words
	answer func(*reports.Finding) string
	fixes  map[*reports.Finding]*fault
	pages  map[pageKey]*looked
	looked []*looked
	places map[string]*reports.Finding
}

type pageKey struct{ url, fetched, sum string }

func newSheet(w *words, answer func(*reports.Finding) string) *sheet {
	return &sheet{
		words: w, answer: answer,
		fixes: make(map[*reports.Finding]*fault), pages: make(map[pageKey]*looked), places: make(map[string]*reports.Finding),
	}
}

func (s *sheet) findings(all []*reports.Finding) []*finding {
	views := make([]*finding, 0, len(all))
	for _, f := range all {
		views = append(views, s.finding(f))
	}
	return views
}

func (s *sheet) finding(f *reports.Finding) *finding {
	v := &finding{Finding: f, Fix: s.fixes[f], Answer: s.answer(f)}
	for _, n := range f.Finding.Near[:min(len(f.Finding.Near), nearShown)] {
		v.Near = append(v.Near, near{addressOf(n.URL), n.Words, s.words.Pick(n.Why, n.WhyEN)})
	}
	if f.Ruling != nil {
		v.Source = addressOf(f.Ruling.URL)
	}
	if f.Parent != nil {
		return v // it rests on what its parent rests on
	}
	if f.Same == nil {
		for i, e := range f.Finding.Evidence {
			page := s.look(e)
			if i < evidenceShown {
				v.Evidence = append(v.Evidence, &evidence{page, e.Quote})
			} else {
				v.Rest = append(v.Rest, page)
			}
		}
	}
	s.place(v)
	return v
}

// place lists where the thing asked for has to stand, each place once.
func (s *sheet) place(v *finding) {
	var key strings.Builder
	seen := make(map[audit.Place]bool)
	for _, p := range v.Finding.Finding.Places {
		if seen[p] {
			continue
		}
		seen[p] = true
		key.WriteString(p.URL + "\x00" + p.Why + "\x00")
		if len(v.Places) == placesShown {
			v.MorePlaces++
			continue
		}
		at := addressOf(p.URL)
		if p.Name != "" {
			at.Text = p.Name
		}
		v.Places = append(v.Places, place{at, p.State, s.words.Pick(p.Why, p.WhyEN)})
	}
	if len(v.Places) < 2 {
		return
	}
	if first := s.places[key.String()]; first != nil && first != v.Finding {
		v.SamePlaces, v.Places, v.MorePlaces = first, nil, 0
		return
	}
	s.places[key.String()] = v.Finding
}

// look finds the page of the evidence among those looked at.
func (s *sheet) look(e audit.Evidence) *looked {
	key := pageKey{e.URL, moment(e.Fetched), e.SHA256}
	page := s.pages[key]
	if page == nil {
		page = &looked{addressOf(e.URL), len(s.looked) + 1, key.fetched, e.SHA256}
		s.pages[key] = page
		s.looked = append(s.looked, page)
	}
	return page
}

func addressOf(s string) address {
	if isWeb(s) {
		return address{s, s}
	}
	return address{s, ""}
}

// Sum is the start of the hash; the whole stands in the list of pages.
func (l *looked) Sum() string { return l.SHA256[:min(len(l.SHA256), 12)] }
