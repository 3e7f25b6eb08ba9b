package document

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// engineFiles is the file system that the engine sees. It holds one font, in which every character is
// the same square. PDFium leaves out characters that it has no shape for, so without this font a
// document that does not embed its Chinese fonts would lose the cells of a single character. What
// the characters mean and how wide they are comes from the document.
//
//go:embed root/usr/share/fonts/standin.ttf
var engineFiles embed.FS

// engine is PDFium in WebAssembly, started at the first PDF. Each document gets an instance of its
// own that is thrown away afterwards, so what a hostile document does to it ends with the document.
type engine struct {
	memory int64
	slots  chan *slot // those that are free

	mu     sync.Mutex
	cache  wazero.CompilationCache
	closed bool
}

// slot is a place for one instance at a time. An instance can be stopped within a call only through
// the context that its pool began with, so each slot has a pool of its own, made anew after a stop.
type slot struct {
	pool     pdfium.Pool
	stop     context.CancelFunc
	instance pdfium.Pdfium
}

// slotCount is how many PDFs are read at once.
const slotCount = 2

func newEngine(memory int64) *engine {
	e := &engine{memory: memory, slots: make(chan *slot, slotCount)}
	for range slotCount {
		e.slots <- new(slot)
	}
	return e
}

// take waits for a free slot and puts a fresh instance in it. The caller gives the slot back.
func (e *engine) take(ctx context.Context) (*slot, error) {
	var s *slot
	select {
	case s = <-e.slots:
		if s == nil {
			return nil, errors.New("pdf engine: closed")
		}
	case <-ctx.Done():
		return nil, fmt.Errorf("pdf engine: %w", ctx.Err())
	}
	if err := e.fill(s); err != nil {
		s.clear()
		e.slots <- s
		return nil, fmt.Errorf("pdf engine: %w", err)
	}
	return s, nil
}

// give gives a slot back. One that was stopped begins anew.
func (e *engine) give(s *slot, stopped bool) {
	_ = s.instance.Close() // what is wrong with it ends here
	s.instance = nil
	if stopped {
		s.clear()
	}
	e.slots <- s
}

func (s *slot) clear() {
	if s.pool != nil {
		s.stop()
		_ = s.pool.Close()
		s.pool = nil
	}
}

func (e *engine) fill(s *slot) error {
	if s.pool == nil {
		if err := e.start(s); err != nil {
			return err
		}
	}
	instance, err := s.pool.GetInstanceWithContext(context.Background())
	s.instance = instance
	return err
}

func (e *engine) start(s *slot) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return errors.New("closed")
	}
	if e.cache == nil {
		e.cache = compilationCache()
	}
	root, err := fs.Sub(engineFiles, "root")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	const page = 64 << 10
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx,
		MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig().WithFSMount(root, "/"),
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCompilationCache(e.cache).
			WithMemoryLimitPages(uint32(min(max(e.memory/page, 1024), 65536))).
			WithCloseOnContextDone(true),
		Stdout: io.Discard,
		Stderr: io.Discard,
	})
	if err != nil {
		stop()
		return err
	}
	s.pool, s.stop = pool, stop
	return nil
}

// compilationCache keeps the compiled engine in the user's cache folder, which saves seconds at
// each start; where that cannot be written it lasts as long as the process.
func compilationCache() wazero.CompilationCache {
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "mingjing", "wazero")); err == nil {
			return cache
		}
	}
	return wazero.NewCompilationCache()
}

// close waits for the documents under way and frees everything.
func (e *engine) close() error {
	e.mu.Lock()
	closed := e.closed
	e.closed = true
	e.mu.Unlock()
	if closed {
		return nil
	}
	for range slotCount {
		(<-e.slots).clear()
	}
	close(e.slots)
	if e.cache == nil {
		return nil
	}
	return e.cache.Close(context.Background())
}
