package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// leases tell the live workers from the dead, and take over the jobs of the dead.
//
// River rescues by age alone, and a scan may rightly take hours. So each worker has a row with a number that it raises three times within a
// lease. Whoever sees a number stand still for a lease, by its own watch, strikes the worker out; no two clocks are ever compared, and a time in
// which the database could not be asked does not count. The jobs of a worker that is struck out are replaced by new ones: whatever the worker, were it to
// wake again, tells of the old ones is in vain. When it does wake it finds itself struck out and ends what it was doing.
//
// A job that this very worker is said to be running and is not (the database was away when it was to hear of the end) is replaced likewise.
type leases struct {
	engine engine
	lease  time.Duration
	log    *slog.Logger
	now    func() time.Time // for what is written down; what is waited for goes by the machine's own watch

	mu   sync.Mutex
	held map[int64]context.CancelCauseFunc // the jobs that this worker is doing

	// What the last look showed.
	beats   map[string]int64
	silent  map[string]time.Time // since when the number of a worker has stood still
	orphans map[int64]bool       // jobs that nobody was doing

	end  context.CancelFunc
	done chan struct{}
}

func newLeases(e engine, o Options, now func() time.Time) *leases {
	return &leases{engine: e, lease: o.Lease, log: o.Log, now: now, held: map[int64]context.CancelCauseFunc{}}
}

// hold enters a job that this worker begins, until release is called.
func (l *leases) hold(id int64, cancel context.CancelCauseFunc) (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held[id] = cancel
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, id)
	}
}

func (l *leases) holds(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held[id] != nil
}

// start enters this worker and watches over the others until stop.
func (l *leases) start(ctx context.Context) error {
	l.forget()
	if l.engine.alone() {
		// Whoever is entered is dead, and so is the leader.
		if _, err := l.engine.db().ExecContext(ctx, "DELETE FROM queue_workers"); err != nil {
			return err
		}
		if _, err := l.engine.db().ExecContext(ctx, "DELETE FROM river_leader"); err != nil {
			return err
		}
	}
	if err := l.beat(ctx); err != nil {
		return err
	}
	if l.engine.alone() {
		for range 2 {
			if err := l.look(ctx); err != nil {
				return err
			}
		}
	}
	ctx, l.end = context.WithCancel(context.WithoutCancel(ctx))
	l.done = make(chan struct{})
	go l.watch(ctx)
	return nil
}

// stop strikes this worker out.
func (l *leases) stop(ctx context.Context) {
	l.end()
	<-l.done
	if _, err := l.engine.db().ExecContext(ctx, "DELETE FROM queue_workers WHERE id = $1", l.engine.ID()); err != nil {
		l.log.Warn("queue: this worker could not sign off", "err", err)
	}
}

func (l *leases) watch(ctx context.Context) {
	defer close(l.done)
	tick := time.NewTicker(l.lease / 3)
	defer tick.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := l.turn(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			l.forget()
			if !away {
				l.log.Error("queue: the database is away; what is running goes on, and nothing new is begun", "err", err)
			}
		case away:
			l.log.Info("queue: the database is back")
		}
		away = err != nil
	}
}

// turn is one beat and one look. It takes no longer than until the next is due.
func (l *leases) turn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.lease/3)
	defer cancel()
	if err := l.beat(ctx); err != nil {
		return err
	}
	return l.look(ctx)
}

// forget drops what was seen: it says nothing about those who could not make themselves heard.
func (l *leases) forget() {
	l.beats, l.silent, l.orphans = map[string]int64{}, map[string]time.Time{}, map[int64]bool{}
}

// beat raises the number of this worker. Where it was struck out, all that it is doing has been given to others.
func (l *leases) beat(ctx context.Context) error {
	result, err := l.engine.db().ExecContext(ctx, "UPDATE queue_workers SET beat = beat + 1 WHERE id = $1", l.engine.ID())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	if _, err := l.engine.db().ExecContext(ctx, "INSERT INTO queue_workers (id, beat) VALUES ($1, 1)", l.engine.ID()); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, cancel := range l.held {
		l.log.Warn("queue: this worker was thought dead and its job given to another", "job", id)
		cancel(ErrLost)
	}
	return nil
}

// look strikes out who has been silent for a lease, and replaces jobs that nobody was doing at the last look either.
func (l *leases) look(ctx context.Context) error {
	beats, err := l.workers(ctx)
	if err != nil {
		return err
	}
	for id, beat := range beats {
		last, known := l.beats[id]
		switch since, silent := l.silent[id]; {
		case id == l.engine.ID() || !known || beat != last:
			delete(l.silent, id)
		case !silent:
			l.silent[id] = time.Now()
		case time.Since(since) >= l.lease:
			if _, err := l.engine.db().ExecContext(ctx, "DELETE FROM queue_workers WHERE id = $1 AND beat = $2", id, beat); err != nil {
				return err
			}
			l.log.Warn("queue: a worker is dead", "worker", id)
			delete(beats, id)
			delete(l.silent, id)
		}
	}
	l.beats = beats
	running, err := l.engine.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateRunning).First(listed))
	if err != nil {
		return err
	}
	orphans := map[int64]bool{}
	for _, row := range running.Jobs {
		worker := ""
		if n := len(row.AttemptedBy); n > 0 {
			worker = row.AttemptedBy[n-1]
		}
		if _, alive := beats[worker]; alive && (worker != l.engine.ID() || l.holds(row.ID)) {
			continue
		}
		if !l.orphans[row.ID] {
			orphans[row.ID] = true
			continue
		}
		if err := l.takeOver(ctx, row); err != nil {
			return err
		}
	}
	l.orphans = orphans
	return nil
}

func (l *leases) workers(ctx context.Context) (map[string]int64, error) {
	rows, err := l.engine.db().QueryContext(ctx, "SELECT id, beat FROM queue_workers")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	beats := map[string]int64{}
	for rows.Next() {
		var id string
		var beat int64
		if err := rows.Scan(&id, &beat); err != nil {
			return nil, err
		}
		beats[id] = beat
	}
	return beats, rows.Err()
}

// maxLost is how many workers may die over a job. A site that kills whoever reads it must not go round for ever; a machine that is switched off in
// the middle of scans must not make any fail.
const maxLost = 250

// takeOver puts a new job in the place of one that nobody is doing.
func (l *leases) takeOver(ctx context.Context, row *rivertype.JobRow) error {
	var meta struct {
		Cancelled *time.Time `json:"cancel_attempted_at"`
	}
	if err := json.Unmarshal(row.Metadata, &meta); err != nil {
		return fmt.Errorf("job %d: %w", row.ID, err)
	}
	by, err := again(row)
	if err != nil {
		return fmt.Errorf("job %d: %w", row.ID, err)
	}
	if meta.Cancelled != nil {
		by = nil
	}
	if err := l.engine.replace(ctx, row, by, l.now()); err != nil {
		return fmt.Errorf("take over job %d: %w", row.ID, err)
	}
	l.log.Warn("queue: took over a job that nobody was doing", "job", row.ID, "kind", row.Kind)
	return nil
}

// again is the job that continues one whose worker died; nil when too many did. The attempt that was lost does not count.
func again(row *rivertype.JobRow) (*river.InsertManyParams, error) {
	if row.Kind == (dutyArgs{}).Kind() {
		var args dutyArgs
		err := json.Unmarshal(row.EncodedArgs, &args)
		return &river.InsertManyParams{Args: args}, err
	}
	var args scanArgs
	if err := json.Unmarshal(row.EncodedArgs, &args); err != nil {
		return nil, err
	}
	args.Lost++
	args.Spent += row.Attempt - 1
	if args.Lost > maxLost {
		return nil, nil
	}
	return &river.InsertManyParams{Args: args, InsertOpts: &river.InsertOpts{
		Priority: row.Priority, MaxAttempts: row.MaxAttempts - (row.Attempt - 1),
	}}, nil
}
