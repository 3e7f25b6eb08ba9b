package crawler

import "mingjing/audit"

// stop is the error that ends a crawl for a reason that is no fault.
type stop audit.Stopped

// Error names the reason.
func (s stop) Error() string { return "crawl stopped: " + string(s) }

const (
	errBudget = stop(audit.StoppedBudget)
	errTime   = stop(audit.StoppedTime)
	errBroken = stop(audit.StoppedBroken)
)

// fault is an error of this package that never changes.
type fault string

// Error tells the fault.
func (f fault) Error() string { return string(f) }

const (
	errNoExchange = fault("request without an exchange")
	errBomb       = fault("decodes to far more than was received")
)
