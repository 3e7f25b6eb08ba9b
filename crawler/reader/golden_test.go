package reader

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mingjing/audit"
)

var update = flag.Bool("update", false, "write the facts as they are read now into the golden files")

// facts is a page as the golden files tell it: what is not there is left out, a link or an entry is one line.
type facts struct {
	Kind      audit.PageKind `json:"kind"`
	Title     string         `json:"title,omitempty"`
	Published string         `json:"published,omitempty"`
	Formed    string         `json:"formed,omitempty"`
	Trail     []string       `json:"trail,omitempty"`
	SiteName  string         `json:"site_name,omitempty"`
	SiteCode  string         `json:"site_code,omitempty"`
	Column    string         `json:"column,omitempty"`
	Text      string         `json:"text,omitempty"`
	Empty     string         `json:"empty,omitempty"`
	Refresh   string         `json:"refresh,omitempty"`
	Entries   []string       `json:"entries,omitempty"`
	Next      []string       `json:"next,omitempty"`
	Parts     []string       `json:"parts,omitempty"`
	Links     []string       `json:"links,omitempty"`
	Files     []string       `json:"files,omitempty"`
	Pictures  []string       `json:"pictures,omitempty"`
	Tables    []audit.Table  `json:"tables,omitempty"`
	Metas     []string       `json:"metas,omitempty"`
	Needs     []string       `json:"needs,omitempty"`
	Trouble   string         `json:"trouble,omitempty"`
}

func factsOf(p *audit.Page) facts {
	f := facts{
		Kind: p.Kind, Title: p.Title, Published: p.Published.String(), Formed: p.Formed.String(), SiteName: p.SiteName,
		SiteCode: p.SiteCode, Column: p.Column, Empty: p.Empty, Refresh: p.Refresh, Tables: p.Tables, Metas: p.Metas, Needs: p.Needs,
		Text: head(p.Text, 240),
	}
	for _, c := range p.Trail {
		f.Trail = append(f.Trail, strings.TrimSpace(c.Name+" "+c.URL))
	}
	for _, e := range p.Entries {
		line := strings.TrimSpace(e.Date.String() + " " + e.Title + " " + e.URL)
		if !e.Formed.IsZero() {
			line += " formed " + e.Formed.String()
		}
		f.Entries = append(f.Entries, line)
	}
	request := func(l audit.Link) string {
		line := string(l.Kind) + " " + l.URL
		if l.Body != "" {
			line += " POST " + l.Body
			if l.Type != formType {
				line += " (" + l.Type + ")"
			}
		}
		if len(l.Above) > 0 {
			line += " < " + strings.Join(l.Above, " / ")
		}
		return line
	}
	for _, l := range p.Next {
		f.Next = append(f.Next, request(l))
	}
	for _, l := range p.Parts {
		f.Parts = append(f.Parts, request(l))
	}
	for _, l := range p.Links {
		line := string(l.Region) + " " + l.Name() + " " + l.URL
		if l.Kind != audit.LinkAnchor {
			line = string(l.Kind) + " " + l.URL
		}
		if l.Row {
			line = "row " + line
		}
		if len(l.Above) > 0 {
			line += " < " + strings.Join(l.Above, " / ")
		}
		f.Links = append(f.Links, line)
	}
	for _, x := range p.Files {
		f.Files = append(f.Files, x.Title+" "+x.URL)
	}
	for _, x := range p.Pictures {
		f.Pictures = append(f.Pictures, strings.TrimSpace(x.Title+" "+x.URL))
	}
	if p.Trouble.Kind != "" {
		f.Trouble = string(p.Trouble.Kind) + ": " + p.Trouble.Detail
	}
	return f
}

// request reads the head of a golden file: lines of "key: value".
func request(head []byte) Input {
	in := Input{URL: "http://www.moxian.gov.cn/", MediaType: "text/html"}
	for line := range strings.Lines(string(head)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "url":
			in.URL = value
		case "no-url":
			in.URL = ""
		case "status":
			in.Status, _ = strconv.Atoi(value)
		case "type":
			in.MediaType = value
		case "via":
			in.Via.Kind = audit.LinkKind(value)
		case "body":
			in.Via.Body, in.Via.Type = value, formType
		case "above":
			in.Via.Above = strings.Split(value, " / ")
		}
	}
	in.Via.URL = in.URL
	return in
}

// TestGolden reads the pages in testdata: each file holds the request, the answer, script files that were fetched
// before, by address, and the facts.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files: ", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in := request(archive.Comment)
			var want []byte
			for _, f := range archive.Files {
				switch f.Name {
				case "answer":
					in.Body = f.Data
				case "facts.json":
					want = f.Data
				default:
					if in.Scripts == nil {
						in.Scripts = map[string][]byte{}
					}
					in.Scripts[f.Name] = f.Data
				}
			}
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(factsOf(Read(in))); err != nil {
				t.Fatal(err)
			}
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "facts.json" })
				archive.Files = append(archive.Files, txtar.File{Name: "facts.json", Data: out.Bytes()})
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}
