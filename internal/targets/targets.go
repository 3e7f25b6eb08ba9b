// Package targets reads targets files: which portals are to be audited.
//
// A targets file is written by hand, so a bad one gets every fault named at once, with file, line
// and what would be right. Nothing is guessed: an unknown field is a fault, not a remark.
package targets

import (
	"fmt"
	"io"
	"os"

	"mingjing/audit"
)

// MaxSize bounds a targets file. The whole country, about 2,850 portals with their townships, takes
// less than 2 MB.
const MaxSize = 16 << 20

// Targets is what a targets file says.
type Targets struct {
	City  string // the city that the sites belong to; may be empty
	Sites []audit.Site
}

// Fault is one thing wrong in a targets file.
type Fault struct {
	Line int    // 1 is the first line
	What string // what is wrong
	Want string // what would be right
}

// Faults is the error that a bad targets file gives: all that is wrong in it, by line.
type Faults struct {
	File string
	List []Fault
}

// Error has one line for each fault, in the form "file:line: what; what would be right".
func (f *Faults) Error() string {
	var text []byte
	for i, fault := range f.List {
		if i > 0 {
			text = append(text, '\n')
		}
		text = fmt.Appendf(text, "%s:%d: %s; %s", f.File, fault.Line, fault.What, fault.Want)
	}
	return string(text)
}

// ReadFile reads the targets file at path.
func ReadFile(path string) (*Targets, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read targets: %w", err)
	}
	defer func() { _ = file.Close() }()
	return Read(path, file)
}

// Read reads a targets file; name is what faults call it. What is wrong in the file comes back as *Faults.
func Read(name string, r io.Reader) (*Targets, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read targets %s: %w", name, err)
	}
	d := decoder{}
	targets := d.file(data)
	if len(d.faults) > 0 {
		return nil, &Faults{File: name, List: d.sorted()}
	}
	return targets, nil
}

// Select keeps the sites with the given ids, in the order of the file; no ids keep all.
func (t *Targets) Select(ids []string) ([]audit.Site, error) {
	if len(ids) == 0 {
		return t.Sites, nil
	}
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var kept []audit.Site
	for _, site := range t.Sites {
		if wanted[site.ID] {
			kept = append(kept, site)
			delete(wanted, site.ID)
		}
	}
	for _, id := range ids {
		if wanted[id] {
			return nil, &NoSiteError{ID: id, Known: t.Sites}
		}
	}
	return kept, nil
}

// NoSiteError says that a targets file has no site of an id.
type NoSiteError struct {
	ID    string
	Known []audit.Site
}

func (e *NoSiteError) Error() string { return fmt.Sprintf("no site %q in the targets file", e.ID) }

// Hint lists the ids that there are.
func (e *NoSiteError) Hint() string {
	const shown = 20
	hint := "its sites are:"
	for i, site := range e.Known {
		if i == shown {
			return hint + fmt.Sprintf(" … (%d in all)", len(e.Known))
		}
		hint += " " + site.ID
	}
	return hint
}
