package imports

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

const module = "mingjing"

// allowed is what a package may import of this module besides what stands below it, by its path or the nearest
// path above it. Packages that are not listed tie the others together and may import all.
var allowed = map[string][]string{
	"audit":       {},
	"crawler":     {"audit"},
	"rules":       {"audit"},
	"rules/pack":  {"audit", "rules/calendar", "rules/limit", "rules/names", "rules/packs"},
	"rules/packs": {},
	"reports":     {"audit", "rules/pack"}, // the pack is data: names, clauses, how to put right

	"internal/store":    {"audit", "reports/rectify"}, // what becomes of findings is pure, the store keeps it
	"internal/chromium": {},
}

// only says who may import a module of others.
var only = map[string]string{
	"github.com/gocolly/colly":               "crawler",
	"github.com/chromedp/":                   "internal/chromium",
	"github.com/klippa-app/go-pdfium":        "crawler/document",
	"github.com/alecthomas/kong":             "cmd/mingjing",
	"github.com/pressly/goose":               "internal/store",
	"github.com/riverqueue/":                 "internal/queue",
	"github.com/danielgtaylor/huma":          "internal/server",
	"github.com/wneessen/go-mail":            "internal/notify",
	"github.com/prometheus/client_golang":    "reports/metrics",
	"github.com/prometheus/exporter-toolkit": "internal/access",
	"github.com/prometheus/client_model":     "reports/metrics",
	"github.com/prometheus/prometheus":       "tests", // its parser checks the dashboards
}

func TestImports(t *testing.T) {
	root := os.DirFS("../..")
	files := 0
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || name != "." && strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if why := refuse(path.Dir(name), imported); why != "" {
				t.Errorf("%s imports %s: %s", name, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("no files found")
	}
}

// refuse says why a package may not import another, or nothing where it may.
func refuse(from, imported string) string {
	for prefix, owner := range only {
		if strings.HasPrefix(imported, prefix) && !within(from, owner) {
			return "only " + owner + " may"
		}
	}
	own, ok := strings.CutPrefix(imported, module+"/")
	if !ok {
		return ""
	}
	room := from
	for allowed[room] == nil {
		if room = path.Dir(room); room == "." {
			return ""
		}
	}
	top, _, _ := strings.Cut(room, "/")
	if room == top && within(own, room) {
		return ""
	}
	for _, a := range allowed[room] {
		if own == a {
			return ""
		}
	}
	if len(allowed[room]) == 0 {
		return room + " imports nothing of this module"
	}
	return room + " may import " + strings.Join(allowed[room], ", ") + " only"
}

func within(from, owner string) bool { return from == owner || strings.HasPrefix(from, owner+"/") }

func TestRefuse(t *testing.T) {
	for _, test := range []struct {
		from, imported string
		refused        bool
	}{
		{"audit", "fmt", false},
		{"audit", "mingjing/rules", true},
		{"crawler", "mingjing/audit", false},
		{"crawler", "mingjing/crawler/reader", false},
		{"crawler/reader", "mingjing/audit", false},
		{"crawler", "mingjing/rules", true},
		{"crawler/reader", "mingjing/rules/pack", true},
		{"crawler", "github.com/gocolly/colly/v2", false},
		{"cmd/mingjing", "github.com/gocolly/colly/v2", true},
		{"rules", "mingjing/rules/pack", false},
		{"rules", "mingjing/crawler", true},
		{"rules/pack", "mingjing/rules", true},
		{"reports", "mingjing/reports/metrics", false},
		{"reports", "mingjing/rules/pack", false},
		{"reports", "mingjing/rules", true},
		{"reports/metrics", "mingjing/audit", false},
		{"cmd/mingjing", "mingjing/rules", false},
		{"internal/cases", "mingjing/crawler", false},
		{"internal/store", "mingjing/reports/rectify", false},
		{"internal/store", "mingjing/reports", true},
		{"reports/metrics", "github.com/prometheus/client_golang/prometheus", false},
		{"reports/dashboards", "github.com/prometheus/client_golang/prometheus", true},
		{"reports/metrics", "github.com/prometheus/prometheus/promql/parser", true},
	} {
		if why := refuse(test.from, test.imported); (why != "") != test.refused {
			t.Errorf("%s imports %s: refused %q, want %v", test.from, test.imported, why, test.refused)
		}
	}
}
