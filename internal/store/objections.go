package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Object enters an objection to a verdict on a site and returns its number. ErrInvalid where it is not one, ErrNotFound where the site is unknown.
func (s *Store) Object(ctx context.Context, who, site string, objection rectify.Objection) (id int64, err error) {
	if err := objection.Check(); err != nil {
		return 0, fmt.Errorf("objection of site %s: %w: %w", site, ErrInvalid, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := siteExists(ctx, tx, site); err != nil {
			return err
		}
		act, err := newAct(who, ActObject, site, 0, objectionContent{objection.Question, objection.URL, objection.Word})
		if err != nil {
			return err
		}
		id, err = s.logOne(ctx, tx, act)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("objection of site %s: %w", site, err)
	}
	return id, nil
}

// The contents of the acts on objections: what the log does not say itself.
type (
	objectionContent struct {
		rectify.Question
		URL  string `json:"url"`
		Word string `json:"word"`
	}
	lookContent struct {
		Status   audit.Status     `json:"status"`
		Reason   string           `json:"reason"`
		Evidence []audit.Evidence `json:"evidence,omitempty"`
	}
	decisionContent struct {
		Upheld bool       `json:"upheld"`
		Reason string     `json:"reason"`
		Until  audit.Date `json:"until,omitzero"`
	}
)

// Looked enters what the machine found at the address of an objection.
func (s *Store) Looked(ctx context.Context, who string, id int64, look rectify.Look) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		objection, err := oneObjection(ctx, tx, id)
		if err != nil {
			return err
		}
		act, err := newAct(who, ActLook, objection.Site, id, lookContent{look.Status, look.Reason, look.Evidence})
		if err != nil {
			return err
		}
		return s.log(ctx, tx, act)
	})
	if err != nil {
		return fmt.Errorf("objection %d: %w", id, err)
	}
	return nil
}

// Decide enters a person's decision on an objection. Where it is upheld, a ruling that the question is met goes with it. An objection
// is decided once: ErrInvalid where it was.
func (s *Store) Decide(ctx context.Context, who string, id int64, decision rectify.Decision) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		// Who decides waits for others who do, so that only one can.
		if _, err := numbers(ctx, tx, "act", 0); err != nil {
			return err
		}
		objection, err := oneObjection(ctx, tx, id)
		if err != nil {
			return err
		}
		if objection.Decision != nil {
			return fmt.Errorf("%w: decided already, by %s", ErrInvalid, objection.Decision.By)
		}
		if decision.Reason == "" {
			return fmt.Errorf("%w: a reason is wanted", ErrInvalid)
		}
		act, err := newAct(who, ActDecide, objection.Site, id, decisionContent{decision.Upheld, decision.Reason, decision.Until})
		if err != nil {
			return err
		}
		acts := []Act{act}
		if decision.Upheld {
			act, err := rulingAct(who, objection.Site, id, rectify.Ruling{
				Question: objection.Question, Status: audit.Met, Reason: decision.Reason, URL: objection.URL, Until: decision.Until,
			})
			if err != nil {
				return err
			}
			acts = append(acts, act)
		}
		return s.log(ctx, tx, acts...)
	})
	if err != nil {
		return fmt.Errorf("decide on objection %d: %w", id, err)
	}
	return nil
}

// Objection is the objection of this number with all that was said on it.
func (s *Store) Objection(ctx context.Context, id int64) (rectify.Objection, error) {
	objection, err := oneObjection(ctx, s.reader, id)
	if err != nil {
		return objection, fmt.Errorf("objection %d: %w", id, err)
	}
	return objection, nil
}

// Objections lists the objections of a site, or of all where site is empty, oldest first.
func (s *Store) Objections(ctx context.Context, site string) ([]rectify.Objection, error) {
	found, err := objections(ctx, s.reader, "($1 = '' OR subject = $1)", site)
	if err != nil {
		return nil, fmt.Errorf("objections: %w", err)
	}
	return found, nil
}

func oneObjection(ctx context.Context, q querier, id int64) (rectify.Objection, error) {
	found, err := objections(ctx, q, "(seq = $1 OR refers = $1)", id)
	if err != nil {
		return rectify.Objection{}, err
	}
	if len(found) == 0 {
		return rectify.Objection{}, ErrNotFound
	}
	return found[0], nil
}

// objections puts the acts that fulfil a condition together.
func objections(ctx context.Context, q querier, where string, arg any) ([]rectify.Objection, error) {
	const query = "SELECT " + actColumns + " FROM acts WHERE kind IN ('object', 'look', 'decide') AND "
	var found []rectify.Objection
	index := make(map[int64]int)
	for act, err := range rowsOf(ctx, q, readAct, query+where+" ORDER BY seq", arg) {
		if err != nil {
			return nil, err
		}
		of := act.Refers
		if act.Kind == ActObject {
			of = act.Seq
			index[of] = len(found)
			found = append(found, rectify.Objection{ID: act.Seq, Site: act.Subject, At: act.At, By: act.Who})
		}
		if i, ok := index[of]; ok {
			if err := addAct(&found[i], act); err != nil {
				return nil, fmt.Errorf("act %d: %w", act.Seq, err)
			}
		}
	}
	return found, nil
}

func addAct(o *rectify.Objection, act Act) error {
	switch act.Kind {
	case ActObject:
		var c objectionContent
		err := json.Unmarshal(act.Content, &c)
		o.Question, o.URL, o.Word = c.Question, c.URL, c.Word
		return err
	case ActLook:
		var c lookContent
		err := json.Unmarshal(act.Content, &c)
		o.Looks = append(o.Looks, rectify.Look{At: act.At, Status: c.Status, Reason: c.Reason, Evidence: c.Evidence})
		return err
	default:
		var c decisionContent
		err := json.Unmarshal(act.Content, &c)
		o.Decision = &rectify.Decision{At: act.At, By: act.Who, Upheld: c.Upheld, Reason: c.Reason, Until: c.Until}
		return err
	}
}
