package notify

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"

	"mingjing/audit"
	"mingjing/internal/config"
	"mingjing/reports"
	"mingjing/rules/pack"
)

func event(t *testing.T) Event {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	scan := func(plan, training audit.Status) *audit.Scan {
		return &audit.Scan{Pack: p.ID, City: "泰安市", AsOf: audit.Date{Year: 2026, Month: 11, Day: 1}, Sites: []audit.SiteResult{
			{ID: "daiyue", Name: "岱岳区", Score: 87.5, Grade: "B", Coverage: 0.9, Findings: []audit.Finding{
				{Rule: "topic.plan", Status: plan}, {Rule: "topic.training", Status: training},
			}},
			{ID: "ningyang", Name: "宁阳县"},
		}}
	}
	r, err := reports.New(scan(audit.Unmet, audit.Met), p, reports.Options{Lang: "zh", Month: "2026-11", Earlier: []*audit.Scan{scan(audit.Met, audit.Unmet)}})
	if err != nil {
		t.Fatal(err)
	}
	return EventOf(MonthlyReport, "taian", "https://mingjing.example/taian/", r, func(site string) int { return len(site) - len("ningyan") })
}

func TestText(t *testing.T) {
	e := event(t)
	if want := "泰安市基层政务公开月度检查报告（2026-11-01）"; e.Subject() != want {
		t.Errorf("%s, want %s", e.Subject(), want)
	}
	want := "岱岳区：87.5 分，B 级；待整改 1 项，新增问题 1 项，已经整改 1 项。\n宁阳县：未能判定；待整改 0 项，逾期未整改 1 项。\n\nhttps://mingjing.example/taian/\n"
	if e.Text() != want {
		t.Errorf("got  %s\nwant %s", e.Text(), want)
	}
}

func TestWebhook(t *testing.T) {
	var got map[string]any
	code := http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v, %s", err, r.Header.Get("Content-Type"))
		}
		w.WriteHeader(code)
	}))
	defer server.Close()
	c := &config.Notify{Webhook: server.URL + "/hook?token=hush"}
	if err := Send(t.Context(), c, event(t)); err != nil {
		t.Fatal(err)
	}
	if got["schema"] != schema || got["kind"] != "monthly-report" || len(got["sites"].([]any)) != 2 {
		t.Errorf("sent %v", got)
	}
	code = http.StatusForbidden
	if err := Send(t.Context(), c, event(t)); err == nil || !strings.Contains(err.Error(), "answered 403") {
		t.Errorf("refused: %v", err)
	}
	server.Close()
	if err := Send(t.Context(), c, event(t)); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("not there: %v", err)
	}
}

// A mail arrives whole at a server without encryption or log-in.
func TestMail(t *testing.T) {
	address, received := mailServer(t)
	c := &config.Notify{SMTP: config.SMTP{Host: "127.0.0.1", Port: address.Port, From: "mingjing@example.org", To: []string{"office@example.org"}}}
	if err := Send(t.Context(), c, event(t)); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-received))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	e := event(t)
	if subject != e.Subject() || strings.ReplaceAll(strings.TrimSpace(string(body)), "\r\n", "\n") != strings.TrimSpace(e.Text()) {
		t.Errorf("%s\n%s", subject, body)
	}
	// A password is not sent over a line that anybody can read.
	c.SMTP.User, c.SMTP.Password = "mingjing", "hush"
	if err := Send(t.Context(), c, event(t)); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("a password without encryption: %v", err)
	}
}

// mailServer takes mails on loopback, one a connection, and gives their texts.
func mailServer(t *testing.T) (*net.TCPAddr, <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	received := make(chan string, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serveMail(c, received)
		}
	}()
	return l.Addr().(*net.TCPAddr), received
}

func serveMail(c net.Conn, received chan<- string) {
	defer func() { _ = c.Close() }()
	fmt.Fprint(c, "220 ready\r\n")
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		word, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch word {
		case "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			var text strings.Builder
			for lines.Scan() && lines.Text() != "." {
				text.WriteString(lines.Text() + "\r\n")
			}
			received <- text.String()
			fmt.Fprint(c, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 fine\r\n")
		}
	}
}
