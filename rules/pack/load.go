package pack

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// packFile is the form of pack.yaml.
type packFile struct {
	ID            string              `yaml:"id"`
	Version       string              `yaml:"version"`
	Title         string              `yaml:"title"`
	TitleEN       string              `yaml:"title_en"`
	Document      string              `yaml:"document"`
	Issuer        string              `yaml:"issuer"`
	Issued        audit.Date          `yaml:"issued"`
	CoverageFloor float64             `yaml:"coverage_floor" jsonschema:"minimum=0,maximum=1"`
	PartialShare  float64             `yaml:"partial_share" jsonschema:"minimum=0,maximum=1"`
	Grades        []Grade             `yaml:"grades"`
	Dimensions    []Dimension         `yaml:"dimensions"`
	Rules         []Rule              `yaml:"rules"`
	Patterns      map[string][]string `yaml:"patterns"`
	Lasting       []string            `yaml:"lasting"`
	SharedAliases []SharedAlias       `yaml:"shared_aliases,omitempty"`
}

// annexFile is the form of annex.yaml.
type annexFile struct {
	Title string     `yaml:"title"`
	Rows  []AnnexRow `yaml:"rows"`
}

// Load reads the pack in a folder. A pack with faults is not returned; the error is then [Faults].
func Load(fsys fs.FS, dir string) (*Pack, error) {
	l := &loader{fsys: fsys, dir: dir}
	l.read()
	if len(l.faults) == 0 {
		l.lint()
	}
	if len(l.faults) > 0 {
		l.faults.sort()
		return nil, l.faults
	}
	return l.pack()
}

// loader holds what was read of a pack while it is checked.
type loader struct {
	fsys   fs.FS
	dir    string
	faults Faults

	main     packFile
	annex    annexFile
	domains  []Domain // in the order of their files' names
	calendar *calendar.Calendar

	mainSource, annexSource source
	domainSources           []source
}

func (l *loader) fault(s source, right, what string, keys ...any) {
	l.faults = append(l.faults, Fault{File: s.name, Line: s.line(keys...), What: what, Right: right})
}

// read reads all files; what does not have the form of its struct is a fault.
func (l *loader) read() {
	var faults Faults
	l.mainSource, faults = readYAML(l.fsys, path.Join(l.dir, "pack.yaml"), &l.main)
	l.faults = append(l.faults, faults...)
	l.annexSource, faults = readYAML(l.fsys, path.Join(l.dir, "annex.yaml"), &l.annex)
	l.faults = append(l.faults, faults...)
	l.unknownFiles()
	files, err := fs.Glob(l.fsys, path.Join(l.dir, "catalogue", "*.yaml"))
	if err != nil {
		l.faults = append(l.faults, Fault{File: l.dir, What: err.Error()})
	}
	for _, file := range files {
		var d Domain
		s, faults := readYAML(l.fsys, file, &d)
		l.faults = append(l.faults, faults...)
		l.domains = append(l.domains, d)
		l.domainSources = append(l.domainSources, s)
	}
	l.readCalendar()
}

func (l *loader) readCalendar() {
	builtin, err := calendar.Builtin()
	if err == nil {
		var own *calendar.Calendar
		if own, err = calendar.Load(l.fsys, path.Join(l.dir, "calendar")); err == nil {
			l.calendar = builtin.With(own)
			return
		}
	}
	for text := range strings.Lines(err.Error()) {
		file, what, _ := strings.Cut(strings.TrimSpace(text), ": ")
		l.faults = append(l.faults, Fault{File: file, What: what})
	}
}

// unknownFiles tells of files that would be passed over in silence: a catalogue that ends in .yml.
func (l *loader) unknownFiles() {
	for _, folder := range []struct{ dir, right string }{
		{".", "a pack has pack.yaml, annex.yaml, catalogue, calendar"},
		{"catalogue", "a domain is a file <id>.yaml"},
		{"calendar", "a year is a file <year>.json"},
	} {
		entries, err := fs.ReadDir(l.fsys, path.Join(l.dir, folder.dir))
		if err != nil {
			continue // what must be there is missed where it is read
		}
		for _, entry := range entries {
			if !belongs(folder.dir, entry) {
				l.faults = append(l.faults, Fault{File: path.Join(l.dir, folder.dir, entry.Name()), What: "is no part of a pack", Right: folder.right})
			}
		}
	}
}

func belongs(dir string, entry fs.DirEntry) bool {
	name := entry.Name()
	switch {
	case strings.HasPrefix(name, ".") || !entry.IsDir() && (strings.HasSuffix(name, ".md") || strings.HasPrefix(name, "LICENSE")):
		return true
	case dir == "catalogue":
		return !entry.IsDir() && path.Ext(name) == ".yaml"
	case dir == "calendar":
		return !entry.IsDir() && path.Ext(name) == ".json"
	case entry.IsDir():
		return name == "catalogue" || name == "calendar" || name == "tests" // see internal/cases
	}
	return name == "pack.yaml" || name == "annex.yaml"
}

// pack puts together what was read and found to be sound.
func (l *loader) pack() (*Pack, error) {
	m := l.main
	p := &Pack{
		ID: m.ID, Version: m.Version, Title: m.Title, TitleEN: m.TitleEN, Document: m.Document, Issuer: m.Issuer, Issued: m.Issued,
		CoverageFloor: m.CoverageFloor, PartialShare: m.PartialShare, Grades: m.Grades, Dimensions: m.Dimensions, Rules: m.Rules,
		Annex: l.annex.Rows, Patterns: m.Patterns, Lasting: m.Lasting, Calendar: l.calendar,
	}
	for _, text := range m.Lasting {
		pattern, err := ParsePattern(text)
		if err != nil {
			return nil, err
		}
		p.lasting = append(p.lasting, pattern)
	}
	for _, row := range l.annex.Rows {
		for _, id := range row.Domains {
			d := l.domains[slices.IndexFunc(l.domains, func(d Domain) bool { return d.ID == id })]
			d.AnnexRow, d.Departments = row.Row, row.Departments
			d.Aliases = slices.Clone(d.Aliases)
			for _, shared := range m.SharedAliases {
				if slices.Contains(shared.Domains, id) && !slices.Contains(d.Aliases, shared.Alias) {
					d.Aliases = append(d.Aliases, shared.Alias)
				}
			}
			p.Domains = append(p.Domains, d)
		}
	}
	return p, nil
}
