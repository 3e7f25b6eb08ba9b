package server

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/internal/queue"
	"mingjing/internal/service"
	"mingjing/internal/store"
)

// shownScans is how many scans are listed.
const shownScans = 30

// jobRow is a scan of a site that is not over.
type jobRow struct {
	queue.Job
	Progress service.Progress
	Known    bool // the progress is: the scan runs in this process
}

// Share is how much of the questions is settled, 0 to 100.
func (j *jobRow) Share() int {
	if j.Progress.All == 0 {
		return 0
	}
	return 100 * j.Progress.Settled / j.Progress.All
}

type upcoming struct {
	Name string
	At   time.Time
}

// scans shows what is on, what was, and what is due.
func (s *Server) scans(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee("")); err != nil {
		return err
	}
	jobs, err := s.service.Queue().Jobs(r.Context())
	if err != nil {
		return err
	}
	rows := make([]jobRow, len(jobs))
	for i, job := range jobs {
		rows[i].Job = job
		rows[i].Progress, rows[i].Known = s.service.Progress(job.Site)
	}
	recent, err := s.service.Store().Scans(r.Context(), shownScans)
	if err != nil {
		return err
	}
	var due []upcoming
	for name, at := range s.service.Queue().Upcoming() {
		due = append(due, upcoming{name, at})
	}
	slices.SortFunc(due, func(a, b upcoming) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	if len(rows) > 0 {
		w.Header().Set("Refresh", "5")
	}
	return s.draw(w, r, http.StatusOK, "scans.html", s.text("检查任务", "Scans"), map[string]any{"Jobs": rows, "Recent": recent, "Due": due})
}

// startScan starts a scan of the sites chosen, of the whole group where none is.
func (s *Server) startScan(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if err := may(p.MayDecide()); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return bad("表单无法读取", "the form cannot be read")
	}
	if _, err := s.service.StartScan(r.Context(), actor(p), r.PostFormValue("group"), r.PostForm["site"]...); err != nil {
		return err
	}
	http.Redirect(w, r, "/scans", http.StatusSeeOther)
	return nil
}

// cancelScan ends the scan of a site for good.
func (s *Server) cancelScan(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MayDecide()); err != nil {
		return err
	}
	if _, err := s.service.Cancel(r.Context(), actor(who(r)), r.PostFormValue("site")); err != nil {
		return err
	}
	http.Redirect(w, r, "/scans", http.StatusSeeOther)
	return nil
}

// targetRow is a site of a group with its newest result.
type targetRow struct {
	audit.Site
	Last *store.Point // nil before the first scan
}

// targets lists the sites of all groups.
func (s *Server) targets(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee("")); err != nil {
		return err
	}
	type group struct {
		*service.Group
		Rows []targetRow
	}
	var groups []group
	for _, g := range s.service.Groups() {
		rows := make([]targetRow, len(g.Sites))
		for i, site := range g.Sites {
			rows[i].Site = site
			points, err := s.service.Store().History(r.Context(), site.ID)
			if err != nil {
				return err
			}
			if n := len(points); n > 0 {
				rows[i].Last = &points[n-1]
			}
		}
		groups = append(groups, group{g, rows})
	}
	return s.draw(w, r, http.StatusOK, "targets.html", s.text("检查对象", "Targets"), groups)
}

// log shows the newest acts, and whether the whole log is as it was written.
func (s *Server) log(w http.ResponseWriter, r *http.Request) error {
	if err := may(who(r).MaySee("") && who(r).Name != ""); err != nil {
		return err
	}
	head, err := s.service.Store().LogHead(r.Context())
	if err != nil {
		return err
	}
	_, broken := s.service.Store().VerifyLog(r.Context())
	if isAway(broken) {
		return broken
	}
	from := max(1, head.Seq-shownActs+1)
	var acts []store.Act
	for act, err := range s.service.Store().Log(r.Context(), from) {
		if err != nil {
			return err
		}
		acts = append(acts, act)
	}
	slices.Reverse(acts)
	return s.draw(w, r, http.StatusOK, "log.html", s.text("操作日志", "Log"), map[string]any{"Head": head, "Broken": broken, "Acts": acts})
}

// shownActs is how many acts of the log are shown.
const shownActs = 200
