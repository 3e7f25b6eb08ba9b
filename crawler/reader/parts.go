package reader

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mingjing/audit"
)

// maxParts bounds the parts told of one page.
const maxParts = 500

// parts collects what belongs to a page and must be fetched to see it whole.
type parts struct {
	p      *page
	seen   map[string]bool
	list   []audit.Link
	unread int // requests of scripts that look like lists and could not be resolved
}

func (s *parts) add(kind audit.LinkKind, ref, body, mediaType string, above []string) {
	abs, ok := s.p.resolve(ref)
	if !ok || len(s.list) >= maxParts || s.seen[abs+" "+body] {
		return
	}
	s.seen[abs+" "+body] = true
	link := audit.Link{URL: abs, From: s.p.in.URL, Kind: kind, Region: audit.RegionMain, Above: above}
	if body != "" {
		link.Body, link.Type = body, mediaType
	}
	s.list = append(s.list, link)
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// readParts finds the frames of a page and the lists and trees that its scripts fetch.
func (p *page) readParts() *parts {
	s := &parts{p: p, seen: map[string]bool{}}
	for _, i := range p.flat.frames {
		s.frame(i)
	}
	for _, fam := range families {
		if fam.parts != nil {
			fam.parts(p, s)
		}
	}
	for i := range p.scripts {
		if sc := &p.scripts[i]; sc.src == "" && !sc.data() && sc.text != "" {
			s.requests(sc.text)
		}
	}
	s.attributes()
	return s
}

// fromFiles reads the requests in those script files that work on an empty box of the main part.
func (s *parts) fromFiles() {
	vacant := s.p.vacant()
	for i := range s.p.scripts {
		if text := s.p.fileText(i); text != "" && slices.ContainsFunc(vacant, func(e *element) bool { return worksOn(text, e.node) }) {
			s.requests(text)
		}
	}
}

var (
	frameNoise = regexp.MustCompile(`(?i)visit|count|login|share|footer|bottom|header|top\.|weather|tianqi|stat|search|about:blank|javascript:|map\.|player|video|comment|jiucuo|conac|wza|hits|click|counter|verify|captcha|bdimg|hm\.baidu|qrcode`)
	// requestNoise marks requests of scripts that bring no list: counters, log-in, weather, search boxes.
	requestNoise = regexp.MustCompile(`(?i)visit|count(?:er)?\b|hits?\b|click|login|logout|sso|tyrz|share|weather|tianqi|stat(?:s|istic)|analytics|baidu|captcha|verify|comment|vote|survey|feedback|satisf|evaluat|praise|\blike|zan\b|jiucuo|conac|wza|speech|tts|user(?:info)?\b|getip|cookie|token|session|spider|track|monitor|pv\b|uv\b|hotword|suggest|keyword|qrcode|upload|download|print|subscribe|collect|favou?r|message/send|sendmail|\.(?:css|js|png|jpe?g|gif|svg|html?#)(?:$|\?)|accesslog|browse|readnum|viewnum|infoview|infohit|robot|zhihui`)
	listWords    = regexp.MustCompile(`(?i)list|query|channel|column|catalog|\bcat|tree|page|info|article|doc|news|content|search|dataproxy|getmessage|api/all|label|unit|menu|open|xxgk|gk|zwgk|manuscript|children|child`)
)

// frame adds a frame of the page where it is one that can hold content.
func (s *parts) frame(i int) {
	n := s.p.flat.els[i].node
	ref := firstOf(attr(n, "src"), attr(n, "data"), attr(n, "data-src"))
	if ref == "" || frameNoise.MatchString(ref) || isFile(ref) || n.Data == "embed" || n.Data == "object" {
		return
	}
	if s.p.flat.els[i].region == audit.RegionFooter || hidden(n) {
		return
	}
	if m := viewed.FindStringSubmatch(ref); m != nil && isFile(m[1]) {
		return // a viewer: the file is an attachment
	}
	if abs, ok := s.p.resolve(ref); ok && s.p.sameSite(abs) {
		s.add(audit.LinkFrame, ref, "", "", nil)
	}
}

// sameSite reports whether an address is on the page's host or on one that shares its domain but for one label.
func (p *page) sameSite(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if p.self == nil || u.Host == "" || u.Host == p.self.Host {
		return true
	}
	_, tail, ok := strings.Cut(p.self.Hostname(), ".")
	return ok && strings.Count(tail, ".") >= 2 && strings.HasSuffix(u.Hostname(), "."+tail)
}

// attributes reads the addresses of lists that stand in data attributes of boxes.
func (s *parts) attributes() {
	for i := range s.p.flat.els {
		n := s.p.flat.els[i].node
		if n.Data == "a" || len(n.Attr) == 0 {
			continue
		}
		for _, name := range []string{"data-url", "data-api", "data-src", "data-source", "data-list"} {
			v := strings.TrimSpace(attr(n, name))
			if v == "" || n.Data == "img" || n.Data == "iframe" || isPicture(v) || isFile(v) || !addressLike.MatchString(v) || requestNoise.MatchString(v) || template(v) {
				continue
			}
			if n.Data == "div" || n.Data == "ul" || n.Data == "table" || n.Data == "section" || n.Data == "ol" || n.Data == "tbody" {
				s.add(audit.LinkData, v, "", "", s.p.flat.els[i].above.names(""))
			}
		}
	}
}

var requestCall = regexp.MustCompile(`(?:\$|jQuery|axios|layui\.\$|Vue\.http|http|\$http)\s*\.\s*(ajax|get|post|getJSON|request|load)\s*\(|\b(fetch|axios|ajax)\s*\(|\.\s*(load)\s*\(\s*["']|\b[A-Za-z_$][\w$]*\s*\.\s*(ajax\w+|http(?:Get|Post)|getData|postData|request\w+)\s*\(|\.\s*(open)\s*\(\s*["'](?i:GET|POST)["']\s*,`)

// requests finds the calls in a script that fetch something, and tells those whose address can be worked out.
func (s *parts) requests(text string) {
	if !hasAny(text, "ajax", "get(", "get (", "getJSON", "post(", "post (", "fetch", "axios", "load(", "open(", "request(") {
		return
	}
	for _, m := range requestCall.FindAllStringSubmatchIndex(text, 60) {
		if commentedOut(text, m[0]) {
			continue
		}
		verb := ""
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				verb = text[m[g]:m[g+1]]
			}
		}
		start := m[1]
		if verb == "load" && m[6] >= 0 {
			start-- // the quote
		}
		for _, vars := range s.bindings(text, m[0]) {
			s.request(verb, text[start:], text[m[0]:m[1]], vars)
		}
	}
}

// commentedOut reports whether a line is commented out before a position.
func commentedOut(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	i := strings.Index(line, "//")
	return i >= 0 && (i == 0 || line[i-1] != ':')
}

var functionHead = regexp.MustCompile(`function\s+([A-Za-z_$][\w$]*)\s*\(([^)]{0,200})\)\s*\{`)

// bindings gives the variables in force at a position: those of the page, and where it lies in a function, its
// parameters as the page's calls set them; one scope for each different call.
func (s *parts) bindings(text string, at int) []scope {
	heads := functionHead.FindAllStringSubmatchIndex(text[:at], -1)
	if len(heads) == 0 || len(heads) > 200 {
		return []scope{s.local(text[:at], s.p.vars)}
	}
	h := heads[len(heads)-1]
	r := jsReader{s: text, i: h[1] - 1, vars: s.p.vars, budget: &s.p.budget}
	if !r.skipBracket() || r.i < at {
		return []scope{s.local(text[:at], s.p.vars)}
	}
	body := text[h[1]:at]
	var params []string
	for name := range strings.SplitSeq(text[h[4]:h[5]], ",") {
		if name = strings.TrimSpace(name); name != "" {
			params = append(params, name)
		}
	}
	if len(params) == 0 {
		return []scope{s.local(body, s.p.vars)}
	}
	outer := maps.Clone(s.p.vars)
	for _, name := range params {
		delete(outer, name)
	}
	var scopes []scope
	seen := map[string]bool{}
	for _, args := range s.calls(text[h[2]:h[3]]) {
		bound := maps.Clone(outer)
		key := ""
		for i, name := range params {
			if i < len(args) {
				if t, isText := args[i].(string); isText && strings.Contains(t, unknown) {
					continue
				}
				bound[name] = args[i]
				key += asText(args[i])
			}
			key += "\n"
		}
		if !seen[key] && len(scopes) < 8 {
			seen[key] = true
			scopes = append(scopes, s.local(body, bound))
		}
	}
	if len(scopes) == 0 {
		scopes = append(scopes, s.local(body, outer))
	}
	return scopes
}

// local adds the variables that the text before a position sets first.
func (s *parts) local(text string, outer scope) scope {
	if len(text) > 4000 {
		text = text[len(text)-4000:]
	}
	merged := maps.Clone(outer)
	scope{}.declareWhere(text, merged, &s.p.budget, nil)
	return merged
}

// calls lists the arguments of the calls of a function in the page's scripts and click attributes.
func (s *parts) calls(name string) [][]any {
	var calls [][]any
	for i := range s.p.scripts {
		text := firstOf(s.p.scripts[i].text, s.p.fileText(i))
		for from := 0; len(calls) < 20; {
			n := strings.Index(text[from:], name)
			if n < 0 {
				break
			}
			at := from + n
			from = at + len(name)
			if at > 0 && isWord(text[at-1]) || strings.HasSuffix(strings.TrimRight(text[max(0, at-20):at], " \t"), "function") {
				continue
			}
			rest := strings.TrimLeft(text[from:], " ")
			if !strings.HasPrefix(rest, "(") {
				continue
			}
			r := jsReader{s: rest, vars: s.p.vars, budget: &s.p.budget}
			calls = append(calls, r.arguments())
		}
	}
	return calls
}

// arguments reads the arguments of a call from its bracket on.
func (r *jsReader) arguments() []any {
	r.i++
	args := []any{}
	for {
		r.space()
		if c := r.peek(); c == ')' || c == 0 {
			return args
		} else if c == ',' {
			r.i++
			continue
		}
		v, ok := r.value(1)
		if !ok {
			return args
		}
		args = append(args, v)
		r.space()
		if c := r.peek(); c != ',' && c != ')' {
			return args
		}
	}
}

// request reads one call and adds what it asks for.
func (s *parts) request(verb, text, call string, vars scope) {
	r := jsReader{s: "(" + head(text, 20000), vars: vars, budget: &s.p.budget}
	args := r.arguments()
	if len(args) == 0 {
		return
	}
	method, contentType := "GET", ""
	var address string
	var data any
	options, isObject := args[0].(object)
	switch {
	case isObject:
		address, data = options.text("url"), options.get("data")
		if params := options.get("params"); params != nil && data == nil {
			data = params
		}
		method = strings.ToUpper(firstOf(options.text("type"), options.text("method"), method))
		contentType = options.text("contentType")
	default:
		address = asText(args[0])
		if len(args) > 1 {
			data = args[1]
		}
		switch verb {
		case "post":
			method = "POST"
			if strings.Contains(call, "axios") {
				contentType = jsonType
			}
		case "open":
			data = nil
			if strings.Contains(strings.ToUpper(call), "POST") {
				method = "POST"
			}
		}
		if o, ok := data.(object); ok && (verb == "fetch" || verb == "axios" || verb == "ajax" || strings.Contains(call, "axios")) {
			if m := o.text("method") + o.text("type"); m != "" {
				method = strings.ToUpper(m)
			}
			if inner := o.get("body"); inner != nil {
				data, contentType = inner, jsonType
			} else if inner := o.get("params"); inner != nil {
				data = inner
			} else if inner := o.get("data"); inner != nil {
				data = inner
			} else if verb == "fetch" || o.get("method") != nil {
				data = nil
			}
		}
	}
	s.ask(method, address, data, contentType)
}

// ask adds a request whose parts are known well enough. Parameters that stay unknown are set to the first page where
// they name one, and left out otherwise.
func (s *parts) ask(method, address string, data any, contentType string) {
	address = strings.TrimSpace(address)
	words := unknownBase.ReplaceAllString(address, unknown)
	if address == "" || requestNoise.MatchString(words) || isFile(address) && !strings.Contains(address, ".json") {
		return
	}
	listy := listWords.MatchString(words) || listWords.MatchString(dataText(data))
	if listy && !s.p.hangs {
		s.p.hangs = s.p.outside(address) || !callback(data) && s.p.outside(data)
	}
	if bare, _, _ := strings.Cut(address, "?"); strings.Contains(bare, unknown) {
		if listy {
			s.unread++
		}
		return
	}
	address = settle(address)
	abs, ok := s.p.resolve(address)
	if !ok || !listy && !s.p.sameHost(abs) {
		return
	}
	if !listy && data == nil && !strings.Contains(address, ".json") {
		return
	}
	var body string
	switch d := data.(type) {
	case object:
		if strings.Contains(contentType, "json") {
			body = encodeJSON(settleObject(d))
			contentType = jsonType
		} else {
			body = encodeForm(settleObject(d))
			contentType = formType
		}
	case string:
		if !strings.Contains(d, unknown) {
			body = d
			if strings.HasPrefix(strings.TrimSpace(d), "{") {
				contentType = jsonType
			} else {
				contentType = formType
			}
		} else if method == "POST" {
			s.unread++
			return
		}
	}
	if method != "POST" {
		if body != "" && contentType == formType {
			address += joiner(address) + body
		}
		body = ""
	} else if body == "" {
		s.add(audit.LinkData, address, "", "", nil)
		return
	}
	s.add(audit.LinkData, address, body, contentType, nil)
}

// unknownBase is what an unknown name is a member of: it says nothing of the request.
var unknownBase = regexp.MustCompile("\x00[\\w$.]+\\.")

func dataText(data any) string {
	switch d := data.(type) {
	case object:
		var b strings.Builder
		for _, f := range d {
			b.WriteString(f.key + " ")
		}
		return b.String()
	case string:
		return d
	}
	return ""
}

func joiner(address string) string {
	if strings.HasSuffix(address, "?") || strings.HasSuffix(address, "&") {
		return ""
	}
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// settle fills the unknown parts of a query.
func settle(address string) string {
	bare, query, ok := strings.Cut(address, "?")
	if !ok || !strings.Contains(query, unknown) {
		return address
	}
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		if strings.Contains(value, unknown) {
			if !pageKeys.MatchString(key) {
				continue
			}
			part = key + "=1"
		}
		if !strings.Contains(part, unknown) {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return bare
	}
	return bare + "?" + strings.Join(kept, "&")
}

func settleObject(o object) object {
	var kept object
	for _, f := range o {
		if t, isText := f.val.(string); isText && strings.Contains(t, unknown) {
			if !pageKeys.MatchString(f.key) {
				continue
			}
			f.val = "1"
		}
		if inner, ok := f.val.(object); ok {
			f.val = settleObject(inner)
		}
		kept = append(kept, f)
	}
	return kept
}

// encodeForm writes fields as a form, arrays the way jQuery does.
func encodeForm(o object) string {
	var b strings.Builder
	put := func(key, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(key) + "=" + url.QueryEscape(value))
	}
	for _, f := range o {
		switch v := f.val.(type) {
		case []any:
			for _, item := range v {
				if inner, ok := item.(object); ok {
					put(f.key+"[]", encodeJSON(inner))
				} else {
					put(f.key+"[]", asText(item))
				}
			}
		case object:
			for _, inner := range v {
				put(f.key+"["+inner.key+"]", asText(inner.val))
			}
		default:
			put(f.key, asText(v))
		}
	}
	return b.String()
}

// encodeJSON writes a value as JSON.
func encodeJSON(v any) string {
	switch v := v.(type) {
	case object:
		fields := make([]string, len(v))
		for i, f := range v {
			fields[i] = strconv.Quote(f.key) + ":" + encodeJSON(f.val)
		}
		return "{" + strings.Join(fields, ",") + "}"
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = encodeJSON(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case string:
		return quoteJSON(v)
	case nil:
		return "null"
	}
	return asText(v)
}

func quoteJSON(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

var (
	scriptNoise = regexp.MustCompile(`(?i)jquery|swiper|bootstrap|share|stat|hm\.js|conac|jiucuo|slide|banner|vue|react|layui|layer|echarts|polyfill|html5|respond|wza|barrier|aria|cookie|md5|crypt|qrcode|font|print|captcha|login|search|wow|animate|scroll|lazy|video|player|map|weather|visit|count|hits|mobile|device|gb2big|trans|lang|pinyin|date|time|calendar|dialog|mustache|handlebars|template|require|sea\.js|babel|axios|moment|datepicker|touch|ie6|png|browser|min\.js`)
	scriptWords = regexp.MustCompile(`(?i)nav|menu|tree|list|column|data|catalog|channel|\bml\b|xxgk|gklist|dh\d*\.js|lanmu|zwgk|directory|head|top\.js|\d{8,}\.js`)
)

// menuScript reports whether an external script may write menus or lists of the site.
func menuScript(src string) bool {
	u, err := url.Parse(src)
	if err != nil {
		return false
	}
	name := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
	return scriptWords.MatchString(name) && !scriptNoise.MatchString(name)
}
