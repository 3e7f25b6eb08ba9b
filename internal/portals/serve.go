package portals

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"image/color"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// Options of the portals.
type Options struct {
	AsOf  audit.Date // the day of the audit; 2020-12-01 where it is zero
	Scale float64    // how many documents there are, against the usual; 1 where it is 0
	Only  []string   // ids of the counties wanted; all where it is empty

	Asked func(r *http.Request) // told of each request before it is answered, by several goroutines; may be nil
}

// City is a set of generated portals.
type City struct {
	Name  string
	AsOf  audit.Date
	sites []*Site
	asked func(*http.Request)
}

// Generate draws the portals from the seed. The same seed and options give the same portals.
func Generate(seed int64, o Options) (*City, error) {
	if o.AsOf.IsZero() {
		o.AsOf = audit.Date{Year: 2020, Month: 12, Day: 1}
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	domains, err := national()
	if err != nil {
		return nil, err
	}
	cal, err := calendar.Builtin()
	if err != nil {
		return nil, fmt.Errorf("generate portals: %w", err)
	}
	met := map[string]bool{}
	city := &City{Name: "云泰市", AsOf: o.AsOf, asked: o.Asked}
	for _, profile := range profiles() {
		if len(o.Only) > 0 && !slices.Contains(o.Only, profile.ID) {
			continue
		}
		met[profile.ID] = true
		if _, ok := makes()[profile.Make]; !ok {
			return nil, fmt.Errorf("generate portals: %s: no make %q", profile.ID, profile.Make)
		}
		plan := drawPlan(profile, domains, cal, uint64(seed), o.AsOf, o.Scale)
		city.sites = append(city.sites, layOut(plan))
	}
	for _, id := range o.Only {
		if !met[id] {
			return nil, fmt.Errorf("generate portals: no county %q", id)
		}
	}
	return city, nil
}

// Sites are the sites of the city, in their order.
func (c *City) Sites() []*Site { return c.sites }

// Served is a city that listens.
type Served struct {
	city    *City
	servers []*http.Server
	hosts   []*host
	beyond  string
	group   sync.WaitGroup
}

// Serve listens for each site on a port of its own, and for the outside platform on one more. The
// address gives the host, and the first port where it isn't 0. It stops when the context ends or
// Close is called.
func (c *City) Serve(ctx context.Context, addr string) (*Served, error) {
	name, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("serve portals on %q: %w", addr, err)
	}
	first, err := net.DefaultResolver.LookupPort(ctx, "tcp", port)
	if err != nil {
		return nil, fmt.Errorf("serve portals on %q: %w", addr, err)
	}
	s := &Served{city: c}
	listen := func(handler http.Handler) (string, error) {
		number := first
		if first != 0 {
			number += len(s.servers)
		}
		var config net.ListenConfig
		l, err := config.Listen(ctx, "tcp", net.JoinHostPort(name, fmt.Sprint(number)))
		if err != nil {
			return "", fmt.Errorf("serve portals: %w", err)
		}
		if c.asked != nil {
			answer := handler
			handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				c.asked(r)
				answer.ServeHTTP(w, r)
			})
		}
		server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
		s.servers = append(s.servers, server)
		s.group.Go(func() { _ = server.Serve(l) }) // ends with ErrServerClosed
		return "http://" + l.Addr().String(), nil
	}
	if s.beyond, err = listen(outside{}); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, site := range c.sites {
		h := newHost(site, s.beyond)
		if h.view.Origin, err = listen(h); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if site.Plan.TwoHosts {
			if h.view.Second, err = listen(second{h}); err != nil {
				return nil, errors.Join(err, s.Close())
			}
		}
		h.open()
		s.hosts = append(s.hosts, h)
	}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

// Close stops listening and waits for the servers to end.
func (s *Served) Close() error {
	var errs []error
	for _, server := range s.servers {
		errs = append(errs, server.Close())
	}
	s.group.Wait()
	return errors.Join(errs...)
}

// Targets is the targets file of the portals.
func (s *Served) Targets() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "city: %s\nsites:\n", s.city.Name)
	for _, h := range s.hosts {
		p := h.view.Plan
		fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    kind: %s\n    home: %s/\n", p.ID, p.Name, p.Kind, h.view.Origin)
		if h.view.Second != "" {
			fmt.Fprintf(&b, "    hosts: [%q]\n", strings.TrimPrefix(h.view.Second, "http://"))
		}
		if len(p.Townships) > 0 {
			names := make([]string, len(p.Townships))
			for i, t := range p.Townships {
				names[i] = t.Name
			}
			fmt.Fprintf(&b, "    townships: [%s]\n", strings.Join(names, ", "))
		}
	}
	return []byte(b.String())
}

// Truth is what a perfect audit of the portals finds, with the addresses at which they are served.
func (s *Served) Truth() *Truth {
	t := &Truth{AsOf: s.city.AsOf}
	for _, h := range s.hosts {
		t.Sites = append(t.Sites, truthOf(h.view.Site, h.view.Places))
	}
	return t
}

// host serves one site.
type host struct {
	view   View
	ready  chan struct{} // closed when the addresses are known
	robots string
}

func newHost(site *Site, beyond string) *host {
	return &host{
		view:  View{Site: site, Make: makes()[site.Plan.Make], Beyond: beyond, nodes: map[string]Node{}},
		ready: make(chan struct{}),
	}
}

// open learns the addresses of all nodes. Requests wait until it is done.
func (h *host) open() {
	defer close(h.ready)
	add := func(n Node) {
		address := h.view.Make.Address(n)
		h.view.nodes[address] = n
		if faultOf(n) == FaultRobots {
			h.robots += "Disallow: " + address + "\n"
		}
	}
	for _, c := range h.view.Columns {
		add(c)
	}
	for _, d := range h.view.Docs {
		add(d)
	}
	for _, f := range h.view.Files {
		add(f)
	}
}

// second is the second host of a site.
type second struct{ *host }

func (s second) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.serve(w, r, true) }

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.serve(w, r, false) }

func (h *host) serve(w http.ResponseWriter, r *http.Request, onSecond bool) {
	<-h.ready
	view := h.view
	view.onSecond = onSecond
	path := r.URL.RequestURI()
	switch {
	case r.URL.Path == "/robots.txt":
		write(w, Answer{Type: "text/plain; charset=utf-8", Body: []byte("User-agent: *\nDisallow: /manager/\n" + h.robots)})
		return
	case strings.HasPrefix(path, "/images/"):
		picture(w, path)
		return
	case path == "/" && onSecond:
		http.Redirect(w, r, view.URL(view.Plan.Openness), http.StatusFound)
		return
	case path == "/" && view.Plan.Splash:
		write(w, Answer{Type: "text/html", Body: []byte(`<html><head><meta http-equiv="refresh" content="0;url=` +
			strings.TrimPrefix(view.Make.Address(view.Root), "/") + `"></head><body></body></html>`)})
		return
	case path == "/":
		path = view.Make.Address(view.Root)
	}
	if node, ok := h.view.nodes[path]; ok && view.stands(node) == onSecond {
		view.Node = node
		if !view.strikesData(node) && spoil(w, faultOf(node), path) {
			return
		}
		h.answer(w, &view, node)
		return
	}
	node, answer, ok := view.Make.Extra(&view, r)
	switch {
	case !ok && path == "/sitemap.html":
		write(w, sitemap(&view))
	case !ok:
		missing(w)
	case view.stands(node) != onSecond:
		missing(w)
	default:
		fault := faultOf(node)
		if c, ok := node.(*Column); ok && fault == FaultNone {
			fault = c.Later
		}
		if !spoil(w, fault, path) {
			write(w, answer)
		}
	}
}

// answer writes what stands at the node.
func (h *host) answer(w http.ResponseWriter, view *View, node Node) {
	f, ok := node.(*File)
	if !ok {
		write(w, view.Make.Page(view))
		return
	}
	body, err := f.Body()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, Answer{Type: mediaType(f.Ext), Body: body,
		Header: map[string]string{"Content-Disposition": "attachment; filename*=UTF-8''" + url.PathEscape(f.Title)}})
}

func mediaType(ext string) string {
	switch ext {
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".pdf":
		return "application/pdf"
	case ".png":
		return "image/png"
	case ".zip":
		return "application/zip"
	default:
		return "application/octet-stream"
	}
}

func write(w http.ResponseWriter, a Answer) {
	w.Header().Set("Content-Type", a.Type)
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	_, _ = w.Write(a.Body) // the visitor may have gone
}

// picture is an icon or a banner: one colour, by its name.
func picture(w http.ResponseWriter, name string) {
	h := fnv.New32a()
	h.Write([]byte(name))
	sum := h.Sum32()
	body, err := swatch(240, 60, color.RGBA{R: byte(sum), G: byte(sum >> 8), B: byte(sum >> 16), A: 255})()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, Answer{Type: "image/png", Body: body})
}

// sitemap lists the channels and what stands right below them.
func sitemap(v *View) Answer {
	m := &markup{}
	v.frame(m, style{charset: "UTF-8"}, "网站地图", func() {
		m.raw("<div class=\"sitemap\"><h2>网站地图</h2>\n")
		for _, channel := range v.Root.Children {
			m.raw("<dl><dt>").link(v.Href(channel), channel.Name, "").raw("</dt>\n")
			for _, c := range channel.Children {
				if c.Addressed() && c.Role != "topic" && c.Role != "domain" {
					m.raw("<dd>").link(v.Href(c), c.Name, "").raw("</dd>\n")
				}
			}
			m.raw("</dl>\n")
		}
		m.raw("</div>\n")
	})
	return page(m)
}

// missing is the answer where nothing stands.
func missing(w http.ResponseWriter) {
	write(w, Answer{Status: http.StatusNotFound, Type: "text/html; charset=utf-8",
		Body: []byte("<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>您访问的页面不存在。</p></body></html>")})
}

// outside is the platform beyond the sites' hosts.
type outside struct{}

func (outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := &markup{}
	m.raw("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>省级统一平台</title></head><body><h1>省级统一平台</h1><p>").
		text(r.URL.Path).raw("</p></body></html>")
	write(w, page(m))
}
