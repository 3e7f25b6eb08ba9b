package config

import (
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"
)

// check finds what a schema cannot: values that contradict each other or mean nothing.
func (d *document) check(c *Config) {
	if _, err := time.LoadLocation(c.Timezone); err != nil {
		d.fault([]string{"timezone"}, "%q is no time zone such as Asia/Shanghai", c.Timezone)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		d.fault([]string{"listen"}, "%q is no address with a port such as 127.0.0.1:8080", c.Listen)
	}
	if IsURL(c.Database) {
		if _, err := url.Parse(c.Database); err != nil {
			d.fault([]string{"database"}, "no URL such as postgres://user@host/mingjing") // the value may hold a password
		}
	}
	d.webURL(c.URL, "url")
	d.webURL(c.Notify.Webhook, "notify", "webhook")
	names := make(map[string]bool)
	for i, g := range c.Groups {
		at := []string{"groups", strconv.Itoa(i)}
		if names[g.Name] {
			d.fault(append(at, "name"), "%q is the name of two groups", g.Name)
		}
		names[g.Name] = true
		if _, err := cron.ParseStandard(g.Schedule); g.Schedule != "" && err != nil {
			d.fault(append(at, "schedule"), "%v; want minute, hour, day, month and weekday such as 0 1 1 * *", err)
		}
	}
	for name, user := range c.Users {
		at := []string{"users", name}
		switch {
		case user.Role == County && len(user.Sites) == 0:
			d.fault(at, "a county names its `sites`")
		case user.Role != County && len(user.Sites) > 0:
			d.fault(append(at, "sites"), "only a county has `sites`; a %s sees all", user.Role)
		}
	}
	if len(c.Users) > 0 && c.WebConfig == "" {
		d.fault([]string{"users"}, "users need a `web_config` that holds their passwords")
	}
	d.smtp(&c.Notify.SMTP)
}

func (d *document) webURL(value string, at ...string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) {
		d.fault(at, "%q is no http or https URL", value)
	}
}

func (d *document) smtp(s *SMTP) {
	if s.Host == "" {
		return
	}
	at := []string{"notify", "smtp"}
	if _, err := mail.ParseAddress(s.From); err != nil {
		d.fault(append(at, "from"), "%q is no mail address", s.From)
	}
	if len(s.To) == 0 {
		d.fault(at, "nobody to send to: want at least one address in `to`")
	}
	for i, to := range s.To {
		if _, err := mail.ParseAddress(to); err != nil {
			d.fault(append(at, "to", strconv.Itoa(i)), "%q is no mail address", to)
		}
	}
}
