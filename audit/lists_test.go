package audit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// Lists of a closed set name every constant of its type but the empty one.
func TestLists(t *testing.T) {
	for _, test := range []struct {
		file, of string
		list     []string
	}{
		{"finding.go", "Status", names(Statuses())},
		{"guide.go", "Stopped", names(Stops())},
		{"page.go", "TroubleKind", names(Troubles())},
	} {
		want := constants(t, test.file, test.of)
		if !slices.Equal(test.list, want) {
			t.Errorf("%s: listed %q, declared %q", test.of, test.list, want)
		}
	}
}

func names[T ~string](list []T) (out []string) {
	for _, name := range list {
		out = append(out, string(name))
	}
	return out
}

func constants(t *testing.T, file, of string) (values []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); ok && id.Name == of && len(spec.Values) == 1 {
			literal, _ := spec.Values[0].(*ast.BasicLit)
			if value, err := strconv.Unquote(literal.Value); err == nil && value != "" {
				values = append(values, value)
			}
		}
		return true
	})
	return values
}
