package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/internal/reading"
	"mingjing/reports"
	"mingjing/reports/output"
	"mingjing/rules"
)

// auditFlags say how an audit is done and what it writes.
type auditFlags struct {
	packFlag
	Out        string          `short:"o" help:"Folder for scan.json, index.html, sites/ and metrics.prom (default out)." default:"out" type:"path" placeholder:"FOLDER"`
	Site       []string        `help:"Only the site with this id; may be given several times." placeholder:"ID"`
	AsOf       string          `help:"Day the audit speaks of, such as 2020-12-01 (default today; for the demonstration, its own day)." placeholder:"DATE"`
	Budget     int             `help:"Requests for one site at most (default ${default})." default:"3000" placeholder:"N"`
	Sites      int             `help:"Sites audited at once (default ${default})." default:"8" placeholder:"N"`
	Time       time.Duration   `help:"Time for one site at most, such as 2h; 0 = no limit (default ${default})." default:"0" placeholder:"TIME"`
	Exhaustive bool            `help:"Read everything in scope instead of what settles questions."`
	Format     []output.Format `help:"Also write these formats, with commas between: ${formats}." placeholder:"FORMAT"`
	FailUnder  float64         `help:"Exit with 4 when the score of a site is lower." placeholder:"N"`
}

func (f *auditFlags) check() error {
	switch {
	case f.Budget < 1:
		return fmt.Errorf("--budget %d: want 1 or more", f.Budget)
	case f.Sites < 1:
		return fmt.Errorf("--sites %d: want 1 or more", f.Sites)
	case f.Time < 0:
		return fmt.Errorf("--time %s: want 0 or more", f.Time)
	case f.FailUnder < 0 || f.FailUnder > 100:
		return fmt.Errorf("--fail-under %g: want 0 to 100", f.FailUnder)
	}
	return nil
}

// asOf is the day the audit speaks of; today's in China, where the portals stand, unless it is given.
func (f *auditFlags) asOf(now time.Time) (audit.Date, error) {
	if f.AsOf == "" {
		return audit.DateOf(now.In(time.FixedZone("CST", 8*3600))), nil
	}
	day, err := audit.ParseDate(f.AsOf)
	if err != nil {
		return audit.Date{}, fmt.Errorf("--as-of: %w", err)
	}
	return day, nil
}

// run audits the sites, writes the report and says in one line a site how it went.
func (f *auditFlags) run(ctx context.Context, m *Main, g *cli, city string, sites []audit.Site, asOf audit.Date, o crawler.Options) error {
	formats, err := formatsOf(append([]output.Format{output.HTML}, f.Format...))
	if err != nil {
		return err
	}
	p, err := f.load()
	if err != nil {
		return err
	}
	judge, err := rules.NewJudge(p)
	if err != nil {
		return err
	}
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	o.Budget, o.SiteTime, o.Exhaustive = f.Budget, f.Time, f.Exhaustive
	crawl, err := crawler.New(readers.Reads(ctx), o)
	if err != nil {
		return err
	}
	watch := newProgress(m, sites)
	scan, err := audit.Run(ctx, sites, crawl, judge, audit.Options{City: city, AsOf: asOf, Sites: f.Sites, Now: m.Now, Observer: watch})
	watch.close()
	if err != nil {
		return err
	}
	report, err := reports.New(scan, p, reports.Options{Lang: g.Lang})
	if err != nil {
		return err
	}
	if err := errors.Join(output.WriteScan(report, f.Out), writeReport(ctx, m, report, f.Out, formats)); err != nil {
		return err
	}
	if err := league(m.Stdout, report, f.Out); err != nil {
		return err
	}
	return f.outcome(ctx, scan)
}

// league prints the league table and where the report stands.
func league(w io.Writer, r *reports.Report, out string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "rank\tscore\tgrade\tcoverage\tto put right\trequests\tstopped\tsite\n")
	for _, s := range r.Sites {
		rank, grade, score := "–", "–", "–"
		if s.Rank > 0 {
			rank, grade = fmt.Sprint(s.Rank), s.Grade
		}
		if s.Measured() {
			score = fmt.Sprintf("%.1f", s.Score)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%.0f %%\t%d\t%d\t%s\t%s %s\n", rank, score, grade, 100*s.Coverage, s.Open, s.Crawl.Requests, s.Crawl.Stopped, s.ID, s.Name)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", filepath.Join(out, "index.html"))
	return err
}

// outcome is the exit code of a scan that was carried out.
func (f *auditFlags) outcome(ctx context.Context, scan *audit.Scan) error {
	if ctx.Err() != nil {
		return &exitError{code: exitBroken, err: errors.New("broken off; what was known until then is written")}
	}
	code := exitDone
	for _, s := range scan.Sites {
		switch {
		case s.Coverage > 0 && s.Score < f.FailUnder:
			return &exitError{code: exitUnder, err: fmt.Errorf("site %s scores %.1f, under %g", s.ID, s.Score, f.FailUnder)}
		case s.Coverage == 0, s.Crawl.Stopped == audit.StoppedUnreachable, s.Crawl.Stopped == audit.StoppedBlocked:
			code = exitNotAudited
		}
	}
	if code != exitDone {
		return &exitError{code: code}
	}
	return nil
}
