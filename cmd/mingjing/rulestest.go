package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mingjing/internal/cases"
	"mingjing/internal/reading"
	"mingjing/rules"
	"mingjing/rules/pack"
)

type rulesTestCmd struct {
	packFlag
	Case []string `help:"Only cases whose name has this in it, or matches it as a glob; may be given several times." placeholder:"NAME"`
}

// Help is shown below the flags.
func (rulesTestCmd) Help() string {
	return `A case is a file tests/NAME.txtar beside the pack: the pages of a small portal and the verdicts it must get. Every rule needs a case that is met and one that is unmet or partial.`
}

// Run runs the cases.
func (c rulesTestCmd) Run(ctx context.Context, m *Main) error {
	fsys, dir, err := c.open()
	if err != nil {
		return err
	}
	p, err := pack.Load(fsys, dir)
	if err != nil {
		return hinted(err, "mingjing rules schema describes the files of a pack")
	}
	all, err := cases.Load(fsys, dir)
	if err != nil {
		return err
	}
	chosen, err := c.choose(all)
	if err != nil {
		return err
	}
	judge, err := rules.NewJudge(p)
	if err != nil {
		return err
	}
	readers := reading.New()
	defer func() { _ = readers.Close() }()
	failed := 0
	for _, one := range chosen {
		failures, err := one.Run(ctx, judge, readers.Reads(ctx))
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return &exitError{code: exitBroken, err: errors.New("broken off")}
		}
		if len(failures) == 0 {
			fmt.Fprintf(m.Stdout, "ok    %s  %s\n", one.Name, one.About)
			continue
		}
		failed++
		fmt.Fprintf(m.Stdout, "FAIL  %s  %s\n", one.Name, one.About)
		for _, f := range failures {
			fmt.Fprintf(m.Stdout, "      %s\n", f)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d cases failed", failed, len(chosen))
	}
	if len(c.Case) == 0 {
		return wanting(p, all)
	}
	return nil
}

func (c rulesTestCmd) choose(all []*cases.Case) ([]*cases.Case, error) {
	if len(c.Case) == 0 {
		return all, nil
	}
	wanted := make(map[*cases.Case]bool)
	for _, name := range c.Case {
		found := false
		for _, one := range all {
			if one.Named(name) {
				wanted[one], found = true, true
			}
		}
		if !found {
			return nil, hinted(fmt.Errorf("no case %q", name), "there are: "+list(all, func(c *cases.Case) string { return c.Name }))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(one *cases.Case) bool { return !wanted[one] }), nil
}

// wanting is the error for rules without a case of each kind, and for cases of rules that are not in the pack.
func wanting(p *pack.Pack, all []*cases.Case) error {
	faults := cases.Untested(p, all)
	for _, rule := range cases.Unknown(p, all) {
		faults = append(faults, rule+" is asked for by a case and is no rule of the pack")
	}
	if len(faults) == 0 {
		return nil
	}
	return hinted(errors.New(strings.Join(faults, "\n")), "add cases to the folder tests of the pack")
}
