// Package chromium drives a headless Chromium: it prints pages as PDF, takes pictures of them and runs scripts in them.
//
// [Start] starts a browser with a fresh profile; [Browser.Close], or the end of the context, ends each of its processes
// and removes the profile. What pages may reach is fixed at the start, see [Reach]. The browser is spoken to by a
// pipe: it opens no port.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrMissing says that there is no Chromium on this machine, and how to get it.
var ErrMissing = errors.New("chromium is missing: on Debian, apt-get install chromium fonts-noto-cjk")

// Reach is how far the pages of a browser may go.
type Reach int

// The reaches. Files can be opened with each of them.
const (
	Files    Reach = iota // no network at all
	Loopback              // 127.0.0.1, ::1 and localhost
	Network               // everywhere
)

// Options of a browser.
type Options struct {
	Path      string // of the program; looked for on PATH where it is empty
	Reach     Reach
	NoSandbox bool // as root there is none anyway; wanted in containers without user namespaces
}

// closeTime is how long a browser may take to end by itself before it is killed.
const closeTime = 5 * time.Second

// Browser is a running Chromium. It may be used from several goroutines at once.
type Browser struct {
	ctx   context.Context // of the browser, which lives until it ends
	ended chan struct{}   // closed when nothing is left of it
}

// Find is the path of Chromium: the one given, else the first of its usual names on PATH. The error wraps [ErrMissing].
func Find(path string) (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if path != "" {
		names = []string{path}
	}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("%w (looked for %s)", ErrMissing, strings.Join(names, ", "))
}

// Start starts a browser that lives until it is closed or the context ends.
func Start(ctx context.Context, o Options) (*Browser, error) {
	path, err := Find(o.Path)
	if err != nil {
		return nil, err
	}
	// A browser that is killed leaves files in its temporary folder, so it has one of its own. Its name is short: sockets lie in it.
	temp, err := os.MkdirTemp("", "mingjing-")
	if err != nil {
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	allocator, freeAllocator := chromedp.NewExecAllocator(ctx, append(flags(o), chromedp.ExecPath(path), chromedp.Env("TMPDIR="+temp))...)
	// What goes wrong is told by the actions it breaks.
	browser, free := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	b := &Browser{ctx: browser, ended: make(chan struct{})}
	go func() {
		<-browser.Done()
		free()
		freeAllocator()
		_ = os.RemoveAll(temp)
		close(b.ended)
	}()
	if err := chromedp.Do(browser); err != nil {
		free()
		<-b.ended
		return nil, fmt.Errorf("start %s: %w", path, cause(ctx, err))
	}
	return b, nil
}

func flags(o Options) []chromedp.ExecAllocatorOption {
	all := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	set := func(name string, value any) { all = append(all, chromedp.Flag(name, value)) }
	for _, name := range []string{"disable-gpu", "disable-quic", "disable-component-update", "disable-domain-reliability", "no-pings"} {
		set(name, true)
	}
	set("lang", "zh-CN")
	if o.NoSandbox {
		all = append(all, chromedp.NoSandbox)
	}
	switch o.Reach {
	case Files:
		set("host-resolver-rules", "MAP * ~NOTFOUND")
	case Loopback:
		set("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE ::1, EXCLUDE localhost")
	}
	if o.Reach != Network {
		set("no-proxy-server", true)
		set("force-webrtc-ip-handling-policy", "disable_non_proxied_udp")
	}
	// The environment may hold secrets that no page's browser should carry.
	all = append(all, chromedp.NoInheritEnv)
	for _, name := range []string{"PATH", "HOME", "LANG", "TZ", "XDG_RUNTIME_DIR"} {
		if value, ok := os.LookupEnv(name); ok {
			all = append(all, chromedp.Env(name+"="+value))
		}
	}
	return all
}

// Close ends the browser with all its pages and processes and removes its profile. A browser that has ended is closed.
func (b *Browser) Close() error {
	if b.ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(b.ctx, closeTime)
		defer cancel()
		if err := chromedp.Cancel(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("close chromium: %w", err)
		}
	}
	<-b.ended
	return nil
}

// cause is why an action failed: the end of the caller's context where that came first.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
