package metrics

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

func TestProbe(t *testing.T) {
	sites := append(SummarizeScan(example()), Summary{ID: "new", Name: "新县"}, Summary{ID: "failing"})
	for _, test := range []struct {
		name, query, timeout string
		status               int
		want                 []string
	}{
		{"stored", "target=daiyue&pack=taian-2020", "", 200, []string{`mingjing_site_score_points{site="daiyue"} 87.5`, `mingjing_probe_success 1`, `rule="topic.exists"`}},
		{"pack left out", "target=daiyue", "", 200, []string{`mingjing_probe_success 1`}},
		{"one site only", "target=feicheng", "", 200, []string{`mingjing_site_up{site="feicheng"} 0`, `!daiyue`}},
		{"not scanned yet", "target=new", "", 200, []string{`mingjing_probe_success 0`, `name="新县"`, `!mingjing_site_up`}},
		{"other pack", "target=daiyue&pack=taian-2023", "", 200, []string{`mingjing_probe_success 0`, `!mingjing_site_up`}},
		{"fresh", "target=daiyue&fresh=1", "10", 200, []string{`mingjing_site_score_points{site="daiyue"} 9.5`, `name="岱岳区"`, `mingjing_probe_success 1`}},
		{"fresh, short", "target=daiyue&fresh=1", "0.5", 200, []string{`mingjing_site_score_points{site="daiyue"} 0.25`}},
		{"fresh, no limit named", "target=daiyue&fresh=1", "", 200, []string{`mingjing_site_score_points{site="daiyue"} 120`}},
		{"fresh, fails", "target=failing&fresh=1", "10", 200, []string{`mingjing_probe_success 0`, `!mingjing_site_up`}},
		{"no target", "", "", 400, []string{"target is missing"}},
		{"unknown target", "target=x", "", 404, []string{`unknown target "x"`}},
		{"unknown pack", "target=daiyue&pack=x", "", 400, []string{`unknown pack "x": want one of`}},
		{"fresh, what?", "target=daiyue&fresh=yes", "", 400, []string{"fresh: want 0 or 1"}},
		{"bad limit", "target=daiyue&fresh=1", "soon", 400, []string{"want a number of seconds"}},
		{"endless limit", "target=daiyue&fresh=1", "NaN", 400, []string{"want a number of seconds"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			handler := ProbeHandler(ProbeOptions{
				Source: sites, Packs: []string{"taian-2020", "taian-2023"}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
				Fresh: func(ctx context.Context, site, _ string) (Summary, error) {
					if site == "failing" {
						return Summary{}, errors.New("no such host")
					}
					end, _ := ctx.Deadline()
					// The score tells the time that is left, so that the test sees it.
					left := time.Until(end).Round(50 * time.Millisecond).Seconds()
					return Summary{ID: site, Finished: start, Coverage: 1, Score: left, Stopped: audit.StoppedTime}, nil
				},
			})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/probe?"+test.query, nil)
			if test.timeout != "" {
				r.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", test.timeout)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.status {
				t.Errorf("status %d, want %d", w.Code, test.status)
			}
			for _, want := range test.want {
				words, no := strings.CutPrefix(want, "!")
				if strings.Contains(w.Body.String(), words) == no {
					t.Errorf("%s in\n%s", want, w.Body)
				}
			}
			if test.status == 200 {
				checkMetrics(t, w.Body.Bytes())
			}
		})
	}
}

// A site is audited once at a time, however many ask.
func TestProbeBusy(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	handler := ProbeHandler(ProbeOptions{
		Source: Fixed{{ID: "daiyue"}}, Packs: []string{"p"}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Fresh: func(context.Context, string, string) (Summary, error) {
			close(begun)
			<-end
			return Summary{Finished: start}, nil
		},
	})
	probe := func() int {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/probe?target=daiyue&fresh=1", nil))
		return w.Code
	}
	first := make(chan int)
	go func() { first <- probe() }()
	<-begun
	if code := probe(); code != http.StatusTooManyRequests {
		t.Errorf("while it runs: %d", code)
	}
	close(end)
	if code := <-first; code != http.StatusOK {
		t.Errorf("the first: %d", code)
	}
}

func TestProbeWithoutFresh(t *testing.T) {
	handler := ProbeHandler(ProbeOptions{Source: Fixed{{ID: "a"}}, Packs: []string{"p"}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/probe?target=a&fresh=1", nil))
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
}
