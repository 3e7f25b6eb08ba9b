package server

import (
	"net/http"
	"net/url"
)

// typed is what somebody typed into a form that was refused, and why it was.
type typed struct {
	url.Values
	Problem string
}

// Was is what was typed into a field. It may be asked of nil.
func (t *typed) Was(field string) string {
	if t == nil {
		return ""
	}
	return t.Get(field)
}

// again shows the page of a form once more where what was typed is refused, with what was typed; other errors are returned.
func (s *Server) again(w http.ResponseWriter, r *http.Request, err error) error {
	refused := s.refused(err)
	if refused.code != http.StatusBadRequest {
		return err
	}
	v, err := s.siteView(r)
	if err != nil {
		return err
	}
	v.Typed = &typed{r.PostForm, s.text(refused.zh, refused.en)}
	if questionOf(r).Rule == "" {
		return s.drawSite(w, r, refused.code, v)
	}
	return s.drawFinding(w, r, refused.code, v)
}
