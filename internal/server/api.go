package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mingjing/audit"
	"mingjing/internal/access"
	"mingjing/reports"
	"mingjing/reports/rectify"
)

// api answers under /api/v1, described by /api/v1/openapi.json.
func (s *Server) api(mux *http.ServeMux) {
	c := huma.DefaultConfig("Mingjing", s.o.Version)
	c.Info.Description = "Audits of the openness of county government portals."
	c.CreateHooks = nil // no links to schemas within answers: they have the form of the files
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/api/v1/openapi", "", "/api/v1/schemas"
	c.CreateHooks = nil // no links to schemas in answers: they keep the form of the files
	api := humago.New(mux, c)
	huma.Get(api, "/api/v1/groups", s.apiGroups, about("list-groups", "The groups and their sites"))
	huma.Get(api, "/api/v1/groups/{group}/report", s.apiReport, about("get-report", "The report of a group as it stands now, in the form of report.json"))
	huma.Get(api, "/api/v1/sites/{site}/result", s.apiResult, about("get-result", "The newest result of a site, in the form of scan.json"))
	huma.Get(api, "/api/v1/sites/{site}/history", s.apiHistory, about("get-history", "What every scan found of a site, in short"))
	huma.Get(api, "/api/v1/sites/{site}/rectification", s.apiRectification, about("get-rectification", "The rectification list of a site"))
	huma.Get(api, "/api/v1/sites/{site}/objections", s.apiObjections, about("list-objections", "The objections of a site with all that was said on them"))
	huma.Post(api, "/api/v1/sites/{site}/objections", s.apiObject, about("object", "Objects to a verdict; the page named is fetched and judged at once"))
	huma.Get(api, "/api/v1/jobs", s.apiJobs, about("list-jobs", "Scans of sites that are not over"))
	huma.Get(api, "/api/v1/scans", s.apiScans, about("list-scans", "The newest scans"))
	huma.Post(api, "/api/v1/scans", s.apiStart, about("start-scan", "Starts a scan of sites of a group, of all where none are named"), func(o *huma.Operation) { o.DefaultStatus = http.StatusAccepted })
}

func about(id, summary string) func(*huma.Operation) {
	return func(o *huma.Operation) { o.OperationID, o.Summary = id, summary }
}

// answer is the body of an answer.
type answer[T any] struct{ Body T }

// failed is what an error means to a program.
func (s *Server) failed(err error) error {
	refused := s.refused(err)
	if refused.code == http.StatusInternalServerError {
		s.o.Log.Error("api failed", "error", err)
	}
	return huma.NewError(refused.code, refused.en)
}

// seen refuses who may not see a site; the empty id stands for all.
func seen(ctx context.Context, site string) error {
	return may(access.Of(ctx).MaySee(site))
}

// APIGroup is a group in the API.
type APIGroup struct {
	Name  string   `json:"name"`
	City  string   `json:"city,omitempty"`
	Sites []string `json:"sites" doc:"ids"`
}

func (s *Server) apiGroups(ctx context.Context, _ *struct{}) (*answer[[]APIGroup], error) {
	if err := seen(ctx, ""); err != nil {
		return nil, s.failed(err)
	}
	groups := []APIGroup{}
	for _, g := range s.service.Groups() {
		one := APIGroup{Name: g.Name, City: g.City, Sites: []string{}}
		for _, site := range g.Sites {
			one.Sites = append(one.Sites, site.ID)
		}
		groups = append(groups, one)
	}
	return &answer[[]APIGroup]{groups}, nil
}

type groupInput struct {
	Group string `path:"group"`
}

func (s *Server) apiReport(ctx context.Context, in *groupInput) (*answer[reports.Export], error) {
	if err := seen(ctx, ""); err != nil {
		return nil, s.failed(err)
	}
	view, err := s.service.View(ctx, in.Group, s.lang())
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[reports.Export]{*view.Report.Export()}, nil
}

type siteInput struct {
	Site string `path:"site"`
}

func (s *Server) apiResult(ctx context.Context, in *siteInput) (*answer[audit.SiteResult], error) {
	if err := seen(ctx, in.Site); err != nil {
		return nil, s.failed(err)
	}
	result, err := s.service.Result(ctx, in.Site)
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[audit.SiteResult]{*result}, nil
}

// APIPoint is what one scan found of a site.
type APIPoint struct {
	Scan     int64     `json:"scan"`
	AsOf     string    `json:"as_of"`
	Saved    time.Time `json:"saved"`
	Score    float64   `json:"score"`
	Grade    string    `json:"grade,omitempty"`
	Coverage float64   `json:"coverage"`
	Faults   int       `json:"faults"`
}

func (s *Server) apiHistory(ctx context.Context, in *siteInput) (*answer[[]APIPoint], error) {
	if err := seen(ctx, in.Site); err != nil {
		return nil, s.failed(err)
	}
	points, err := s.service.Store().History(ctx, in.Site)
	if err != nil {
		return nil, s.failed(err)
	}
	list := []APIPoint{}
	for _, p := range points {
		list = append(list, APIPoint{p.Scan, p.AsOf.String(), p.Saved, p.Score, p.Grade, p.Coverage, p.Faults})
	}
	return &answer[[]APIPoint]{list}, nil
}

func (s *Server) apiRectification(ctx context.Context, in *siteInput) (*answer[[]rectify.Entry], error) {
	if err := seen(ctx, in.Site); err != nil {
		return nil, s.failed(err)
	}
	entries, err := s.service.Entries(ctx, in.Site)
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[[]rectify.Entry]{entries}, nil
}

func (s *Server) apiObjections(ctx context.Context, in *siteInput) (*answer[[]rectify.Objection], error) {
	if err := seen(ctx, in.Site); err != nil {
		return nil, s.failed(err)
	}
	list, err := s.service.Store().Objections(ctx, in.Site)
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[[]rectify.Objection]{append([]rectify.Objection{}, list...)}, nil
}

type objectInput struct {
	Site string `path:"site"`
	Body struct {
		rectify.Question
		URL  string `json:"url" doc:"of the page that shows what was found missing"`
		Word string `json:"word" minLength:"1"`
	}
}

func (s *Server) apiObject(ctx context.Context, in *objectInput) (*answer[rectify.Objection], error) {
	p := access.Of(ctx)
	if err := may(p.MayAnswer(in.Site)); err != nil {
		return nil, s.failed(err)
	}
	id, err := s.service.Object(ctx, actor(p), in.Site, rectify.Objection{Question: in.Body.Question, URL: in.Body.URL, Word: in.Body.Word})
	if err != nil {
		return nil, s.failed(err)
	}
	objection, err := s.service.Store().Objection(ctx, id)
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[rectify.Objection]{objection}, nil
}

// APIJob is the scan of a site that is not over.
type APIJob struct {
	Scan    int64      `json:"scan"`
	Site    string     `json:"site"`
	Group   string     `json:"group"`
	State   string     `json:"state"`
	Attempt int        `json:"attempt"`
	At      time.Time  `json:"at" doc:"when it was or will be begun"`
	Error   string     `json:"error,omitempty" doc:"of the last attempt that failed"`
	Pages   int        `json:"pages" doc:"read so far, where this process scans the site"`
	Settled int        `json:"settled" doc:"questions settled so far"`
	All     int        `json:"all" doc:"questions known so far"`
	AsOf    audit.Date `json:"as_of"`
}

func (s *Server) apiJobs(ctx context.Context, _ *struct{}) (*answer[[]APIJob], error) {
	if err := seen(ctx, ""); err != nil {
		return nil, s.failed(err)
	}
	jobs, err := s.service.Queue().Jobs(ctx)
	if err != nil {
		return nil, s.failed(err)
	}
	list := []APIJob{}
	for _, j := range jobs {
		p, _ := s.service.Progress(j.Site)
		list = append(list, APIJob{
			Scan: j.Scan, Site: j.Site, Group: j.Group, State: string(j.State), Attempt: j.Attempt, At: j.At, Error: j.Error,
			Pages: p.Pages, Settled: p.Settled, All: p.All, AsOf: j.AsOf,
		})
	}
	return &answer[[]APIJob]{list}, nil
}

// APIScan is a scan.
type APIScan struct {
	ID       int64      `json:"id"`
	Pack     string     `json:"pack"`
	AsOf     audit.Date `json:"as_of"`
	Started  time.Time  `json:"started"`
	Finished *time.Time `json:"finished" doc:"null while it runs"`
	Sites    int        `json:"sites"`
	Done     int        `json:"done"`
}

func (s *Server) apiScans(ctx context.Context, _ *struct{}) (*answer[[]APIScan], error) {
	if err := seen(ctx, ""); err != nil {
		return nil, s.failed(err)
	}
	infos, err := s.service.Store().Scans(ctx, shownScans)
	if err != nil {
		return nil, s.failed(err)
	}
	list := []APIScan{}
	for _, info := range infos {
		one := APIScan{ID: info.ID, Pack: info.Pack, AsOf: info.AsOf, Started: info.Started, Sites: info.Sites, Done: info.Done}
		if !info.Finished.IsZero() {
			one.Finished = &info.Finished
		}
		list = append(list, one)
	}
	return &answer[[]APIScan]{list}, nil
}

type startInput struct {
	Body struct {
		Group string   `json:"group"`
		Sites []string `json:"sites,omitempty" doc:"ids; none: all of the group"`
	}
}

// Started names the scan that was started.
type Started struct {
	Scan int64 `json:"scan"`
}

func (s *Server) apiStart(ctx context.Context, in *startInput) (*answer[Started], error) {
	p := access.Of(ctx)
	if err := may(p.MayDecide()); err != nil {
		return nil, s.failed(err)
	}
	id, err := s.service.StartScan(ctx, actor(p), in.Body.Group, in.Body.Sites...)
	if err != nil {
		return nil, s.failed(err)
	}
	return &answer[Started]{Started{id}}, nil
}
