package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/internal/reading"
)

// maxFile bounds a file that is read, in bytes.
const maxFile = 64 << 20

type readCmd struct {
	Source       string `arg:"" name:"file|url" help:"A file, an address, or - for standard input."`
	URL          string `help:"Address that the file was saved from; links are resolved against it." placeholder:"URL"`
	AllowPrivate bool   `help:"Read from loopback and private addresses."`
}

// Help is shown below the flags.
func (readCmd) Help() string {
	return `Prints title, published, formed, kind, trail, site_name, site_code, column, charset, entries, attachments, tables, next and trouble. What the page does not say is null. A saved page is read without looking anything up; an address is fetched as a scan fetches it, robots.txt included.`
}

// Run reads.
func (c readCmd) Run(ctx context.Context, m *Main) error {
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	var page *audit.Page
	var err error
	if strings.HasPrefix(c.Source, "http://") || strings.HasPrefix(c.Source, "https://") {
		page, err = c.fetch(ctx, readers)
	} else {
		page, err = c.open(ctx, m, readers)
	}
	if err != nil {
		return err
	}
	enc := json.NewEncoder(m.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(seen(page))
}

func (c readCmd) open(ctx context.Context, m *Main, readers *reading.Readers) (*audit.Page, error) {
	input, name := m.Stdin, ""
	if c.Source != "-" {
		file, err := os.Open(c.Source)
		if err != nil {
			return nil, fmt.Errorf("read page: %w", err)
		}
		defer func() { _ = file.Close() }()
		input, name = file, filepath.Base(c.Source)
	}
	body, err := io.ReadAll(io.LimitReader(input, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	if len(body) > maxFile {
		return nil, fmt.Errorf("read page: %s is larger than %d MiB", c.Source, maxFile>>20)
	}
	answer := crawler.Answer{Status: http.StatusOK, Body: body, Header: http.Header{}}
	if c.URL != "" {
		address, ok := audit.Resolve(nil, c.URL)
		if !ok {
			return nil, fmt.Errorf("--url %q is not the address of a page", c.URL)
		}
		answer.URL = address
		answer.Via.URL = address
	}
	if name != "" {
		answer.Header.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	}
	return readers.Read(ctx, answer), nil
}

// fetch crawls one page.
func (c readCmd) fetch(ctx context.Context, readers *reading.Readers) (*audit.Page, error) {
	if c.URL != "" {
		return nil, errors.New("--url goes with a file; an address is its own")
	}
	address, ok := audit.Resolve(nil, c.Source)
	if !ok {
		return nil, fmt.Errorf("%q is not the address of a page", c.Source)
	}
	one, err := crawler.New(readers.Reads(ctx), crawler.Options{AllowPrivate: c.AllowPrivate})
	if err != nil {
		return nil, err
	}
	guide := &onePage{}
	crawl, err := one.Crawl(ctx, audit.Site{ID: "page", Home: address}, guide)
	switch {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, &exitError{code: exitBroken, err: errors.New("broken off")}
	case guide.page == nil:
		return nil, fmt.Errorf("read page: %s: %s %s", address, crawl.Stopped, crawl.Detail)
	}
	return guide.page, nil
}

// onePage is the guide of a crawl that wants its first page only.
type onePage struct{ page *audit.Page }

func (g *onePage) Promise(*audit.Link) float64 { return 0 }

func (g *onePage) Saw(page *audit.Page) {
	if g.page == nil {
		g.page = page
	}
}

func (g *onePage) Settled() bool { return g.page != nil }

func (g *onePage) Progress() (settled, all int) {
	if g.page == nil {
		return 0, 1
	}
	return 1, 1
}
