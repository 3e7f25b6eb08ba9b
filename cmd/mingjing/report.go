package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"mingjing/audit"
	"mingjing/internal/service"
	"mingjing/reports"
	"mingjing/reports/output"
)

type reportCmd struct {
	configFlag
	From    string          `help:"Scan to report on: a scan.json (default: the results of the month in the store)." type:"path" placeholder:"FILE"`
	Against []string        `help:"Earlier scan to compare with; may be given several times, oldest first." type:"path" placeholder:"FILE"`
	Pack    string          `short:"p" help:"Rule pack: the id of a built-in one, or a folder (default: the one that the scan names)." placeholder:"PACK"`
	Month   string          `help:"Month that the report is for, such as 2026-10." placeholder:"MONTH"`
	Format  []output.Format `help:"Formats, with commas between (default: all): ${formats}." placeholder:"FORMAT"`
	Out     string          `short:"o" help:"Folder to write into (default ${default})." default:"report" type:"path" placeholder:"FOLDER"`
	Issued  string          `help:"Day of the papers, from which due dates count (default: the day the scan ended)." placeholder:"DATE"`
	DueDays int             `help:"Days in which faults are to be put right (default 30, or as configured)." placeholder:"N"`
	Office  string          `help:"Office that signs the papers (default: the city's 政务公开办公室)." placeholder:"NAME"`
	Number  string          `help:"Document number of the papers without the running number, such as 泰政公开〔2026〕." placeholder:"TEXT"`
}

// Help is shown below the flags.
func (reportCmd) Help() string {
	return `The same scans and flags give the same files whenever they are written. With earlier scans every format says what was put right, what is new and what came back.`
}

// Run writes the report.
func (c *reportCmd) Run(ctx context.Context, m *Main, g *cli) error {
	formats, err := formatsOf(c.Format)
	if err != nil {
		return err
	}
	options, err := c.options(g.Lang)
	if err != nil {
		return err
	}
	if c.From == "" {
		return c.fromStore(ctx, m, options, formats)
	}
	scan, err := reports.ReadScanFile(c.From)
	if err != nil {
		return err
	}
	for _, path := range c.Against {
		earlier, err := reports.ReadScanFile(path)
		if err != nil {
			return err
		}
		options.Earlier = append(options.Earlier, earlier)
	}
	p, err := packFlag{Pack: cmp.Or(c.Pack, scan.Pack)}.load()
	if err != nil {
		return err
	}
	report, err := reports.New(scan, p, options)
	if err != nil {
		return err
	}
	return c.write(ctx, m, report, c.Out, formats)
}

// fromStore writes the report of each group on the month; a single group's into the folder itself.
func (c *reportCmd) fromStore(ctx context.Context, m *Main, options reports.Options, formats []output.Format) error {
	if c.Month == "" || len(c.Against) > 0 {
		return hinted(errors.New("want --from, or --month for a report from the store"), "mingjing report --help shows its flags")
	}
	month, err := time.Parse("2006-01", c.Month)
	if err != nil {
		return err
	}
	file, err := c.read(m)
	if err != nil {
		return err
	}
	p, err := packFlag{Pack: cmp.Or(c.Pack, file.Pack)}.load()
	if err != nil {
		return err
	}
	st, err := storeFlag{configFlag: c.configFlag}.open(ctx, m, true)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	groups, err := service.MonthOf(ctx, st, file, p, month.Year(), month.Month(), options)
	if err != nil {
		return err
	}
	for _, g := range groups {
		folder := c.Out
		if len(groups) > 1 {
			folder = filepath.Join(c.Out, g.Name)
		}
		if err := c.write(ctx, m, g.Report, folder, formats); err != nil {
			return err
		}
	}
	return nil
}

func (c *reportCmd) write(ctx context.Context, m *Main, r *reports.Report, folder string, formats []output.Format) error {
	if err := writeReport(ctx, m, r, folder, formats); err != nil {
		return err
	}
	_, err := fmt.Fprintln(m.Stdout, folder)
	return err
}

func (c *reportCmd) options(lang string) (reports.Options, error) {
	o := reports.Options{Lang: lang, Month: c.Month, DueDays: c.DueDays, Office: c.Office, NumberOf: c.Number}
	if c.Month != "" {
		if _, err := time.Parse("2006-01", c.Month); err != nil {
			return o, fmt.Errorf("--month %q: want the form 2026-10", c.Month)
		}
	}
	if c.DueDays < 0 {
		return o, fmt.Errorf("--due-days %d: want 1 or more", c.DueDays)
	}
	if c.Issued != "" {
		day, err := audit.ParseDate(c.Issued)
		if err != nil {
			return o, fmt.Errorf("--issued: %w", err)
		}
		o.Issued = day
	}
	return o, nil
}
