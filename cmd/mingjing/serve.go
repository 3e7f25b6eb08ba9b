package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"mingjing/internal/access"
	"mingjing/internal/config"
	"mingjing/internal/server"
	"mingjing/internal/service"
	"mingjing/reports/metrics"
)

type serveCmd struct{ configFlag }

// Help is shown below the flags.
func (serveCmd) Help() string {
	return `Scans by schedule, shows the reports, takes in objections and rulings, and gives metrics. SIGHUP reads the configuration again; a bad one is told and the old one stays.`
}

// Run serves until the context ends.
func (c *serveCmd) Run(ctx context.Context, m *Main) error {
	d, err := c.open(ctx, m, true)
	if err != nil {
		return err
	}
	defer func() { _ = d.service.Close() }()
	guard, err := access.Open(d.config, m.Now)
	if err != nil {
		return err
	}
	d.guard = guard
	handler, err := d.handler(guard)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", d.config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	web := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn)}
	if web.TLSConfig, err = guard.TLS(); err != nil {
		return errors.Join(err, listener.Close())
	}
	scheme, ended := "http", make(chan error, 1)
	if web.TLSConfig != nil {
		scheme = "https"
	}
	go func() {
		if web.TLSConfig != nil {
			ended <- web.ServeTLS(listener, "", "")
			return
		}
		ended <- web.Serve(listener)
	}()
	if _, err := fmt.Fprintf(m.Stdout, "%s://%s/\n", scheme, listener.Addr()); err != nil {
		return err
	}
	summed := d.sumUp(ctx)
	err = d.run(ctx, ended)
	summed()
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := web.Shutdown(closing); err != nil {
		d.log.Warn("some requests were cut off", "error", err)
	}
	return err
}

type workerCmd struct{ configFlag }

// Help is shown below the flags.
func (workerCmd) Help() string {
	return `Takes scans of sites from the queue that mingjing serve fills, as many workers as wanted; the database must be PostgreSQL. Ctrl-C hands back what is not done.`
}

// Run works until the context ends.
func (c *workerCmd) Run(ctx context.Context, m *Main) error {
	d, err := c.open(ctx, m, false)
	if err != nil {
		return err
	}
	defer func() { _ = d.service.Close() }()
	if !config.IsURL(d.config.Database) {
		return hinted(fmt.Errorf("database %s: a SQLite file serves one process only", d.config.Database), "use a postgres:// URL, or mingjing serve alone")
	}
	return d.run(ctx, nil)
}

// grace is how long scans and requests may take to end in order.
const grace = 30 * time.Second

// daemon is a service that runs until it is told to end.
type daemon struct {
	flag       configFlag
	main       *Main
	config     *config.Config
	service    *service.Service
	guard      *access.Access // nil for a worker
	operations *metrics.Operations
	log        *slog.Logger
}

// open reads the configuration and opens the service.
func (f configFlag) open(ctx context.Context, m *Main, duties bool) (*daemon, error) {
	c, err := f.read(m)
	if err != nil {
		return nil, err
	}
	p, err := packFlag{Pack: c.Pack}.load()
	if err != nil {
		return nil, err
	}
	number, revision := built()
	d := &daemon{flag: f, main: m, config: c, operations: metrics.NewOperations(number, revision), log: slog.New(slog.NewTextHandler(m.Stderr, nil))}
	d.operations.Reloaded(m.Now(), nil)
	d.service, err = service.Open(ctx, service.Options{
		Config: c, Pack: p, Version: version(), Scans: true, Duties: duties, Observer: d.operations, Failed: d.operations.SiteFailed,
		Measure: service.Measure{Fetched: d.operations.Fetched, Waited: d.operations.Waited}, Log: d.log, Now: m.Now, Lease: m.Lease,
	})
	return d, err
}

// handler is the web pages, the API and the metrics.
func (d *daemon) handler(guard *access.Access) (http.Handler, error) {
	detail, err := metrics.ParseDetail(d.config.Metrics.Detail)
	if err != nil {
		return nil, err
	}
	pages, err := metrics.Handler(d.log, metrics.NewSites(d.service, detail), metrics.NewNames(d.service.Pack()), d.operations,
		metrics.NewQueue(d.service.QueueState), metrics.NewStore(d.service.Store().Ping))
	if err != nil {
		return nil, err
	}
	probe := metrics.ProbeHandler(metrics.ProbeOptions{
		Source: d.service, Packs: []string{d.service.Pack().ID}, Fresh: d.service.Fresh, Now: d.main.Now, Log: d.log,
	})
	s, err := server.New(server.Options{
		Service: d.service, Access: guard, Metrics: pages, Probe: probe, Archive: filepath.Join(d.config.Data, "archive"), Version: version(), Log: d.log, Now: d.main.Now,
	})
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}

// sumUp reads what is known of all sites, so that scrapes need not wait for it: a country takes a minute. The function that it returns
// ends it.
func (d *daemon) sumUp(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := d.service.Sites(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("the results of sites could not be read", "error", err)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// run does the work until the context ends or something else does, and reads the configuration again at SIGHUP.
func (d *daemon) run(ctx context.Context, ended <-chan error) error {
	if err := d.service.Start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // ended before it had begun
		}
		return err
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	var err error
	for again := true; again; {
		select {
		case <-hangup:
			d.reload(ctx)
		case err = <-ended:
			again = false
		case <-ctx.Done():
			again = false
		}
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return errors.Join(err, d.service.Stop(stopping))
}

// reload puts the configuration as it stands in its file in force, or says what is wrong with it.
func (d *daemon) reload(ctx context.Context) {
	err := d.reconfigure(ctx)
	d.operations.Reloaded(d.main.Now(), err)
	if err != nil {
		d.log.Error("the configuration was not read again; the old one stays", "error", err)
		return
	}
	d.log.Info("the configuration was read again")
}

func (d *daemon) reconfigure(ctx context.Context) error {
	c, err := d.flag.read(d.main)
	if err != nil {
		return err
	}
	p, err := packFlag{Pack: c.Pack}.load()
	if err != nil {
		return err
	}
	if d.guard != nil {
		if err := d.guard.Configure(c); err != nil {
			return err
		}
	}
	return d.service.Configure(ctx, c, p)
}
