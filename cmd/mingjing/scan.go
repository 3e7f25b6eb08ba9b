package main

import (
	"context"
	"path/filepath"

	"mingjing/crawler"
	"mingjing/crawler/archive"
	"mingjing/internal/targets"
)

type scanCmd struct {
	Targets      string  `short:"t" required:"" help:"Targets file: which sites to audit." placeholder:"FILE" type:"path"`
	Rate         float64 `help:"Requests a second for one host and for one server address; 0 = no limit (default ${default})." default:"1" placeholder:"N"`
	AllowPrivate bool    `help:"Allow sites on loopback and private addresses."`
	Resume       bool    `help:"Go on with the scan in the archive of the output that was broken off: nothing that was answered is asked for again. Sites, pack, day and budget must be those it was begun with."`
	auditFlags
}

// Run audits the sites of the targets file.
func (c *scanCmd) Run(ctx context.Context, m *Main, g *cli) error {
	if err := c.check(); err != nil {
		return err
	}
	asOf, err := c.asOf(m.Now())
	if err != nil {
		return err
	}
	if c.Resume {
		c.Archive = true
		begun, err := archive.Unfinished(filepath.Join(c.Out, archiveFolder))
		if err != nil {
			return hinted(err, "leave out --resume to begin a scan")
		}
		if c.AsOf == "" {
			asOf = begun.AsOf
		}
	}
	file, err := targets.ReadFile(c.Targets)
	if err != nil {
		return hinted(err, "nothing was scanned; docs/targets.md describes the file")
	}
	sites, err := file.Select(c.Site)
	if err != nil {
		return err
	}
	return c.run(ctx, m, g, work{
		city: file.City, sites: sites, asOf: asOf, resume: c.Resume, crawl: crawler.Options{Rate: c.Rate, AllowPrivate: c.AllowPrivate},
	})
}
