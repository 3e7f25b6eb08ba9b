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

	mu     sync.Mutex
	pool   pdfium.Pool
	cache  wazero.CompilationCache
	closed bool
}

// instances is how many PDFs are read at once.
const instances = 2

// instance waits for a free instance. The caller closes it, or kills it when it runs too long.
func (e *engine) instance(ctx context.Context) (pdfium.Pdfium, error) {
	pool, err := e.start()
	if err != nil {
		return nil, err
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("pdf engine: %w", err)
	}
	return instance, nil
}

func (e *engine) start() (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.closed:
		return nil, errors.New("pdf engine: closed")
	case e.pool != nil:
		return e.pool, nil
	}
	root, err := fs.Sub(engineFiles, "root")
	if err != nil {
		return nil, fmt.Errorf("pdf engine: %w", err)
	}
	e.cache = compilationCache()
	const page = 64 << 10
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: instances, MaxTotal: instances,
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
		return nil, errors.Join(fmt.Errorf("pdf engine: %w", err), e.cache.Close(context.Background()))
	}
	e.pool = pool
	return pool, nil
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

func (e *engine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.pool == nil {
		return nil
	}
	err := errors.Join(e.pool.Close(), e.cache.Close(context.Background()))
	e.pool = nil
	return err
}
