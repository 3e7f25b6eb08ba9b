package reader

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingjing/audit"
)

// truth is what a careful person reads off a saved page.
type truth struct {
	File               string
	URL                *string
	Kind               string
	Title              *string
	Published, Formed  *string
	Trail              []string
	SiteName, SiteCode *string `json:"-"`
	Site               *string `json:"site_name"`
	Code               *string `json:"site_code"`
	Column             *string
	Entries            *int
	First, Last        *struct{ Title, Date, Href string }
	Charset            string
	Attachments        int
	Sure               map[string]bool
	Also               map[string][]string
}

// TestRealPages reads saved pages of real portals, which are not part of the project.
func TestRealPages(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "realpages")
	raw, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("saved real pages have to lie beside the checkout: ", err)
	case err != nil:
		t.Skip("saved real pages are not at hand: ", err)
	}
	var pages []truth
	if err := json.Unmarshal(raw, &pages); err != nil {
		t.Fatal(err)
	}
	for _, want := range pages {
		t.Run(want.File, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(dir, want.File))
			if err != nil {
				t.Fatal(err)
			}
			in := Input{Body: body}
			if want.URL != nil {
				in.URL = *want.URL
			}
			want.compare(t, Read(in))
		})
	}
}

func (want *truth) compare(t *testing.T, got *audit.Page) {
	t.Helper()
	check := func(field, got string, want *string, also []string, sure bool) {
		t.Helper()
		text := ""
		if want != nil {
			text = *want
		}
		if got == text || slices.Contains(also, got) {
			return
		}
		if sure {
			t.Errorf("%s = %q, want %q", field, got, text)
		} else {
			t.Logf("%s = %q, perhaps %q", field, got, text)
		}
	}
	sure := func(field string) bool { s, told := want.Sure[field]; return s || !told }
	if want.Title != nil {
		check("title", got.Title, want.Title, want.Also["title"], sure("title"))
	}
	check("published", got.Published.String(), want.Published, want.Also["published"], sure("published"))
	check("formed", got.Formed.String(), want.Formed, want.Also["formed"], sure("formed"))
	check("site_name", got.SiteName, want.Site, want.Also["site_name"], true)
	check("site_code", got.SiteCode, want.Code, nil, true)
	if want.Column != nil {
		check("column", got.Column, want.Column, want.Also["column"], true)
	}
	check("charset", got.Charset, &want.Charset, nil, true)
	check("kind", string(got.Kind), &want.Kind, nil, true)
	var trail []string
	for _, c := range got.Trail {
		trail = append(trail, c.Name)
	}
	if !slices.Equal(trail, want.Trail) && sure("trail") {
		t.Errorf("trail = %q, want %q", trail, want.Trail)
	}
	entries := 0
	if want.Entries != nil {
		entries = *want.Entries
	}
	if len(got.Entries) != entries {
		t.Errorf("%d entries, want %d", len(got.Entries), entries)
	}
	if len(got.Entries) > 0 && want.First != nil {
		ends := []audit.Entry{got.Entries[0], got.Entries[len(got.Entries)-1]}
		for i, w := range []*struct{ Title, Date, Href string }{want.First, want.Last} {
			if g := ends[i]; fold(g.Title) != fold(w.Title) || g.Date.String() != w.Date || !strings.HasSuffix(g.URL, w.Href) {
				t.Errorf("entry %d = %+v, want %+v", i, g, w)
			}
		}
	}
	if len(got.Files) != want.Attachments {
		t.Errorf("%d files, want %d: %v", len(got.Files), want.Attachments, got.Files)
	}
	if got.Trouble.Kind != "" {
		t.Errorf("trouble %v", got.Trouble)
	}
}
