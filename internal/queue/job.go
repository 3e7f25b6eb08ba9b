package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"mingjing/audit"
)

// River's queues: scans take hours, so duties have one of their own.
const (
	scans  = "scans"
	duties = "duties"
)

// listed is how many jobs are listed at most.
const listed = 10_000

// Priority is what is done first.
type Priority int

// The priorities.
const (
	Scheduled Priority = 3
	OnDemand  Priority = 1 // somebody waits for it
)

// Request asks for the scan of a site.
type Request struct {
	Scan     int64      // that the result belongs to
	Site     string     // its id
	Group    string     // whose hours hold for it
	Priority Priority   // Scheduled where it is 0
	AsOf     audit.Date // the day the audit speaks of
}

// State is how a job stands.
type State string

// The states.
const (
	Waiting   State = "waiting"  // for a worker
	Later     State = "later"    // for the hours to open, see Job.At
	Running   State = "running"  //
	Retrying  State = "retrying" // for the next attempt, see Job.At
	Done      State = "done"
	Failed    State = "failed" // after the last attempt
	Cancelled State = "cancelled"
)

// States of a job that is over are kept for a day, of failed ones for a week.
func stateOf(s rivertype.JobState) State {
	switch s {
	case rivertype.JobStateRunning:
		return Running
	case rivertype.JobStateScheduled:
		return Later
	case rivertype.JobStateRetryable:
		return Retrying
	case rivertype.JobStateCompleted:
		return Done
	case rivertype.JobStateDiscarded:
		return Failed
	case rivertype.JobStateCancelled:
		return Cancelled
	}
	return Waiting
}

// Job is a request in the queue.
type Job struct {
	Request
	State   State
	Attempt int       // the one that is running, or the last; 1 is the first
	Last    bool      // no further attempt follows this one
	Lost    int       // how often its worker died
	At      time.Time // when it was or will be begun, or was over
	Error   string    // of the last attempt that failed
	Worker  string    // that does or did it
}

// scanArgs are what a job is kept as.
type scanArgs struct {
	Site  string     `json:"site" river:"unique"`
	Scan  int64      `json:"scan"`
	Group string     `json:"group"`
	AsOf  audit.Date `json:"as_of"`
	Spent int        `json:"spent,omitempty"` // attempts that failed under earlier numbers
	Lost  int        `json:"lost,omitempty"`
}

// Kind is the name that River knows such jobs by.
func (scanArgs) Kind() string { return "scan" }

// InsertOpts says that a site has one job at most that is not over.
func (scanArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: scans, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: notOver()}}
}

func notOver() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

func jobOf(row *rivertype.JobRow) (Job, error) {
	var args scanArgs
	if err := json.Unmarshal(row.EncodedArgs, &args); err != nil {
		return Job{}, fmt.Errorf("job %d: %w", row.ID, err)
	}
	job := Job{
		Request: Request{Scan: args.Scan, Site: args.Site, Group: args.Group, Priority: Priority(row.Priority), AsOf: args.AsOf},
		State:   stateOf(row.State), Attempt: args.Spent + row.Attempt, Last: row.Attempt >= row.MaxAttempts, Lost: args.Lost, At: row.ScheduledAt,
	}
	switch {
	case row.FinalizedAt != nil:
		job.At = *row.FinalizedAt
	case row.State == rivertype.JobStateRunning && row.AttemptedAt != nil:
		job.At = *row.AttemptedAt
	}
	if n := len(row.Errors); n > 0 {
		job.Error = row.Errors[n-1].Error
	}
	if n := len(row.AttemptedBy); n > 0 {
		job.Worker = row.AttemptedBy[n-1]
	}
	return job, nil
}

// Enqueue takes in requests, all or none, and returns their jobs in the same order. A site whose job is not over gets no second one: that job is
// returned, which may belong to another scan, and moves forward where the request is more urgent.
func (q *Queue) Enqueue(ctx context.Context, requests ...Request) ([]Job, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	var params []river.InsertManyParams
	place := map[string]int{} // of a site in params
	for _, r := range requests {
		if r.Priority == 0 {
			r.Priority = Scheduled
		}
		i, twice := place[r.Site]
		if !twice {
			place[r.Site] = len(params)
			params = append(params, river.InsertManyParams{
				Args:       scanArgs{Site: r.Site, Scan: r.Scan, Group: r.Group, AsOf: r.AsOf},
				InsertOpts: &river.InsertOpts{Priority: int(r.Priority)},
			})
		} else if o := params[i].InsertOpts; int(r.Priority) < o.Priority {
			o.Priority = int(r.Priority)
		}
	}
	results, err := q.engine.InsertMany(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("enqueue: %w", err)
	}
	jobs := make([]Job, len(requests))
	for i, r := range requests {
		at := place[r.Site]
		row, wanted := results[at].Job, params[at].InsertOpts.Priority
		if wanted < row.Priority {
			const forward = "UPDATE river_job SET priority = $1 WHERE id = $2 AND priority > $3"
			if _, err := q.engine.db().ExecContext(ctx, forward, wanted, row.ID, wanted); err != nil {
				return nil, fmt.Errorf("enqueue: %w", err)
			}
			row.Priority = wanted
		}
		if jobs[i], err = jobOf(row); err != nil {
			return nil, fmt.Errorf("enqueue: %w", err)
		}
	}
	return jobs, nil
}

// Jobs returns the scans that are not over: the running first, then in the order in which they were taken in.
func (q *Queue) Jobs(ctx context.Context) ([]Job, error) {
	var jobs []Job
	for _, states := range [][]rivertype.JobState{
		{rivertype.JobStateRunning},
		{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled},
	} {
		rows, err := q.rows(ctx, states...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			job, err := jobOf(row)
			if err != nil {
				return nil, err
			}
			jobs = append(jobs, job)
		}
	}
	return jobs, nil
}

// Ended returns the scans that ended without being done: those that failed, for a week, and those that were cancelled, for a day.
func (q *Queue) Ended(ctx context.Context) ([]Job, error) {
	rows, err := q.rows(ctx, rivertype.JobStateDiscarded, rivertype.JobStateCancelled)
	if err != nil {
		return nil, err
	}
	jobs := make([]Job, len(rows))
	for i, row := range rows {
		if jobs[i], err = jobOf(row); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

func (q *Queue) rows(ctx context.Context, states ...rivertype.JobState) ([]*rivertype.JobRow, error) {
	params := river.NewJobListParams().Kinds(scanArgs{}.Kind()).States(states...).OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(listed)
	list, err := q.engine.JobList(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	return list.Jobs, nil
}

// States counts the scans by state. Those that are over are counted for a day, failed ones for a week.
func (q *Queue) States(ctx context.Context) (map[State]int, error) {
	rows, err := q.engine.db().QueryContext(ctx, "SELECT CAST(state AS TEXT), count(*) FROM river_job WHERE kind = $1 GROUP BY state", scanArgs{}.Kind())
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	defer func() { _ = rows.Close() }()
	counts := map[State]int{Waiting: 0, Later: 0, Running: 0, Retrying: 0, Done: 0, Failed: 0, Cancelled: 0}
	for rows.Next() {
		var state rivertype.JobState
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("count jobs: %w", err)
		}
		counts[stateOf(state)] += n
	}
	return counts, rows.Err()
}

// Cancel ends the job of a site for good, wherever it runs; it reports whether there was one. A scan that is running ends soon after.
func (q *Queue) Cancel(ctx context.Context, site string) (bool, error) {
	rows, err := q.rows(ctx, notOver()...)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		job, err := jobOf(row)
		if err != nil {
			return false, err
		}
		if job.Site != site {
			continue
		}
		if _, err := q.engine.JobCancel(ctx, row.ID); err != nil {
			return false, fmt.Errorf("cancel the scan of %s: %w", site, err)
		}
		return true, nil
	}
	return false, nil
}
