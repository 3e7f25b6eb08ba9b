package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"mingjing/audit"
	"mingjing/internal/config"
	"mingjing/internal/store"
	"mingjing/reports"
	"mingjing/reports/pages"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// earlier is how many scans before the last a report looks back on.
const earlier = 5

// View is the report of a group as it stands now, laid out as pages.
type View struct {
	Report *reports.Report
	files  map[string]reports.File
}

// File finds a page of the report by its name, such as sites/daiyue.html.
func (v *View) File(name string) (reports.File, bool) {
	f, ok := v.files[name]
	return f, ok
}

// shelf keeps the views that were asked for until something changes.
type shelf struct {
	mu      sync.Mutex
	version int
	views   map[string]*View // by group and language
	newest  map[string]string
}

func newShelf() *shelf { return &shelf{views: make(map[string]*View), newest: make(map[string]string)} }

func (s *shelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	clear(s.views)
}

// View is the report of a group, of the newest result of each of its sites; ErrNone where there is none yet.
func (s *Service) View(ctx context.Context, group, lang string) (*View, error) {
	g, err := s.Group(group)
	if err != nil {
		return nil, err
	}
	stamp, err := s.store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	key := group + "\x00" + lang
	s.reports.mu.Lock()
	view, version, fresh := s.reports.views[key], s.reports.version, s.reports.newest[key] == stamp
	s.reports.mu.Unlock()
	if view != nil && fresh {
		return view, nil
	}
	report, err := reportOf(ctx, s.store, s.current(), g, store.Selection{}, reports.Options{Lang: lang})
	if err != nil {
		return nil, err
	}
	if view, err = lay(report, g.Name); err != nil {
		return nil, err
	}
	s.reports.mu.Lock()
	defer s.reports.mu.Unlock()
	if s.reports.version == version {
		s.reports.views[key], s.reports.newest[key] = view, stamp
	}
	return view, nil
}

// lay lays the report of a group out as pages that lead back to the service.
func lay(report *reports.Report, group string) (*View, error) {
	say := report.Words.Pick
	files, err := pages.FilesFor(report, pages.Live{
		Bar: []pages.Link{{Text: say("明镜", "Mingjing"), Href: "/"}, {Text: say("检查结果", "Results"), Href: "/r/" + group + "/"}, {Text: say("检查任务", "Scans"), Href: "/scans"}},
		Site: func(site *reports.Site) []pages.Link {
			return []pages.Link{{Text: site.Name + say(" 整改与申诉", ": rectification"), Href: SitePath(site.ID)}}
		},
		Finding: func(site *reports.Site, f *reports.Finding) string {
			return FindingPath(site.ID, rectify.Asked(f.Finding))
		},
	})
	if err != nil {
		return nil, err
	}
	view := &View{Report: report, files: make(map[string]reports.File, len(files))}
	for _, f := range files {
		view.files[f.Name] = f
	}
	return view, nil
}

// Compare is the report on one scan against another, of the sites of a group that both have.
func (s *Service) Compare(ctx context.Context, group string, from, to int64, lang string) (*View, error) {
	g, err := s.Group(group)
	if err != nil {
		return nil, err
	}
	scans := make([]*audit.Scan, 2)
	for i, id := range []int64{from, to} {
		scan, err := s.store.Scan(ctx, id)
		if err != nil {
			return nil, err
		}
		scans[i] = scan
	}
	for i, scan := range scans {
		other := scans[1-i]
		scan.Sites = slices.DeleteFunc(scan.Sites, func(site audit.SiteResult) bool {
			_, ok := g.Site(site.ID)
			return !ok || !slices.ContainsFunc(other.Sites, func(o audit.SiteResult) bool { return o.ID == site.ID })
		})
	}
	if len(scans[0].Sites) == 0 {
		return nil, fmt.Errorf("scans %d and %d of group %s: sites in both: %w", from, to, group, ErrNone)
	}
	report, err := reports.New(scans[1], s.Pack(), reports.Options{Lang: lang, Earlier: scans[:1], DueDays: s.Config().Report.DueDays})
	if err != nil {
		return nil, err
	}
	return lay(report, group)
}

// reportOf is the report of a group on the newest selected result of each site, with the scans before. What the options leave open is
// taken from the configuration.
func reportOf(ctx context.Context, st *store.Store, set *setup, g *Group, selection store.Selection, o reports.Options) (*reports.Report, error) {
	selection.Pack = set.pack.ID
	for _, site := range g.Sites {
		selection.Sites = append(selection.Sites, site.ID)
	}
	scan, err := newest(ctx, st, selection)
	if err != nil {
		return nil, err
	}
	day := scan.AsOf
	for range earlier {
		selection.From, selection.To = audit.Date{}, day.Add(-1)
		old, err := newest(ctx, st, selection)
		if errors.Is(err, ErrNone) {
			break
		}
		if err != nil {
			return nil, err
		}
		o.Earlier = append([]*audit.Scan{old}, o.Earlier...)
		day = old.AsOf
	}
	c := set.config.Report
	o.Lang, o.Office, o.NumberOf, o.DueDays = cmp.Or(o.Lang, set.config.Lang), cmp.Or(o.Office, c.Office), cmp.Or(o.NumberOf, c.Number), cmp.Or(o.DueDays, c.DueDays)
	return reports.New(scan, set.pack, o)
}

// MonthOf makes the report of each group of a configuration on a month, in the order of the groups, from a store that others may be using. Groups
// without results in the month are left out; ErrNone where all are.
func MonthOf(ctx context.Context, st *store.Store, c *config.Config, p *pack.Pack, year int, month time.Month, o reports.Options) ([]GroupReport, error) {
	set, err := load(c, p)
	if err != nil {
		return nil, err
	}
	o.Month = monthName(year, month)
	var all []GroupReport
	for _, g := range set.groups {
		report, err := reportOf(ctx, st, set, g, store.Month(year, month), o)
		if errors.Is(err, ErrNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, GroupReport{g, report})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("results of %s: %w", o.Month, ErrNone)
	}
	return all, nil
}

// GroupReport is the report of a group.
type GroupReport struct {
	*Group
	Report *reports.Report
}

func newest(ctx context.Context, st *store.Store, selection store.Selection) (*audit.Scan, error) {
	scan, err := st.Newest(ctx, selection)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("results: %w", ErrNone)
	}
	return scan, err
}
