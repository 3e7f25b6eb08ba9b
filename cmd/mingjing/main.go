// Command mingjing audits the openness of county government portals.
//
// Each subcommand has a file of its own here, which holds flags and wiring and nothing else.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "time/tzdata" // schedules are meant in a time zone that small containers do not know

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal ends the work in order, a second one at once
	m := &Main{
		Args: os.Args[1:], Env: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())), Now: time.Now,
	}
	os.Exit(m.Run(ctx))
}
