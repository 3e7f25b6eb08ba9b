package main

import (
	"context"
	"fmt"
)

type portalsCmd struct {
	Addr  string `help:"Host, and first port where it isn't 0 (default ${default})." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
	Truth string `help:"Write what a perfect audit finds into this file." placeholder:"FILE" type:"path"`
}

// Help is shown below the flags.
func (portalsCmd) Help() string {
	return `The targets file goes to standard output as soon as the portals answer. They run until Ctrl-C.`
}

// Run serves until the context ends.
func (c portalsCmd) Run(ctx context.Context, m *Main) error {
	served, err := serveDemo(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = served.Close() }()
	if c.Truth != "" {
		if err := writeTruth(c.Truth, served.Truth()); err != nil {
			return err
		}
	}
	if _, err := m.Stdout.Write(served.Targets()); err != nil {
		return fmt.Errorf("print targets: %w", err)
	}
	fmt.Fprintln(m.Stderr, "the portals answer; Ctrl-C ends them")
	<-ctx.Done()
	return nil
}
