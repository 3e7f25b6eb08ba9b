package metrics

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// JobState is where a job of the queue stands.
type JobState string

// The states of a job.
const (
	JobWaiting   JobState = "waiting"  // could be started
	JobLater     JobState = "later"    // its hours have not come
	JobRunning   JobState = "running"  //
	JobRetrying  JobState = "retrying" // waits for its next attempt
	JobDone      JobState = "done"     // and still kept, as the next two
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// JobStates lists the states of a job.
func JobStates() []JobState {
	return []JobState{JobWaiting, JobLater, JobRunning, JobRetrying, JobDone, JobFailed, JobCancelled}
}

// QueueState is how the queue stands.
type QueueState struct {
	Jobs      map[JobState]int // a state that is left out has none
	OldestDue time.Time        // since when the longest waiting job could have been started; zero where none waits
}

// Queue gives the metrics of the queue.
type Queue struct {
	state func(context.Context) (QueueState, error)
	descs map[*Family]*prometheus.Desc
}

var _ prometheus.Collector = (*Queue)(nil)

// NewQueue asks state each time the metrics are gathered.
func NewQueue(state func(context.Context) (QueueState, error)) *Queue {
	return &Queue{state: state, descs: describe(&queueJobs, &queueOldest)}
}

// Describe implements prometheus.Collector.
func (q *Queue) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range q.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (q *Queue) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), sourceTime)
	defer cancel()
	state, err := q.state(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(q.descs[&queueJobs], fmt.Errorf("state of the queue: %w", err))
		return
	}
	for _, s := range JobStates() {
		ch <- prometheus.MustNewConstMetric(q.descs[&queueJobs], prometheus.GaugeValue, float64(state.Jobs[s]), string(s))
	}
	if !state.OldestDue.IsZero() {
		ch <- prometheus.MustNewConstMetric(q.descs[&queueOldest], prometheus.GaugeValue, float64(state.OldestDue.Unix()))
	}
}

// NewStore asks ping, each time the metrics are gathered, whether the database answers.
func NewStore(ping func(context.Context) error) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: storeUp.Name, Help: storeUp.Help}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), sourceTime)
		defer cancel()
		if ping(ctx) != nil {
			return 0
		}
		return 1
	})
}
