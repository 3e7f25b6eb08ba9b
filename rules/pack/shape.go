package pack

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"mingjing/audit"
)

// shapeCheck compares a file with the struct it is read into and tells every difference, where the
// YAML library would stop at the first.
type shapeCheck struct {
	file   string
	faults Faults
	known  map[reflect.Type]fieldList
}

func (c *shapeCheck) fault(node ast.Node, right, what string, args ...any) {
	c.faults = append(c.faults, Fault{File: c.file, Line: lineOf(node), What: fmt.Sprintf(what, args...), Right: right})
}

var dateType = reflect.TypeFor[audit.Date]()

// node checks the value of the named field.
func (c *shapeCheck) node(node ast.Node, t reflect.Type, name string) {
	if name == "" {
		name = "the file"
	}
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode:
		c.fault(node, "each value is written out", "%s is %s", name, kindOf(node))
		return
	}
	switch {
	case t == dateType:
		text, ok := node.(*ast.StringNode)
		if !ok {
			c.fault(node, "a day in the form 2006-01-02 is wanted", "%s is %s", name, kindOf(node))
		} else if _, err := audit.ParseDate(text.Value); err != nil {
			c.fault(node, "a day in the form 2006-01-02 is wanted", "%s is %q", name, text.Value)
		}
	case t.Kind() == reflect.Struct:
		c.fields(node, t, name)
	case t.Kind() == reflect.Map:
		if !isMapping(node) {
			c.fault(node, "names with values are wanted", "%s is %s", name, kindOf(node))
			return
		}
		for _, pair := range pairs(node) {
			c.node(pair.Value, t.Elem(), name+"."+keyOf(pair))
		}
	case t.Kind() == reflect.Slice:
		list, ok := node.(*ast.SequenceNode)
		if !ok {
			c.fault(node, "a list is wanted", "%s is %s", name, kindOf(node))
			return
		}
		for _, value := range list.Values {
			c.node(value, t.Elem(), name)
		}
	default:
		c.scalar(node, t.Kind(), name)
	}
}

func (c *shapeCheck) fields(node ast.Node, t reflect.Type, name string) {
	fields := c.fieldsOf(t)
	if !isMapping(node) {
		c.fault(node, "fields are wanted: "+fields.names(), "%s is %s", name, kindOf(node))
		return
	}
	seen := make([]bool, len(fields))
	for _, pair := range pairs(node) {
		key := keyOf(pair)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key })
		switch {
		case i < 0:
			c.fault(pair.Key, "the fields are "+fields.names(), "unknown field %s", key)
			continue
		case seen[i]:
			c.fault(pair.Key, "each field stands once", "%s stands there twice", key)
			continue
		}
		seen[i] = true
		c.node(pair.Value, fields[i].of, key)
	}
	for i, f := range fields {
		if !f.optional && !seen[i] {
			c.fault(node, "it must be there", "%s is missing in %s", f.name, name)
		}
	}
}

// field is a field of a struct that a file may set.
type field struct {
	name     string
	optional bool
	of       reflect.Type
}

type fieldList []field

func (l fieldList) names() string {
	names := make([]string, len(l))
	for i, f := range l {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

// fieldsOf lists the fields of a struct, in its order.
func (c *shapeCheck) fieldsOf(t reflect.Type) fieldList {
	if list, ok := c.known[t]; ok {
		return list
	}
	var list fieldList
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			list = append(list, field{name, options == "omitempty", f.Type})
		}
	}
	if c.known == nil {
		c.known = make(map[reflect.Type]fieldList)
	}
	c.known[t] = list
	return list
}

func (c *shapeCheck) scalar(node ast.Node, kind reflect.Kind, name string) {
	switch kind {
	case reflect.String:
		switch node.(type) {
		case *ast.StringNode, *ast.LiteralNode:
		default:
			c.fault(node, "text is wanted; put it in quotes", "%s is %s", name, kindOf(node))
		}
	case reflect.Bool:
		if _, ok := node.(*ast.BoolNode); !ok {
			c.fault(node, "true or false is wanted", "%s is %s", name, kindOf(node))
		}
	case reflect.Int:
		if _, ok := node.(*ast.IntegerNode); !ok {
			c.fault(node, "a whole number is wanted", "%s is %s", name, kindOf(node))
		}
	case reflect.Float64:
		switch node.(type) {
		case *ast.IntegerNode, *ast.FloatNode:
		default:
			c.fault(node, "a number is wanted", "%s is %s", name, kindOf(node))
		}
	}
}

func isMapping(node ast.Node) bool {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// kindOf says in words what a node is.
func kindOf(node ast.Node) string {
	switch node := node.(type) {
	case *ast.NullNode:
		return "empty"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a set of fields"
	case *ast.SequenceNode:
		return "a list"
	case *ast.IntegerNode, *ast.FloatNode:
		return "the number " + node.String()
	case *ast.BoolNode:
		return node.String()
	case *ast.StringNode:
		return fmt.Sprintf("the text %q", node.Value)
	case *ast.LiteralNode:
		return "a text"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor or a reference"
	}
	return "of another kind"
}
