// Package accuracy compares a scan with a known truth: what did it say wrongly, and how.
package accuracy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"mingjing/audit"
)

// MaxSize bounds truth.json and scan.json, in bytes.
const MaxSize = 1 << 30

// Truth is what is known of a set of sites. It is what truth.json holds.
type Truth struct {
	AsOf  audit.Date `json:"as_of,omitzero" jsonschema:"description=the day the verdicts speak of"`
	Sites []Site     `json:"sites"`
}

// Site is what is known of one site.
type Site struct {
	ID      string  `json:"id"`
	Pages   int     `json:"pages,omitempty" jsonschema:"description=pages that a visitor can reach"`
	Needed  int     `json:"needed,omitempty" jsonschema:"description=pages that bear on a verdict"`
	Entries []Entry `json:"entries"`
}

// Entry is the right answer to one question.
type Entry struct {
	Rule   string         `json:"rule"`
	Domain string         `json:"domain,omitempty"`
	Level1 string         `json:"level1,omitempty" jsonschema:"description=一级事项"`
	Item   string         `json:"item,omitempty" jsonschema:"description=二级事项 or 一级事项 where there is no second level"`
	Names  []string       `json:"names,omitempty" jsonschema:"description=further names that the item may carry"`
	Status []audit.Status `json:"status" jsonschema:"minItems=1,description=the acceptable verdicts; mostly one"`
	Why    string         `json:"why,omitempty"`
	Where  []string       `json:"where,omitempty" jsonschema:"description=pages that show it; may end in *"`
	Proof  []string       `json:"proof,omitempty" jsonschema:"description=pages of which an unmet should show one; may end in *"`
}

// accepts reports whether the verdict is among the acceptable ones.
func (e *Entry) accepts(s audit.Status) bool { return slices.Contains(e.Status, s) }

// only reports whether the verdict is the one acceptable.
func (e *Entry) only(s audit.Status) bool { return len(e.Status) == 1 && e.Status[0] == s }

// ReadTruth reads and checks a truth.json. Fields that are not known are passed over.
func ReadTruth(r io.Reader) (*Truth, error) {
	truth := new(Truth)
	if err := json.NewDecoder(io.LimitReader(r, MaxSize)).Decode(truth); err != nil {
		return nil, fmt.Errorf("read truth: %w", err)
	}
	var faults []error
	if len(truth.Sites) == 0 {
		faults = append(faults, errors.New("truth: no sites"))
	}
	seen := make(map[string]bool)
	for _, site := range truth.Sites {
		if site.ID == "" || seen[site.ID] {
			faults = append(faults, fmt.Errorf("truth: site id %q is empty or stands twice", site.ID))
		}
		seen[site.ID] = true
		if site.Entries == nil {
			faults = append(faults, fmt.Errorf("truth: site %s: no entries", site.ID))
		}
		for i, entry := range site.Entries {
			if err := entry.check(); err != nil {
				faults = append(faults, fmt.Errorf("truth: site %s: entry %d: %w", site.ID, i+1, err))
			}
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return truth, nil
}

func (e *Entry) check() error {
	if e.Rule == "" {
		return errors.New("no rule")
	}
	if len(e.Status) == 0 {
		return errors.New("no status")
	}
	for _, s := range e.Status {
		if !slices.Contains(audit.Statuses(), s) {
			return fmt.Errorf("unknown status %q", s)
		}
	}
	return nil
}
