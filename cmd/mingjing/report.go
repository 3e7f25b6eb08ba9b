package main

import (
	"context"
	"fmt"
	"time"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/output"
	"mingjing/rules/pack"
)

type reportCmd struct {
	From    string          `required:"" help:"Scan to report on: a scan.json." type:"path" placeholder:"FILE"`
	Against []string        `help:"Earlier scan to compare with; may be given several times, oldest first." type:"path" placeholder:"FILE"`
	Pack    string          `short:"p" help:"Rule pack: the id of a built-in one, or a folder (default: the one that the scan names)." placeholder:"PACK"`
	Month   string          `help:"Month that the report is for, such as 2026-10." placeholder:"MONTH"`
	Format  []output.Format `help:"Formats, with commas between (default: all): ${formats}." placeholder:"FORMAT"`
	Out     string          `short:"o" help:"Folder to write into (default ${default})." default:"report" type:"path" placeholder:"FOLDER"`
	Issued  string          `help:"Day of the papers, from which due dates count (default: the day the scan ended)." placeholder:"DATE"`
	DueDays int             `help:"Days in which faults are to be put right (default ${default})." default:"30" placeholder:"N"`
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
	p, err := c.pack(scan)
	if err != nil {
		return err
	}
	report, err := reports.New(scan, p, options)
	if err != nil {
		return err
	}
	if err := writeReport(ctx, m, report, c.Out, formats); err != nil {
		return err
	}
	_, err = fmt.Fprintln(m.Stdout, c.Out)
	return err
}

func (c *reportCmd) options(lang string) (reports.Options, error) {
	o := reports.Options{Lang: lang, Month: c.Month, DueDays: c.DueDays, Office: c.Office, NumberOf: c.Number}
	if c.Month != "" {
		if _, err := time.Parse("2006-01", c.Month); err != nil {
			return o, fmt.Errorf("--month %q: want the form 2026-10", c.Month)
		}
	}
	if c.DueDays < 1 {
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

func (c *reportCmd) pack(scan *audit.Scan) (*pack.Pack, error) {
	if c.Pack == "" {
		return packFlag{Pack: scan.Pack}.load()
	}
	return packFlag{Pack: c.Pack}.load()
}
