package portals

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
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
	return fetched{r.StatusCode, r.Header.Get("Content-Type"), string(body)}
}

var (
	walkHref    = regexp.MustCompile(`(?i)(?:href|src|url)\s*=\s*["']?([^"'\s>]+)`)
	walkComment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// walk follows every link of a host, as a browser's user might, and returns the answers by address.
func walk(t *testing.T, start string) map[string]fetched {
	t.Helper()
	home, err := url.Parse(start)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]fetched{}
	queue := []string{start}
	asked := map[string]bool{start: true}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		answer := get(t, address)
		seen[address] = answer
		if !strings.HasPrefix(answer.kind, "text/") && !strings.Contains(answer.kind, "json") {
			continue
		}
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range walkHref.FindAllStringSubmatch(answer.body, -1) {
			ref := strings.ReplaceAll(found[1], "&amp;", "&")
			u, err := base.Parse(ref)
			if err != nil || u.Host != home.Host || strings.HasPrefix(ref, "javascript") {
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

func TestDump(t *testing.T) {
	s := serve(t, Options{Only: []string{"qingling"}, Scale: 0.3})
	fmt.Println(string(s.Targets()))
	truth := s.Truth()
	count := map[string]int{}
	for _, e := range truth.Sites[0].Entries {
		count[fmt.Sprint(e.Rule, e.Status)]++
	}
	fmt.Println(truth.Sites[0].Pages, truth.Sites[0].Needed, count)
	seen := walk(t, s.hosts[0].view.Origin+"/")
	st := map[int]int{}
	for a, f := range seen {
		st[f.status]++
		if f.status == 404 {
			fmt.Println(a)
		}
	}
	fmt.Println(len(seen), st)
	for n, node := range s.hosts[0].nodes {
		if _, ok := seen[s.hosts[0].view.Origin+n]; !ok {
			fmt.Printf("unreached %s %T\n", n, node)
		}
	}
}
