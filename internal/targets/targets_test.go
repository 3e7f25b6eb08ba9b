package targets

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

func TestRead(t *testing.T) {
	const file = "\uFEFF" + `# 泰安市
city: 泰安市
sites:
  - id: daiyue
    name: 岱岳区
    home: HTTPS://WWW.Example.gov.cn
    hosts: [zwgk.example.gov.cn, "203.0.113.7:8080", "[2001:db8::1]:81", 2001:db8::2]
    townships:
      - 粥店街道
      - 天平街道
  - {id: 007, name: 高新区, kind: zone, home: "http://gxq.example.gov.cn:8080/index.html"}
`
	got, err := Read("targets.yaml", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := &Targets{City: "泰安市", Sites: []audit.Site{
		{
			ID: "daiyue", Name: "岱岳区", City: "泰安市", Kind: audit.County, Home: "https://www.example.gov.cn/",
			Hosts:     []string{"zwgk.example.gov.cn", "203.0.113.7:8080", "[2001:db8::1]:81", "[2001:db8::2]"},
			Townships: []string{"粥店街道", "天平街道"},
		},
		{ID: "007", Name: "高新区", City: "泰安市", Kind: audit.Zone, Home: "http://gxq.example.gov.cn:8080/index.html"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Each file of testdata/bad has the faults of the .want file beside it, to the word.
func TestReadFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/bad: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Read("targets.yaml", strings.NewReader(string(data)))
			var faults *Faults
			if !errors.As(err, &faults) {
				t.Fatalf("error %v, want faults", err)
			}
			got := err.Error() + "\n"
			golden := strings.TrimSuffix(file, ".yaml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadTooLarge(t *testing.T) {
	_, err := Read("targets.yaml", strings.NewReader(strings.Repeat("# 泰安\n", MaxSize/8)))
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("error %v, want one that says the file is too large", err)
	}
}

func TestSelect(t *testing.T) {
	file := &Targets{Sites: []audit.Site{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	ids := func(sites []audit.Site) (s string) {
		for _, site := range sites {
			s += site.ID
		}
		return s
	}
	for _, test := range []struct {
		ask  []string
		want string
	}{
		{nil, "abc"},
		{[]string{"c", "a", "c"}, "ac"},
	} {
		got, err := file.Select(test.ask)
		if err != nil || ids(got) != test.want {
			t.Errorf("Select(%v) = %s, %v; want %s", test.ask, ids(got), err, test.want)
		}
	}
	_, err := file.Select([]string{"a", "d"})
	var none *NoSiteError
	if !errors.As(err, &none) || none.ID != "d" || none.Hint() != "its sites are: a b c" {
		t.Errorf("Select of an unknown site: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, data string) {
		got, err := Read("t", strings.NewReader(data))
		if (got == nil) == (err == nil) {
			t.Fatalf("targets %v and error %v", got, err)
		}
		if got == nil {
			return
		}
		for _, site := range got.Sites {
			if site.ID == "" || site.Name == "" || site.Home == "" || !site.Owns(site.Home) {
				t.Errorf("accepted %+v", site)
			}
		}
	})
}
