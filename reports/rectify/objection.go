package rectify

import (
	"errors"
	"net/url"
	"time"

	"mingjing/audit"
)

// Objection is a county's word against a verdict (申诉): where the thing stands, in its view. What the machine found there and what a person
// decided is kept with it.
type Objection struct {
	ID   int64     `json:"id,omitempty"`
	Site string    `json:"site,omitempty"`
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty"`
	Question
	URL      string    `json:"url"`
	Word     string    `json:"word"`
	Looks    []Look    `json:"looks,omitempty"`    // what the machine found, oldest first
	Decision *Decision `json:"decision,omitempty"` // nil while it is open
}

// Look is what the machine found at the URL of an objection.
type Look struct {
	At       time.Time        `json:"at"`
	Status   audit.Status     `json:"status"`
	Reason   string           `json:"reason"`
	Evidence []audit.Evidence `json:"evidence,omitempty"`
}

// Decision is a person's word on an objection. Where it is upheld, it becomes a ruling that the question is met.
type Decision struct {
	At     time.Time  `json:"at"`
	By     string     `json:"by,omitempty"`
	Upheld bool       `json:"upheld"`
	Reason string     `json:"reason"`
	Until  audit.Date `json:"until,omitzero"` // of the ruling
}

// Check says what is wrong with an objection that somebody wants to raise.
func (o *Objection) Check() error {
	if o.Rule == "" {
		return errors.New("the rule of the verdict is wanted")
	}
	if u, err := url.Parse(o.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("the address of a page is wanted, with http:// or https://")
	}
	if o.Word == "" {
		return errors.New("a word on it is wanted")
	}
	return nil
}
