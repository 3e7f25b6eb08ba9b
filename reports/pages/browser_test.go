package pages_test

import (
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"mingjing/internal/browsertest"
	"mingjing/internal/chromium"
)

var look = flag.String("look", "", "folder to write pictures of the pages to")

// axe is the accessibility checker, as make axe installs it.
const axe = "testdata/axe/node_modules/axe-core/axe.min.js"

// check runs axe and returns what it found of weight, and how far the page runs out of the window. In the dark only
// colours are looked at: all else is as in the light.
const check = `axe.run({resultTypes: ["violations"], ...(%v ? {runOnly: ["color-contrast"]} : {})}).then(r => ({
	Faults: r.violations.filter(v => ["serious", "critical"].includes(v.impact) || v.tags.some(t => /^wcag2/.test(t)))
		.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + n.failureSummary).join(" | ")),
	Over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
}))`

type checked struct {
	Faults []string
	Over   int
}

// TestBrowser opens every page of a report in a real browser, in each size and colour, with all that folds unfolded. It takes a
// pack of few items: axe needs long for thousands of findings, which are alike.
func TestBrowser(t *testing.T) {
	browser := browsertest.Start(t, chromium.Files)
	script, err := os.ReadFile(axe)
	if err != nil {
		browsertest.Need(t, axe, "make axe")
	}
	folder := t.TempDir()
	names := save(t, render(t, compared(t, short(t), "zh")), folder)
	if *look != "" {
		if err := os.MkdirAll(*look, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	group := new(errgroup.Group)
	group.SetLimit(2)
	for _, name := range names {
		group.Go(func() error { return open(t, browser, string(script), folder, name) })
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

// open looks at one page. What is wrong with it is told to the test; an error means that the browser failed.
func open(t *testing.T, browser *chromium.Browser, script, folder, name string) error {
	ctx := t.Context()
	page, err := browser.NewPage(ctx)
	if err != nil {
		return err
	}
	defer page.Close()
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, name))}).String()
	if err := page.Navigate(ctx, address); err != nil {
		return err
	}
	for i, window := range []struct {
		width int
		dark  bool
	}{{390, false}, {390, true}, {1440, false}, {1440, true}} {
		if err := page.Viewport(ctx, window.width, 900, window.dark); err != nil {
			return err
		}
		where := fmt.Sprintf("%s at %d, dark %v", name, window.width, window.dark)
		if i == 0 {
			if _, err := chromium.Eval[any](ctx, page, script+unfold); err != nil {
				return err
			}
		}
		if err := picture(t, page, strings.NewReplacer("/", "-", ".html", "", ", ", " ", " ", "-").Replace(where)); err != nil {
			return err
		}
		got, err := chromium.Eval[checked](ctx, page, fmt.Sprintf(check, window.dark))
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		for _, fault := range got.Faults {
			t.Errorf("%s: %s", where, fault)
		}
		if got.Over > 0 {
			t.Errorf("%s: %d pixels wider than the window", where, got.Over)
		}
	}
	for _, fault := range page.Errors() {
		t.Errorf("%s: console: %s", name, fault)
	}
	for _, asked := range page.Requests() {
		if asked != address {
			t.Errorf("%s: asked for %s", name, asked)
		}
	}
	return nil
}

// unfold opens what folds.
const unfold = `; document.querySelectorAll("details").forEach(d => { d.open = true })`

func picture(t *testing.T, page *chromium.Page, name string) error {
	if *look == "" {
		return nil
	}
	png, err := page.Screenshot(t.Context())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(*look, name+".png"), png, 0o644)
}

// save writes pages into the folder and returns their names in order.
func save(t *testing.T, all map[string][]byte, folder string) []string {
	t.Helper()
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, all[name], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return names
}
