package server

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"mingjing/crawler/archive"
	"mingjing/internal/access"
	"mingjing/internal/config"
	"mingjing/internal/service"
)

// Options of a server.
type Options struct {
	Service *service.Service
	Access  *access.Access
	Metrics http.Handler // at /metrics
	Probe   http.Handler // at /probe
	Archive string       // folder of archived answers
	Version string
	Log     *slog.Logger
	Now     func() time.Time
}

// Server is the service as web pages. It may be used by several goroutines at once.
type Server struct {
	o       Options
	service *service.Service
	archive *archive.Reader
	pages   *template.Template
}

// loginPath asks for a password where pages are public.
const loginPath = "/login"

// New makes the server.
func New(o Options) (*Server, error) {
	t, err := parse()
	if err != nil {
		return nil, err
	}
	return &Server{o: o, service: o.Service, archive: archive.Open(os.DirFS(o.Archive)), pages: t}, nil
}

// Handler answers all addresses. Health can be asked for by everybody, all else by whom the access lets in.
func (s *Server) Handler() http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "healthy") })
	open.HandleFunc("GET /-/ready", s.ready)
	open.HandleFunc("GET /style.css", style)
	open.HandleFunc("GET /favicon.ico", mark)
	open.Handle("/", s.o.Access.Handler(s.inside(), loginPath, s.shut))
	return guarded(open)
}

func (s *Server) inside() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page(s.home))
	mux.HandleFunc("GET /r/{group}/{file...}", s.page(s.report))
	mux.HandleFunc("GET /compare", s.page(s.chooseScans))
	mux.HandleFunc("GET /compare/{group}/{from}/{to}/{file...}", s.page(s.compare))
	mux.HandleFunc("/", s.page(func(http.ResponseWriter, *http.Request) error { return errMissing }))
	mux.HandleFunc("GET /scans", s.page(s.scans))
	mux.HandleFunc("POST /scans", s.page(s.startScan))
	mux.HandleFunc("POST /scans/cancel", s.page(s.cancelScan))
	mux.HandleFunc("GET /targets", s.page(s.targets))
	mux.HandleFunc("GET /sites/{site}", s.page(s.site))
	mux.HandleFunc("GET /sites/{site}/finding", s.page(s.finding))
	mux.HandleFunc("POST /sites/{site}/objections", s.page(s.object))
	mux.HandleFunc("POST /sites/{site}/decisions", s.page(s.decide))
	mux.HandleFunc("POST /sites/{site}/rulings", s.page(s.rule))
	mux.HandleFunc("POST /sites/{site}/revocations", s.page(s.revoke))
	mux.HandleFunc("GET /evidence", s.page(s.evidence))
	mux.HandleFunc("GET /evidence/page", s.page(s.archived))
	mux.HandleFunc("GET /kept", s.page(s.kept))
	mux.HandleFunc("GET /kept/{file...}", s.page(s.keptFile))
	mux.HandleFunc("GET /log", s.page(s.log))
	mux.HandleFunc("GET "+loginPath, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	if s.o.Metrics != nil {
		mux.Handle("GET /metrics", forAll(s.o.Metrics))
	}
	if s.o.Probe != nil {
		mux.Handle("GET /probe", forAll(s.o.Probe))
	}
	s.api(mux)
	return mux
}

// ready says whether the store and the queue answer.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := s.service.Ready(ctx); err != nil {
		s.o.Log.Warn("not ready", "error", err)
		say(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	say(w, http.StatusOK, "ready")
}

func say(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(text + "\n"))
}

// forAll keeps what speaks of all sites from those who may see their own only.
func forAll(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !access.Of(r.Context()).MaySee("") {
			say(w, http.StatusForbidden, "not for this user")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guarded sets what browsers are to hold to. Pages load nothing from elsewhere and run no scripts.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// maxForm bounds what is sent to the server, in bytes.
const maxForm = 1 << 20

// refusal is an answer other than the page asked for.
type refusal struct {
	code   int
	zh, en string
}

func (r *refusal) Error() string { return r.en }

// What a request may meet.
var (
	errMissing   = &refusal{http.StatusNotFound, "没有这个页面", "there is no such page"}
	errForbidden = &refusal{http.StatusForbidden, "您的账号无此权限", "your account may not do this"}
	errAway      = &refusal{http.StatusServiceUnavailable, "数据库暂时无法访问，请稍后再试，已提交的内容未丢失", "the database cannot be reached; try again later"}
)

func bad(zh, en string) error { return &refusal{http.StatusBadRequest, zh, en} }

// shut answers who is not let in: programs with a line, people with a page.
func (s *Server) shut(w http.ResponseWriter, r *http.Request, code int) {
	refused := &refusal{code, "服务出错，请告知系统管理员：登录配置无法读取", "the web configuration cannot be read"}
	switch code {
	case http.StatusUnauthorized:
		refused = &refusal{code, "请登录", "log in"}
	case http.StatusForbidden:
		refused = &refusal{code, "该表单不是从本系统提交的，已拒绝", "the form came from another site"}
	case http.StatusTooManyRequests:
		refused = &refusal{code, "密码错误次数过多，请稍候再试", "too many wrong passwords; wait a little"}
	case http.StatusMisdirectedRequest:
		refused = &refusal{code, "未设密码时只接受本机访问", "without passwords only this machine's own names are answered"}
	}
	for _, prefix := range []string{"/api/", "/metrics", "/probe"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			say(w, code, refused.en)
			return
		}
	}
	s.page(func(http.ResponseWriter, *http.Request) error { return refused })(w, r)
}

// page answers with what the handler draws, or with a page about its error.
func (s *Server) page(handler func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handler(w, r)
		if err == nil {
			return
		}
		refused := s.refused(err)
		if refused.code == http.StatusInternalServerError {
			s.o.Log.Error("page failed", "path", r.URL.Path, "error", err)
		}
		text := refused.zh
		if s.lang() == "en" {
			text = refused.en
		}
		if err := s.draw(w, r, refused.code, "error.html", text, text); err != nil {
			s.o.Log.Error("page failed", "path", r.URL.Path, "error", err)
		}
	}
}

// refused says what an error means to who asked.
func (s *Server) refused(err error) *refusal {
	var own *refusal
	switch {
	case errors.As(err, &own):
		return own
	case isNone(err):
		return errMissing
	case isInvalid(err):
		return &refusal{http.StatusBadRequest, "提交的内容有误：" + err.Error(), err.Error()}
	case isAway(err):
		return errAway
	default:
		return &refusal{http.StatusInternalServerError, "服务出错，已记入日志", "the server failed; its log says why"}
	}
}

func (s *Server) lang() string { return s.service.Config().Lang }

// may refuses those who may not.
func may(allowed bool) error {
	if !allowed {
		return errForbidden
	}
	return nil
}

func who(r *http.Request) access.Principal { return access.Of(r.Context()) }

// actor is the name under which somebody acts.
func actor(p access.Principal) string {
	if p.Name == "" {
		return string(config.Viewer)
	}
	return p.Name
}
