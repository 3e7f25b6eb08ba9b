package server

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mingjing/audit"
	"mingjing/internal/service"
	"mingjing/internal/store"
	"mingjing/reports"
	"mingjing/reports/charts"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// siteView is what people do about the findings of a site.
type siteView struct {
	Group      *service.Group
	Site       audit.Site
	Card       *reports.Site // nil before the first scan
	Entries    []rectify.Entry
	Objections []rectify.Objection
	Rulings    []rectify.Ruling
	History    []store.Point
	Today      audit.Date
	Answers    bool // who looks may object
	Decides    bool
	Pack       *pack.Pack
	Typed      *typed // a form that was refused; nil where there is none
}

// Rule names a rule.
func (v *siteView) Rule(id string) string {
	if r, ok := v.Pack.Rule(id); ok {
		return r.Name
	}
	return id
}

// Domain names a domain.
func (v *siteView) Domain(id string) string {
	if d, ok := v.Pack.Domain(id); ok {
		return d.Name
	}
	return id
}

// Link is the address of the page of a finding.
func (v *siteView) Link(q rectify.Question) string { return service.FindingPath(v.Site.ID, q) }

// Past is the history of the site, newest first.
func (v *siteView) Past() []pastScan {
	past := make([]pastScan, len(v.History))
	for i, p := range v.History {
		past[i].Point = p
		if i > 0 && p.Whole && v.History[i-1].Whole && p.Pack == v.History[i-1].Pack {
			past[i].Against = v.History[i-1].Scan
		}
	}
	slices.Reverse(past)
	return past
}

// pastScan is what a scan found of the site.
type pastScan struct {
	store.Point
	Against int64 // the scan before, where both can be compared; 0 where not
}

// charted is how many scans the chart shows.
const charted = 24

// Line draws the scores of the newest scans; empty where there are not two.
func (v *siteView) Line(title string) template.HTML {
	if len(v.History) < 2 {
		return ""
	}
	var points []charts.Point
	for _, p := range v.History[max(0, len(v.History)-charted):] {
		point := charts.Point{When: p.AsOf.String()[5:], Value: p.Score, Text: scoreText(p.Score, p.Coverage), State: charts.Firm}
		switch {
		case p.Coverage == 0:
			point.State = charts.Missing
		case p.Grade == "":
			point.State = charts.Tenuous
		}
		points = append(points, point)
	}
	return charts.Line(charts.Label{Title: title}, points)
}

// batch is the entries of a domain, or of the rules on the whole site.
type batch struct {
	Domain  string // its name; empty for the whole site
	Entries []rectify.Entry
	Late    int
}

// Open are the faults to be put right, by domain in the order of the pack.
func (v *siteView) Open() []*batch { return v.batches((*rectify.Entry).Open) }

// PutRight are the faults that were.
func (v *siteView) PutRight() []*batch {
	return v.batches(func(e *rectify.Entry) bool { return !e.Open() })
}

func (v *siteView) batches(wanted func(*rectify.Entry) bool) []*batch {
	by := make(map[string]*batch)
	for i := range v.Entries {
		e := &v.Entries[i]
		if !wanted(e) {
			continue
		}
		if by[e.Domain] == nil {
			by[e.Domain] = new(batch)
		}
		b := by[e.Domain]
		b.Entries = append(b.Entries, *e)
		if e.Overdue(v.Today) {
			b.Late++
		}
	}
	var all []*batch
	if b := by[""]; b != nil {
		all = append(all, b)
	}
	for i := range v.Pack.Domains {
		d := &v.Pack.Domains[i]
		if b := by[d.ID]; b != nil {
			b.Domain = d.Name
			all = append(all, b)
		}
	}
	return all
}

// questionOf is what a request speaks of.
func questionOf(r *http.Request) rectify.Question {
	return rectify.Question{Rule: r.FormValue("rule"), Domain: r.FormValue("domain"), Level1: r.FormValue("level1"), Item: r.FormValue("item")}
}

func (s *Server) siteView(r *http.Request) (*siteView, error) {
	id := r.PathValue("site")
	p := who(r)
	if err := may(p.MaySee(id)); err != nil {
		return nil, err
	}
	g, err := s.service.GroupOf(id)
	if err != nil {
		return nil, err
	}
	v := &siteView{Group: g, Today: audit.DateOf(s.o.Now().In(s.service.Config().Location())), Answers: p.MayAnswer(id), Decides: p.MayDecide(), Pack: s.service.Pack()}
	v.Site, _ = g.Site(id)
	view, err := s.service.View(r.Context(), g.Name, s.lang())
	if err != nil && !isNone(err) {
		return nil, err
	}
	if view != nil {
		v.Card, _ = view.Report.Site(id)
	}
	st := s.service.Store()
	if v.Entries, err = s.service.Entries(r.Context(), id); err != nil {
		return nil, err
	}
	if v.Objections, err = st.Objections(r.Context(), id); err != nil {
		return nil, err
	}
	if v.Rulings, err = st.Rulings(r.Context(), id); err != nil {
		return nil, err
	}
	v.History, err = st.History(r.Context(), id)
	return v, err
}

// site shows what is to be put right on a site, and what was said about it.
func (s *Server) site(w http.ResponseWriter, r *http.Request) error {
	v, err := s.siteView(r)
	if err != nil {
		return err
	}
	return s.drawSite(w, r, http.StatusOK, v)
}

func (s *Server) drawSite(w http.ResponseWriter, r *http.Request, code int, v *siteView) error {
	return s.draw(w, r, code, "site.html", v.Site.Name+s.text(" 整改与申诉", ": rectification"), v)
}

// findingView is one finding, with what was found before and what was said about it.
type findingView struct {
	*siteView
	Finding    *reports.Finding
	Question   rectify.Question
	Verdicts   []store.Verdict
	Entry      *rectify.Entry
	Objections []rectify.Objection
	Covering   []rectify.Ruling
}

// firstShown is how many pages of evidence are shown at once.
const firstShown = 8

// First are the first pages of evidence.
func (v *findingView) First() []audit.Evidence {
	all := v.Finding.Finding.Evidence
	return all[:min(len(all), firstShown)]
}

// Rest are the others.
func (v *findingView) Rest() []audit.Evidence {
	all := v.Finding.Finding.Evidence
	return all[min(len(all), firstShown):]
}

// Evidence is the address of a page of evidence as it was.
func (v *findingView) Evidence(e audit.Evidence) string {
	values := service.QuestionValues(v.Question)
	values.Set("site", v.Site.ID)
	values.Set("url", e.URL)
	values.Set("sha256", e.SHA256)
	values.Set("quote", e.Quote)
	return "/evidence?" + values.Encode()
}

// finding shows one finding of the newest result of a site.
func (s *Server) finding(w http.ResponseWriter, r *http.Request) error {
	v, err := s.siteView(r)
	if err != nil {
		return err
	}
	return s.drawFinding(w, r, http.StatusOK, v)
}

func (s *Server) drawFinding(w http.ResponseWriter, r *http.Request, code int, v *siteView) error {
	f := &findingView{siteView: v, Question: questionOf(r)}
	if v.Card == nil {
		return errMissing
	}
	var err error
	for _, one := range v.Card.All {
		if rectify.Asked(one.Finding) == f.Question {
			f.Finding = one
		}
	}
	if f.Finding == nil {
		return errMissing
	}
	q := f.Question
	if f.Verdicts, err = s.service.Store().Verdicts(r.Context(), v.Site.ID, q.Rule, q.Domain, q.Level1, q.Item); err != nil {
		return err
	}
	for i := range v.Entries {
		if v.Entries[i].Question == q {
			f.Entry = &v.Entries[i]
		}
	}
	for _, o := range v.Objections {
		if o.Question == q {
			f.Objections = append(f.Objections, o)
		}
	}
	for _, ruling := range v.Rulings {
		if ruling.Covers(q) {
			f.Covering = append(f.Covering, ruling)
		}
	}
	return s.draw(w, r, code, "finding.html", f.Finding.Title+" · "+v.Site.Name, f)
}

// object takes in an objection. The page that it names is fetched and judged before the answer comes.
func (s *Server) object(w http.ResponseWriter, r *http.Request) error {
	site, p := r.PathValue("site"), who(r)
	if err := may(p.MayAnswer(site)); err != nil {
		return err
	}
	q := questionOf(r)
	objection := rectify.Objection{Question: q, URL: said(r, "url"), Word: said(r, "word")}
	if _, err := s.service.Object(r.Context(), actor(p), site, objection); err != nil {
		return s.again(w, r, err)
	}
	http.Redirect(w, r, service.FindingPath(site, q)+"#objections", http.StatusSeeOther)
	return nil
}

// decide takes in a decision on an objection.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) error {
	site, p := r.PathValue("site"), who(r)
	if err := may(p.MayDecide()); err != nil {
		return err
	}
	id, err := number(r, "objection")
	if err != nil {
		return err
	}
	objection, err := s.service.Store().Objection(r.Context(), id)
	if err != nil {
		return err
	}
	if objection.Site != site {
		return errMissing
	}
	until, err := day(r, "until")
	if err != nil {
		return err
	}
	decision := rectify.Decision{Upheld: r.PostFormValue("upheld") == "yes", Reason: said(r, "reason"), Until: until}
	if err := s.service.Decide(r.Context(), actor(p), id, decision); err != nil {
		return err
	}
	http.Redirect(w, r, service.FindingPath(site, objection.Question)+"#objections", http.StatusSeeOther)
	return nil
}

// rule takes in a ruling.
func (s *Server) rule(w http.ResponseWriter, r *http.Request) error {
	site, p := r.PathValue("site"), who(r)
	if err := may(p.MayDecide()); err != nil {
		return err
	}
	until, err := day(r, "until")
	if err != nil {
		return s.again(w, r, err)
	}
	ruling := rectify.Ruling{
		Question: questionOf(r), Status: audit.Status(r.PostFormValue("status")), Reason: said(r, "reason"), URL: said(r, "url"), Until: until,
	}
	if _, err := s.service.Rule(r.Context(), actor(p), site, ruling); err != nil {
		return s.again(w, r, err)
	}
	next := service.SitePath(site)
	if ruling.Rule != "" {
		next = service.FindingPath(site, ruling.Question)
	}
	http.Redirect(w, r, next+"#rulings", http.StatusSeeOther)
	return nil
}

// revoke takes a ruling back.
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) error {
	site, p := r.PathValue("site"), who(r)
	if err := may(p.MayDecide()); err != nil {
		return err
	}
	id, err := number(r, "ruling")
	if err != nil {
		return err
	}
	reason := said(r, "reason")
	if reason == "" {
		return bad("请写明撤销理由", "a reason is wanted")
	}
	if err := s.service.Revoke(r.Context(), actor(p), site, id, reason); err != nil {
		return err
	}
	http.Redirect(w, r, service.SitePath(site)+"#rulings", http.StatusSeeOther)
	return nil
}

// said is what was typed into a field; blanks are nothing.
func said(r *http.Request, field string) string { return strings.TrimSpace(r.PostFormValue(field)) }

func number(r *http.Request, field string) (int64, error) {
	n, err := strconv.ParseInt(r.PostFormValue(field), 10, 64)
	if err != nil {
		return 0, bad(field+" 应为编号", field+": want a number")
	}
	return n, nil
}

// day is a day that a form gives; zero where it is left open.
func day(r *http.Request, field string) (audit.Date, error) {
	text := r.PostFormValue(field)
	if text == "" {
		return audit.Date{}, nil
	}
	d, err := audit.ParseDate(text)
	if err != nil {
		return d, bad("日期应为 2026-12-31 的形式", "want a day such as 2026-12-31")
	}
	return d, nil
}
