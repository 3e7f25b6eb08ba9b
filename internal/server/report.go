package server

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"mingjing/internal/service"
	"mingjing/internal/store"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// homeRow is a group with its report as it stands now.
type homeRow struct {
	*service.Group
	View *service.View // nil before the first scan
}

// homeView is how the groups stand, and what waits for somebody.
type homeView struct {
	Rows       []homeRow
	Objections []rectify.Objection // to be decided
	Overdue    map[string]int      // faults, by site
	pack       *pack.Pack
}

// Link is the address of the page of the finding that an objection speaks of.
func (*homeView) Link(o rectify.Objection) string { return service.FindingPath(o.Site, o.Question) }

// RuleName names a rule.
func (v *homeView) RuleName(id string) string {
	if r, ok := v.pack.Rule(id); ok {
		return r.Name
	}
	return id
}

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
	v := &homeView{pack: s.service.Pack()}
	for _, g := range s.service.Groups() {
		view, err := s.service.View(r.Context(), g.Name, s.lang())
		if err != nil && !isNone(err) {
			return err
		}
		v.Rows = append(v.Rows, homeRow{g, view})
	}
	var err error
	if v.Objections, err = s.service.Store().Objections(r.Context(), ""); err != nil {
		return err
	}
	v.Objections = slices.DeleteFunc(v.Objections, func(o rectify.Objection) bool { return o.Decision != nil })
	if v.Overdue, err = s.service.Overdue(r.Context()); err != nil {
		return err
	}
	return s.draw(w, r, http.StatusOK, "home.html", s.text("检查总览", "Overview"), v)
}

// report is a page of the report of a group, with the bar of the server above it.
func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.View(r.Context(), r.PathValue("group"), s.lang())
	if err != nil {
		return err
	}
	return s.reportPage(w, r, view)
}

// chooseScans leads to the comparison that a form asks for.
func (s *Server) chooseScans(w http.ResponseWriter, r *http.Request) error {
	from, to := r.FormValue("from"), r.FormValue("to")
	if from == to {
		return bad("请选择两次不同的检查", "two scans are wanted")
	}
	http.Redirect(w, r, "/compare/"+url.PathEscape(r.FormValue("group"))+"/"+url.PathEscape(from)+"/"+url.PathEscape(to)+"/", http.StatusSeeOther)
	return nil
}

// compare is a page of a report that compares two scans of a group.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) error {
	from, err := strconv.ParseInt(r.PathValue("from"), 10, 64)
	if err != nil {
		return bad("检查编号应为数字", "want the number of a scan")
	}
	to, err := strconv.ParseInt(r.PathValue("to"), 10, 64)
	if err != nil {
		return bad("检查编号应为数字", "want the number of a scan")
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
	var months []*keptMonth
	for _, one := range list {
		i := slices.IndexFunc(months, func(m *keptMonth) bool { return m.Period == one.Period })
		if i < 0 {
			i, months = len(months), append(months, &keptMonth{Period: one.Period})
		}
		months[i].add(one)
	}
	slices.SortFunc(months, func(a, b *keptMonth) int { return strings.Compare(b.Period, a.Period) })
	return s.draw(w, r, http.StatusOK, "kept.html", s.text("月度报告", "Monthly reports"), months)
}

// keptMonth is the kept reports of a month, a set for each group.
type keptMonth struct {
	Period string
	Sets   []*keptSet
}

// keptSet is the kept report of a group on a month.
type keptSet struct {
	Group string
	Index string // the page that leads to the others; empty where there is none
	Files []keptFile
}

type keptFile struct {
	store.Report
	Short string // name within the set
}

// add lists a file. Of pages only the first is: it leads to the others.
func (m *keptMonth) add(one store.Report) {
	group, short, _ := strings.Cut(strings.TrimPrefix(one.Name, m.Period+"/"), "/")
	i := slices.IndexFunc(m.Sets, func(s *keptSet) bool { return s.Group == group })
	if i < 0 {
		i, m.Sets = len(m.Sets), append(m.Sets, &keptSet{Group: group})
	}
	set := m.Sets[i]
	switch {
	case short == "index.html":
		set.Index = one.Name
	case one.Format != "html":
		set.Files = append(set.Files, keptFile{one, short})
	}
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
