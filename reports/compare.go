package reports

import (
	"fmt"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Change is how a finding stands against the scan compared with.
type Change string

// The ways a finding changes. Only a fault that was judged met before is new: what was not looked at or not asked
// before may have stood there all along.
const (
	ChangeNone     Change = ""          // nothing to compare with, or no change that matters
	ChangeNew      Change = "new"       // a fault that was met before and was never a fault in the scans at hand
	ChangeBack     Change = "back"      // a fault again that was put right before
	ChangeSeen     Change = "seen"      // a fault that could not be judged or was not asked before
	ChangeStill    Change = "still"     // a fault as before
	ChangeWorse    Change = "worse"     // partial before, unmet now
	ChangeBetter   Change = "better"    // unmet before, partial now
	ChangePutRight Change = "put-right" // a fault before, met now
	ChangeUnclear  Change = "unclear"   // a fault before that could not be judged now: neither put right nor seen
	ChangeDropped  Change = "dropped"   // a fault before that is not asked now
)

// Changes lists the ways in the order of reports.
func Changes() []Change {
	return []Change{
		ChangePutRight, ChangeBetter, ChangeNew, ChangeBack, ChangeWorse, ChangeSeen, ChangeStill, ChangeUnclear, ChangeDropped,
	}
}

// compare fills in the history of the site and how its findings changed.
func (s *Site) compare(r *Report, now map[question]*Finding) {
	for _, scan := range r.Options.Earlier {
		if old := siteOf(scan, s.ID); old != nil {
			s.History = append(s.History, momentOf(scan, old))
		}
	}
	s.History = append(s.History, momentOf(r.Scan, s.SiteResult))
	if r.Before == nil {
		return
	}
	old := siteOf(r.Before, s.ID)
	if old == nil {
		return
	}
	s.Changes = make(map[Change]int)
	wasFault := faultsOf(r.Options.Earlier, s.ID)
	before := make(map[question]*audit.Finding, len(old.Findings))
	for i := range old.Findings {
		before[questionOf(&old.Findings[i])] = &old.Findings[i]
	}
	for _, f := range s.All {
		was := before[questionOf(f.Finding)]
		if was != nil {
			f.Before = &was.Status
		}
		f.Change = change(was, f, wasFault[questionOf(f.Finding)])
		if f.Change != ChangeNone {
			s.Changes[f.Change]++
		}
	}
	for i := range old.Findings {
		was := &old.Findings[i]
		if !rectify.Open(was) {
			continue
		}
		view := r.finding(was, i)
		view.ID = fmt.Sprintf("b%d", i+1)
		switch f := now[questionOf(was)]; {
		case f == nil || f.Status == audit.Exempt:
			s.Changes[ChangeDropped]++
		case f.Status == audit.Met:
			view.Change = ChangePutRight
			s.Changes[ChangePutRight]++
			s.PutRight = append(s.PutRight, view)
		}
	}
}

// change says how a finding of now stands against that of before, which may be nil.
func change(was *audit.Finding, f *Finding, everFault bool) Change {
	switch {
	case was != nil && rectify.Open(was) && f.Status == audit.Unknown:
		return ChangeUnclear
	case !f.IsOpen():
		return ChangeNone
	case was == nil || was.Status == audit.Unknown || was.Status == audit.Exempt:
		if everFault {
			return ChangeStill
		}
		return ChangeSeen
	case was.Status == audit.Met && everFault:
		return ChangeBack
	case was.Status == audit.Met:
		return ChangeNew
	case was.Status == audit.Partial && f.Status == audit.Unmet:
		return ChangeWorse
	case was.Status == audit.Unmet && f.Status == audit.Partial:
		return ChangeBetter
	default:
		return ChangeStill
	}
}

// faultsOf is the questions that the site failed in any of the scans.
func faultsOf(scans []*audit.Scan, id string) map[question]bool {
	failed := make(map[question]bool)
	for _, scan := range scans {
		site := siteOf(scan, id)
		if site == nil {
			continue
		}
		for i := range site.Findings {
			if f := &site.Findings[i]; f.Status == audit.Unmet || f.Status == audit.Partial {
				failed[questionOf(f)] = true
			}
		}
	}
	return failed
}

func momentOf(scan *audit.Scan, s *audit.SiteResult) Moment {
	return Moment{Day: scan.AsOf, Score: s.Score, Grade: s.Grade, Coverage: s.Coverage, Open: rectify.Count(s.Findings)}
}
