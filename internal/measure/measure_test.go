package measure

import (
	"context"
	"testing"
	"time"

	"mingjing/crawler"
)

var start = time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)

type count int

func (c *count) Record(*crawler.Exchange) error {
	*c++
	return nil
}

func TestRecorder(t *testing.T) {
	var took time.Duration
	var status int
	fetched := func(d time.Duration, s int) { took, status = d, s }
	exchange := &crawler.Exchange{Status: 404, Sent: true, Started: start, Done: start.Add(time.Second)}
	if err := Recorder(nil, fetched).Record(exchange); err != nil {
		t.Fatal(err)
	}
	if took != time.Second || status != 404 {
		t.Errorf("told %v, %d", took, status)
	}
	var next count
	if err := Recorder(&next, fetched).Record(exchange); err != nil {
		t.Fatal(err)
	}
	if next != 1 {
		t.Errorf("handed on %d times", next)
	}
}

// A clock whose time passes by sleeping.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	return ctx.Err()
}

func TestLimiter(t *testing.T) {
	c := &clock{start}
	var told []time.Duration
	l := Limiter(crawler.NewLimiter(0.5, c), c.Now, func(d time.Duration) { told = append(told, d) })
	for range 2 {
		if err := l.Wait(t.Context(), time.Time{}, "example.gov.cn"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Wait(t.Context(), c.now.Add(time.Second), "example.gov.cn"); err == nil {
		t.Error("a turn after the deadline was given")
	}
	if len(told) != 2 || told[0] != 0 || told[1] != 2*time.Second {
		t.Errorf("told %v, want 0 and 2s", told)
	}
}
