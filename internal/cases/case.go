// Package cases runs the test cases of a rule pack: small portals in a text file each, with the verdicts
// that they must get.
//
// A case is a txtar archive below the folder tests of a pack. Its comment says what it is about; its files are
// the pages of the portal, named by their address on the site, with what is unusual about the answer behind it:
//
//	The topic stands on the home page, its plan is of another county.
//	-- / --
//	<html>…
//	-- /col/1.html --
//	…
//	-- /old.html 404 --
//	-- /moved.html 302 /col/1.html --
//	-- /slow.html timeout --
//	-- want --
//	topic.exists met
//	item.published budget-final-accounts 部门预算 unmet
//
// A line of want is: rule, domain and item where the rule asks by them, verdict. Files with these names set what the
// site is: name (岱岳区), city (泰安市), kind (county), townships (one a line), hosts (one a line), as-of (2020-12-01).
// What is not in the archive answers 404; other hosts do not exist. The pages go through the crawler, the readers
// and the judge as in any scan.
package cases

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"mingjing/audit"
)

// host is where the portal of every case stands.
const host = "county.test"

// Case is one portal and the verdicts that it must get.
type Case struct {
	Name  string // of its file, without ending
	About string // first line of the comment
	Site  audit.Site
	AsOf  audit.Date
	Want  []Want

	answers map[string]answer // by path and query
}

// Want is a verdict that a case must get.
type Want struct {
	Rule   string
	Domain string
	Item   string
	Status audit.Status
}

func (w Want) question() string {
	return strings.TrimSpace(strings.Join([]string{w.Rule, w.Domain, w.Item}, " "))
}

// answer is what stands at an address of a case.
type answer struct {
	status   int
	location string // of a redirect
	timeout  bool
	body     []byte
}

// Load reads the cases of the pack in a folder, by name. Every fault of every case is told.
func Load(fsys fs.FS, dir string) ([]*Case, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "tests", "*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("test cases: %w", err)
	}
	var cases []*Case
	var faults []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("test cases: %w", err)
		}
		c, err := Parse(name, data)
		faults = append(faults, err)
		cases = append(cases, c)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return cases, nil
}

// Parse reads one case.
func Parse(name string, data []byte) (*Case, error) {
	archive := txtar.Parse(data)
	about, _, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
	c := &Case{
		Name: strings.TrimSuffix(path.Base(name), ".txtar"), About: about, AsOf: audit.Date{Year: 2020, Month: 12, Day: 1},
		Site:    audit.Site{ID: "case", Name: "岱岳区", City: "泰安市", Kind: audit.County, Home: "http://" + host + "/"},
		answers: make(map[string]answer),
	}
	var faults []error
	for _, file := range archive.Files {
		if err := c.take(file); err != nil {
			faults = append(faults, fmt.Errorf("%s: -- %s --: %w", name, file.Name, err))
		}
	}
	switch {
	case about == "":
		faults = append(faults, fmt.Errorf("%s: no comment that says what the case is about", name))
	case len(c.Want) == 0:
		faults = append(faults, fmt.Errorf("%s: no verdicts wanted; add a file want", name))
	}
	return c, errors.Join(faults...)
}

func (c *Case) take(file txtar.File) error {
	if strings.HasPrefix(file.Name, "/") {
		return c.page(file)
	}
	text := strings.TrimSpace(string(file.Data))
	switch file.Name {
	case "want":
		return c.wants(text)
	case "name":
		c.Site.Name = text
	case "city":
		c.Site.City = text
	case "kind":
		c.Site.Kind = audit.SiteKind(text)
		if c.Site.Kind != audit.County && c.Site.Kind != audit.Zone {
			return fmt.Errorf("unknown kind %q: want county or zone", text)
		}
	case "townships":
		c.Site.Townships = strings.Fields(text)
	case "hosts":
		c.Site.Hosts = strings.Fields(text)
	case "as-of":
		day, err := audit.ParseDate(text)
		c.AsOf = day
		return err
	default:
		return errors.New("unknown file: want an address such as /col/1.html, or name, city, kind, townships, hosts, as-of, want")
	}
	return nil
}

// page takes a file named by an address, with a status, a status and an address, or the word timeout behind it.
func (c *Case) page(file txtar.File) error {
	words := strings.Fields(file.Name)
	address := words[0]
	if _, twice := c.answers[address]; twice {
		return errors.New("the address stands twice")
	}
	a := answer{status: http.StatusOK, body: file.Data}
	switch {
	case len(words) == 1:
	case len(words) == 2 && words[1] == "timeout":
		a.timeout = true
	default:
		status, err := strconv.Atoi(words[1])
		if err != nil || status < 200 || status > 599 || len(words) > 3 {
			return errors.New("behind the address stands a status, a status and the address it sends to, or timeout")
		}
		a.status = status
		if len(words) == 3 {
			a.location = words[2]
		}
	}
	c.answers[address] = a
	return nil
}

func (c *Case) wants(text string) error {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		w := Want{Rule: words[0], Status: audit.Status(words[len(words)-1])}
		if len(words) < 2 || !slices.Contains(audit.Statuses(), w.Status) {
			return fmt.Errorf("%q: want rule, domain, item, verdict", strings.TrimSpace(line))
		}
		if len(words) > 2 {
			w.Domain, w.Item = words[1], strings.Join(words[2:len(words)-1], " ")
		}
		c.Want = append(c.Want, w)
	}
	return nil
}
