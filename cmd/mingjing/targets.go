package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"mingjing/internal/targets"
)

type targetsCmd struct {
	Check targetsCheckCmd `cmd:"" help:"Tell for each site of a targets file whether it can be reached and read."`
}

type targetsCheckCmd struct {
	Targets string   `short:"t" help:"Targets file (default ${default})." default:"targets.yaml" placeholder:"FILE" type:"path"`
	Site    []string `help:"Only the site with this id; may be given several times." placeholder:"ID"`
	lookFlags
}

// Run reads the home page of each site and says in one line what came.
func (c *targetsCheckCmd) Run(ctx context.Context, m *Main) error {
	file, err := targets.ReadFile(c.Targets)
	if err != nil {
		return hinted(err, "docs/targets.md describes the file")
	}
	sites, err := file.Select(c.Site)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "site\tname\tstate\thome page\n")
	bad := 0
	for _, site := range sites {
		sight, err := c.look(ctx, site, false)
		if err != nil {
			return err
		}
		state, title := "readable", ""
		if sight.Home != nil {
			title = oneLine(sight.Home.Title)
		}
		if !sight.Readable() {
			bad++
			state = unreadable(sight)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", site.ID, site.Name, state, title)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if bad > 0 {
		return &exitError{code: exitNotAudited}
	}
	return nil
}
