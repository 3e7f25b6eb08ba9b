package main

import (
	"fmt"
	"slices"
	"strings"

	"mingjing/reports/output"
)

// formatsOf checks the formats of a flag, each named once; none given means all.
func formatsOf(given []output.Format) ([]output.Format, error) {
	if len(given) == 0 {
		return output.Formats(), nil
	}
	var formats []output.Format
	for _, f := range given {
		if !slices.Contains(output.Formats(), f) {
			return nil, hinted(fmt.Errorf("--format %s: no such format", f), "there are: "+formatNames())
		}
		if !slices.Contains(formats, f) {
			formats = append(formats, f)
		}
	}
	return formats, nil
}

func formatNames() string {
	names := make([]string, 0, len(output.Formats()))
	for _, f := range output.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}
