package portals

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// serve generates and serves the counties named, or all.
func serve(t *testing.T, o Options) *Served {
	t.Helper()
	city, err := Generate(1, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := city.Serve(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// fetched is an answer as the walker sees it.
type fetched struct {
	status int
	kind   string
	body   string

	location string
}

func get(t *testing.T, address string) fetched {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(address)
	if err != nil {
		t.Fatalf("get %s: %v", address, err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil && !strings.Contains(err.Error(), "unexpected EOF") {
		t.Fatalf("read %s: %v", address, err)
	}
	return fetched{r.StatusCode, r.Header.Get("Content-Type"), string(body), r.Header.Get("Location")}
}

var (
	walkHref   = regexp.MustCompile(`(?i)\b(?:href|src|url)"?\s*[=:]\s*["']?([^"'\s>,]+)`)
	walkScript = regexp.MustCompile(`link\[\d+\]='([^']+)'`)
	walkPager  = regexp.MustCompile(`createPageHTML\((\d+), 0, "index", "html"\)`)
	walkJSON   = regexp.MustCompile(`/searchList/([0-9a-f]{32})\?`)
)

// leads are the addresses that an answer leads to, as a browser with scripts finds them.
func leads(answer fetched) []string {
	var list []string
	for _, pattern := range []*regexp.Regexp{walkHref, walkScript} {
		for _, found := range pattern.FindAllStringSubmatch(answer.body, -1) {
			list = append(list, strings.ReplaceAll(found[1], "&amp;", "&"))
		}
	}
	for _, found := range walkPager.FindAllStringSubmatch(answer.body, -1) {
		count, err := strconv.Atoi(found[1])
		for k := 1; err == nil && k < count; k++ {
			list = append(list, fmt.Sprintf("index_%d.html", k))
		}
	}
	for _, found := range walkJSON.FindAllStringSubmatch(answer.body, -1) {
		for k := 1; k <= 12; k++ {
			list = append(list, fmt.Sprintf("/searchList/%s?page=%d", found[1], k))
		}
	}
	list = append(list, scripted(answer)...)
	if answer.location != "" {
		list = append(list, answer.location)
	}
	return list
}

// walk follows every link within the site, as a visitor might, and returns the answers by address.
func walk(t *testing.T, h *host) map[string]fetched {
	t.Helper()
	start := h.view.Origin + "/"
	seen := map[string]fetched{}
	queue := []string{start}
	asked := map[string]bool{start: true}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		answer := get(t, address)
		seen[address] = answer
		if answer.status >= 400 || !strings.HasPrefix(answer.kind, "text/") && !strings.Contains(answer.kind, "json") {
			continue
		}
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range leads(answer) {
			u, err := base.Parse(ref)
			if err != nil || strings.HasPrefix(ref, "javascript") || strings.Contains(ref, "<?") || !strings.ContainsAny(ref, "./?") {
				continue
			}
			if origin := "http://" + u.Host; origin != h.view.Origin && origin != h.view.Second {
				continue
			}
			u.Fragment = ""
			if next := u.String(); !asked[next] {
				asked[next] = true
				queue = append(queue, next)
			}
		}
	}
	return seen
}
