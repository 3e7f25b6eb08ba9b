package pages_test

import (
	"bytes"
	"strings"
	"testing"

	"mingjing/reports"
	"mingjing/reports/pages"
)

// Pages that a server shows lead back to it from every page and every finding; those on disk are without it.
func TestLive(t *testing.T) {
	r := compared(t, small(t), "zh")
	live, err := pages.FilesFor(r, pages.Live{
		Bar:     []pages.Link{{Text: "首页", Href: "/"}},
		Site:    func(s *reports.Site) []pages.Link { return []pages.Link{{Text: "申诉", Href: "/sites/" + s.ID}} },
		Finding: func(s *reports.Site, f *reports.Finding) string { return "/sites/" + s.ID + "/finding?rule=" + f.Rule },
	})
	if err != nil {
		t.Fatal(err)
	}
	disk, err := pages.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range live {
		var shown, written bytes.Buffer
		if err := f.Write(&shown); err != nil {
			t.Fatal(err)
		}
		if err := disk[i].Write(&written); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(shown.String(), `<a href="/">首页</a>`) {
			t.Errorf("%s does not lead back", f.Name)
		}
		if id, ok := strings.CutPrefix(f.Name, "sites/"); ok {
			id = strings.TrimSuffix(id, ".html")
			for _, link := range []string{`<a href="/sites/` + id + `">申诉</a>`, `<a class="live" href="/sites/` + id + `/finding?rule=topic.exists">`} {
				if !strings.Contains(shown.String(), link) {
					t.Errorf("%s: no %s", f.Name, link)
				}
			}
		}
		if strings.Contains(written.String(), "live") {
			t.Errorf("%s on disk has what is for servers", f.Name)
		}
	}
}
