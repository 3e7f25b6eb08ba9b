package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Main is the program with all it takes from the world.
type Main struct {
	Args     []string
	Env      func(string) string
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // Stderr is a terminal, for a person to watch
	Now      func() time.Time
	Lease    time.Duration // after which a worker that is not heard of is dead; 0 for the queue's default
}

// The exit codes.
const (
	exitDone       = 0
	exitNotAudited = 1 // done, but some site could not be audited
	exitUsage      = 2 // wrong usage or bad input
	exitBroken     = 3 // broken off
	exitUnder      = 4 // the score of a site is under --fail-under
)

// cli is the command line.
type cli struct {
	Lang string `help:"Language of reports and explanations: zh or en (default ${default})." default:"zh" enum:"zh,en" placeholder:"LANG"`

	Scan     scanCmd     `cmd:"" help:"Audit the sites of a targets file once."`
	Demo     demoCmd     `cmd:"" help:"Audit the demonstration portals, served on this machine for the time of the run."`
	Init     initCmd     `cmd:"" help:"Look at portals and write a targets file and a configuration to start from."`
	Targets  targetsCmd  `cmd:"" help:"Check the sites of a targets file."`
	Portals  portalsCmd  `cmd:"" help:"Serve the demonstration portals and print their targets file."`
	Replay   replayCmd   `cmd:"" help:"Audit again from an archive, without the network."`
	Verify   verifyCmd   `cmd:"" help:"Find what was changed in an archive."`
	Serve    serveCmd    `cmd:"" help:"Scan by schedule and serve the web pages, the API and the metrics."`
	Worker   workerCmd   `cmd:"" help:"Take scans of sites from the queue of a service."`
	Report   reportCmd   `cmd:"" help:"Write the monthly report and the scorecards."`
	Rules    rulesCmd    `cmd:"" help:"List, check, explain and test rule packs."`
	Read     readCmd     `cmd:"" help:"Read one page or file and print what was seen, as JSON."`
	Accuracy accuracyCmd `cmd:"" help:"Compare a scan with a known truth."`
	Explain  explainCmd  `cmd:"" help:"Show how a verdict of a scan came about."`
	Store    storeCmd    `cmd:"" help:"Check, export and import the store of the service."`
	Config   configCmd   `cmd:"" help:"Check the configuration of the service."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

const description = `Mingjing (明镜) audits whether county government portals publish what the law asks of them.

Exit codes: 0 done; 1 done, but some site could not be audited; 2 wrong usage or bad input; 3 broken off; 4 a score is under --fail-under.`

// Run runs the command line and returns the exit code.
func (m *Main) Run(ctx context.Context) int {
	var c cli
	printed := false // help was asked for and printed
	parser, err := kong.New(&c,
		kong.Name("mingjing"), kong.Description(description), kong.Writers(m.Stdout, m.Stderr),
		kong.Exit(func(int) { printed = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(m, &c), kong.Vars{"pack": defaultPack, "formats": formatNames()},
	)
	if err != nil {
		return m.fail(err)
	}
	args := m.Args
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if printed {
		return exitDone
	}
	if err != nil {
		return m.fail(usage(err))
	}
	if err := command.Run(); err != nil {
		return m.fail(err)
	}
	return exitDone
}

// An exitError ends the program with a code of its own. Without an error of its own it says nothing.
type exitError struct {
	code int
	err  error
	hint string
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// Hint says what to do about it.
func (e *exitError) Hint() string { return e.hint }

// hinted gives an error a hint.
func hinted(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &exitError{code: exitUsage, err: err, hint: hint}
}

// usage gives a parse error the hint of the command's help.
func usage(err error) error {
	hint := "mingjing --help lists the commands"
	if parse := new(kong.ParseError); errors.As(err, &parse) && parse.Context.Command() != "" {
		words := strings.Fields(parse.Context.Command())
		for i, word := range words {
			if strings.HasPrefix(word, "<") {
				words = words[:i]
				break
			}
		}
		hint = fmt.Sprintf("mingjing %s --help shows its flags", strings.Join(words, " "))
	}
	return hinted(err, hint)
}

// fail tells of an error on Stderr, with a hint where it has one, and returns the exit code.
func (m *Main) fail(err error) int {
	code := exitUsage
	var own *exitError
	if errors.As(err, &own) {
		code = own.code
		if own.err == nil {
			return code
		}
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(m.Stderr, "mingjing: %s\n", strings.TrimRight(line, "\n"))
	}
	var hint interface{ Hint() string }
	if errors.As(err, &hint) && hint.Hint() != "" {
		fmt.Fprintf(m.Stderr, "hint: %s\n", hint.Hint())
	}
	return code
}
