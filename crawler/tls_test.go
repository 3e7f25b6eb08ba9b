package crawler

import (
	"crypto/tls"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"mingjing/audit"
)

func newTLSPortal(t *testing.T, config *tls.Config) *portal {
	t.Helper()
	p := newPortal(t)
	secure := httptest.NewUnstartedServer(p.counted())
	secure.TLS = config
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	p.Server = secure
	return p
}

func TestLenientTLS(t *testing.T) {
	for _, test := range []struct {
		name   string
		config *tls.Config
		detail string
	}{
		{"certificate that nobody vouches for", &tls.Config{}, "certificate"},
		{"TLS 1.0", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, "protocol version"},
		{"RSA key exchange alone", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}, "handshake failure"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newTLSPortal(t, test.config)
			p.home("/x")
			p.page("/x", "<row href='/'>x</row>")
			g := new(tellGuide)
			var rec recorder
			crawl := crawlWith(t, p, g, Options{Recorder: &rec})
			if len(g.pages) != 2 || g.pages[1].Trouble.Kind != "" {
				t.Fatalf("read %s; %+v", g.paths(), crawl)
			}
			if !strings.Contains(crawl.Detail, "is not trusted") || !strings.Contains(crawl.Detail, test.detail) {
				t.Errorf("detail %q", crawl.Detail)
			}
			if again := crawlWith(t, p, new(tellGuide), Options{Answered: &replay{left: rec}}); again != crawl {
				t.Errorf("from what was recorded: %+v", again)
			}
		})
	}
}

func TestNoTLSAtAll(t *testing.T) {
	p := newPortal(t)
	p.home("/x")
	p.Config.ErrorLog = log.New(io.Discard, "", 0)
	g := new(tellGuide)
	crawl := crawlWith(t, p, g, Options{}, func(_ *Crawler, s *audit.Site) { s.Home = "https://" + p.host() + "/" })
	if crawl.Stopped != audit.StoppedUnreachable || !strings.Contains(crawl.Detail, "TLS") {
		t.Errorf("%+v", crawl)
	}
}
