package queue

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// scanWorker does scans.
type scanWorker struct {
	river.WorkerDefaults[scanArgs]
	queue *Queue
}

// Work does one attempt of a job, or puts it off until the hours of its group open.
func (w *scanWorker) Work(ctx context.Context, row *river.Job[scanArgs]) error {
	q := w.queue
	window := q.window(row.Args.Group)
	open, until := window.Open(q.now())
	if !open {
		return river.JobSnooze(max(until.Sub(q.now()), 0))
	}
	job, err := jobOf(row.JobRow)
	if err != nil {
		return river.JobCancel(err)
	}
	work, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer q.leases.hold(row.ID, cancel)()
	if !until.IsZero() {
		defer time.AfterFunc(until.Sub(q.now()), func() { cancel(ErrClosed) }).Stop()
	}
	err = q.o.Scan(work, job)
	cause := context.Cause(work)
	switch {
	case err == nil:
		w.complete(ctx, row.ID)
		return nil
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return ctx.Err() // the process stops, or the job was cancelled: River knows which
	case errors.Is(cause, ErrClosed):
		_, opens := window.Open(until)
		return river.JobSnooze(max(opens.Sub(q.now()), 0))
	case errors.Is(cause, ErrLost):
		return river.JobSnooze(0)
	}
	return err
}

// complete marks a job as done, however long the database is away. River gives up after three tries, and hours of work would be done again.
func (w *scanWorker) complete(ctx context.Context, id int64) {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := w.queue.engine.complete(ctx, id, w.queue.now())
		if err == nil || ctx.Err() != nil {
			return // the rest is left to River
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// retries says when the next attempt follows a failed one.
type retries struct {
	first time.Duration
	now   func() time.Time
}

const longestPause = 6 * time.Hour

// NextRetry is called after each attempt that failed.
func (r retries) NextRetry(row *rivertype.JobRow) time.Time {
	pause := r.first
	for range row.Attempt - 1 {
		pause = min(2*pause, longestPause)
	}
	return r.now().Add(pause)
}
