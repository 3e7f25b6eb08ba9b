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
	"mingjing/crawler/archive"
	"mingjing/internal/reading"
	"mingjing/reports"
	"mingjing/reports/output"
	"mingjing/rules"
	"mingjing/rules/pack"
)

// auditFlags say how an audit is done and what it writes.
type auditFlags struct {
	packFlag
	Out        string        `short:"o" help:"Folder for scan.json, index.html, sites/ and metrics.prom (default out)." default:"out" type:"path" placeholder:"FOLDER"`
	AsOf       string        `help:"Day the audit speaks of, such as 2020-12-01 (default today; for the demonstration, its own day)." placeholder:"DATE"`
	Budget     int           `help:"Requests for one site at most (default ${default})." default:"3000" placeholder:"N"`
	Time       time.Duration `help:"Time for one site at most, such as 2h; 0 = no limit (default ${default})." default:"0" placeholder:"TIME"`
	Exhaustive bool          `help:"Read everything in scope instead of what settles questions."`
	Archive    bool          `help:"Keep every answer in the folder archive of the output, for mingjing replay and verify."`
	reportFlags
}

// reportFlags say what is audited at once and written.
type reportFlags struct {
	Site      []string        `help:"Only the site with this id; may be given several times." placeholder:"ID"`
	Sites     int             `help:"Sites audited at once (default ${default})." default:"8" placeholder:"N"`
	Format    []output.Format `help:"Also write these formats, with commas between: ${formats}." placeholder:"FORMAT"`
	FailUnder float64         `help:"Exit with 4 when the score of a site is lower." placeholder:"N"`
}

func (f *auditFlags) check() error {
	switch {
	case f.Budget < 1:
		return fmt.Errorf("--budget %d: want 1 or more", f.Budget)
	case f.Time < 0:
		return fmt.Errorf("--time %s: want 0 or more", f.Time)
	}
	return f.reportFlags.check()
}

func (f *reportFlags) check() error {
	switch {
	case f.Sites < 1:
		return fmt.Errorf("--sites %d: want 1 or more", f.Sites)
	case f.FailUnder < 0 || f.FailUnder > 100:
		return fmt.Errorf("--fail-under %g: want 0 to 100", f.FailUnder)
	}
	_, err := formatsOf(f.Format)
	return err
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

// work is an audit that is to be carried out.
type work struct {
	city   string
	sites  []audit.Site
	asOf   audit.Date
	pack   *pack.Pack
	crawl  crawler.Options
	resume bool   // go on with the scan in the archive
	kept   keeper // the archive; may be nil
	out    string
}

// run audits sites by their portals.
func (f *auditFlags) run(ctx context.Context, m *Main, g *cli, w work) error {
	var err error
	if w.pack, err = f.load(); err != nil {
		return err
	}
	w.out = f.Out
	w.crawl.Budget, w.crawl.SiteTime, w.crawl.Exhaustive = f.Budget, f.Time, f.Exhaustive
	if f.Archive {
		kept, err := keep(m, filepath.Join(f.Out, archiveFolder), w)
		if err != nil {
			return err
		}
		w.kept, w.crawl.Recorder, w.crawl.Answered = kept, kept, kept
	}
	return f.reportFlags.run(ctx, m, g, w)
}

// run audits the sites, writes the report and says in one line a site how it went.
func (f *reportFlags) run(ctx context.Context, m *Main, g *cli, w work) error {
	formats, err := formatsOf(append([]output.Format{output.HTML}, f.Format...))
	if err != nil {
		return err
	}
	scan, err := f.audit(ctx, m, w)
	if err != nil {
		return err
	}
	report, err := reports.New(scan, w.pack, reports.Options{Lang: g.Lang})
	if err != nil {
		return err
	}
	if err := errors.Join(output.WriteScan(report, w.out), writeReport(ctx, m, report, w.out, formats)); err != nil {
		return err
	}
	if err := league(m.Stdout, report, w.out); err != nil {
		return err
	}
	_, resumable := w.kept.(*archive.Scan)
	return f.outcome(ctx, scan, resumable)
}

// audit carries the work out and closes what it was kept in.
func (f *reportFlags) audit(ctx context.Context, m *Main, w work) (*audit.Scan, error) {
	judge, err := rules.NewJudge(w.pack)
	if err != nil {
		return nil, err
	}
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	crawl, err := crawler.New(readers.Reads(ctx), w.crawl)
	if err != nil {
		return nil, err
	}
	watch := newProgress(m, w.sites)
	observer := &keeping{Observer: watch, kept: w.kept}
	scan, err := audit.Run(ctx, w.sites, crawl, judge, audit.Options{City: w.city, AsOf: w.asOf, Sites: f.Sites, Now: m.Now, Observer: observer})
	watch.close()
	if err := errors.Join(err, observer.close(scan)); err != nil {
		return nil, err
	}
	return scan, nil
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
func (f *reportFlags) outcome(ctx context.Context, scan *audit.Scan, resumable bool) error {
	if ctx.Err() != nil {
		broken := &exitError{code: exitBroken, err: errors.New("broken off; what was known until then is written")}
		if resumable {
			broken.hint = "mingjing scan --resume goes on from there"
		}
		return broken
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
