package cases

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"mingjing/audit"
)

// Parse reads the cases of one file.
func Parse(name string, data []byte) ([]*Case, error) {
	archive := txtar.Parse(data)
	shared, own := archive.Files, []txtar.File(nil)
	if at := slices.IndexFunc(shared, isCase); at >= 0 {
		shared, own = shared[:at], shared[at:]
	}
	base := newCase(strings.TrimSuffix(path.Base(name), ".txtar"), archive.Comment)
	var faults []error
	fault := func(where string, err error) {
		faults = append(faults, fmt.Errorf("%s: -- %s --: %w", name, where, err))
	}
	base.takeAll(shared, fault)
	if base.About == "" {
		faults = append(faults, fmt.Errorf("%s: no comment that says what the case is about", name))
	}
	if len(own) == 0 {
		if len(base.Want) == 0 {
			faults = append(faults, fmt.Errorf("%s: no verdicts wanted; add a file want", name))
		}
		return []*Case{base}, errors.Join(faults...)
	}
	var cases []*Case
	names := make(map[string]bool)
	for len(own) > 0 {
		head := own[0]
		end := slices.IndexFunc(own[1:], isCase) + 1
		if end == 0 {
			end = len(own)
		}
		c := base.variant(strings.TrimSpace(strings.TrimPrefix(head.Name, "case ")), head.Data)
		c.takeAll(own[1:end], fault)
		switch {
		case names[c.Name]:
			fault(head.Name, errors.New("the case stands twice"))
		case c.About == "":
			fault(head.Name, errors.New("nothing says what the case is about"))
		case len(c.Want) == 0:
			fault(head.Name, errors.New("no verdicts wanted; add a file want"))
		}
		names[c.Name] = true
		cases, own = append(cases, c), own[end:]
	}
	return cases, errors.Join(faults...)
}

func isCase(file txtar.File) bool { return strings.HasPrefix(file.Name, "case ") }

func newCase(name string, about []byte) *Case {
	return &Case{
		Name: name, About: firstLine(about), AsOf: audit.Date{Year: 2020, Month: 12, Day: 1},
		Site:    audit.Site{ID: "case", Name: "岱岳区", City: "泰安市", Kind: audit.County, Home: "http://" + host + "/"},
		answers: make(map[string]answer),
	}
}

// variant is a case of its own on the ground of one that several share.
func (c *Case) variant(name string, about []byte) *Case {
	own := *c
	own.Name, own.About = c.Name+"/"+name, firstLine(about)
	own.Site.Townships, own.Site.Hosts = slices.Clone(c.Site.Townships), slices.Clone(c.Site.Hosts)
	own.Want, own.answers = slices.Clone(c.Want), maps.Clone(c.answers)
	return &own
}

func firstLine(text []byte) string {
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return first
}

// takeAll takes files that stand together: no name twice.
func (c *Case) takeAll(files []txtar.File, fault func(string, error)) {
	seen := make(map[string]bool)
	for _, file := range files {
		name, _, _ := strings.Cut(file.Name, " ")
		if seen[name] {
			fault(file.Name, errors.New("stands twice"))
			continue
		}
		seen[name] = true
		if err := c.take(file); err != nil {
			fault(file.Name, err)
		}
	}
}

func (c *Case) take(file txtar.File) error {
	if strings.HasPrefix(file.Name, "/") || strings.HasPrefix(file.Name, "http://") {
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
		return errors.New("unknown file: want an address such as /col/1.html, or name, city, kind, townships, hosts, as-of, case, want")
	}
	return nil
}

// page takes a file named by an address, with what is unusual about the answer behind it.
func (c *Case) page(file txtar.File) error {
	words := strings.Fields(file.Name)
	address := words[0]
	if strings.HasPrefix(address, "/") {
		address = "http://" + host + address
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Path == "" {
		return errors.New("no address: want /path or http://host/path")
	}
	a := answer{status: http.StatusOK, body: file.Data}
	if len(words) > 1 {
		if err := a.unusual(words[1:]); err != nil {
			return err
		}
	}
	c.answers[address] = a
	return nil
}

// unusual reads the words behind an address.
func (a *answer) unusual(words []string) error {
	var err error
	switch {
	case len(words) == 1 && words[0] == "timeout":
		a.timeout = true
		return nil
	case len(words) == 1 && words[0] == "sheet":
		a.body, err = sheet(string(a.body))
		return err
	case len(words) == 1 && words[0] == "base64":
		a.body, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(a.body)), ""))
		return err
	}
	a.status, err = strconv.Atoi(words[0])
	if err != nil || a.status < 200 || a.status > 599 || len(words) > 2 {
		return errors.New("behind the address stands a status, a status and the address it sends to, timeout, sheet or base64")
	}
	if len(words) == 2 {
		a.location = words[1]
	}
	return nil
}

func (c *Case) wants(text string) error {
	c.Want = nil
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
