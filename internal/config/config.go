// Package config reads the configuration file of the service (mingjing.yaml).
//
// A file is read whole or not at all: what is wrong in it is told at once, each fault with file, line and what would
// be right. [Schema] describes the file for editors; the same schema checks it. Values of the environment, named in
// the fields' descriptions, stand above the file, so that secrets need not be written into it.
package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// MaxSize bounds a configuration file, in bytes.
const MaxSize = 1 << 20

// Config is what a configuration file says, with the defaults filled in.
type Config struct {
	Database  string          `json:"database,omitempty" jsonschema:"description=SQLite file or postgres:// URL; MINGJING_DATABASE stands above it,default=mingjing.db" env:"MINGJING_DATABASE"`
	Data      string          `json:"data,omitempty" jsonschema:"description=folder for archives and kept reports,default=data"`
	Listen    string          `json:"listen,omitempty" jsonschema:"description=address and port of the web pages,default=127.0.0.1:8080" env:"MINGJING_LISTEN"`
	URL       string          `json:"url,omitempty" jsonschema:"description=address under which people reach the web pages; for links in mails and metrics"`
	WebConfig string          `json:"web_config,omitempty" jsonschema:"description=TLS and passwords: a web configuration file of the Prometheus exporter-toolkit"`
	Public    bool            `json:"public,omitempty" jsonschema:"description=reports may be read without log-in"`
	Users     map[string]User `json:"users,omitempty" jsonschema:"description=roles of the users of web_config"`
	Pack      string          `json:"pack,omitempty" jsonschema:"description=rule pack: the id of a built-in one or a folder,default=taian-2020"`
	Lang      string          `json:"lang,omitempty" jsonschema:"enum=zh,enum=en,default=zh"`
	Timezone  string          `json:"timezone,omitempty" jsonschema:"description=in which schedules and windows are meant,default=Asia/Shanghai"`
	Groups    []Group         `json:"groups" jsonschema:"minItems=1,description=which sites are scanned and when"`
	Crawl     Crawl           `json:"crawl,omitempty"`
	Keep      Keep            `json:"keep,omitempty"`
	Report    Report          `json:"report,omitempty"`
	Notify    Notify          `json:"notify,omitempty"`
	Metrics   Metrics         `json:"metrics,omitempty"`
}

// User is what a user of the web configuration file may do.
type User struct {
	Role  Role     `json:"role" jsonschema:"enum=viewer,enum=county,enum=assessor"`
	Sites []string `json:"sites,omitempty" jsonschema:"description=of a county: ids of the sites whose findings it sees and answers"`
}

// Role says what a user may do.
type Role string

// The roles.
const (
	Viewer   Role = "viewer"   // reads everything
	County   Role = "county"   // reads and answers the findings of its own sites
	Assessor Role = "assessor" // reads everything, starts scans, decides
)

// Group is a set of sites scanned together.
type Group struct {
	Name     string `json:"name" jsonschema:"pattern=^[a-z0-9-]+$"`
	Targets  string `json:"targets" jsonschema:"description=targets file"`
	Schedule string `json:"schedule,omitempty" jsonschema:"description=cron expression such as 0 1 1 * *; empty: on demand only"`
	Window   Window `json:"window,omitempty"`
}

// Crawl says how sites are read.
type Crawl struct {
	Rate         float64  `json:"rate,omitempty" jsonschema:"description=requests a second for one host and for one server address,exclusiveMinimum=0,default=1"`
	Budget       int      `json:"budget,omitempty" jsonschema:"description=requests for one site at most,minimum=1,default=3000"`
	SiteTime     Duration `json:"site_time,omitempty"`
	Sites        int      `json:"sites,omitempty" jsonschema:"description=sites scanned at once by this process,minimum=1,default=8"`
	UserAgent    string   `json:"user_agent,omitempty" jsonschema:"description=should name a page that says who scans"`
	AllowPrivate bool     `json:"allow_private,omitempty" jsonschema:"description=sites on loopback and private addresses may be scanned"`
}

// Keep says how long things are kept.
type Keep struct {
	Findings Duration `json:"findings,omitempty"`
	Archive  Duration `json:"archive,omitempty"`
}

// Report says when and how the monthly report is made.
type Report struct {
	Day     int      `json:"day,omitempty" jsonschema:"description=of the month; 0: none is made,minimum=0,maximum=28"`
	Time    string   `json:"time,omitempty" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$,default=06:00"`
	Formats []string `json:"formats,omitempty" jsonschema:"description=default: all"`
	DueDays int      `json:"due_days,omitempty" jsonschema:"description=days in which faults are to be put right,minimum=1,default=30"`
	Office  string   `json:"office,omitempty" jsonschema:"description=that signs the papers"`
	Number  string   `json:"number,omitempty" jsonschema:"description=document number of the papers without the running number"`
}

// Notify says who is told of what changed.
type Notify struct {
	Webhook string `json:"webhook,omitempty" jsonschema:"description=URL that is sent a JSON document; MINGJING_WEBHOOK stands above it" env:"MINGJING_WEBHOOK"`
	SMTP    SMTP   `json:"smtp,omitempty"`
}

// SMTP is a mail server.
type SMTP struct {
	Host     string   `json:"host,omitempty"`
	Port     int      `json:"port,omitempty" jsonschema:"minimum=1,maximum=65535,default=587"`
	User     string   `json:"user,omitempty"`
	Password Secret   `json:"password,omitempty" jsonschema:"description=better given as MINGJING_SMTP_PASSWORD" env:"MINGJING_SMTP_PASSWORD"`
	From     string   `json:"from,omitempty"`
	To       []string `json:"to,omitempty"`
}

// Metrics says how fine the metrics go.
type Metrics struct {
	Detail string `json:"detail,omitempty" jsonschema:"enum=site,enum=domain,enum=rule,default=rule"`
}

// Location is the time zone of schedules and windows.
func (c *Config) Location() *time.Location {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil { // checked when the file was read
		return time.UTC
	}
	return zone
}

// ReadFile reads the configuration file at path. Paths in it are taken from its folder. What is wrong in the file
// comes back as *Faults; getenv gives the values of the environment.
func ReadFile(path string, getenv func(string) string) (*Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", path, err)
	}
	c, faults := parse(data, getenv)
	if len(faults) > 0 {
		return nil, &Faults{File: path, List: faults}
	}
	c.resolve(filepath.Dir(path))
	return c, nil
}

// fill sets what the file left out.
func (c *Config) fill() {
	set(&c.Database, "mingjing.db")
	set(&c.Data, "data")
	set(&c.Listen, "127.0.0.1:8080")
	set(&c.Pack, "taian-2020")
	set(&c.Lang, "zh")
	set(&c.Timezone, "Asia/Shanghai")
	set(&c.Crawl.Rate, 1)
	set(&c.Crawl.Budget, 3000)
	set(&c.Crawl.Sites, 8)
	set(&c.Crawl.SiteTime, Duration(12*time.Hour))
	set(&c.Keep.Findings, Duration(400*day))
	set(&c.Keep.Archive, Duration(100*day))
	set(&c.Report.Time, "06:00")
	set(&c.Report.DueDays, 30)
	set(&c.Notify.SMTP.Port, 587)
	set(&c.Metrics.Detail, "rule")
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// resolve takes the paths from the folder of the file.
func (c *Config) resolve(folder string) {
	from := func(path *string) {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	if !IsURL(c.Database) {
		from(&c.Database)
	}
	from(&c.Data)
	from(&c.WebConfig)
	for i := range c.Groups {
		from(&c.Groups[i].Targets)
	}
}
