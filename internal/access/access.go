// Package access says who a request comes from and what they may do.
//
// Passwords and TLS stand in the web configuration file of the Prometheus ecosystem (exporter-toolkit), roles in the
// program's own configuration. Users log in by HTTP basic authentication. Without a web configuration file whoever
// reaches the server is an assessor; [Open] therefore allows that on loopback addresses only, unless the pages are public
// and then for reading alone.
package access

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/exporter-toolkit/web"
	"go.yaml.in/yaml/v2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/time/rate"

	"mingjing/internal/config"
)

// Principal is who a request comes from. A visitor to public pages is a viewer without a name.
type Principal struct {
	Name  string
	Role  config.Role
	Sites []string // of a county
}

// MaySee reports whether the principal may read the findings of a site; the empty id stands for all sites together.
func (p Principal) MaySee(site string) bool {
	switch p.Role {
	case config.Viewer, config.Assessor:
		return true
	case config.County:
		return slices.Contains(p.Sites, site)
	default:
		return false
	}
}

// MayAnswer reports whether the principal may object to findings of a site.
func (p Principal) MayAnswer(site string) bool {
	return p.Role == config.Assessor || p.Role == config.County && slices.Contains(p.Sites, site)
}

// MayDecide reports whether the principal may start scans, decide on objections, waive and judge.
func (p Principal) MayDecide() bool { return p.Role == config.Assessor }

// Local is who everybody is where no passwords are set.
func Local() Principal { return Principal{Name: "local", Role: config.Assessor} }

// Access knows the users. It may be used from several goroutines at once.
type Access struct {
	path  string
	local bool
	now   func() time.Time

	hashing sync.Mutex
	dummy   []byte // a hash to compare with where there is no such user

	mu     sync.Mutex
	users  map[string]config.User
	public bool
	web    web.Config
	read   time.Time         // change time of the file that web was read from
	known  map[[32]byte]bool // user, hash and password that were found right
	tries  map[string]*rate.Limiter
}

// Wrong passwords from one address for one user: a burst of five, then one in ten seconds. At most maxTries such pairs
// are remembered.
const (
	burst    = 5
	pause    = 10 * time.Second
	maxTries = 10000
)

// Open reads the web configuration file that the configuration names.
func Open(c *config.Config, now func() time.Time) (*Access, error) {
	a := &Access{path: c.WebConfig, public: c.Public, now: now, known: make(map[[32]byte]bool), tries: make(map[string]*rate.Limiter)}
	if a.path == "" {
		a.local = loopback(c.Listen)
		if !a.local && !c.Public {
			return nil, fmt.Errorf("listen %s: others than this machine can reach it; want a web_config with passwords, or public: true for reading alone", c.Listen)
		}
		return a, nil
	}
	if err := web.Validate(a.path); err != nil {
		return nil, fmt.Errorf("web configuration %s: %w", a.path, err)
	}
	dummy, err := bcrypt.GenerateFromPassword([]byte("nobody"), bcrypt.DefaultCost)
	if err != nil {
		return nil, fmt.Errorf("web configuration: %w", err)
	}
	a.dummy = dummy
	return a, a.Configure(c)
}

// Configure takes the users with their roles, and whether the pages are public, from another configuration. Where a user has no password it
// is an error, and nothing changes. The web configuration file stays the one named at Open; what stands in it is read anew by itself.
func (a *Access) Configure(c *config.Config) error {
	if a.path != "" {
		if _, err := a.current(); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for name := range c.Users {
		if _, ok := a.web.Users[name]; !ok {
			return fmt.Errorf("web configuration %s: no password for the user %q", a.path, name)
		}
	}
	a.users, a.public = c.Users, c.Public
	return nil
}

// user is the role of a user: a viewer's where the configuration names none.
func (a *Access) user(name string) config.User {
	a.mu.Lock()
	defer a.mu.Unlock()
	if user, ok := a.users[name]; ok {
		return user
	}
	return config.User{Role: config.Viewer}
}

func (a *Access) isPublic() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.public
}

func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// withPort adds a port to a host that has none.
func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err != nil {
		return net.JoinHostPort(strings.Trim(host, "[]"), "80")
	}
	return host
}

// current is the web configuration as its file stands now.
func (a *Access) current() (web.Config, error) {
	info, err := os.Stat(a.path)
	if err != nil {
		return web.Config{}, fmt.Errorf("web configuration: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if info.ModTime().Equal(a.read) {
		return a.web, nil
	}
	text, err := os.ReadFile(a.path)
	if err != nil {
		return web.Config{}, fmt.Errorf("web configuration: %w", err)
	}
	c := web.Config{TLSConfig: web.TLSConfig{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13}}
	if err := yaml.UnmarshalStrict(text, &c); err != nil {
		return web.Config{}, fmt.Errorf("web configuration %s: %w", a.path, err)
	}
	c.TLSConfig.SetDirectory(filepath.Dir(a.path))
	a.web, a.read = c, info.ModTime()
	clear(a.known)
	return c, nil
}

// TLS is how connections are encrypted, nil where they are not. Certificates are read anew for each connection.
func (a *Access) TLS() (*tls.Config, error) {
	if a.path == "" {
		return nil, nil
	}
	now := func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c, err := a.current()
		if err != nil {
			return nil, err
		}
		return web.ConfigToTLSConfig(&c.TLSConfig)
	}
	c, err := a.current()
	if err != nil || !c.TLSConfig.IsEnabled() {
		return nil, err
	}
	first, err := now(nil)
	if err != nil {
		return nil, fmt.Errorf("web configuration %s: %w", a.path, err)
	}
	first.GetConfigForClient = now
	return first, nil
}

// What stands in the way of a log-in.
var (
	ErrWrong   = errors.New("wrong user or password")
	ErrTooMany = errors.New("too many wrong passwords; wait a little")
)

// Who is behind the request: a user, a visitor, or somebody with a wrong password.
func (a *Access) Who(r *http.Request) (Principal, error) {
	if a.local {
		return Local(), nil
	}
	name, password, given := r.BasicAuth()
	if a.path == "" || !given {
		return Principal{}, nil
	}
	c, err := a.current()
	if err != nil {
		return Principal{}, err
	}
	if err := a.password(r, name, password, c); err != nil {
		return Principal{}, err
	}
	user := a.user(name)
	return Principal{Name: name, Role: user.Role, Sites: user.Sites}, nil
}

func (a *Access) password(r *http.Request, name, password string, c web.Config) error {
	hash, exists := c.Users[name]
	if !exists {
		hash = "" // compared all the same, so that the time tells nothing
	}
	key := sha256.Sum256([]byte(name + "\x00" + string(hash) + "\x00" + password))
	tries := a.limiter(r, name)
	a.mu.Lock()
	known := exists && a.known[key]
	a.mu.Unlock()
	if known {
		return nil
	}
	if tries.TokensAt(a.now()) < 1 {
		return ErrTooMany
	}
	stored := []byte(hash)
	if !exists {
		stored = a.dummy
	}
	a.hashing.Lock() // one at a time: comparing is made to cost much
	err := bcrypt.CompareHashAndPassword(stored, []byte(password))
	a.hashing.Unlock()
	if err != nil || !exists {
		tries.AllowN(a.now(), 1)
		return ErrWrong
	}
	a.mu.Lock()
	a.known[key] = true
	a.mu.Unlock()
	return nil
}

// limiter counts the wrong passwords from the request's address for the user.
func (a *Access) limiter(r *http.Request, name string) *rate.Limiter {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	key := host + "\x00" + name
	a.mu.Lock()
	defer a.mu.Unlock()
	if tries := a.tries[key]; tries != nil {
		return tries
	}
	if len(a.tries) >= maxTries {
		clear(a.tries)
	}
	tries := rate.NewLimiter(rate.Every(pause), burst)
	a.tries[key] = tries
	return tries
}

type contextKey struct{}

// Of is who the request of the context comes from.
func Of(ctx context.Context) Principal {
	p, _ := ctx.Value(contextKey{}).(Principal)
	return p
}

// Handler finds out who a request comes from before next sees it, and refuses wrong passwords, forms sent by other
// sites, and, unless the pages are public, visitors. Whoever asks for loginPath without a password is asked for one.
// Refuse answers who is refused, with a status.
func (a *Access) Handler(next http.Handler, loginPath string, refuse func(http.ResponseWriter, *http.Request, int)) http.Handler {
	checked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := a.Who(r)
		switch {
		case a.local && !loopback(withPort(r.Host)):
			refuse(w, r, http.StatusMisdirectedRequest)
		case errors.Is(err, ErrTooMany):
			w.Header().Set("Retry-After", fmt.Sprint(int(pause.Seconds())))
			refuse(w, r, http.StatusTooManyRequests)
		case errors.Is(err, ErrWrong), err == nil && p.Role == "" && a.path != "" && (!a.isPublic() || r.URL.Path == loginPath):
			w.Header().Set("WWW-Authenticate", `Basic realm="Mingjing", charset="UTF-8"`)
			refuse(w, r, http.StatusUnauthorized)
		case err != nil:
			refuse(w, r, http.StatusInternalServerError)
		default:
			if p.Role == "" {
				p.Role = config.Viewer
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, p)))
		}
	})
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { refuse(w, r, http.StatusForbidden) }))
	return protection.Handler(checked)
}
