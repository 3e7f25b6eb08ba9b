package main

import (
	"fmt"
	"os"

	"mingjing/internal/accuracy"
	"mingjing/reports"
)

type accuracyCmd struct {
	Truth  string `required:"" help:"What is known of the sites: a truth.json." placeholder:"FILE" type:"path"`
	Scan   string `required:"" help:"What the scan said: a scan.json." placeholder:"FILE" type:"path"`
	Format string `help:"text, markdown or json." default:"text" enum:"text,markdown,json" placeholder:"FORMAT"`
}

// Help is shown below the flags.
func (accuracyCmd) Help() string {
	return `Counts, by rule and in all: false accusations (said unmet where that is wrong), missed faults (only unmet is right and something else was said), wrong certainty (only unknown is right), needless unknown, and lists each mistake. The forms of both files: mingjing rules schema --truth, mingjing rules schema --scan.`
}

// Run compares and prints.
func (c accuracyCmd) Run(m *Main) error {
	file, err := os.Open(c.Truth)
	if err != nil {
		return fmt.Errorf("read truth: %w", err)
	}
	defer func() { _ = file.Close() }()
	truth, err := accuracy.ReadTruth(file)
	if err != nil {
		return hinted(fmt.Errorf("%s: %w", c.Truth, err), "mingjing rules schema --truth describes the form")
	}
	scan, err := reports.ReadScanFile(c.Scan)
	if err != nil {
		return err
	}
	report, err := accuracy.Compare(truth, scan)
	if err != nil {
		return hinted(err, "scan with --as-of "+truth.AsOf.String())
	}
	return report.Write(m.Stdout, c.Format)
}
