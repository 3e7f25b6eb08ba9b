package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/internal/reading"
	"mingjing/internal/scout"
)

type initCmd struct {
	Home []string `arg:"" help:"Address of a portal's home page; several may be given." placeholder:"URL"`
	Out  string   `short:"o" help:"Folder for targets.yaml and mingjing.yaml (default: this one)." default:"." type:"path" placeholder:"FOLDER"`
	City string   `help:"Name of the city that the portals belong to, such as 泰安市." placeholder:"NAME"`
	lookFlags
}

// lookFlags say how portals are looked at.
type lookFlags struct {
	Rate         float64 `help:"Requests a second for one host; 0 = no limit (default ${default})." default:"1" placeholder:"N"`
	AllowPrivate bool    `help:"Allow sites on loopback and private addresses."`
}

// Help is shown below the flags.
func (initCmd) Help() string {
	return `Asks each home page, and what it leads to, with at most 40 requests, and writes what it found as a targets file for you to confirm: name, site code, further hosts, townships. Files that are there are not overwritten.`
}

// Run looks at the portals and writes both files.
func (c *initCmd) Run(ctx context.Context, m *Main) error {
	paths := []string{filepath.Join(c.Out, "targets.yaml"), filepath.Join(c.Out, "mingjing.yaml")}
	for _, path := range paths {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return hinted(fmt.Errorf("%s: is there already", path), "choose another folder with -o")
		}
	}
	var sights []*scout.Sight
	ids := make(map[string]bool)
	for _, home := range c.Home {
		u, err := url.Parse(home)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%q: want the address of a home page, such as https://www.example.gov.cn/", home)
		}
		site := audit.Site{ID: idOf(u, ids), City: c.City, Kind: audit.County, Home: home}
		fmt.Fprintf(m.Stderr, "looking at %s\n", home)
		sight, err := c.look(ctx, site, true)
		if err != nil {
			return err
		}
		if !sight.Readable() {
			fmt.Fprintf(m.Stderr, "%s: %s\n", home, unreadable(sight))
		}
		sights = append(sights, sight)
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	for i, text := range []string{targetsText(c.City, sights), configText} {
		if err := os.WriteFile(paths[i], []byte(text), 0o644); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(m.Stdout, paths[i]); err != nil {
			return err
		}
	}
	return nil
}

// look reads a portal's home page, and where wide what it leads to.
func (f lookFlags) look(ctx context.Context, site audit.Site, wide bool) (*scout.Sight, error) {
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	c, err := crawler.New(readers.Reads(ctx), crawler.Options{Rate: f.Rate, AllowPrivate: f.AllowPrivate, Budget: scout.MaxRequests})
	if err != nil {
		return nil, err
	}
	return scout.Look(ctx, c, site, wide)
}

// unreadable says why a portal could not be read.
func unreadable(s *scout.Sight) string {
	switch {
	case s.Home == nil, s.Crawl.Detail != "":
		return strings.TrimSpace(string(s.Crawl.Stopped) + ": " + s.Crawl.Detail)
	case s.Trouble.Kind != audit.TroubleNone:
		return strings.TrimSuffix(string(s.Trouble.Kind)+": "+s.Trouble.Detail, ": ")
	default:
		return "the home page shows no links: perhaps a script draws them"
	}
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// idOf makes an id from the first part of a host that tells, unlike those made before.
func idOf(home *url.URL, made map[string]bool) string {
	host := strings.TrimPrefix(strings.ToLower(home.Hostname()), "www.")
	first, _, _ := strings.Cut(host, ".")
	id := strings.Trim(notID.ReplaceAllString(first, "-"), "-")
	if id == "" || strings.Trim(host, "0123456789.:[]") == "" {
		id = "site"
	}
	for n, base := 2, id; made[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	made[id] = true
	return id
}
