// Package cases runs the test cases of a rule pack: small portals in text files, with the verdicts
// that they must get.
//
// A file of cases is a txtar archive below the folder tests of a pack. Its comment says what it is about; its files
// are the pages of the portal, named by their address on the site, with what is unusual about the answer behind it:
//
//	The topic stands on the home page, its plan is of another county.
//	-- / --
//	<html>…
//	-- /col/1.html --
//	…
//	-- /old.html 404 --
//	-- /moved.html 302 /col/1.html --
//	-- /slow.html timeout --
//	-- http://zwgk.county.test/ --
//	…
//	-- /catalogue.xlsx sheet --
//	序号 | 公开事项 | 公开内容
//	1 | 部门预算 | 收支总体情况表
//	-- /scan.pdf base64 --
//	JVBERi0xLjQK…
//	-- want --
//	topic.exists met
//	item.published budget-final-accounts 部门预算 unmet
//
// A line of want is: rule, domain and item where the rule asks by them, verdict. A name with a blank in it may be
// written as it is; an item whose name alone would not tell is written 一级事项/二级事项. The files with these names set
// what the site is: name (岱岳区), city (泰安市), kind (county), townships (one a line), hosts (one a line), as-of
// (2020-12-01). The portal stands at http://county.test/; a whole address is that of a page on another host. What is not
// in the archive answers 404; other hosts do not exist.
//
// Where several portals differ in a page or two, one file holds them all. What stands above the first file named case
// belongs to each of them; the files below add to it or stand in its place:
//
//	Clicks from the home page to the topic.
//	-- /topic/ --
//	…
//	-- case in-the-footer --
//	Only the footer leads there.
//	-- / --
//	…
//	-- want --
//	topic.prominent partial
//	-- case nowhere --
//	…
//
// The pages go through the crawler, the readers and the judge as in any scan.
package cases

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"mingjing/audit"
)

// host is where the portal of every case stands.
const host = "county.test"

// Case is one portal and the verdicts that it must get.
type Case struct {
	Name  string // of its file, without ending; where the file holds several, a slash and the name of the case
	About string // first line of what it says it is about
	Site  audit.Site
	AsOf  audit.Date
	Want  []Want

	answers map[string]answer // by whole address
}

// Named reports whether the name of the case, or that of its file, has the words in it or matches them as a glob.
func (c *Case) Named(words string) bool {
	file, _, _ := strings.Cut(c.Name, "/")
	whole, _ := path.Match(words, c.Name) // what is no glob matches nothing
	part, _ := path.Match(words, file)
	return whole || part || strings.Contains(c.Name, words)
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

// Load reads the cases of the pack in a folder, by the names of their files and in the order of the files. Every
// fault of every file is told.
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
		read, err := Parse(name, data)
		faults = append(faults, err)
		cases = append(cases, read...)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return cases, nil
}
