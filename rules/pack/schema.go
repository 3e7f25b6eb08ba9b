package pack

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// Schema is the JSON Schema of the files of a pack, indented. Each kind of file is one of its
// definitions: PackFile, AnnexFile, Domain, CalendarFile. It describes the form; what goes beyond
// the form (weights, names that clash) only [Load] checks.
func Schema() ([]byte, error) {
	root := &jsonschema.Schema{
		Version:     jsonschema.Version,
		Title:       "Files of a Mingjing rule pack",
		Definitions: jsonschema.Definitions{},
	}
	for _, file := range []struct {
		tag string
		v   any
	}{{"yaml", packFile{}}, {"yaml", annexFile{}}, {"yaml", Domain{}}, {"json", calendar.File{}}} {
		r := jsonschema.Reflector{FieldNameTag: file.tag, Anonymous: true, Mapper: mapDate, Namer: nameOf}
		s := r.ReflectFromType(reflect.TypeOf(file.v))
		for name, definition := range s.Definitions {
			root.Definitions[name] = definition
		}
		root.AnyOf = append(root.AnyOf, &jsonschema.Schema{Ref: s.Ref})
	}
	describe(root.Definitions)
	body, err := json.Marshal(root)
	if err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", "  "); err != nil {
		return nil, err
	}
	indented.WriteByte('\n')
	return indented.Bytes(), nil
}

func mapDate(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[audit.Date]() {
		return nil
	}
	return &jsonschema.Schema{Type: "string", Format: "date"}
}

func nameOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[packFile]():
		return "PackFile"
	case reflect.TypeFor[annexFile]():
		return "AnnexFile"
	case reflect.TypeFor[calendar.File]():
		return "CalendarFile"
	}
	return t.Name()
}

// describe fills in what the structs cannot say: the names of rules and of patterns.
func describe(definitions jsonschema.Definitions) {
	if rule := definitions["Rule"]; rule != nil {
		if id, ok := rule.Properties.Get("id"); ok {
			for _, name := range RuleIDs() {
				id.Enum = append(id.Enum, name)
			}
		}
	}
	main := definitions["PackFile"]
	if main == nil {
		return
	}
	patterns := jsonschema.NewProperties()
	for _, p := range patternNames {
		patterns.Set(p.name, &jsonschema.Schema{
			Type: "array", Items: &jsonschema.Schema{Type: "string"}, MinItems: new(uint64(1)), Description: p.tells,
		})
	}
	main.Properties.Set("patterns", &jsonschema.Schema{
		Type: "object", Properties: patterns, Required: PatternNames(), AdditionalProperties: jsonschema.FalseSchema,
		Description: "words by which things are known; one of a name's patterns must match",
	})
}
