package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/width"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// progress tells how a scan goes: a live line on a terminal, and on any stderr a line for each site that is done.
type progress struct {
	mu      sync.Mutex
	m       *Main
	all     int
	done    int
	pages   int // pages and troubles seen, of all sites
	settled map[string][2]int
	drawn   time.Time
	shown   bool // a live line stands on the terminal
}

// redraw is the least time between two live lines.
const redraw = 100 * time.Millisecond

func newProgress(m *Main, sites []audit.Site) *progress {
	return &progress{m: m, all: len(sites), settled: make(map[string][2]int, len(sites))}
}

// SiteStarted implements audit.Observer.
func (p *progress) SiteStarted(audit.Site) {}

// SitePage implements audit.Observer.
func (p *progress) SitePage(site audit.Site, page *audit.Page, settled, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages++
	p.settled[site.ID] = [2]int{settled, all}
	if now := p.m.Now(); p.m.Terminal && now.Sub(p.drawn) >= redraw {
		p.drawn = now
		p.draw(site, page)
	}
}

// SiteDone implements audit.Observer.
func (p *progress) SiteDone(site audit.Site, result *audit.SiteResult) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.clear()
	score := "no score"
	if result.Coverage > 0 {
		score = strings.TrimSpace(fmt.Sprintf("score %.1f %s", result.Score, result.Grade))
	}
	detail := ""
	if result.Crawl.Detail != "" {
		detail = ": " + result.Crawl.Detail
	}
	fmt.Fprintf(p.m.Stderr, "%s %s: %s, coverage %.0f %%, %d to put right, %d requests, %s%s\n",
		site.ID, site.Name, score, 100*result.Coverage, rectify.Count(result.Findings), result.Crawl.Requests, result.Crawl.Stopped, detail)
}

// close takes the live line off the terminal.
func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *progress) draw(site audit.Site, page *audit.Page) {
	settled, all := 0, 0
	for _, n := range p.settled {
		settled, all = settled+n[0], all+n[1]
	}
	line := fmt.Sprintf("sites %d/%d · pages %d · settled %d of %d · %s %s", p.done, p.all, p.pages, settled, all, site.Name, page.Title)
	fmt.Fprintf(p.m.Stderr, "\r\x1b[K%s", cut(line, p.columns()-1))
	p.shown = true
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.m.Stderr, "\r\x1b[K")
		p.shown = false
	}
}

// columns is the width of the terminal, as far as the environment tells.
func (p *progress) columns() int {
	n := 80
	if _, err := fmt.Sscan(p.m.Env("COLUMNS"), &n); err != nil || n < 20 {
		return 80
	}
	return n
}

// cut shortens a line to a number of columns and drops what would move the cursor. Han characters take two.
func cut(line string, columns int) string {
	var b strings.Builder
	for _, r := range line {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			continue
		}
		w := 1
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			w = 2
		}
		if columns -= w; columns < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
