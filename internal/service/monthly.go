package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/internal/notify"
	"mingjing/internal/publish"
	"mingjing/internal/store"
	"mingjing/reports"
	"mingjing/reports/output"
)

// reportsFolder is where made reports are kept, below the data folder.
const reportsFolder = "reports"

// ReportsFolder is where made reports are kept.
func (s *Service) ReportsFolder() string { return filepath.Join(s.o.Config.Data, reportsFolder) }

// monthly makes the reports of the month that was last over, or, from the sixteenth on, of the month that is on.
func (s *Service) monthly(ctx context.Context, due time.Time) error {
	month := due.In(s.Config().Location())
	if month.Day() <= 15 {
		month = month.AddDate(0, 0, -month.Day())
	}
	var errs []error
	for _, g := range s.Groups() {
		err := s.Monthly(ctx, g, month.Year(), month.Month())
		if errors.Is(err, ErrNone) {
			s.o.Log.Warn("no monthly report: no results", "group", g.Name, "month", month.Format("2006-01"))
			continue
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Monthly makes the report of a group on a month in every format and keeps it, in place of one that was made before; then tells people.
// ErrNone where the month has no results.
func (s *Service) Monthly(ctx context.Context, g *Group, year int, month time.Month) error {
	name := monthName(year, month)
	report, err := reportOf(ctx, s.store, s.current(), g, store.Month(year, month), reports.Options{Month: name})
	if err != nil {
		return err
	}
	formats, err := s.formats()
	if err != nil {
		return err
	}
	folder := filepath.Join(s.ReportsFolder(), name, g.Name)
	err = publish.Write(ctx, report, folder, formats)
	if errors.Is(err, publish.ErrNoPDF) {
		s.o.Log.Warn("the monthly report is without PDF", "group", g.Name, "error", err)
	} else if err != nil {
		return err
	}
	if err := s.enter(ctx, folder, name); err != nil {
		return err
	}
	s.tell(ctx, notify.MonthlyReport, g, name)
	return nil
}

func monthName(year int, month time.Month) string { return fmt.Sprintf("%04d-%02d", year, month) }

// formats are those that the configuration names, all where it names none.
func (s *Service) formats() ([]output.Format, error) {
	var formats []output.Format
	for _, name := range s.Config().Report.Formats {
		if !slices.Contains(output.Formats(), output.Format(name)) {
			return nil, fmt.Errorf("report format %q: there is none", name)
		}
		formats = append(formats, output.Format(name))
	}
	if len(formats) == 0 {
		return output.Formats(), nil
	}
	return formats, nil
}

// enter lists the files of a kept report in the store, with their digests.
func (s *Service) enter(ctx context.Context, folder, period string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.ReportsFolder(), path)
		if err != nil {
			return err
		}
		size, sum, err := digest(path)
		if err != nil {
			return err
		}
		_, err = s.store.KeepReport(ctx, store.Report{
			Pack: s.Pack().ID, Period: period, Name: filepath.ToSlash(name), Format: strings.TrimPrefix(filepath.Ext(path), "."), Size: size, SHA256: sum,
		})
		return err
	})
}

func digest(path string) (size int64, sum string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = file.Close() }()
	h := sha256.New()
	size, err = io.Copy(h, file)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// tell tells people what changed. That somebody could not be told is no reason to do the work again.
func (s *Service) tell(ctx context.Context, kind notify.Kind, g *Group, month string) {
	c := s.Config()
	if c.Notify.Webhook == "" && c.Notify.SMTP.Host == "" {
		return
	}
	view, err := s.View(ctx, g.Name, c.Lang)
	if err == nil {
		var overdue map[string]int
		if overdue, err = s.Overdue(ctx); err == nil {
			url := ""
			if c.URL != "" {
				url = strings.TrimSuffix(c.URL, "/") + "/r/" + g.Name + "/"
			}
			event := notify.EventOf(kind, g.Name, url, view.Report, func(site string) int { return overdue[site] })
			event.Month = month
			err = notify.Send(ctx, &c.Notify, event)
		}
	}
	if err != nil {
		s.o.Log.Warn("nobody could be told", "group", g.Name, "error", err)
	}
}

// Overdue is the number of faults of each site that are still to be put right after the day they were due.
func (s *Service) Overdue(ctx context.Context) (map[string]int, error) {
	set := s.current()
	return s.store.Overdue(ctx, set.pack.ID, audit.DateOf(s.o.Now().In(set.config.Location())))
}

// prune drops the findings that need not be kept any longer.
func (s *Service) prune(ctx context.Context) error {
	_, err := s.store.Prune(ctx, time.Duration(s.Config().Keep.Findings))
	return err
}
