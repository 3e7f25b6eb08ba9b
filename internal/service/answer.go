package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/crawler/archive"
	"mingjing/internal/store"
	"mingjing/reports/rectify"
)

// lookBudget is how many requests more than those archived a look at an objection may take.
const lookBudget = 20

// Object enters an objection to a verdict on a site, looks at its address at once, and returns its number. That the look failed is
// told in the look.
func (s *Service) Object(ctx context.Context, who, site string, objection rectify.Objection) (int64, error) {
	id, err := s.store.Object(ctx, who, site, objection)
	if err != nil {
		return 0, err
	}
	look, err := s.look(ctx, site, objection)
	if err != nil {
		s.o.Log.Warn("an objection could not be looked at", "objection", id, "site", site, "error", err)
		look = rectify.Look{Status: audit.Unknown, Reason: "机检未能完成：" + err.Error()}
	}
	return id, s.store.Looked(ctx, system, id, look)
}

// look judges the question of an objection once more, from what was archived of the site and the page that the objection names.
func (s *Service) look(ctx context.Context, id string, objection rectify.Objection) (rectify.Look, error) {
	set := s.current()
	g, err := s.GroupOf(id)
	if err != nil {
		return rectify.Look{}, err
	}
	site, _ := g.Site(id)
	if !site.Owns(objection.URL) {
		return rectify.Look{Status: audit.Unknown, Reason: "该网址不在本站范围内，机检不予读取，由人工核对"}, nil
	}
	point, err := s.last(ctx, id)
	if err != nil {
		return rectify.Look{}, err
	}
	answers := &pointed{url: objection.URL}
	replay, err := archive.OpenReplay(os.DirFS(s.archive()), scanFolder(point.Scan, id))
	switch {
	case err == nil:
		answers.archived = replay
	case !errors.Is(err, fs.ErrNotExist):
		return rectify.Look{}, err
	}
	c := set.config.Crawl
	crawl, err := crawler.New(s.readers.Reads(ctx), crawler.Options{
		Rate: c.Rate, Budget: c.Budget + lookBudget, AllowPrivate: c.AllowPrivate, UserAgent: c.UserAgent, Answered: answers, Limiter: s.limiter,
	})
	if err != nil {
		return rectify.Look{}, err
	}
	inquiry := set.judge.Open(site, point.AsOf)
	came, err := crawl.Crawl(ctx, site, &pointing{Inquiry: inquiry, url: objection.URL})
	if err != nil {
		return rectify.Look{}, err
	}
	for _, f := range inquiry.Judge(came) {
		if rectify.Asked(&f) == objection.Question {
			return rectify.Look{Status: f.Status, Reason: f.Reason, Evidence: f.Evidence}, nil
		}
	}
	return rectify.Look{Status: audit.Unknown, Reason: "重新判定时没有这一项"}, nil
}

// last is the last result of a site by the pack in force.
func (s *Service) last(ctx context.Context, site string) (store.Point, error) {
	points, err := s.store.History(ctx, site)
	if err != nil {
		return store.Point{}, err
	}
	pack := s.Pack().ID
	for _, point := range slices.Backward(points) {
		if point.Pack == pack {
			return point, nil
		}
	}
	return store.Point{}, fmt.Errorf("results of site %s: %w", site, ErrNone)
}

// Result is the last result of a site by the pack in force, with its findings; ErrNone where there is none.
func (s *Service) Result(ctx context.Context, site string) (*audit.SiteResult, error) {
	point, err := s.last(ctx, site)
	if err != nil {
		return nil, err
	}
	return s.store.Result(ctx, point.Scan, site)
}

func (s *Service) archive() string { return filepath.Join(s.o.Config.Data, archiveFolder) }

// pointed answers from the archive, but for the page that an objection names, which is asked for.
type pointed struct {
	archived crawler.Answered // may be nil: everything is asked for
	url      string
}

// Answer implements crawler.Answered.
func (p *pointed) Answer(site, method, url, body string) (*crawler.Exchange, error) {
	if p.archived == nil || url == p.url {
		return nil, nil
	}
	return p.archived.Answer(site, method, url, body)
}

// pointing is an inquiry that is led to one more page. The link says nothing about it: the page must speak for itself.
type pointing struct {
	audit.Inquiry
	url string
	led bool
}

// Promise wants the page before all others.
func (p *pointing) Promise(link *audit.Link) float64 {
	if link.URL == p.url {
		return 1
	}
	return p.Inquiry.Promise(link)
}

// Saw adds the link to the first page.
func (p *pointing) Saw(page *audit.Page) {
	p.Inquiry.Saw(page)
	if !p.led {
		p.led = true
		page.Links = append(page.Links, audit.Link{URL: p.url, From: page.URL, Kind: audit.LinkAnchor, Region: audit.RegionMain})
	}
}

// Decide enters a person's decision on an objection. Where it is upheld, the last result is changed at once.
func (s *Service) Decide(ctx context.Context, who string, id int64, decision rectify.Decision) error {
	objection, err := s.store.Objection(ctx, id)
	if err != nil {
		return err
	}
	if err := s.store.Decide(ctx, who, id, decision); err != nil {
		return err
	}
	if !decision.Upheld {
		return nil
	}
	return s.reviseLast(ctx, objection.Site, who)
}

// Rule enters a person's ruling on a site and changes its last result at once: that something does not apply, or a verdict that only a
// person can reach.
func (s *Service) Rule(ctx context.Context, who, site string, ruling rectify.Ruling) (int64, error) {
	id, err := s.store.Rule(ctx, who, site, ruling)
	if err != nil {
		return 0, err
	}
	return id, s.reviseLast(ctx, site, who)
}

// Revoke takes a ruling on a site back and changes its last result at once.
func (s *Service) Revoke(ctx context.Context, who, site string, id int64, reason string) error {
	if err := s.store.Revoke(ctx, who, id, reason); err != nil {
		return err
	}
	return s.reviseLast(ctx, site, who)
}

// reviseLast applies the rulings on a site to its last result, where it has one.
func (s *Service) reviseLast(ctx context.Context, site, who string) error {
	point, err := s.last(ctx, site)
	if errors.Is(err, ErrNone) || err == nil && !point.Whole {
		return nil
	}
	if err != nil {
		return err
	}
	return s.revise(ctx, point.Scan, site, who)
}

// Entries is the rectification list of a site under the pack in force.
func (s *Service) Entries(ctx context.Context, site string) ([]rectify.Entry, error) {
	kept, err := s.store.Entries(ctx, store.EntrySelection{Site: site, Pack: s.Pack().ID})
	entries := make([]rectify.Entry, len(kept))
	for i := range kept {
		entries[i] = kept[i].Entry
	}
	return entries, err
}
