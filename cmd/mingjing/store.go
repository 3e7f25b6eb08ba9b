package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"

	"mingjing/internal/store"
	"mingjing/reports"
)

type storeCmd struct {
	Check  storeCheckCmd  `cmd:"" help:"Check that the store is whole and that nobody changed what it holds."`
	Export storeExportCmd `cmd:"" help:"Write everything the store holds as lines of JSON."`
	Import storeImportCmd `cmd:"" help:"Fill an empty store with what export wrote."`
	Add    storeAddCmd    `cmd:"" help:"Enter a scan that was made with mingjing scan."`
}

// storeFlag names the store.
type storeFlag struct {
	configFlag
	Database string `help:"SQLite file or postgres:// URL, instead of the one in the configuration." placeholder:"DATABASE"`
}

// open opens the store. Where it is to be there already, a file that is missing is not made.
func (f storeFlag) open(ctx context.Context, m *Main, there bool) (*store.Store, error) {
	database := f.Database
	if database == "" {
		c, err := f.read(m)
		if err != nil {
			return nil, err
		}
		database = c.Database
	}
	dsn, err := store.ParseDSN(database)
	if err != nil {
		return nil, hinted(err, "name the database with --database, or the configuration with -c")
	}
	if there && dsn.Engine == store.SQLite {
		if _, err := os.Stat(dsn.Path); errors.Is(err, fs.ErrNotExist) {
			return nil, hinted(fmt.Errorf("there is no store at %s", dsn), "name the database with --database, or the configuration with -c")
		}
	}
	return store.Open(ctx, database, m.Now)
}

type storeCheckCmd struct {
	storeFlag
	Head []string `help:"Head of the log as an earlier check printed it: the log up to there must still be the same (repeatable)." placeholder:"NUMBER:HASH"`
}

// Run checks the store and prints what is wrong, or the head of the log.
func (c *storeCheckCmd) Run(ctx context.Context, m *Main) error {
	noted, err := parseHeads(c.Head)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, m, true)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	checked, err := s.Check(ctx, noted...)
	if err != nil {
		return err
	}
	for _, problem := range checked.Problems {
		fmt.Fprintln(m.Stdout, problem)
	}
	if n := len(checked.Problems); n > 0 {
		return hinted(fmt.Errorf("%s: problems found: %d", s.DSN(), n), "keep the database as it is, and import the newest export of before into an empty one")
	}
	_, err = fmt.Fprintf(m.Stdout, "%s: whole; %d finished scans, %d results, log %d:%s\n",
		s.DSN(), checked.Scans, checked.Results, checked.Log.Seq, checked.Log.Hash)
	return err
}

func parseHeads(texts []string) ([]store.Head, error) {
	var heads []store.Head
	for _, text := range texts {
		number, hash, _ := strings.Cut(text, ":")
		seq, err := strconv.ParseInt(number, 10, 64)
		if err != nil || seq < 1 || len(hash) != 64 {
			return nil, hinted(fmt.Errorf("--head %q is not a head of the log", text), "it has the form NUMBER:HASH, as mingjing store check prints it")
		}
		heads = append(heads, store.Head{Seq: seq, Hash: hash})
	}
	return heads, nil
}

type storeExportCmd struct{ storeFlag }

// Run writes the stream to standard output.
func (c *storeExportCmd) Run(ctx context.Context, m *Main) error {
	s, err := c.open(ctx, m, true)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.Export(ctx, m.Stdout)
}

type storeImportCmd struct {
	storeFlag
	File string `arg:"" help:"What export wrote; - is standard input." type:"path"`
}

// Run reads the stream from a file or from standard input.
func (c *storeImportCmd) Run(ctx context.Context, m *Main) error {
	in := m.Stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return hinted(err, "mingjing store export writes such a file")
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	s, err := c.open(ctx, m, false)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if err := s.Import(ctx, in); err != nil {
		return hinted(err, "nothing was imported; it takes a whole export and a store that is empty")
	}
	return nil
}

type storeAddCmd struct {
	storeFlag
	Scan string `arg:"" help:"A scan.json." type:"path" placeholder:"FILE"`
}

// Run enters the scan under the name of whoever runs the program.
func (c *storeAddCmd) Run(ctx context.Context, m *Main) error {
	scan, err := reports.ReadScanFile(c.Scan)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, m, false)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	who := "mingjing store add"
	if u, err := user.Current(); err == nil {
		who += " (" + u.Username + ")"
	}
	id, err := s.AddScan(ctx, who, scan)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "scan %d: %d sites, as of %s\n", id, len(scan.Sites), scan.AsOf)
	return err
}
