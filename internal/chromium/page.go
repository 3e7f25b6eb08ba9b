package chromium

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is a tab of its own, which shares no cookies and no store with others. Its methods are for one goroutine at a
// time; the end of their context breaks them off, and the page lives on.
type Page struct {
	ctx    context.Context // of the page, which lives until it is closed
	cancel context.CancelFunc

	mu       sync.Mutex
	requests []string
	errors   []string
}

// NewPage opens an empty page.
func (b *Browser) NewPage(ctx context.Context) (*Page, error) {
	p := new(Page)
	p.ctx, p.cancel = chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	if err := p.do(ctx); err != nil {
		p.cancel()
		return nil, fmt.Errorf("new page: %w", err)
	}
	return p, nil
}

// Close closes the page.
func (p *Page) Close() { p.cancel() }

// Navigate opens the address and waits until it has loaded. Links within the page are no loading.
func (p *Page) Navigate(ctx context.Context, url string) error {
	if err := p.do(ctx, chromedp.Navigate(url)); err != nil {
		return fmt.Errorf("navigate to %s: %w", url, err)
	}
	return nil
}

// SetContent shows a document that has no address, and so can load nothing but what it carries itself.
func (p *Page) SetContent(ctx context.Context, html []byte) error {
	err := p.do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(html)})
		return err
	}))
	if err != nil {
		return fmt.Errorf("set content: %w", err)
	}
	return nil
}

// DisableScripts keeps scripts of documents that are shown from now on from running.
func (p *Page) DisableScripts(ctx context.Context) error {
	err := p.do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	if err != nil {
		return fmt.Errorf("disable scripts: %w", err)
	}
	return nil
}

// Viewport sets the size of the window, in CSS pixels, and whether the reader prefers dark colours.
func (p *Page) Viewport(ctx context.Context, width, height int, dark bool) error {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	err := p.do(ctx, chromedp.EmulateViewport(int64(width), int64(height)), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
	if err != nil {
		return fmt.Errorf("viewport of %d × %d: %w", width, height, err)
	}
	return nil
}

// Screenshot is a picture of the whole page, as PNG.
func (p *Page) Screenshot(ctx context.Context) ([]byte, error) {
	png, err := run(ctx, p, chromedp.FullScreenshot(100))
	if err != nil {
		return nil, fmt.Errorf("screenshot: %w", err)
	}
	return png, nil
}

// Requests are the addresses that the page has asked for since it was opened, in order, refused ones included. Data
// addresses are left out.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Errors are the errors that the console of the page has shown since it was opened: those of scripts, of loading, and
// what scripts logged as errors.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errors)
}

func (p *Page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Request != nil && !strings.HasPrefix(e.Request.URL, "data:") {
			p.requests = append(p.requests, e.Request.URL)
		}
	case *network.EventWebSocketCreated:
		p.requests = append(p.requests, e.URL)
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil && x.Description != "" {
			text += " " + x.Description
		}
		p.errors = append(p.errors, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			p.errors = append(p.errors, consoleText(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry != nil && e.Entry.Level == log.EntryLevelError {
			p.errors = append(p.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// consoleText is what the console shows of the arguments of a call.
func consoleText(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		var text string
		switch {
		case arg.Description != "":
			text = arg.Description
		case json.Unmarshal(arg.Value, &text) != nil:
			text = string(arg.Value)
		}
		words = append(words, text)
	}
	return strings.Join(words, " ")
}

// Eval runs the expression in the page, waits for it where it is a promise, and decodes its value from JSON. For
// scripts whose value doesn't matter T is any.
func Eval[T any](ctx context.Context, p *Page, expression string) (T, error) {
	value, err := run(ctx, p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return value, fmt.Errorf("eval: %w", err)
	}
	return value, nil
}

// do takes the steps, until the context ends.
func (p *Page) do(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) error {
	_, err := run(ctx, p, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, step := range steps {
			if _, err := step(ctx, t); err != nil {
				return err
			}
		}
		return nil
	}))
	return err
}

// run takes one step, until the context ends. The page's own context carries it, for the page hangs on that.
func run[T any](ctx context.Context, p *Page, step chromedp.Action[T]) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, context.Cause(ctx)
	}
	if chromedp.FromContext(p.ctx).Target == nil {
		// The first run opens the page and binds it to the context it is given.
		stop := context.AfterFunc(ctx, p.cancel)
		err := chromedp.Do(p.ctx)
		if !stop() || err != nil {
			return none, cause(ctx, err)
		}
	}
	one, cancel := context.WithCancel(p.ctx)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	value, err := chromedp.Run(one, step)
	if err != nil {
		return none, cause(ctx, err)
	}
	return value, nil
}
