package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds the size of a file of a pack.
const maxFile = 4 << 20

// source is a file that was read, kept so that faults can be told with their lines.
type source struct {
	name string
	root ast.Node
}

// readYAML reads a file into v, a pointer to a struct. Where the file does not have the form of v
// the faults say so, and v is not filled.
func readYAML(fsys fs.FS, name string, v any) (source, Faults) {
	s := source{name: name}
	body, err := fs.ReadFile(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, Faults{{File: name, What: "is missing", Right: "a pack has pack.yaml, annex.yaml and catalogue/*.yaml"}}
	case err != nil:
		return s, Faults{{File: name, What: err.Error()}}
	case len(body) > maxFile:
		return s, Faults{{File: name, What: fmt.Sprintf("has %d bytes", len(body)), Right: fmt.Sprintf("at most %d", maxFile)}}
	}
	file, err := parser.ParseBytes(body, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return s, Faults{syntaxFault(name, err)}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return s, Faults{{File: name, Line: 1, What: fmt.Sprintf("holds %d documents", len(file.Docs)), Right: "one is wanted"}}
	}
	s.root = file.Docs[0].Body
	check := shapeCheck{file: name}
	check.node(s.root, reflect.TypeOf(v).Elem(), "")
	if len(check.faults) > 0 {
		return s, check.faults
	}
	if err := yaml.NodeToValue(s.root, v, yaml.Strict()); err != nil {
		return s, Faults{syntaxFault(name, err)}
	}
	return s, nil
}

// syntaxFault turns an error of the YAML library into a fault.
func syntaxFault(name string, err error) Fault {
	f := Fault{File: name, What: err.Error()}
	var located yaml.Error
	if errors.As(err, &located) {
		f.What = located.GetMessage()
		if tk := located.GetToken(); tk != nil && tk.Position != nil {
			f.Line = tk.Position.Line
		}
	}
	f.What, _, _ = strings.Cut(f.What, "\n")
	return f
}

// line is the line of what stands under the keys (names of fields and positions in lists), or of
// the innermost thing on the way that is there.
func (s source) line(keys ...any) int {
	node, line := s.root, 1
	for _, key := range keys {
		child, at := step(node, key)
		if child == nil {
			break
		}
		node, line = child, at
	}
	return line
}

// keys are the names of the fields that stand under the keys.
func (s source) keys(path ...any) []string {
	node := s.root
	for _, key := range path {
		if node, _ = step(node, key); node == nil {
			return nil
		}
	}
	var names []string
	for _, pair := range pairs(node) {
		names = append(names, keyOf(pair))
	}
	return names
}

// step goes from a node to its child and says on which line that begins.
func step(node ast.Node, key any) (ast.Node, int) {
	switch key := key.(type) {
	case string:
		for _, pair := range pairs(node) {
			if keyOf(pair) == key {
				return pair.Value, lineOf(pair.Key)
			}
		}
	case int:
		if list, ok := node.(*ast.SequenceNode); ok && key < len(list.Values) {
			return list.Values[key], lineOf(list.Values[key])
		}
	}
	return nil, 0
}

func pairs(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}

func keyOf(pair *ast.MappingValueNode) string {
	if text, ok := pair.Key.(*ast.StringNode); ok {
		return text.Value
	}
	return pair.Key.String()
}

// lineOf is the line on which a node begins; for a mapping that is its first key's.
func lineOf(node ast.Node) int {
	if all := pairs(node); len(all) > 0 {
		return lineOf(all[0].Key)
	}
	if tk := node.GetToken(); tk != nil && tk.Position != nil {
		return tk.Position.Line
	}
	return 1
}
