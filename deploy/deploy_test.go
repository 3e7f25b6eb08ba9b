package deploy

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"mingjing/internal/config"
	"mingjing/internal/targets"
)

// Every YAML file can be read.
func TestYAML(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".yml" && ext != ".yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var any map[string]any
		if err := yaml.Unmarshal(data, &any); err != nil || len(any) == 0 {
			t.Errorf("%s: %d keys, %v", path, len(any), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The program takes the configuration and the targets that stand ready.
func TestConfig(t *testing.T) {
	c, err := config.ReadFile("config/mingjing.yaml", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range c.Groups {
		data, err := os.ReadFile(group.Targets)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := targets.Read(group.Targets, bytes.NewReader(data)); err != nil {
			t.Error(err)
		}
	}
}

// What compose.yaml mounts from here is here, and every service listens on loopback only.
func TestCompose(t *testing.T) {
	data, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Volumes []string `yaml:"volumes"`
			Ports   []string `yaml:"ports"`
			Depends []string `yaml:"depends_on"`
		} `yaml:"services"`
		Volumes map[string]any `yaml:"volumes"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"mingjing", "prometheus", "grafana"} {
		if _, ok := file.Services[want]; !ok {
			t.Errorf("no service %s", want)
		}
	}
	for name, service := range file.Services {
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if _, named := file.Volumes[from]; named {
				continue
			}
			if _, err := os.Stat(from); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, port := range service.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s listens on %s", name, port)
			}
		}
		for _, other := range service.Depends {
			if _, ok := file.Services[other]; !ok {
				t.Errorf("%s depends on %s", name, other)
			}
		}
	}
}

// systemd finds nothing wrong with the units, with a program in the place of mingjing that is there.
func TestUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	const missing = "systemd-analyze is not installed: apt-get install systemd"
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal(missing)
	case err != nil:
		t.Skip(missing)
	}
	var units []string
	for _, pattern := range []string{"systemd/*.service", "systemd/*.timer"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d units, %v", pattern, len(found), err)
		}
		units = append(units, found...)
	}
	folder := t.TempDir()
	args := []string{"verify", "--man=no"}
	for _, path := range units {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(folder, filepath.Base(path))
		text := strings.ReplaceAll(string(data), "/usr/bin/mingjing ", "/bin/true ")
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, copied)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
