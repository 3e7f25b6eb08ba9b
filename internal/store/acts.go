package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"
)

// ActKind is a kind of act that the log holds.
type ActKind string

// The kinds of act. What somebody says about findings is kept nowhere else than in the log.
const (
	ActSiteAdd    ActKind = "site.add"    // a site seen for the first time
	ActSiteChange ActKind = "site.change" // its name, address, hosts or townships are others now
	ActScanStart  ActKind = "scan.start"
	ActScanGiveUp ActKind = "scan.giveup" // a site of it that is not waited for any more, and why
	ActScanFinish ActKind = "scan.finish" // with the digest of its results
	ActScanRevise ActKind = "scan.revise" // a result changed by what people said, with its digests
	ActWaive      ActKind = "waive"       // a ruling that something does not apply
	ActVerdict    ActKind = "verdict"     // any other ruling
	ActRevoke     ActKind = "revoke"      // takes a ruling back
	ActObject     ActKind = "object"      // an objection
	ActLook       ActKind = "look"        // what the machine found at the address of an objection
	ActDecide     ActKind = "decide"      // the decision on an objection
)

// Act is a row of the log.
type Act struct {
	Seq     int64           `json:"seq"` // 1, 2, 3 … without a gap
	At      time.Time       `json:"at"`
	Who     string          `json:"who"` // a person, or the part of the program that acted of itself
	Kind    ActKind         `json:"kind"`
	Subject string          `json:"subject"`          // id of the site; scan:7 for acts on scans
	Refers  int64           `json:"refers,omitempty"` // the act it answers; 0 for none
	Content json.RawMessage `json:"content"`
	Hash    string          `json:"hash"` // SHA-256 over the hash of the act before and all the above, in hex
}

// chain is the hash that the act has after one with the hash prev.
func (a *Act) chain(prev string) (string, error) {
	text, err := json.Marshal([]any{prev, a.Seq, timeText(a.At), a.Who, a.Kind, a.Subject, a.Refers, string(a.Content)})
	if err != nil {
		return "", err
	}
	return sha(string(text)), nil
}

// scanSubject is no id of a site.
func scanSubject(id int64) string { return "scan:" + strconv.FormatInt(id, 10) }

func newAct(who string, kind ActKind, subject string, refers int64, content any) (Act, error) {
	if who == "" {
		return Act{}, fmt.Errorf("%s %s: nobody is named who does it", kind, subject)
	}
	text, err := json.Marshal(content)
	if err != nil {
		return Act{}, fmt.Errorf("%s %s: %w", kind, subject, err)
	}
	return Act{Who: who, Kind: kind, Subject: subject, Refers: refers, Content: text}, nil
}

// log adds acts to the log and fills in what it gives them. As it holds back all others who want to, it comes last in a transaction.
func (s *Store) log(ctx context.Context, tx *sql.Tx, acts ...Act) error {
	if len(acts) == 0 {
		return nil
	}
	first, err := numbers(ctx, tx, "act", len(acts))
	if err != nil {
		return err
	}
	var prev string
	if first > 1 {
		if err := tx.QueryRowContext(ctx, "SELECT hash FROM acts WHERE seq = $1", first-1).Scan(&prev); err != nil {
			return fmt.Errorf("log: act %d: %w", first-1, missing(err))
		}
	}
	rows := make([][]any, len(acts))
	for i := range acts {
		a := &acts[i]
		a.Seq, a.At = first+int64(i), s.now().UTC()
		if a.Hash, err = a.chain(prev); err != nil {
			return err
		}
		prev = a.Hash
		rows[i] = []any{a.Seq, timeText(a.At), a.Who, string(a.Kind), a.Subject, a.Refers, string(a.Content), a.Hash}
	}
	if err := insert(ctx, tx, "INSERT INTO acts ("+actColumns+")", "", rows); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}

const actColumns = "seq, at, who, kind, subject, refers, content, hash"

func readAct(row scanner) (Act, error) {
	var a Act
	var at, content string
	if err := row.Scan(&a.Seq, &at, &a.Who, &a.Kind, &a.Subject, &a.Refers, &content, &a.Hash); err != nil {
		return a, err
	}
	a.Content = json.RawMessage(content)
	var err error
	a.At, err = parseTime(at)
	return a, err
}

// Log yields the acts from number from on, oldest first.
func (s *Store) Log(ctx context.Context, from int64) iter.Seq2[Act, error] {
	return rowsOf(ctx, s.reader, readAct, "SELECT "+actColumns+" FROM acts WHERE seq >= $1 ORDER BY seq", from)
}

// Head is the newest act of the log and its hash: who notes it down elsewhere can tell later whether the log up to it is still the same.
type Head struct {
	Seq  int64  `json:"seq"` // 0 where the log is empty
	Hash string `json:"hash"`
}

// LogHead is the head of the log.
func (s *Store) LogHead(ctx context.Context) (Head, error) {
	var head Head
	err := s.reader.QueryRowContext(ctx, "SELECT seq, hash FROM acts ORDER BY seq DESC LIMIT 1").Scan(&head.Seq, &head.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Head{}, fmt.Errorf("head of the log: %w", err)
	}
	return head, nil
}

// VerifyLog goes through the whole log and returns its head. An error says which act was changed, removed or put elsewhere. Acts cut
// off at the end, together with the counter, show only against heads that were noted down before.
func (s *Store) VerifyLog(ctx context.Context, noted ...Head) (Head, error) {
	var head Head
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		head, err = verifyLog(ctx, tx, noted)
		return err
	})
	if err != nil {
		return Head{}, fmt.Errorf("verify log: %w", err)
	}
	return head, nil
}

func verifyLog(ctx context.Context, tx *sql.Tx, noted []Head) (Head, error) {
	var head Head
	want := make(map[int64]string, len(noted))
	for _, h := range noted {
		want[h.Seq] = h.Hash
	}
	for act, err := range rowsOf(ctx, tx, readAct, "SELECT "+actColumns+" FROM acts ORDER BY seq") {
		if err != nil {
			return Head{}, err
		}
		if act.Seq != head.Seq+1 {
			return Head{}, broken("act %d is missing", head.Seq+1)
		}
		hash, err := act.chain(head.Hash)
		if err != nil {
			return Head{}, err
		}
		if hash != act.Hash {
			return Head{}, broken("act %d (%s, %s) was changed", act.Seq, act.Kind, act.Subject)
		}
		if noted, ok := want[act.Seq]; ok && noted != hash {
			return Head{}, broken("act %d has not the hash that was noted down: the log was written anew", act.Seq)
		}
		head = Head{act.Seq, act.Hash}
	}
	var given int64
	if err := tx.QueryRowContext(ctx, "SELECT given FROM counters WHERE name = 'act'").Scan(&given); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Head{}, err
	}
	for _, h := range noted {
		given = max(given, h.Seq)
	}
	if given != head.Seq {
		return Head{}, broken("acts %d to %d are missing", head.Seq+1, given)
	}
	return head, nil
}

// brokenLog says how the log is not whole.
type brokenLog struct{ what string }

func (b *brokenLog) Error() string { return b.what }

func broken(format string, args ...any) error { return &brokenLog{fmt.Sprintf(format, args...)} }
