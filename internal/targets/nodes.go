package targets

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// mapping returns the fields of a mapping by name. Fields that are not known or given twice are faults.
func (d *decoder) mapping(node ast.Node, what string, known []string) (map[string]ast.Node, bool) {
	var values []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		d.fault(lineOf(node), fmt.Sprintf("%s is %s", what, kindOf(node)), "fields are wanted: "+strings.Join(known, ", "))
		return nil, false
	}
	fields := make(map[string]ast.Node, len(values))
	for _, v := range values {
		key, ok := scalar(v.Key)
		switch {
		case !ok:
			d.fault(lineOf(v.Key), "a field's name must be plain text", "the fields are "+strings.Join(known, ", "))
		case !contains(known, key):
			d.fault(lineOf(v.Key), fmt.Sprintf("unknown field `%s`", key), suggestion(key, known))
		case fields[key] != nil:
			d.fault(lineOf(v.Key), fmt.Sprintf("`%s` stands twice", key), fmt.Sprintf("it stands on line %d already", lineOf(fields[key])))
		default:
			fields[key] = v.Value
		}
	}
	return fields, true
}

// sequence returns the items of a list. A field that is not given is an empty list; nil is a fault's answer.
func (d *decoder) sequence(node ast.Node, name, want string) []ast.Node {
	switch n := node.(type) {
	case nil:
		return nil
	case *ast.SequenceNode:
		return append([]ast.Node{}, n.Values...)
	default:
		d.fault(lineOf(node), fmt.Sprintf("`%s` is %s", name, kindOf(node)), want)
		return nil
	}
}

// text returns a scalar as it was written. A field that is not given is empty.
func (d *decoder) text(node ast.Node, name, want string) string {
	if node == nil {
		return ""
	}
	s, ok := scalar(node)
	if s = strings.TrimSpace(s); !ok || s == "" {
		d.fault(lineOf(node), fmt.Sprintf("`%s` is %s", name, kindOf(node)), want)
	}
	return s
}

// scalar is the text of a scalar as it was written, so that an id 007 or no stays what it is.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func kindOf(node ast.Node) string {
	switch node.(type) {
	case *ast.NullNode:
		return "empty"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode, *ast.MergeKeyNode:
		return "an anchor, alias or tag, which are not used here"
	}
	if s, ok := scalar(node); ok && strings.TrimSpace(s) == "" {
		return "empty"
	}
	return "a single value"
}

func lineOf(node ast.Node) int {
	var t *token.Token
	switch n := node.(type) {
	case nil:
		return 1
	case *ast.MappingNode:
		// The token of a block mapping is its first colon; its first key may stand on an earlier line.
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return lineOf(n.Values[0].Key)
		}
		t = n.GetToken()
	case *ast.MappingValueNode:
		return lineOf(n.Key)
	default:
		t = n.GetToken()
	}
	if t == nil || t.Position == nil {
		return 1
	}
	return t.Position.Line
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// suggestion names the known field that the unknown one most likely stands for, or all of them.
func suggestion(key string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if n := distance(strings.ToLower(key), k); n < least {
			best, least = k, n
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean `%s`?", best)
	}
	return "the fields are " + strings.Join(known, ", ")
}

// distance is the number of letters to insert, drop or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
