package cases

import (
	"context"
	"sync"
	"time"
)

// stillClock moves on only when somebody sleeps, so that a case runs at once and the same each time.
type stillClock struct {
	mu  sync.Mutex
	now time.Time
}

// Now implements crawler.Clock.
func (c *stillClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep implements crawler.Clock.
func (c *stillClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}
