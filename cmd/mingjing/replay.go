package main

import (
	"context"
	"fmt"
	"os"

	"mingjing/crawler"
	"mingjing/crawler/archive"
	"mingjing/internal/targets"
)

type replayCmd struct {
	Archive string `arg:"" help:"Archive of a scan, such as out/archive." type:"path"`
	Scan    string `help:"Name of the scan's folder in it (default the newest)." placeholder:"NAME"`
	Out     string `short:"o" help:"Folder for what mingjing scan writes (default ${default})." default:"replay" type:"path" placeholder:"FOLDER"`
	Pack    string `short:"p" help:"Rule pack: the id of a built-in one, or a folder (default the one of the scan)." placeholder:"PACK"`
	reportFlags
}

// Help is shown below the flags.
func (replayCmd) Help() string {
	return `Nothing is asked of the network. The same answers judged by the same pack give the same findings, times included. With another pack, or another version of the program, what was not recorded counts as not read.`
}

// Run audits the sites of the archive again.
func (c *replayCmd) Run(ctx context.Context, m *Main, g *cli) error {
	if err := c.check(); err != nil {
		return err
	}
	replay, err := archive.OpenReplay(os.DirFS(c.Archive), c.Scan)
	if err != nil {
		return fmt.Errorf("archive %s: %w", c.Archive, err)
	}
	about := replay.About()
	kept := targets.Targets{City: about.City, Sites: about.Sites}
	sites, err := kept.Select(c.Site)
	if err != nil {
		return err
	}
	if c.Pack == "" {
		c.Pack = about.Pack
	}
	p, err := packFlag{c.Pack}.load()
	if err != nil {
		return err
	}
	if p.ID != about.Pack || p.Version != about.Version {
		fmt.Fprintf(m.Stderr, "the scan was judged by pack %s %s, now it is %s %s\n", about.Pack, about.Version, p.ID, p.Version)
	}
	return c.run(ctx, m, g, work{
		city: about.City, sites: sites, asOf: about.AsOf, pack: p, out: c.Out, kept: replay,
		crawl: crawler.Options{Answered: replay, Budget: about.Budget, Exhaustive: about.Exhaustive},
	})
}
