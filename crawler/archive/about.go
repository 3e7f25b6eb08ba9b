package archive

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"mingjing/audit"
)

// About is what a scan is of. A scan that was broken off is gone on with only as what it was begun.
type About struct {
	Schema     string       `json:"schema"`   // set by Create
	Software   string       `json:"software"` // that scans
	Pack       string       `json:"pack"`     // id of the rule pack
	Version    string       `json:"pack_version"`
	AsOf       audit.Date   `json:"as_of"`
	Started    time.Time    `json:"started"` // names the folder of the scan
	City       string       `json:"city,omitempty"`
	Budget     int          `json:"budget"` // requests for a site at most
	Exhaustive bool         `json:"exhaustive"`
	Sites      []audit.Site `json:"sites"`
}

// differs tells in what two scans are not the same; empty where in nothing that matters.
func (a *About) differs(b *About) string {
	var all []string
	tell := func(what string, a, b any) {
		if !reflect.DeepEqual(a, b) {
			all = append(all, fmt.Sprintf("%s: %v, begun with %v", what, b, a))
		}
	}
	tell("pack", a.Pack+" "+a.Version, b.Pack+" "+b.Version)
	tell("day", a.AsOf.String(), b.AsOf.String())
	tell("budget", a.Budget, b.Budget)
	tell("exhaustive", a.Exhaustive, b.Exhaustive)
	if !sameSites(a.Sites, b.Sites) {
		all = append(all, "other sites")
	}
	return strings.Join(all, "; ")
}

// sameSites compares sites as they are written: an empty list is none.
func sameSites(a, b []audit.Site) bool {
	x, errX := marshal(a)
	y, errY := marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
