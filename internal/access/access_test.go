package access

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"mingjing/internal/config"
)

func open(t *testing.T, public bool, now func() time.Time) *Access {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte("right"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "web.yaml")
	text := fmt.Sprintf("basic_auth_users:\n  zhang: %s\n  daiyue: %s\n  guest: %s\n", hash, hash, hash)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Open(&config.Config{WebConfig: file, Listen: "0.0.0.0:80", Public: public, Users: map[string]config.User{
		"zhang": {Role: config.Assessor}, "daiyue": {Role: config.County, Sites: []string{"daiyue"}},
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func refuse(w http.ResponseWriter, _ *http.Request, code int) { w.WriteHeader(code) }

func TestHandler(t *testing.T) {
	const show = "name %q, role %s, sees all %v, sees daiyue %v, answers daiyue %v, answers ningyang %v, decides %v"
	for _, test := range []struct {
		name           string
		public         bool
		user, password string
		path           string
		code           int
		want           string
	}{
		{"assessor", false, "zhang", "right", "/", 200, `name "zhang", role assessor, sees all true, sees daiyue true, answers daiyue true, answers ningyang true, decides true`},
		{"county", false, "daiyue", "right", "/", 200, `name "daiyue", role county, sees all false, sees daiyue true, answers daiyue true, answers ningyang false, decides false`},
		{"without a role", false, "guest", "right", "/", 200, `name "guest", role viewer, sees all true, sees daiyue true, answers daiyue false, answers ningyang false, decides false`},
		{"wrong password", false, "zhang", "wrong", "/", 401, ""},
		{"unknown user", false, "nobody", "right", "/", 401, ""},
		{"visitor", false, "", "", "/", 401, ""},
		{"visitor to public pages", true, "", "", "/", 200, `name "", role viewer, sees all true, sees daiyue true, answers daiyue false, answers ningyang false, decides false`},
		{"visitor who wants to log in", true, "", "", "/login", 401, ""},
		{"wrong password on public pages", true, "zhang", "wrong", "/", 401, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, test.public, time.Now)
			handler := a.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				p := Of(r.Context())
				fmt.Fprintf(w, show, p.Name, p.Role, p.MaySee(""), p.MaySee("daiyue"), p.MayAnswer("daiyue"), p.MayAnswer("ningyang"), p.MayDecide())
			}), "/login", refuse)
			r := httptest.NewRequest(http.MethodGet, test.path, nil)
			if test.user != "" {
				r.SetBasicAuth(test.user, test.password)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.code || test.code == 200 && w.Body.String() != test.want {
				t.Errorf("%d %s\nwant %d %s", w.Code, w.Body, test.code, test.want)
			}
		})
	}
}

// After five wrong passwords the address has to wait, also with the right one; others don't.
func TestTooManyWrongPasswords(t *testing.T) {
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	a := open(t, false, func() time.Time { return now })
	try := func(address, password string) error {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = address
		r.SetBasicAuth("zhang", password)
		_, err := a.Who(r)
		return err
	}
	for range burst {
		if err := try("192.0.2.1:1000", "wrong"); !errors.Is(err, ErrWrong) {
			t.Fatal(err)
		}
	}
	if err := try("192.0.2.1:1001", "right"); !errors.Is(err, ErrTooMany) {
		t.Errorf("after too many wrong passwords: %v", err)
	}
	if err := try("192.0.2.2:1000", "right"); err != nil {
		t.Errorf("from another address: %v", err)
	}
	now = now.Add(pause)
	if err := try("192.0.2.1:1002", "right"); err != nil && !errors.Is(err, ErrWrong) {
		t.Errorf("after a pause: %v", err)
	}
}

// A form that another site sends is refused.
func TestForeignForm(t *testing.T) {
	a, err := Open(&config.Config{Listen: "127.0.0.1:8080"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	handler := a.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "/login", refuse)
	for origin, code := range map[string]int{"http://evil.example": 403, "http://127.0.0.1:8080": 200} {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/scans", strings.NewReader("site=a"))
		r.Header.Set("Origin", origin)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != code {
			t.Errorf("from %s: %d, want %d", origin, w.Code, code)
		}
	}
}

// Without passwords a foreign name that was made to lead to this machine is not answered.
func TestForeignName(t *testing.T) {
	a, err := Open(&config.Config{Listen: "127.0.0.1:8080"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	handler := a.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "/login", refuse)
	for host, code := range map[string]int{"127.0.0.1:8080": 200, "localhost": 200, "[::1]": 200, "[::1]:8080": 200, "evil.example:8080": 421} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != code {
			t.Errorf("%s: %d, want %d", host, w.Code, code)
		}
	}
}

func TestOpen(t *testing.T) {
	for _, test := range []struct {
		name   string
		config config.Config
		want   string
	}{
		{"loopback", config.Config{Listen: "127.0.0.1:8080"}, ""},
		{"loopback by name", config.Config{Listen: "localhost:8080"}, ""},
		{"open to all", config.Config{Listen: ":8080"}, "others than this machine can reach it"},
		{"public", config.Config{Listen: ":8080", Public: true}, ""},
		{"no such file", config.Config{Listen: ":8080", WebConfig: "nothing.yaml"}, "web configuration nothing.yaml: "},
	} {
		_, err := Open(&test.config, time.Now)
		switch {
		case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// Roles are those of the configuration that was read last; one that names a user without a password changes nothing.
func TestConfigure(t *testing.T) {
	a := open(t, false, time.Now)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetBasicAuth("zhang", "right")
	role := func() config.Role {
		t.Helper()
		p, err := a.Who(r)
		if err != nil {
			t.Fatal(err)
		}
		return p.Role
	}
	if err := a.Configure(&config.Config{Users: map[string]config.User{"nobody": {Role: config.Assessor}}}); err == nil || role() != config.Assessor {
		t.Errorf("%v, %s", err, role())
	}
	if err := a.Configure(&config.Config{}); err != nil || role() != config.Viewer {
		t.Errorf("%v, %s", err, role())
	}
}

// A changed file counts from the next request on.
func TestReload(t *testing.T) {
	a := open(t, false, time.Now)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetBasicAuth("zhang", "right")
	if _, err := a.Who(r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.path, []byte("basic_auth_users: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(a.path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Who(r); !errors.Is(err, ErrWrong) {
		t.Errorf("a user who was removed: %v", err)
	}
}
