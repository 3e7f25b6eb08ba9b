package chromium_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mingjing/internal/browsertest"
	"mingjing/internal/chromium"
)

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, path := range []string{"", "/nowhere/chromium"} {
		_, err := chromium.Start(t.Context(), chromium.Options{Path: path})
		if !errors.Is(err, chromium.ErrMissing) || !strings.Contains(err.Error(), "apt-get install chromium") {
			t.Errorf("path %q: %v", path, err)
		}
	}
}

// TestNothingStays ends browsers in each way and looks for their processes and profiles.
func TestNothingStays(t *testing.T) {
	for name, end := range map[string]func(*chromium.Browser, context.CancelFunc) error{
		"closed":        func(b *chromium.Browser, _ context.CancelFunc) error { return b.Close() },
		"closed twice":  func(b *chromium.Browser, _ context.CancelFunc) error { return errors.Join(b.Close(), b.Close()) },
		"context ended": func(b *chromium.Browser, cancel context.CancelFunc) error { cancel(); return b.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			temp, err := os.MkdirTemp("", "") // a short path, for Chromium's sockets
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(temp)
			t.Setenv("TMPDIR", temp)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			b, err := chromium.Start(ctx, chromium.Options{})
			if errors.Is(err, chromium.ErrMissing) {
				browsertest.Need(t, "chromium", err.Error())
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.NewPage(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := processes(t, temp); n < 2 {
				t.Fatalf("%d processes seen of a running browser", n)
			}
			if err := end(b, cancel); err != nil {
				t.Error(err)
			}
			if n := processes(t, temp); n > 0 {
				t.Errorf("%d processes stay", n)
			}
			if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
				t.Errorf("files stay: %q", left)
			}
			if _, err := b.NewPage(t.Context()); err == nil {
				t.Error("a page of a closed browser")
			}
		})
	}
}

// processes counts those whose command line names the folder and that still run.
func processes(t *testing.T, folder string) int {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, entry := range entries {
		if line, err := os.ReadFile(entry); err == nil && bytes.Contains(line, []byte(folder)) {
			n++
		}
	}
	return n
}

func TestReach(t *testing.T) {
	var local, other atomic.Int32
	count := func(n *atomic.Int32) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { n.Add(1) })
	}
	here := httptest.NewServer(count(&local))
	defer here.Close()
	there := httptest.NewUnstartedServer(count(&other))
	there.Listener = listenElsewhere(t)
	there.Start()
	defer there.Close()

	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return "file://" + path
	}
	write("style.css", "body { margin: 7px }")
	address := write("page.html", fmt.Sprintf(`<!doctype html><link rel=stylesheet href=style.css>
		<img src="%[1]s/a.png"><img src="%[2]s/b.png"><iframe src="%[2]s/"></iframe>
		<script>new WebSocket("ws" + %[1]q.slice(4)); new WebSocket("ws" + %[2]q.slice(4)); new Worker("%[2]s/w.js")</script>`, here.URL, there.URL))

	for _, test := range []struct {
		reach        chromium.Reach
		local, other bool
	}{
		{chromium.Files, false, false},
		{chromium.Loopback, true, false},
		{chromium.Network, true, true},
	} {
		local.Store(0)
		other.Store(0)
		p := newPage(t, browsertest.Start(t, test.reach))
		if err := p.Navigate(t.Context(), address); err != nil {
			t.Fatal(err)
		}
		if margin, err := chromium.Eval[string](t.Context(), p, "getComputedStyle(document.body).margin"); err != nil || margin != "7px" {
			t.Errorf("reach %d: margin %q, %v: the style's file was not read", test.reach, margin, err)
		}
		if got := local.Load() > 0; got != test.local {
			t.Errorf("reach %d: loopback reached: %v", test.reach, got)
		}
		if got := other.Load() > 0; got != test.other {
			t.Errorf("reach %d: network reached: %v", test.reach, got)
		}
		asked := strings.Join(p.Requests(), "\n")
		for _, want := range []string{address, "/style.css", here.URL + "/a.png", there.URL + "/b.png", "ws://"} {
			if !strings.Contains(asked, want) {
				t.Errorf("reach %d: request for %s is not told of", test.reach, want)
			}
		}
	}
}

// listenElsewhere listens on an address of this machine that is not loopback.
func listenElsewhere(t *testing.T) net.Listener {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		ip, ok := a.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() || ip.IP.To4() == nil {
			continue
		}
		if l, err := net.Listen("tcp", net.JoinHostPort(ip.IP.String(), "0")); err == nil {
			return l
		}
	}
	const missing = "this machine has no address but loopback, so that nothing outside can be tried"
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return nil
}

func TestPage(t *testing.T) {
	b := browsertest.Start(t, chromium.Files)
	p := newPage(t, b)
	ctx := t.Context()
	if err := p.Viewport(ctx, 390, 800, true); err != nil {
		t.Fatal(err)
	}
	err := p.SetContent(ctx, []byte(`<!doctype html><title>明镜</title><body style="margin:0"><div style="height:2000px">龘</div>
		<script>console.error("甲", 7); setTimeout(() => { throw new Error("乙") }); document.title += matchMedia("(prefers-color-scheme: dark)").matches</script>`))
	if err != nil {
		t.Fatal(err)
	}
	title, err := chromium.Eval[string](ctx, p, "new Promise(done => setTimeout(() => done(document.title + innerWidth)))")
	if err != nil || title != "明镜true390" {
		t.Errorf("title %q, %v", title, err)
	}
	if _, err := chromium.Eval[any](ctx, p, "undefined"); err != nil {
		t.Error(err)
	}
	if _, err := chromium.Eval[int](ctx, p, "nothing.here"); err == nil {
		t.Error("a script that fails gives no error")
	}
	if got := p.Errors(); len(got) != 2 || got[0] != "甲 7" || !strings.Contains(got[1], "Error: 乙") {
		t.Errorf("errors %q", got)
	}
	picture, err := p.Screenshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || c.Width != 390 || c.Height != 2000 {
		t.Errorf("picture of %d × %d, %v", c.Width, c.Height, err)
	}

	slow, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := chromium.Eval[any](slow, p, "new Promise(() => {})"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a script without end: %v", err)
	}
	if n, err := chromium.Eval[int](ctx, p, "1 + 1"); n != 2 || err != nil {
		t.Errorf("after a broken off script: %d, %v", n, err)
	}
	if err := p.Navigate(ctx, "file:///nowhere.html"); err == nil {
		t.Error("a page that is not there opens")
	}
}

func TestPrint(t *testing.T) {
	b := browsertest.Start(t, chromium.Files)
	html := []byte(`<!doctype html><html lang=zh-CN><title>明镜</title><style>@page { size: A5 }</style><h1 id=a>甲</h1><a href="#a">乙</a>
		<script>document.body.append("脚本")</script>`)
	made := time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)
	pdf, err := b.Print(t.Context(), html, made)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"%PDF-", "/CreationDate (D:20201201080000+00'00')", "/ModDate (D:20201201080000+00'00')", "/Outlines", "/MarkInfo", "/Lang (zh-CN)", "/MediaBox [0 0 4"} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			again, err := b.Print(t.Context(), html, made)
			if err != nil || !bytes.Equal(pdf, again) {
				t.Errorf("printed again it differs, %v", err)
			}
		})
	}
	group.Wait()
	broken, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Print(broken, html, made); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
}

func newPage(t *testing.T, b *chromium.Browser) *chromium.Page {
	t.Helper()
	p, err := b.NewPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
