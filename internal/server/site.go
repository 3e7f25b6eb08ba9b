package server

import (
	"net/http"
	"net/url"
	"strconv"

	"mingjing/audit"
	"mingjing/internal/service"
	"mingjing/internal/store"
	"mingjing/reports"
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
func (v *siteView) Link(q rectify.Question) string { return findingPath(v.Site.ID, q) }

func findingPath(site string, q rectify.Question) string {
	values := url.Values{"rule": {q.Rule}}
	for name, value := range map[string]string{"domain": q.Domain, "level1": q.Level1, "item": q.Item} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return "/sites/" + url.PathEscape(site) + "/finding?" + values.Encode()
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
	return s.draw(w, r, http.StatusOK, "site.html", v.Site.Name+s.text(" 整改与申诉", ": rectification"), v)
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

// finding shows one finding of the newest result of a site.
func (s *Server) finding(w http.ResponseWriter, r *http.Request) error {
	v, err := s.siteView(r)
	if err != nil {
		return err
	}
	f := &findingView{siteView: v, Question: questionOf(r)}
	if v.Card == nil {
		return errMissing
	}
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
	return s.draw(w, r, http.StatusOK, "finding.html", f.Finding.Title+" · "+v.Site.Name, f)
}

// object takes in an objection. The page that it names is fetched and judged before the answer comes.
func (s *Server) object(w http.ResponseWriter, r *http.Request) error {
	site, p := r.PathValue("site"), who(r)
	if err := may(p.MayAnswer(site)); err != nil {
		return err
	}
	q := questionOf(r)
	objection := rectify.Objection{Question: q, URL: r.PostFormValue("url"), Word: r.PostFormValue("word")}
	if _, err := s.service.Object(r.Context(), actor(p), site, objection); err != nil {
		return err
	}
	http.Redirect(w, r, findingPath(site, q)+"#objections", http.StatusSeeOther)
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
	decision := rectify.Decision{Upheld: r.PostFormValue("upheld") == "yes", Reason: r.PostFormValue("reason"), Until: until}
	if err := s.service.Decide(r.Context(), actor(p), id, decision); err != nil {
		return err
	}
	http.Redirect(w, r, findingPath(site, objection.Question)+"#objections", http.StatusSeeOther)
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
		return err
	}
	ruling := rectify.Ruling{
		Question: questionOf(r), Status: audit.Status(r.PostFormValue("status")), Reason: r.PostFormValue("reason"), URL: r.PostFormValue("url"), Until: until,
	}
	if _, err := s.service.Rule(r.Context(), actor(p), site, ruling); err != nil {
		return err
	}
	http.Redirect(w, r, "/sites/"+url.PathEscape(site)+"#rulings", http.StatusSeeOther)
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
	reason := r.PostFormValue("reason")
	if reason == "" {
		return bad("请写明撤销理由", "a reason is wanted")
	}
	if err := s.service.Revoke(r.Context(), actor(p), site, id, reason); err != nil {
		return err
	}
	http.Redirect(w, r, "/sites/"+url.PathEscape(site)+"#rulings", http.StatusSeeOther)
	return nil
}

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
