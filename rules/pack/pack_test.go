package pack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mingjing/rules/limit"
	"mingjing/rules/pack"
	"mingjing/rules/packs"
)

var update = flag.Bool("update", false, "write the golden files anew")

// good is the smallest sound pack.
func good(t testing.TB) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/good.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, file := range archive.Files {
		fsys["p/"+file.Name] = &fstest.MapFile{Data: file.Data}
	}
	return fsys
}

func TestLoadGood(t *testing.T) {
	p, err := pack.Load(good(t), "p")
	if err != nil {
		t.Fatal(err)
	}
	relief, ok := p.Domain("disaster-relief")
	if !ok || relief.AnnexRow != 2 || !slices.Equal(relief.Departments, []string{"市应急局", "市民政局"}) {
		t.Errorf("disaster-relief = %+v, %v; want row 2 and its departments", relief, ok)
	}
	safety, _ := p.Domain("work-safety")
	if !slices.Contains(safety.Aliases, "安全生产和救灾") {
		t.Errorf("aliases of work-safety are %v; the shared one is missing", safety.Aliases)
	}
	if p.Domains[0].ID != "work-safety" {
		t.Errorf("first domain is %s, want the order of the annex", p.Domains[0].ID)
	}
	if !p.IsLasting(pack.Fold("办事 指南（2024版）")) || p.IsLasting("行政处罚") {
		t.Error("lasting: want 办事指南 and not 行政处罚")
	}
	for score, want := range map[float64]string{100: "A", 90: "A", 89.9: "B", 0: "B"} {
		if got := p.Grade(score); got != want {
			t.Errorf("Grade(%v) = %q, want %q", score, got, want)
		}
	}
}

// TestLoadBad changes the good pack as each archive of testdata/bad says, and compares the faults.
// A section "change FILE" has what is to be replaced, a line =>, and what takes its place; "remove
// FILE" takes a file away; any other section is a file more.
func TestLoadBad(t *testing.T) {
	archives, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no bad packs: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys := good(t)
			faults := -1
			for i, file := range archive.Files {
				action, target, _ := strings.Cut(file.Name, " ")
				switch {
				case file.Name == "faults":
					faults = i
				case action == "remove":
					delete(fsys, "p/"+target)
				case action == "change":
					fsys["p/"+target] = change(t, fsys["p/"+target], string(file.Data))
				default:
					fsys["p/"+file.Name] = &fstest.MapFile{Data: file.Data}
				}
			}
			if faults < 0 {
				t.Fatal("no section faults")
			}
			_, err = pack.Load(fsys, "p")
			var list pack.Faults
			if !errors.As(err, &list) {
				t.Fatalf("error is %v, want faults", err)
			}
			got := err.Error() + "\n"
			if *update {
				archive.Files[faults].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[faults].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func change(t *testing.T, file *fstest.MapFile, edit string) *fstest.MapFile {
	t.Helper()
	old, replacement, _ := strings.Cut(edit, "=>\n")
	if replacement != "" {
		old, replacement = strings.TrimSuffix(old, "\n"), strings.TrimSuffix(replacement, "\n")
	}
	if !bytes.Contains(file.Data, []byte(old)) {
		t.Fatalf("nothing to change: %q", old)
	}
	return &fstest.MapFile{Data: []byte(strings.Replace(string(file.Data), old, replacement, 1))}
}

// TestBuiltin holds that every pack of the program is sound and what the plan of 2020 asks for.
func TestBuiltin(t *testing.T) {
	for _, id := range pack.BuiltinIDs() {
		p, err := pack.Builtin(id)
		if err != nil {
			t.Fatal(err)
		}
		if p.ID != id {
			t.Errorf("pack in folder %s has the id %s", id, p.ID)
		}
	}
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Domains) != 26 || len(p.Annex) != 20 || len(p.Dimensions) != 8 {
		t.Errorf("%d domains, %d rows, %d dimensions; want 26, 20, 8", len(p.Domains), len(p.Annex), len(p.Dimensions))
	}
	var ids []string
	for _, r := range p.Rules {
		ids = append(ids, r.ID)
	}
	if diff := cmp.Diff(pack.RuleIDs(), ids); diff != "" {
		t.Error("rules of the pack, in order:\n", diff)
	}
	verified, limits := 0, 0
	for _, d := range p.Domains {
		for _, item := range d.Items {
			if item.Verified {
				verified++
			}
			if l, err := limit.Parse(item.TimeLimit); err == nil && l.Kind == limit.Within {
				limits++
			}
		}
	}
	if verified != 252 || limits < 300 {
		t.Errorf("%d verified items, %d with a limit to count by; want 252 and over 300", verified, limits)
	}
	if _, err := pack.Builtin("taian-2019"); err == nil || err.Error() != `no rule pack "taian-2019"; the built-in packs are taian-2020` {
		t.Errorf("a pack that is not there: %v", err)
	}
}

func TestSchemaGolden(t *testing.T) {
	got, err := pack.Schema()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/schema.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestSchemaHolds checks the files of the built-in packs by the schema, each by its own definition.
func TestSchemaHolds(t *testing.T) {
	body, err := pack.Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("pack.json", document); err != nil {
		t.Fatal(err)
	}
	definition := func(name string) string {
		switch {
		case strings.HasSuffix(name, "/pack.yaml"):
			return "PackFile"
		case strings.HasSuffix(name, "/annex.yaml"):
			return "AnnexFile"
		}
		return "Domain"
	}
	err = fs.WalkDir(packs.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(packs.Files, name)
		if err != nil {
			return err
		}
		converted, err := yaml.YAMLToJSON(text)
		if err != nil {
			return err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(converted))
		if err != nil {
			return err
		}
		schema, err := compiler.Compile("pack.json#/$defs/" + definition(name))
		if err != nil {
			return err
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(body) {
		t.Error("the schema is no JSON")
	}
}

func FuzzLoad(f *testing.F) {
	for name, file := range good(f) {
		f.Add(strings.TrimPrefix(name, "p/"), string(file.Data))
	}
	f.Add("pack.yaml", "id: &a [*a]\n")
	f.Add("catalogue/work-safety.yaml", "- - - ? : |\n  >")
	f.Fuzz(func(t *testing.T, name, body string) {
		fsys := good(t)
		if _, ok := fsys["p/"+name]; !ok {
			name = "pack.yaml"
		}
		fsys["p/"+name] = &fstest.MapFile{Data: []byte(body)}
		p, err := pack.Load(fsys, "p")
		if (p == nil) != (err != nil) {
			t.Errorf("pack %v, error %v", p, err)
		}
		var list pack.Faults
		if err != nil && !errors.As(err, &list) {
			t.Errorf("error %v is no list of faults", err)
		}
	})
}

func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := pack.Builtin("taian-2020"); err != nil {
			b.Fatal(err)
		}
	}
}
