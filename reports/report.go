package reports

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// Report is a scan made ready for reading.
type Report struct {
	Scan        *audit.Scan
	Pack        *pack.Pack
	Words       *Words
	Options     Options
	Before      *audit.Scan  // the scan that this one is compared with; nil where there is none
	Sites       []*Site      // best first; sites without a grade after those with one, unmeasured ones last
	Dimensions  []*Dimension // over all sites
	Domains     []*DomainSum // in the pack's order
	Annex       []*AnnexSum  // in the annex's order
	Departments []*Department
	Lacking     []*Lack   // what most sites lack, most frequent first
	Unread      []*Unread // why findings are unknown, most frequent first
	Counts      Counts
}

// Options of a report.
type Options struct {
	Lang     string        // zh or en
	Month    string        // of a monthly report, such as 2026-10; else empty
	Earlier  []*audit.Scan // scans of the same pack before this one, oldest first; the last is compared with
	Issued   audit.Date    // the day that papers and due dates count from; the day the scan finished where it is zero
	DueDays  int           // days that a fault may take to be put right; 30 where it is 0
	Office   string        // that signs; the city's openness office where it is empty
	NumberOf string        // 文号 without its running number, such as 泰政公开〔2026〕; may be empty
}

const defaultDueDays = 30

// New makes a report of a scan that was judged by the pack.
func New(scan *audit.Scan, p *pack.Pack, o Options) (*Report, error) {
	for _, s := range append(slices.Clone(o.Earlier), scan) {
		if s.Pack != p.ID {
			return nil, fmt.Errorf("report: a scan was judged by pack %s, not %s", s.Pack, p.ID)
		}
	}
	words, err := NewWords(o.Lang)
	if err != nil {
		return nil, err
	}
	if o.DueDays < 0 {
		return nil, fmt.Errorf("report: %d days to put faults right: want 1 or more", o.DueDays)
	}
	if o.DueDays == 0 {
		o.DueDays = defaultDueDays
	}
	if o.Issued.IsZero() {
		o.Issued = audit.DateOf(scan.Finished.In(ChinaTime()))
	}
	r := &Report{Scan: scan, Pack: p, Words: words, Options: o, Counts: make(Counts)}
	if n := len(o.Earlier); n > 0 {
		r.Before = o.Earlier[n-1]
	}
	for i := range scan.Sites {
		site := r.site(&scan.Sites[i])
		r.Counts.addAll(site.Counts)
		r.Sites = append(r.Sites, site)
	}
	r.rank()
	r.sum()
	r.lack()
	r.Unread = r.unread(r.Sites...)
	return r, nil
}

// Due is the day until which faults are to be put right.
func (r *Report) Due() audit.Date { return r.Options.Issued.Add(r.Options.DueDays) }

// Place is what the sites have in common: the city, or nothing where the scan names none.
func (r *Report) Place() string { return r.Scan.City }

// Office is who signs the papers.
func (r *Report) Office() string {
	return cmp.Or(r.Options.Office, r.Scan.City+"政务公开办公室")
}

// Site finds a site by its id.
func (r *Report) Site(id string) (*Site, bool) {
	i := slices.IndexFunc(r.Sites, func(s *Site) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return r.Sites[i], true
}

// rank orders the sites: those with a grade by score, then those without. Equal scores share a rank.
func (r *Report) rank() {
	slices.SortStableFunc(r.Sites, func(a, b *Site) int {
		return cmp.Or(cmp.Compare(class(a.SiteResult), class(b.SiteResult)), cmp.Compare(Shown(b.Score), Shown(a.Score)))
	})
	for i, s := range r.Sites {
		switch {
		case !s.Graded():
		case i > 0 && Shown(r.Sites[i-1].Score) == Shown(s.Score):
			s.Rank = r.Sites[i-1].Rank
		default:
			s.Rank = i + 1
		}
	}
	if r.Before == nil {
		return
	}
	for _, s := range r.Sites {
		if old := siteOf(r.Before, s.ID); old != nil && s.Rank > 0 && graded(old) {
			s.RankBefore = rankIn(r.Before, old)
		}
	}
}

// rankIn is the rank that a site with a grade had in its scan.
func rankIn(scan *audit.Scan, site *audit.SiteResult) int {
	rank := 1
	for i := range scan.Sites {
		if other := &scan.Sites[i]; graded(other) && Shown(other.Score) > Shown(site.Score) {
			rank++
		}
	}
	return rank
}

// class is the part of the league table that a site stands in.
func class(s *audit.SiteResult) int {
	switch {
	case graded(s):
		return 0
	case s.Coverage > 0:
		return 1
	default:
		return 2
	}
}

func graded(s *audit.SiteResult) bool { return s.Coverage > 0 && s.Grade != "" }

func siteOf(scan *audit.Scan, id string) *audit.SiteResult {
	i := slices.IndexFunc(scan.Sites, func(s audit.SiteResult) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &scan.Sites[i]
}

// Graded is the number of sites with a grade.
func (r *Report) Graded() int {
	n := 0
	for _, s := range r.Sites {
		if s.Graded() {
			n++
		}
	}
	return n
}

// Average is the mean score of the sites with a grade, 0 where there are none.
func (r *Report) Average() float64 {
	sum := 0.0
	for _, s := range r.Sites {
		if s.Graded() {
			sum += s.Score
		}
	}
	return share(sum, float64(r.Graded()))
}

// AverageBefore is the mean score of the sites that had a grade in the scan compared with, and whether there were any.
func (r *Report) AverageBefore() (float64, bool) {
	if r.Before == nil {
		return 0, false
	}
	sum, n := 0.0, 0
	for i := range r.Before.Sites {
		if s := &r.Before.Sites[i]; graded(s) {
			sum += s.Score
			n++
		}
	}
	return share(sum, float64(n)), n > 0
}

// Spread is what the sites with a grade score on the dimension, 0 to 100, in the report's order; those of which nothing
// of it could be judged are left out.
func (r *Report) Spread(dimension string) []float64 {
	var scores []float64
	for _, s := range r.Sites {
		if !s.Graded() {
			continue
		}
		if d, ok := s.Dimension(dimension); ok && d.Max > 0 {
			scores = append(scores, d.Score())
		}
	}
	return scores
}

// Coverage is the mean coverage of the sites, 0 to 1.
func (r *Report) Coverage() float64 {
	sum := 0.0
	for _, s := range r.Sites {
		sum += s.Coverage
	}
	return share(sum, float64(len(r.Sites)))
}

// Open is the number of faults to be put right on all sites.
func (r *Report) Open() int {
	n := 0
	for _, s := range r.Sites {
		n += s.Open
	}
	return n
}

// Changes is the number of findings of all sites that changed in each way; nil without an earlier scan.
func (r *Report) Changes() map[Change]int {
	if r.Before == nil {
		return nil
	}
	sum := make(map[Change]int)
	for _, s := range r.Sites {
		for change, n := range s.Changes {
			sum[change] += n
		}
	}
	return sum
}

// ChinaTime is the time zone in which the portals stand.
func ChinaTime() *time.Location { return time.FixedZone("CST", 8*3600) }

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}
