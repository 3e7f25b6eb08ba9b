package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	reflector "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Fault is one thing wrong in a configuration file.
type Fault struct {
	Line int    // 1 is the first line
	What string // what is wrong, and what would be right
}

// Faults is the error that a bad configuration file gives: all that is wrong in it, by line.
type Faults struct {
	File string
	List []Fault
}

// Error has one line for each fault, in the form "file:line: what".
func (f *Faults) Error() string {
	lines := make([]string, len(f.List))
	for i, fault := range f.List {
		lines[i] = fmt.Sprintf("%s:%d: %s", f.File, fault.Line, fault.What)
	}
	return strings.Join(lines, "\n")
}

// Schema is the JSON Schema of the configuration file, indented.
func Schema() ([]byte, error) {
	r := reflector.Reflector{Anonymous: true, DoNotReference: true}
	schema := r.ReflectFromType(reflect.TypeFor[Config]())
	schema.Title = "Configuration of Mingjing (mingjing.yaml)"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	return append(text, '\n'), nil
}

// parse reads a file. Faults come sorted by line; with any there is no configuration.
func parse(data []byte, getenv func(string) string) (*Config, []Fault) {
	switch {
	case len(data) > MaxSize:
		return nil, []Fault{{1, fmt.Sprintf("the file is too large; at most %d KiB are read", MaxSize>>10)}}
	case !utf8.Valid(data):
		return nil, []Fault{{1, "the text is not UTF-8; save the file as UTF-8"}}
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, []Fault{syntax(err)}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil || file.Docs[0].Body.Type() != ast.MappingType && file.Docs[0].Body.Type() != ast.MappingValueType {
		return nil, []Fault{{1, "want one document of fields, at least `groups:`"}}
	}
	text, err := yaml.YAMLToJSON(data)
	if err != nil {
		return nil, []Fault{syntax(err)}
	}
	d := document{file: file}
	if d.conform(text); len(d.faults) > 0 {
		return nil, d.sorted()
	}
	c := new(Config)
	if err := json.Unmarshal(text, c); err != nil {
		return nil, []Fault{{1, err.Error()}}
	}
	environment(reflect.ValueOf(c).Elem(), getenv)
	c.fill()
	if d.check(c); len(d.faults) > 0 {
		return nil, d.sorted()
	}
	return c, nil
}

// environment sets the fields that name a variable which is set.
func environment(v reflect.Value, getenv func(string) string) {
	for i := range v.NumField() {
		field, typ := v.Field(i), v.Type().Field(i)
		if field.Kind() == reflect.Struct {
			environment(field, getenv)
		}
		if name := typ.Tag.Get("env"); name != "" {
			if value := getenv(name); value != "" {
				field.SetString(value)
			}
		}
	}
}

func syntax(err error) Fault {
	f := Fault{1, err.Error()}
	var at *yaml.SyntaxError
	if errors.As(err, &at) {
		f.What = at.GetMessage()
		if t := at.GetToken(); t != nil && t.Position != nil {
			f.Line = t.Position.Line
		}
	}
	f.What, _, _ = strings.Cut(f.What, "\n")
	f.What = "this is not YAML: " + f.What
	return f
}

// document is a parsed file and what is wrong in it.
type document struct {
	file   *ast.File
	faults []Fault
}

func (d *document) sorted() []Fault {
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What)) })
	return d.faults
}

// fault notes what is wrong at the place, whose steps are keys and indexes.
func (d *document) fault(at []string, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if len(at) > 0 {
		what = strings.Join(at, ".") + ": " + what
	}
	d.faults = append(d.faults, Fault{d.line(at), what})
}

// line is where the place stands, or the nearest part above it that stands anywhere.
func (d *document) line(at []string) int {
	for n := len(at); n > 0; n-- {
		path := "$"
		for _, step := range at[:n] {
			if _, err := strconv.Atoi(step); err == nil {
				path += "[" + step + "]"
			} else {
				path += ".'" + step + "'"
			}
		}
		p, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		node, err := p.FilterFile(d.file)
		if err != nil || node == nil || node.GetToken() == nil {
			continue
		}
		return node.GetToken().Position.Line
	}
	return 1
}

// conform holds the document to the schema.
func (d *document) conform(text []byte) {
	schema, err := compiled()
	if err != nil {
		d.fault(nil, "%v", err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		d.fault(nil, "%v", err)
		return
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(value); errors.As(err, &invalid) {
		d.leaves(invalid)
	} else if err != nil {
		d.fault(nil, "%v", err)
	}
}

func (d *document) leaves(e *jsonschema.ValidationError) {
	if len(e.Causes) == 0 {
		d.fault(e.InstanceLocation, "%s", e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
	}
	for _, cause := range e.Causes {
		d.leaves(cause)
	}
}

func compiled() (*jsonschema.Schema, error) {
	text, err := Schema()
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("mingjing.schema.json", doc); err != nil {
		return nil, err
	}
	return compiler.Compile("mingjing.schema.json")
}
