package queue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/robfig/cron/v3"
)

// Duty is what is done by the calendar: the scans of a group are begun, the month's report is made.
type Duty struct {
	Name string // that Perform is told
	Cron string // five fields from the minute to the day of the week, in the zone of the options; or @daily and the like
}

// Monthly is the cron expression of an hour on a day of each month, which all months have up to 28.
func Monthly(day, hour int) string { return fmt.Sprintf("0 %d %d * *", hour, day) }

// CheckCron tells what is wrong with a cron expression.
func CheckCron(expression string) error {
	_, err := parseCron(expression)
	return err
}

func parseCron(expression string) (cron.Schedule, error) {
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("cron %q: %w", expression, err)
	}
	if schedule.Next(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("cron %q: there is no such day", expression)
	}
	return schedule, nil
}

// duty is a Duty with what its expression means.
type duty struct {
	Duty
	schedule cron.Schedule
	zone     *time.Location
}

// Next is when it is due next after t. River asks this for its periodic jobs.
func (d duty) Next(t time.Time) time.Time { return d.schedule.Next(t.In(d.zone)) }

// latest is when it was due last in the time after done until now; false when it was not.
func (d duty) latest(done, now time.Time) (due time.Time, ok bool) {
	for next := d.Next(done); !next.IsZero() && !next.After(now); next = d.Next(next) {
		due, ok = next, true
	}
	return due, ok
}

// Configure sets the hours of each group and the duties, instead of those set before, also while the queue is running; a scan that is running keeps the
// hours it was begun in. All processes must be told the same: the one that is elected leader calls for the duties.
//
// What was due while no process was running, or could not be done, is made up for once, for the time when it was due last. What is told for
// the first time, or with a new expression, is due from then on.
func (q *Queue) Configure(ctx context.Context, windows map[string]Window, tell []Duty) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	parsed := make([]duty, len(tell))
	periodic := make([]*river.PeriodicJob, len(tell))
	for i, d := range tell {
		schedule, err := parseCron(d.Cron)
		if err != nil {
			return fmt.Errorf("duty %s: %w", d.Name, err)
		}
		if slices.ContainsFunc(tell[:i], func(e Duty) bool { return e.Name == d.Name }) {
			return fmt.Errorf("duty %s: told twice", d.Name)
		}
		parsed[i] = duty{d, schedule, q.o.Zone}
		periodic[i] = river.NewPeriodicJob(parsed[i], func() (river.JobArgs, *river.InsertOpts) { return dutyArgs{d.Name}, nil },
			&river.PeriodicJobOpts{RunOnStart: true})
	}
	for _, d := range tell {
		const enter = `INSERT INTO queue_duties (name, cron, done) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET cron = excluded.cron, done = excluded.done WHERE queue_duties.cron <> excluded.cron`
		if _, err := q.engine.db().ExecContext(ctx, enter, d.Name, d.Cron, q.now().Unix()); err != nil {
			return fmt.Errorf("duty %s: %w", d.Name, err)
		}
	}
	bundle := q.engine.PeriodicJobs()
	bundle.Clear()
	if _, err := bundle.AddManySafely(periodic); err != nil {
		return fmt.Errorf("duties: %w", err)
	}
	q.windows, q.duties = maps.Clone(windows), parsed
	return nil
}

func (q *Queue) window(group string) Window {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.windows[group]
}

func (q *Queue) duty(name string) (duty, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.duties, func(d duty) bool { return d.Name == name })
	if i < 0 {
		return duty{}, false
	}
	return q.duties[i], true
}

// Upcoming tells when each duty is due next.
func (q *Queue) Upcoming() map[string]time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	next := make(map[string]time.Time, len(q.duties))
	for _, d := range q.duties {
		next[d.Name] = d.Next(q.now())
	}
	return next
}

// dutyArgs call for a duty to be looked at.
type dutyArgs struct {
	Name string `json:"name"`
}

// Kind is the name that River knows such jobs by.
func (dutyArgs) Kind() string { return "duty" }

// InsertOpts says that one call at most is open for a duty. It is made again and again until it is answered.
func (dutyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: duties, MaxAttempts: 1000, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: notOver()}}
}

type dutyWorker struct {
	river.WorkerDefaults[dutyArgs]
	queue *Queue
}

// early is how much before its time a call may come: River allows itself a tenth of a second.
const early = time.Second

// Work performs a duty for the time when it was due last, if that was not done yet. So it does not matter how often it is called for.
func (w *dutyWorker) Work(ctx context.Context, row *river.Job[dutyArgs]) error {
	q := w.queue
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer q.leases.hold(row.ID, cancel)()
	for {
		d, ok := q.duty(row.Args.Name)
		if !ok {
			return nil // no longer wanted
		}
		var done int64
		if err := q.engine.db().QueryRowContext(ctx, "SELECT done FROM queue_duties WHERE name = $1", d.Name).Scan(&done); err != nil {
			return fmt.Errorf("duty %s: %w", d.Name, err)
		}
		due, ok := d.latest(time.Unix(done, 0), q.now().Add(early))
		if !ok {
			return nil
		}
		if err := q.o.Perform(ctx, d.Name, due); err != nil {
			return fmt.Errorf("duty %s: %w", d.Name, err)
		}
		if _, err := q.engine.db().ExecContext(ctx, "UPDATE queue_duties SET done = $1 WHERE name = $2", due.Unix(), d.Name); err != nil {
			return fmt.Errorf("duty %s: %w", d.Name, err)
		}
	}
}
