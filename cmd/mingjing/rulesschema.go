package main

import (
	"mingjing/internal/schema"
	"mingjing/rules/pack"
)

type rulesSchemaCmd struct {
	Scan   bool `help:"Of scan.json." xor:"file"`
	Report bool `help:"Of report.json." xor:"file"`
	Truth  bool `help:"Of truth.json, for mingjing accuracy." xor:"file"`
}

// Run prints the schema.
func (c rulesSchemaCmd) Run(m *Main) error {
	source := pack.Schema
	switch {
	case c.Scan:
		source = schema.Scan
	case c.Report:
		source = schema.Report
	case c.Truth:
		source = schema.Truth
	}
	text, err := source()
	if err != nil {
		return err
	}
	_, err = m.Stdout.Write(text)
	return err
}
