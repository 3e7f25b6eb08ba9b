package main

import (
	"fmt"
	"text/tabwriter"

	"mingjing/rules/pack"
)

type rulesCmd struct {
	List    rulesListCmd    `cmd:"" help:"List the rules of a pack, or the built-in packs."`
	Lint    rulesLintCmd    `cmd:"" help:"Check a pack and name every fault."`
	Explain rulesExplainCmd `cmd:"" help:"Say what a rule asks and how it is judged."`
	Test    rulesTestCmd    `cmd:"" help:"Run the test cases beside a pack."`
	Schema  rulesSchemaCmd  `cmd:"" help:"Print the JSON Schema of a pack's files, of scan.json, report.json or truth.json."`
}

type rulesListCmd struct {
	packFlag
	Packs bool `help:"List the built-in packs instead."`
}

// Run lists.
func (c rulesListCmd) Run(m *Main, g *cli) error {
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	if c.Packs {
		for _, id := range pack.BuiltinIDs() {
			p, err := pack.Builtin(id)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "%s\t%s\t%d rules\t%s\n", p.ID, p.Version, len(p.Rules), inLang(g, p.Title, p.TitleEN))
		}
		return table.Flush()
	}
	p, err := c.load()
	if err != nil {
		return err
	}
	for _, r := range p.Rules {
		fmt.Fprintf(table, "%s\t%s\t%g\t%s\t%s\n", r.ID, r.Per, r.Weight, r.Clause, inLang(g, r.Name, r.NameEN))
	}
	return table.Flush()
}

type rulesLintCmd struct{ packFlag }

// Run checks.
func (c rulesLintCmd) Run(m *Main) error {
	p, err := c.load()
	if err != nil {
		return err
	}
	items, verified := 0, 0
	for _, d := range p.Domains {
		for _, item := range d.Items {
			items++
			if item.Verified {
				verified++
			}
		}
	}
	_, err = fmt.Fprintf(m.Stdout, "%s %s: no faults; %d rules, %d domains, %d items (%d verified)\n", p.ID, p.Version, len(p.Rules), len(p.Domains), items, verified)
	return err
}

type rulesExplainCmd struct {
	packFlag
	Rule string `arg:"" help:"Id of the rule."`
}

// Run explains.
func (c rulesExplainCmd) Run(m *Main, g *cli) error {
	p, err := c.load()
	if err != nil {
		return err
	}
	r, ok := p.Rule(c.Rule)
	if !ok {
		return hinted(fmt.Errorf("no rule %q in pack %s", c.Rule, p.ID), "its rules are: "+list(p.Rules, func(r pack.Rule) string { return r.ID }))
	}
	l := new(lines)
	l.add("rule", r.ID+"  "+inLang(g, r.Name, r.NameEN))
	l.add("asked", fmt.Sprintf("per %s, weight %g of 100", r.Per, r.Weight))
	l.add("clause", p.Document+" "+r.Clause)
	l.add("hangs on", r.HangsOn)
	l.add("asks", inLang(g, r.Asks, r.AsksEN))
	l.add("met", inLang(g, r.Met, r.MetEN))
	l.add("partial", inLang(g, r.Partial, r.PartialEN))
	l.add("unmet", inLang(g, r.Unmet, r.UnmetEN))
	l.add("fix", inLang(g, r.Fix, r.FixEN))
	return l.write(m.Stdout)
}

func inLang(g *cli, zh, en string) string {
	if g.Lang == "en" && en != "" {
		return en
	}
	return zh
}
