// Package notify tells people and programs what changed: by mail, and by a JSON document sent to a webhook.
package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"mingjing/internal/config"
	"mingjing/reports"
)

// Event is what is told.
type Event struct {
	Schema string `json:"schema"` // mingjing.event/1
	Kind   Kind   `json:"kind"`
	Group  string `json:"group"`
	City   string `json:"city,omitempty"`
	AsOf   string `json:"as_of"`
	Month  string `json:"month,omitempty"`
	URL    string `json:"url,omitempty"` // of the report
	Sites  []Site `json:"sites"`
}

// Kind is what happened.
type Kind string

// The kinds of event.
const (
	ScanFinished  Kind = "scan-finished"
	MonthlyReport Kind = "monthly-report"
)

// Site is how one site stands and what changed there since the scan before.
type Site struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Score    *float64 `json:"score"` // null where nothing could be judged
	Grade    string   `json:"grade,omitempty"`
	Open     int      `json:"open"`      // faults to be put right
	New      int      `json:"new"`       // of these new
	Back     int      `json:"back"`      // of these back after they were put right
	PutRight int      `json:"put_right"` // since the scan before
	Overdue  int      `json:"overdue"`   // of the open ones
}

// schema is the version of the event's form.
const schema = "mingjing.event/1"

// EventOf tells of a report. Overdue gives the number of overdue faults of a site.
func EventOf(kind Kind, group, url string, r *reports.Report, overdue func(site string) int) Event {
	e := Event{Schema: schema, Kind: kind, Group: group, City: r.Scan.City, AsOf: r.Scan.AsOf.String(), Month: r.Options.Month, URL: url, Sites: []Site{}}
	for _, s := range r.Sites {
		site := Site{
			ID: s.ID, Name: s.Name, Grade: s.Grade, Open: s.Open, Overdue: overdue(s.ID),
			New: s.Changes[reports.ChangeNew], Back: s.Changes[reports.ChangeBack], PutRight: s.Changes[reports.ChangePutRight],
		}
		if s.Measured() {
			site.Score = &s.Score
		}
		e.Sites = append(e.Sites, site)
	}
	return e
}

// Subject is the subject of the mail.
func (e *Event) Subject() string {
	title := "检查结果"
	if e.Kind == MonthlyReport {
		title = "月度检查报告"
	}
	return fmt.Sprintf("%s基层政务公开%s（%s）", e.City, title, e.AsOf)
}

// Text is the body of the mail.
func (e *Event) Text() string {
	var b strings.Builder
	for _, s := range e.Sites {
		score := "未能判定"
		if s.Score != nil {
			score = fmt.Sprintf("%.1f 分", *s.Score)
		}
		if s.Grade != "" {
			score += "，" + s.Grade + " 级"
		}
		fmt.Fprintf(&b, "%s：%s；待整改 %d 项", s.Name, score, s.Open)
		for _, part := range []struct {
			name string
			n    int
		}{{"新增问题", s.New}, {"再次出现", s.Back}, {"已经整改", s.PutRight}, {"逾期未整改", s.Overdue}} {
			if part.n > 0 {
				fmt.Fprintf(&b, "，%s %d 项", part.name, part.n)
			}
		}
		b.WriteString("。\n")
	}
	if e.URL != "" {
		fmt.Fprintf(&b, "\n%s\n", e.URL)
	}
	return b.String()
}

// timeout bounds one sending.
const timeout = 30 * time.Second

// Send tells the event to everybody the configuration names. It goes on after a failure and returns all of them;
// none names a password.
func Send(ctx context.Context, c *config.Notify, e Event) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var failures []error
	if c.Webhook != "" {
		failures = append(failures, post(ctx, c.Webhook, e))
	}
	if c.SMTP.Host != "" {
		failures = append(failures, send(ctx, &c.SMTP, e))
	}
	return errors.Join(failures...)
}

func post(ctx context.Context, url string, e Event) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return errors.New("webhook: the address cannot be used") // the address may hold a token
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("webhook: %w", errors.Unwrap(err))
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	if answer.StatusCode >= 300 {
		return fmt.Errorf("webhook: answered %s", answer.Status)
	}
	return nil
}

func send(ctx context.Context, s *config.SMTP, e Event) error {
	m := mail.NewMsg()
	if err := m.From(s.From); err != nil {
		return fmt.Errorf("mail: from %s: %w", s.From, err)
	}
	if err := m.To(s.To...); err != nil {
		return fmt.Errorf("mail: to %v: %w", s.To, err)
	}
	m.Subject(e.Subject())
	m.SetBodyString(mail.TypeTextPlain, e.Text())
	// Encryption is used where the server offers it; a password is sent over nothing else.
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(timeout), mail.WithTLSPolicy(mail.TLSOpportunistic)}
	if s.User != "" {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(s.User), mail.WithPassword(string(s.Password)))
	}
	if s.Port == 465 {
		options = append(options, mail.WithSSL())
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return fmt.Errorf("mail: %s: %w", s.Host, err)
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("mail: %s: %w", s.Host, err)
	}
	return nil
}
