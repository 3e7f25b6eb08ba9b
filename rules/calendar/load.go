package calendar

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"mingjing/audit"
)

//go:embed days
var days embed.FS

// File is the form of a year's file, named after the year: 2020.json.
type File struct {
	Year     int      `json:"year" jsonschema:"description=the year; all days lie in it"`
	Notices  []string `json:"notices" jsonschema:"description=addresses of the notices that set the days"`
	Holidays []Day    `json:"holidays" jsonschema:"description=days off, with or without the weekends among them"`
	Worked   []Day    `json:"worked" jsonschema:"description=Saturdays and Sundays that are worked in exchange"`
}

// Day is a day and why it departs from the rule.
type Day struct {
	Date audit.Date `json:"date"`
	Name string     `json:"name"`
}

// Builtin is the calendar that comes with the program.
func Builtin() (*Calendar, error) { return Load(days, "days") }

// Load reads the files <year>.json of a folder. It tells every fault it finds.
func Load(fsys fs.FS, dir string) (*Calendar, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	c := &Calendar{years: make(map[int]year, len(names))}
	var faults []error
	for _, name := range names {
		file, err := read(fsys, name)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		y, errs := file.year(name)
		faults = append(faults, errs...)
		c.years[file.Year] = y
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

func read(fsys fs.FS, name string) (File, error) {
	body, err := fs.ReadFile(fsys, name)
	if err != nil {
		return File{}, err
	}
	var file File
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return File{}, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return File{}, errors.New("more after the end of the object")
	}
	return file, nil
}

// year checks the file and puts its days in sets.
func (f File) year(name string) (year, []error) {
	y := year{off: make(map[audit.Date]bool), worked: make(map[audit.Date]bool)}
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if want := fmt.Sprintf("%d.json", f.Year); path.Base(name) != want {
		fault("holds the year %d; its name would be %s", f.Year, want)
	}
	if len(f.Notices) == 0 {
		fault("names no notice; the address of the notice that sets the days is needed")
	}
	if len(f.Holidays) == 0 {
		fault("has no holidays; every year has some")
	}
	take := func(list []Day, into map[audit.Date]bool) {
		for _, day := range list {
			switch {
			case day.Date.Year != f.Year:
				fault("%s lies outside the year %d", day.Date, f.Year)
			case y.off[day.Date] || y.worked[day.Date]:
				fault("%s stands there twice", day.Date)
			}
			into[day.Date] = true
		}
	}
	take(f.Holidays, y.off)
	take(f.Worked, y.worked)
	for _, day := range f.Worked {
		if !weekend(day.Date) {
			fault("%s is no Saturday or Sunday; other days are worked anyhow", day.Date)
		}
	}
	return y, faults
}
