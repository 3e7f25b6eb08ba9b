package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/internal/config"
	"mingjing/internal/courtesy"
	"mingjing/internal/queue"
	"mingjing/internal/reading"
	"mingjing/internal/store"
	"mingjing/internal/targets"
	"mingjing/rules"
	"mingjing/rules/pack"
)

// Options of a service.
type Options struct {
	Config   *config.Config
	Pack     *pack.Pack     // that the configuration names
	Version  string         // of the program
	Scans    bool           // this process scans sites
	Duties   bool           // this process does what is due by the calendar
	Observer audit.Observer // told of the scans of this process; may be nil
	Measure  Measure
	Lease    time.Duration    // after which a worker that is not heard of is dead, the same in all processes; 30 s
	Failed   func(audit.Site) // told of a scan in this process that came to nothing; may be nil
	Log      *slog.Logger
	Now      func() time.Time
}

// Measure is told of each request; both may be nil.
type Measure struct {
	Fetched func(took time.Duration, status int)
	Waited  func(time.Duration)
}

// Service is open until Close. Its methods may be called from several goroutines at once.
type Service struct {
	o         Options
	store     *store.Store
	queue     *queue.Queue
	readers   *reading.Readers
	limiter   crawler.Limiter
	progress  *progress
	reports   *shelf
	summaries summaries

	wake    chan struct{} // the watch looks now
	unwatch context.CancelFunc
	watched chan struct{} // closed when nobody watches any more

	mu    sync.Mutex
	setup *setup
}

// setup is the configuration with the files that it names. It does not change; Configure puts another in its place.
type setup struct {
	config *config.Config
	pack   *pack.Pack
	judge  *rules.Judge
	groups []*Group
}

// Group is a set of sites that are scanned and reported on together.
type Group struct {
	config.Group
	City  string
	Sites []audit.Site
}

// Site finds a site of the group.
func (g *Group) Site(id string) (audit.Site, bool) {
	i := slices.IndexFunc(g.Sites, func(s audit.Site) bool { return s.ID == id })
	if i < 0 {
		return audit.Site{}, false
	}
	return g.Sites[i], true
}

// ErrNone is a group, site or finding that there is not.
var ErrNone = errors.New("there is none")

// Open opens the store and the queue that the configuration names. The service does nothing by itself before Start.
func Open(ctx context.Context, o Options) (_ *Service, err error) {
	s := &Service{o: o, progress: newProgress(o.Now), reports: newShelf(), summaries: newSummaries(), wake: make(chan struct{}, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.setup, err = load(o.Config, o.Pack); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(o.Config.Data, archiveFolder), 0o755); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if s.store, err = store.Open(ctx, o.Config.Database, o.Now); err != nil {
		return nil, err
	}
	if s.limiter, err = limiterOf(ctx, s.store, o); err != nil {
		return nil, err
	}
	s.readers = reading.New()
	options := queue.Options{Scans: o.Config.Crawl.Sites, Timeout: time.Duration(o.Config.Crawl.SiteTime) + time.Hour, Lease: o.Lease, Zone: o.Config.Location(), Log: o.Log}
	if o.Scans {
		options.Scan = s.scan
	}
	if o.Duties {
		options.Perform = s.perform
	}
	if s.queue, err = queue.Open(ctx, o.Config.Database, options); err != nil {
		return nil, err
	}
	return s, s.schedule(ctx)
}

// limiterOf keeps the pace over all sites of this process, and where the store is shared, over all processes.
func limiterOf(ctx context.Context, st *store.Store, o Options) (crawler.Limiter, error) {
	if st.DSN().Engine != store.Postgres {
		return crawler.NewLimiter(o.Config.Crawl.Rate, nil), nil
	}
	return courtesy.Open(ctx, o.Config.Database, o.Config.Crawl.Rate, o.Log)
}

// load reads the targets files of a configuration.
func load(c *config.Config, p *pack.Pack) (*setup, error) {
	judge, err := rules.NewJudge(p)
	if err != nil {
		return nil, err
	}
	s := &setup{config: c, pack: p, judge: judge}
	member := make(map[string]string)
	for _, g := range c.Groups {
		file, err := targets.ReadFile(g.Targets)
		if err != nil {
			return nil, fmt.Errorf("group %s: %w", g.Name, err)
		}
		for _, site := range file.Sites {
			if other, ok := member[site.ID]; ok {
				return nil, fmt.Errorf("group %s: site %s belongs to group %s already", g.Name, site.ID, other)
			}
			member[site.ID] = g.Name
		}
		s.groups = append(s.groups, &Group{Group: g, City: file.City, Sites: file.Sites})
	}
	return s, nil
}

// Configure puts another configuration in the place of the one before. Where it is an error, that one stays. The database, the data
// folder, the rate and the number of sites at once stay what they were at Open.
func (s *Service) Configure(ctx context.Context, c *config.Config, p *pack.Pack) error {
	next, err := load(c, p)
	if err != nil {
		return err
	}
	s.mu.Lock()
	before := s.setup
	s.setup = next
	s.mu.Unlock()
	if err := s.schedule(ctx); err != nil {
		s.mu.Lock()
		s.setup = before
		s.mu.Unlock()
		return err
	}
	s.reports.clear()
	select {
	case s.wake <- struct{}{}: // a site may be gone
	default:
	}
	return nil
}

func (s *Service) current() *setup {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.setup
}

// Names of duties: what is done by the calendar.
const (
	scanDuty    = "scan " // and the name of the group
	monthlyDuty = "monthly report"
	pruneDuty   = "prune"
)

// schedule tells the queue what is due when.
func (s *Service) schedule(ctx context.Context) error {
	set := s.current()
	windows := make(map[string]queue.Window)
	duties := []queue.Duty{{Name: pruneDuty, Cron: "30 4 * * *"}}
	for _, g := range set.groups {
		text, err := g.Window.MarshalText()
		if err != nil {
			return err
		}
		if windows[g.Name], err = queue.ParseWindow(string(text), set.config.Location()); err != nil {
			return fmt.Errorf("group %s: %w", g.Name, err)
		}
		if g.Schedule != "" {
			duties = append(duties, queue.Duty{Name: scanDuty + g.Name, Cron: g.Schedule})
		}
	}
	if day := set.config.Report.Day; day > 0 {
		at, err := time.Parse("15:04", set.config.Report.Time)
		if err != nil {
			return fmt.Errorf("report time: %w", err)
		}
		duties = append(duties, queue.Duty{Name: monthlyDuty, Cron: fmt.Sprintf("%d %d %d * *", at.Minute(), at.Hour(), day)})
	}
	return s.queue.Configure(ctx, windows, duties)
}

// Start begins to do what this process is for, and takes up what an earlier one left.
func (s *Service) Start(ctx context.Context) error {
	if s.o.Duties {
		if err := s.lookAfter(ctx); err != nil {
			return err
		}
	}
	if err := s.queue.Start(ctx); err != nil {
		return err
	}
	watching, unwatch := context.WithCancel(context.WithoutCancel(ctx))
	s.unwatch, s.watched = unwatch, make(chan struct{})
	go s.watch(watching)
	return nil
}

// Stop ends the scans of this process in order and hands their jobs back, until ctx ends.
func (s *Service) Stop(ctx context.Context) error {
	if s.unwatch != nil {
		s.unwatch()
		<-s.watched
	}
	return s.queue.Stop(ctx)
}

// Close closes the store and the queue.
func (s *Service) Close() error {
	var errs []error
	if s.queue != nil {
		errs = append(errs, s.queue.Close())
	}
	if shared, ok := s.limiter.(*courtesy.Limiter); ok {
		shared.Close()
	}
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	return errors.Join(errs...)
}

// Ready says whether the store and the queue answer.
func (s *Service) Ready(ctx context.Context) error {
	return errors.Join(s.store.Ping(ctx), s.queue.Ping(ctx))
}

// Store is where everything stands.
func (s *Service) Store() *store.Store { return s.store }

// Queue is what is to be done.
func (s *Service) Queue() *queue.Queue { return s.queue }

// Config is the configuration in force.
func (s *Service) Config() *config.Config { return s.current().config }

// Pack is the rule pack in force.
func (s *Service) Pack() *pack.Pack { return s.current().pack }

// Groups are the groups in force.
func (s *Service) Groups() []*Group { return s.current().groups }

// Group finds a group by its name.
func (s *Service) Group(name string) (*Group, error) {
	for _, g := range s.Groups() {
		if g.Name == name {
			return g, nil
		}
	}
	return nil, fmt.Errorf("group %q: %w", name, ErrNone)
}

// GroupOf finds the group that a site belongs to.
func (s *Service) GroupOf(site string) (*Group, error) {
	for _, g := range s.Groups() {
		if _, ok := g.Site(site); ok {
			return g, nil
		}
	}
	return nil, fmt.Errorf("site %q: %w", site, ErrNone)
}

// perform does a duty that was due.
func (s *Service) perform(ctx context.Context, name string, due time.Time) error {
	if group, ok := cutDuty(name); ok {
		_, err := s.startDue(ctx, group, due)
		return err
	}
	switch name {
	case monthlyDuty:
		return s.monthly(ctx, due)
	case pruneDuty:
		return s.prune(ctx)
	default:
		return fmt.Errorf("duty %q: %w", name, ErrNone)
	}
}
