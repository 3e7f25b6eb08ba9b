package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"mingjing/audit"
)

// faultOf tells what an error of the transport means.
func faultOf(err error) *Fault {
	fault := new(Fault)
	var (
		refused *addressError
		dns     *net.DNSError
		shake   handshakeError
	)
	unreachable := func(transient bool, detail string) *Fault {
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleUnreachable, Detail: detail}, Transient: transient}
	}
	switch {
	case errors.As(err, &fault):
		return fault
	case errors.As(err, &refused):
		return unreachable(false, refused.Error())
	case errors.As(err, &dns) && dns.IsNotFound:
		return unreachable(false, fmt.Sprintf("no address for %s", dns.Name))
	case isTimeout(err):
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleTimeout, Detail: "no answer in time"}, Transient: true}
	case errors.As(err, &dns):
		return unreachable(true, fmt.Sprintf("name server: %s: %s", dns.Name, dns.Err))
	case errors.As(err, &shake):
		return unreachable(false, "TLS: "+cause(shake.error))
	case strings.Contains(err.Error(), "response headers exceeded"):
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleTooLarge, Detail: fmt.Sprintf("header over %d bytes", maxHeaderBytes)}}
	default:
		return unreachable(true, cause(err))
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}

// cause is the innermost reason in words that are the same at each run: without the ports that the
// system chose.
func cause(err error) string {
	var (
		errno syscall.Errno
		op    *net.OpError
	)
	text := err.Error()
	switch {
	case errors.As(err, &errno):
		text = errno.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		text = "ended early"
	case errors.Is(err, io.EOF):
		text = "closed without an answer"
	case errors.As(err, &op):
		text = op.Err.Error()
	}
	return clip(text)
}

const maxDetail = 200

// clip makes a text of a stranger fit for a detail.
func clip(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > maxDetail {
		text = string(runes[:maxDetail]) + "…"
	}
	return text
}

// statusTrouble is the trouble that a status tells by itself.
func statusTrouble(status int) audit.Trouble {
	kind := audit.TroubleRefused
	switch {
	case status >= 200 && status < 300:
		return audit.Trouble{}
	case status == http.StatusNotFound, status == http.StatusGone, status == 550:
		kind = audit.TroubleGone
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired, status == http.StatusNetworkAuthenticationRequired:
		kind = audit.TroubleLogin
	case status == http.StatusRequestTimeout:
		kind = audit.TroubleTimeout
	case status == http.StatusPreconditionFailed, status == http.StatusTeapot, status == 461, status == 493, status == 512, status == 521:
		kind = audit.TroubleShield
	case status >= 400 && status < 500:
	default:
		kind = audit.TroubleServer
	}
	return audit.Trouble{Kind: kind, Detail: strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))}
}

// settle joins what the status says with what the reader saw. A reader knows a firewall or a log-in
// page from its words; that nothing stands at an address it may say of an answer that was given, not
// of a refusal or a fault of the server.
func settle(status int, read audit.Trouble) audit.Trouble {
	told := statusTrouble(status)
	switch {
	case told.Kind == audit.TroubleNone:
		return read
	case read.Kind == audit.TroubleShield, read.Kind == audit.TroubleCaptcha, read.Kind == audit.TroubleLogin:
		return read
	case read.Kind == told.Kind && read.Detail != "":
		return read
	default:
		return told
	}
}
