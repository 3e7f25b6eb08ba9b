package server

import (
	"bytes"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"

	"mingjing/internal/service"
	"mingjing/internal/store"
)

// home lists the groups with how their sites stand; a single group's report is shown at once.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if !p.MaySee("") {
		if len(p.Sites) == 0 {
			return errForbidden
		}
		http.Redirect(w, r, "/sites/"+p.Sites[0], http.StatusSeeOther)
		return nil
	}
	type row struct {
		*service.Group
		View *service.View // nil before the first scan
	}
	var rows []row
	for _, g := range s.service.Groups() {
		view, err := s.service.View(r.Context(), g.Name, s.lang())
		if err != nil && !isNone(err) {
			return err
		}
		rows = append(rows, row{g, view})
	}
	return s.draw(w, r, http.StatusOK, "home.html", s.text("检查总览", "Overview"), rows)
}

// report is a page of the report of a group, with the bar of the server above it.
func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.View(r.Context(), r.PathValue("group"), s.lang())
	if err != nil {
		return err
	}
	return s.reportPage(w, r, view)
}

// compare is a page of a report that compares two scans of a group.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) error {
	from, err := strconv.ParseInt(r.FormValue("from"), 10, 64)
	if err != nil {
		return bad("from 应为检查编号", "from: want the number of a scan")
	}
	to, err := strconv.ParseInt(r.FormValue("to"), 10, 64)
	if err != nil {
		return bad("to 应为检查编号", "to: want the number of a scan")
	}
	view, err := s.service.Compare(r.Context(), r.PathValue("group"), from, to, s.lang())
	if err != nil {
		return err
	}
	return s.reportPage(w, r, view)
}

func (s *Server) reportPage(w http.ResponseWriter, r *http.Request, view *service.View) error {
	name := r.PathValue("file")
	if name == "" {
		name = "index.html"
	}
	site := ""
	if one, ok := strings.CutPrefix(name, "sites/"); ok {
		site = strings.TrimSuffix(one, ".html")
	}
	if err := may(who(r).MaySee(site)); err != nil {
		return err
	}
	f, ok := view.File(name)
	if !ok {
		return errMissing
	}
	var page bytes.Buffer
	if err := f.Write(&page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := page.WriteTo(w)
	return err
}

// kept lists the reports that were made and kept.
func (s *Server) kept(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee("")); err != nil {
		return err
	}
	list, err := s.service.Store().Reports(r.Context(), "")
	if err != nil {
		return err
	}
	byPeriod := make(map[string][]store.Report)
	var periods []string
	for _, one := range list {
		if byPeriod[one.Period] == nil {
			periods = append([]string{one.Period}, periods...)
		}
		byPeriod[one.Period] = append(byPeriod[one.Period], one)
	}
	return s.draw(w, r, http.StatusOK, "kept.html", s.text("月度报告", "Monthly reports"), map[string]any{"Periods": periods, "Reports": byPeriod})
}

// keptFile is a file of a kept report. Only files that the store lists are given.
func (s *Server) keptFile(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee("")); err != nil {
		return err
	}
	name := r.PathValue("file")
	list, err := s.service.Store().Reports(r.Context(), "")
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.Name != name {
			continue
		}
		file, err := os.OpenInRoot(s.service.ReportsFolder(), name)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		http.ServeContent(w, r, path.Base(name), one.Made, file)
		return nil
	}
	return errMissing
}
