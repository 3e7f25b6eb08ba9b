package rectify

import (
	"mingjing/audit"
)

// State is where an entry of the rectification list stands.
type State string

// The states. Relapsed is open as well, and Fixed and Dropped are closed.
const (
	Waiting  State = "open"     // 待整改
	Fixed    State = "fixed"    // 已整改，机检通过
	Dropped  State = "dropped"  // 已撤销: does not apply, or a person said it was none
	Relapsed State = "relapsed" // 复发: was put right once, and is a fault again
)

// Chinese is how reports name the state.
func (s State) Chinese() string {
	switch s {
	case Fixed:
		return "已整改，机检通过"
	case Dropped:
		return "已撤销"
	case Relapsed:
		return "复发"
	default:
		return "待整改"
	}
}

// Event is what a scan changed about an entry. It changes one at most once.
type Event struct {
	Scan   int64        `json:"scan"`
	Day    audit.Date   `json:"day"` // that the scan speaks of
	State  State        `json:"state"`
	Status audit.Status `json:"status"` // what was found
	Reason string       `json:"reason"`
	Unit   string       `json:"unit,omitempty"` // in charge, from when it was opened or relapsed
	Due    audit.Date   `json:"due,omitzero"`   // likewise
}

// Entry is a fault and what became of it: the sum of its events.
type Entry struct {
	ID int64 `json:"id"`
	Question
	State    State        `json:"state"`
	Status   audit.Status `json:"status"` // what was found last
	Reason   string       `json:"reason"`
	Unit     string       `json:"unit"`
	Opened   audit.Date   `json:"opened"` // first
	Due      audit.Date   `json:"due"`
	Closed   audit.Date   `json:"closed,omitzero"` // zero while open
	Relapses int          `json:"relapses,omitempty"`
	Events   []Event      `json:"events"` // oldest first
}

// Open reports whether the fault is still to be put right.
func (e *Entry) Open() bool { return e.State == Waiting || e.State == Relapsed }

// Overdue reports whether it is still to be put right after the day it was due.
func (e *Entry) Overdue(day audit.Date) bool { return e.Open() && day.After(e.Due) }

// Days is how long it has been, or was, to be put right since it was first found.
func (e *Entry) Days(day audit.Date) int {
	if !e.Open() {
		day = e.Closed
	}
	return day.Days(e.Opened)
}

// Add adds an event that comes after those it has.
func (e *Entry) Add(event Event) {
	if len(e.Events) == 0 {
		e.Opened = event.Day
	}
	if event.State == Relapsed && e.State != Relapsed {
		e.Relapses++
	}
	e.State, e.Status, e.Reason, e.Closed = event.State, event.Status, event.Reason, audit.Date{}
	if !e.Open() {
		e.Closed = event.Day
	} else {
		e.Unit, e.Due = event.Unit, event.Due
	}
	e.Events = append(e.Events[:len(e.Events):len(e.Events)], event)
}

// Terms are what a new entry is put right by.
type Terms struct {
	Days int                        // from the day the audit speaks of until it is due
	Unit func(domain string) string // in charge of a domain; of the site's own questions where domain is empty
}

// Advance carries the list of a site on by what a scan found, and returns the entries that it opened or changed, in the order of findings; new
// ones have no number yet. Entries must not know of the scan yet, nor of a later day.
//
// A fault opens an entry. One that is found met is put right; found exempt, or ruled no fault by a person, it is dropped; found
// a fault again after that, it has relapsed. What is unknown, or was not asked, changes nothing: not looked at is neither put right nor
// a fault. What is no longer asked is dropped when a ruling that it does not apply covers it.
func Advance(entries []Entry, result *audit.SiteResult, rulings []Ruling, scan int64, day audit.Date, terms Terms) []Entry {
	known := make(map[Question]*Entry, len(entries))
	for i := range entries {
		known[entries[i].Question] = &entries[i]
	}
	asked := make(map[Question]bool, len(result.Findings))
	var changed []Entry
	for i := range result.Findings {
		f := &result.Findings[i]
		asked[Asked(f)] = true
		entry, ok := known[Asked(f)]
		if !ok {
			entry = &Entry{Question: Asked(f)}
		}
		if event, ok := next(entry, f, day, terms); ok {
			event.Scan = scan
			changed = append(changed, entry.after(event))
		}
	}
	for i := range entries {
		entry := &entries[i]
		if asked[entry.Question] || !entry.Open() {
			continue
		}
		if r := ruling(rulings, entry.Question, day); r != nil && r.Status == audit.Exempt {
			changed = append(changed, entry.after(Event{Scan: scan, Day: day, State: Dropped, Status: audit.Exempt, Reason: r.Reason}))
		}
	}
	return changed
}

// after is the entry with one more event.
func (e *Entry) after(event Event) Entry {
	changed := *e
	changed.Add(event)
	return changed
}

// next is what the finding changes about the entry, which is new where it has no events.
func next(e *Entry, f *audit.Finding, day audit.Date, terms Terms) (Event, bool) {
	event := Event{Day: day, Status: f.Status, Reason: f.Reason}
	switch {
	case f.Status == audit.Unknown:
		return Event{}, false
	case len(e.Events) == 0 || !e.Open():
		if !Open(f) {
			return Event{}, false
		}
		event.State = Waiting
		if len(e.Events) > 0 && everFixed(e) {
			event.State = Relapsed
		}
		event.Unit, event.Due = terms.Unit(f.Domain), day.Add(terms.Days)
		return event, true
	case fault(f.Status): // still
		event.State, event.Unit, event.Due = e.State, e.Unit, e.Due
		return event, f.Status != e.Status
	case f.Status == audit.Exempt || f.Ruling != nil:
		event.State = Dropped
		return event, true
	default:
		event.State = Fixed
		return event, true
	}
}

// everFixed tells a fault that came back from one that was only taken off the list for a while.
func everFixed(e *Entry) bool {
	for _, event := range e.Events {
		if event.State == Fixed {
			return true
		}
	}
	return false
}
