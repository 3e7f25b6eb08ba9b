package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

func none(string) string { return "" }

// A good file is read with its defaults; beside it stands how.
func TestGood(t *testing.T) {
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c, faults := parse(data, none)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			got, err := yaml.MarshalWithOptions(c, yaml.UseJSONMarshaler())
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".yaml") + ".golden"
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
		})
	}
}

// The first line of a bad file says what is told of it.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			want := name + ":" + strings.TrimPrefix(first, "# want ")
			if _, err = ReadFile(name, none); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// The environment stands above the file, and secrets are not printed.
func TestEnvironment(t *testing.T) {
	env := map[string]string{"MINGJING_DATABASE": "postgres://x", "MINGJING_SMTP_PASSWORD": "hush", "MINGJING_WEBHOOK": "https://example.org/"}
	c, err := ReadFile("testdata/good/whole.yaml", func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if c.Database != "postgres://x" || c.Notify.Webhook != "https://example.org/" || string(c.Notify.SMTP.Password) != "hush" {
		t.Errorf("database %s, webhook %s", c.Database, c.Notify.Webhook)
	}
	if printed := c.Notify.SMTP.Password.String(); printed != "(secret)" {
		t.Errorf("the password prints as %s", printed)
	}
}

// Paths are taken from the folder of the file, URLs are left alone.
func TestPaths(t *testing.T) {
	c, err := ReadFile("testdata/good/small.yaml", none)
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		c.Database: "testdata/good/mingjing.db", c.Data: "testdata/good/data", c.Groups[0].Targets: "testdata/good/targets.yaml",
	} {
		if got != filepath.FromSlash(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, faults := parse(data, none)
		if (c == nil) != (len(faults) > 0) {
			t.Fatalf("configuration %v, faults %v", c, faults)
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.What == "" {
				t.Errorf("fault %+v", fault)
			}
		}
	})
}
