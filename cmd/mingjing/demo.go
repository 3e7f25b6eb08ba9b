package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mingjing/crawler"
	"mingjing/internal/portals"
	"mingjing/internal/targets"
)

// demoSeed draws the demonstration portals. They are the same in each run.
const demoSeed = 39

type demoCmd struct {
	Rate float64 `help:"Requests a second for one host; 0 = no limit (default ${default})." default:"0" placeholder:"N"`
	auditFlags
}

// Help is shown below the flags.
func (demoCmd) Help() string {
	return `The counties of the demonstration are invented; what stands on their portals and what doesn't is known. That truth is written beside the report as truth.json, for mingjing accuracy.`
}

// Run serves the portals and audits them.
func (c *demoCmd) Run(ctx context.Context, m *Main, g *cli) error {
	if err := c.check(); err != nil {
		return err
	}
	served, err := serveDemo(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { _ = served.Close() }()
	file, err := targets.Read("demonstration", bytes.NewReader(served.Targets()))
	if err != nil {
		return err
	}
	sites, err := file.Select(c.Site)
	if err != nil {
		return err
	}
	truth := served.Truth()
	asOf := truth.AsOf
	if c.AsOf != "" {
		if asOf, err = c.asOf(m.Now()); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := writeTruth(filepath.Join(c.Out, "truth.json"), truth); err != nil {
		return err
	}
	return c.run(ctx, m, g, work{city: file.City, sites: sites, asOf: asOf, crawl: crawler.Options{Rate: c.Rate, AllowPrivate: true}})
}

// serveDemo serves the demonstration portals beyond the end of ctx, so that a crawl that is broken off does not
// take their silence for a fault; the caller closes them.
func serveDemo(ctx context.Context, addr string) (*portals.Served, error) {
	city, err := portals.Generate(demoSeed, portals.Options{})
	if err != nil {
		return nil, err
	}
	return city.Serve(context.WithoutCancel(ctx), addr)
}

func writeTruth(path string, truth *portals.Truth) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	enc := json.NewEncoder(file)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := errors.Join(enc.Encode(truth), file.Close()); err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	return nil
}
