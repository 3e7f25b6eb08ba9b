// Package queue keeps the scans of sites that are to be done, and the schedule, on River: in a SQLite file for one process, in PostgreSQL
// for as many as wanted.
//
// One scan of one site is one job, and a site has one job at most that is not over. A job is done at least once: whoever does it may be
// killed at any moment, and another takes it over (see lease.go). So what a job does must come out the same when it is done twice.
//
// An outage of the database stops no scan that is running: its end is told when the database is back.
//
//	queue      what callers see: open, enqueue, list, cancel
//	engine     the two databases
//	work       what is done with a job, and how it ends
//	window     the hours in which the sites of a group may be scanned
//	duty       what is done by the calendar
//	lease      whose jobs are taken over, and when
package queue
