// Package limit reads the time limits (公开时限) of catalogues: 自该信息形成或者变更之日起20个工作日内,
// 及时公开, 与政策文件同步发布 and the like become a [Limit].
//
// A text is either understood whole or refused: a limit is never guessed, for a county is judged by
// it. Width, spaces inside words, enumeration marks and saving clauses (法律法规另有规定的从其规定)
// do not matter.
package limit

import (
	"fmt"
	"strings"

	"mingjing/audit"
)

// Kind says what sort of limit a text sets.
type Kind string

// The kinds of limit.
const (
	None        Kind = "none"          // no limit is stated
	Within      Kind = "within"        // N units after the event
	AtOnce      Kind = "at-once"       // 及时, 实时: no fixed number
	Continuous  Kind = "continuous"    // 长期公开: stands there all the time
	Periodic    Kind = "periodic"      // every N units; Event may say by when (1月31日)
	Before      Kind = "before"        // N units before the event
	With        Kind = "with"          // together with the event, at most N units later
	SameAsAbove Kind = "same-as-above" // 同上: the limit of the row above
	NotOnline   Kind = "not-online"    // on a village notice board, or on application only: need not stand on a website
)

// Unit is what a limit is counted in.
type Unit string

// The units.
const (
	WorkingDays Unit = "working-days"
	Days        Unit = "days"
	Weeks       Unit = "weeks"
	Months      Unit = "months"
)

// Events that mean the day on which the information came into being. Any other event stands in
// the words of the text (收到征地批准文件).
const (
	Formed  = "形成" // formed, made, obtained or changed; also where the text names no event
	Decided = "决定" // the decision was made (作出决定), which is when its document is formed
)

// Span is a stretch of time.
type Span struct {
	N    int
	Unit Unit
}

// Limit is a time limit.
type Limit struct {
	Kind    Kind
	N       int
	Unit    Unit // empty where N says nothing
	Event   string
	Display Span     // how long it must stay on display at least (公示7个工作日)
	Extra   []Scoped // further limits that hold for a part of the item only
}

// Scoped is a limit for a part of an item.
type Scoped struct {
	Scope string // what it holds for, in the words of the text: 行政许可、行政处罚事项
	Limit Limit
}

// String says the limit in a few words: within 20 working-days of 形成, on display 7 working-days.
func (l Limit) String() string {
	var b strings.Builder
	b.WriteString(string(l.Kind))
	if l.Unit != "" {
		fmt.Fprintf(&b, " %d %s", l.N, l.Unit)
	}
	if l.Event != "" {
		fmt.Fprintf(&b, " of %s", l.Event)
	}
	if l.Display.N > 0 {
		fmt.Fprintf(&b, ", on display %d %s", l.Display.N, l.Display.Unit)
	}
	for _, extra := range l.Extra {
		fmt.Fprintf(&b, "; %s: %s", extra.Scope, extra.Limit)
	}
	return b.String()
}

// FromFormation reports whether the limit runs from the day on which the information was formed.
// Where it runs from another event, such as the receipt of an approval, a document published later
// than its due day by date of forming need not be late.
func (l Limit) FromFormation() bool {
	return l.Kind == Within && (l.Event == Formed || l.Event == Decided)
}

// A Calendar knows the working days.
type Calendar interface {
	// Add is the nth working day after from.
	Add(from audit.Date, n int) (audit.Date, error)
	Workday(d audit.Date) (bool, error)
}

// Due is the last day on which information formed on the given day is published in time, and
// whether the limit sets such a day: it does where it is [Within] a number of units. See
// [Limit.FromFormation] for limits that run from another event. The day of forming is not counted,
// and a last day that is no working day moves to the next one (民法典 201, 203). It fails where the
// calendar does not know the year.
func (l Limit) Due(formed audit.Date, cal Calendar) (audit.Date, bool, error) {
	if l.Kind != Within || formed.IsZero() {
		return audit.Date{}, false, nil
	}
	var last audit.Date
	switch l.Unit {
	case WorkingDays:
		due, err := cal.Add(formed, l.N)
		return due, err == nil, err
	case Days:
		last = formed.Add(l.N)
	case Weeks:
		last = formed.Add(7 * l.N)
	case Months:
		last = addMonths(formed, l.N)
	default:
		return audit.Date{}, false, nil
	}
	works, err := cal.Workday(last)
	if err == nil && !works {
		last, err = cal.Add(last, 1)
	}
	return last, err == nil, err
}

// addMonths is the same day n months later, or the last day of that month where it has no such day.
func addMonths(d audit.Date, n int) audit.Date {
	month := int(d.Month) - 1 + n
	year, month := d.Year+month/12, month%12+1
	for day := d.Day; ; day-- {
		if date, ok := audit.MakeDate(year, month, day); ok {
			return date
		}
	}
}
