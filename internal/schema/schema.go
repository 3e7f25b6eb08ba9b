// Package schema makes the JSON Schemas of the files that the program writes and reads.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"mingjing/audit"
	"mingjing/internal/accuracy"
	"mingjing/reports"
)

// Scan is the schema of scan.json, indented.
func Scan() ([]byte, error) {
	return text(reflect.TypeFor[audit.Scan](), "A scan of Mingjing (scan.json)", true)
}

// Report is the schema of report.json, indented.
func Report() ([]byte, error) {
	return text(reflect.TypeFor[reports.Export](), "A report of Mingjing (report.json)", true)
}

// Truth is the schema of truth.json, indented.
func Truth() ([]byte, error) {
	return text(reflect.TypeFor[accuracy.Truth](), "What is known of a set of sites, for mingjing accuracy (truth.json)", true)
}

// text is open where fields may be added within a version of the format, which readers pass over.
func text(t reflect.Type, title string, open bool) ([]byte, error) {
	reflector := jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: open, Mapper: special}
	schema := reflector.ReflectFromType(t)
	schema.Title = title
	body, err := json.Marshal(schema)
	if err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", "  "); err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	indented.WriteByte('\n')
	return indented.Bytes(), nil
}

// special is the schema of the types whose values are a closed set of words, and of days.
func special(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[audit.Date]():
		return &jsonschema.Schema{Type: "string", Pattern: `^(\d{4}-\d{2}-\d{2})?$`, Description: "a day in the form 2006-01-02; empty where none is known"}
	case reflect.TypeFor[audit.Status]():
		return words(audit.Statuses()...)
	case reflect.TypeFor[audit.SiteKind]():
		return words(audit.County, audit.Zone)
	case reflect.TypeFor[audit.PlaceState]():
		return words(audit.PlaceUnseen, audit.PlaceWhole, audit.PlacePart, audit.PlaceGone, audit.PlaceUnreadable)
	case reflect.TypeFor[reports.Change]():
		return words(reports.Changes()...)
	case reflect.TypeFor[audit.Stopped]():
		return words(audit.StoppedSettled, audit.StoppedExhausted, audit.StoppedBudget, audit.StoppedTime,
			audit.StoppedUnreachable, audit.StoppedBlocked, audit.StoppedBroken)
	default:
		return nil
	}
}

func words[T ~string](values ...T) *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		schema.Enum = append(schema.Enum, string(v))
	}
	return schema
}
