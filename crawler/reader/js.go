package reader

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An object of a script or of JSON, its fields in order. Values are object, []any, string, float64, bool and nil.
type object []field

type field struct {
	key string
	val any
}

// get is the value of a field, and nil where there is none.
func (o object) get(key string) any {
	for i := range o {
		if o[i].key == key {
			return o[i].val
		}
	}
	return nil
}

// text is the value of a field as text: a string as it is, a number in digits, else empty.
func (o object) text(key string) string { return asText(o.get(key)) }

func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// unknown stands in a text for what a script computes in a way that is not understood; the name that stood there,
// with what it is a member of and with brackets where it is called, lies between two of them.
const unknown = "\x00"

func unknownOf(name string) string { return unknown + name + unknown }

// scope holds the variables of a page's scripts.
type scope map[string]any

// literals bounds the nesting of values.
const literalDepth = 64

// jsReader reads the literals and the simple expressions of a script. It is no interpreter: names are looked up in
// vars, texts are joined, and everything else becomes unknown. Every byte it reads costs one of budget.
type jsReader struct {
	s      string
	i      int
	vars   scope
	budget *int
}

func (r *jsReader) spend(n int) bool {
	*r.budget -= n
	return *r.budget > 0
}

// space skips white space and comments.
func (r *jsReader) space() {
	for r.i < len(r.s) {
		switch c := r.s[r.i]; {
		case c <= ' ':
			r.i++
		case strings.HasPrefix(r.s[r.i:], "\u00a0"), strings.HasPrefix(r.s[r.i:], "\ufeff"), strings.HasPrefix(r.s[r.i:], "\u3000"):
			_, n := utf8.DecodeRuneInString(r.s[r.i:])
			r.i += n
		case c == '/' && strings.HasPrefix(r.s[r.i:], "//"):
			n := strings.IndexByte(r.s[r.i:], '\n')
			if n < 0 {
				n = len(r.s) - r.i
			}
			r.i += n
			r.spend(n)
		case c == '/' && strings.HasPrefix(r.s[r.i:], "/*"):
			n := strings.Index(r.s[r.i+2:], "*/")
			if n < 0 {
				n = len(r.s) - r.i - 4
			}
			r.i += max(n+4, 1)
			r.spend(max(n, 0))
		default:
			return
		}
	}
}

func (r *jsReader) peek() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

// value reads one expression up to the delimiter that ends it. It reports false where there is none or where
// brackets do not match.
func (r *jsReader) value(depth int) (any, bool) {
	if depth > literalDepth || !r.spend(1) {
		return nil, false
	}
	v, ok := r.operand(depth)
	if !ok {
		return nil, false
	}
	for {
		r.space()
		switch c := r.peek(); {
		case c == '+' && !strings.HasPrefix(r.s[r.i:], "++"):
			r.i++
			w, ok := r.operand(depth)
			if !ok {
				return nil, false
			}
			v = join(v, w)
		case c == '|' && strings.HasPrefix(r.s[r.i:], "||"):
			r.i += 2
			w, ok := r.operand(depth)
			if !ok {
				return nil, false
			}
			if s, isText := v.(string); isText && (s == "" || strings.HasPrefix(s, unknown)) {
				v = w
			}
		case c == 0 || c == ',' || c == ')' || c == ']' || c == '}' || c == ';' || c == ':':
			return v, true
		default:
			at := r.i
			if strings.HasPrefix(r.s[at:], "\n") {
				return v, true
			}
			if isWord(c) { // the next statement, without a semicolon between
				return v, true
			}
			if !r.skip() {
				return nil, false
			}
			return unknownOf(""), true
		}
	}
}

// join is what + does with two values.
func join(a, b any) any {
	x, okA := a.(float64)
	y, okB := b.(float64)
	if okA && okB {
		return x + y
	}
	return asText(a) + asText(b)
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// operand reads a literal, a name, a call or a bracketed expression.
func (r *jsReader) operand(depth int) (any, bool) {
	r.space()
	switch c := r.peek(); {
	case c == 0:
		return nil, false
	case c == '"' || c == '\'' || c == '`':
		s, ok := r.str()
		if ok && strings.HasPrefix(r.s[r.i:], ".") { // "…".replace(…)
			r.skip()
			return s, true
		}
		return s, ok
	case c == '{':
		return r.object(depth + 1)
	case c == '[':
		return r.array(depth + 1)
	case c == '(':
		return r.bracketed(depth)
	case c == '-' || c == '.' || c >= '0' && c <= '9':
		return r.number()
	case isWord(c):
		return r.name(depth)
	case c == '!':
		return unknownOf(""), r.skip()
	}
	return nil, false
}

func (r *jsReader) bracketed(depth int) (any, bool) {
	r.i++
	start := r.i
	v, ok := r.value(depth + 1)
	r.space()
	if ok && r.peek() == ')' {
		r.i++
		if o, isObject := v.(object); isObject && r.peek() == '.' { // ({…}).crumbs
			return r.member(o)
		}
		if _, isObject := v.(object); isObject {
			r.space()
			if r.peek() == '.' {
				return r.member(v.(object))
			}
		}
		if r.space(); !strings.HasPrefix(r.s[r.i:], "=>") {
			return v, true
		}
	}
	r.i = start - 1
	return unknownOf(""), r.skip()
}

// member reads .a.b behind an object.
func (r *jsReader) member(o object) (any, bool) {
	var v any = o
	for r.space(); r.peek() == '.'; r.space() {
		r.i++
		r.space()
		key := r.word()
		inner, isObject := v.(object)
		if !isObject {
			return unknownOf(key), true
		}
		if v = inner.get(key); v == nil {
			return unknownOf(key), true
		}
	}
	return v, true
}

func (r *jsReader) word() string {
	start := r.i
	for r.i < len(r.s) && isWord(r.s[r.i]) {
		r.i++
	}
	r.spend(r.i - start)
	return r.s[start:r.i]
}

func (r *jsReader) number() (any, bool) {
	start := r.i
	for r.i < len(r.s) && strings.IndexByte("+-.0123456789eExXabcdefABCDEF", r.s[r.i]) >= 0 {
		if (r.s[r.i] == '+' || r.s[r.i] == '-') && r.i > start && r.s[r.i-1] != 'e' && r.s[r.i-1] != 'E' {
			break
		}
		r.i++
	}
	n, err := strconv.ParseFloat(r.s[start:r.i], 64)
	if err != nil {
		if i, err := strconv.ParseInt(r.s[start:r.i], 0, 64); err == nil {
			return float64(i), true
		}
		return nil, false
	}
	return n, true
}

// str reads a text in quotes.
func (r *jsReader) str() (string, bool) {
	quote := r.s[r.i]
	r.i++
	start := r.i
	for ; r.i < len(r.s); r.i++ {
		switch c := r.s[r.i]; {
		case c == quote:
			s := r.s[start:r.i]
			r.i++
			r.spend(len(s))
			if strings.IndexByte(s, '\\') >= 0 {
				s = unescapeJS(s)
			}
			if quote == '`' {
				s = r.template(s)
			}
			return strings.ReplaceAll(s, unknown, ""), *r.budget > 0
		case c == '\\':
			r.i++
		case c == '\n' && quote != '`' && r.i > start && r.s[r.i-1] != '\r' && r.s[r.i-1] != '\\' && r.i-start > 1<<16:
			return "", false
		}
	}
	r.spend(r.i - start)
	return "", false
}

var inTemplate = regexp.MustCompile(`\$\{\s*([\w$.]*)[^}]*\}`)

// template fills the names of a template text.
func (r *jsReader) template(s string) string {
	return inTemplate.ReplaceAllStringFunc(s, func(m string) string {
		inner := jsReader{s: inTemplate.FindStringSubmatch(m)[1], vars: r.vars, budget: r.budget}
		v, _ := inner.name(0)
		return asText(v)
	})
}

var jsEscape = regexp.MustCompile(`\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)`)

// unescapeJS resolves the escapes of a script's text, surrogate pairs included.
func unescapeJS(s string) string {
	var high rune
	return jsEscape.ReplaceAllStringFunc(s, func(m string) string {
		code := strings.Trim(m[2:], "{}")
		switch m[1] {
		case 'u', 'x':
			n, err := strconv.ParseUint(code, 16, 32)
			if err != nil {
				return m[1:]
			}
			c := rune(n)
			switch {
			case c >= 0xD800 && c < 0xDC00:
				high = c
				return ""
			case c >= 0xDC00 && c < 0xE000 && high != 0:
				c = (high-0xD800)<<10 + (c - 0xDC00) + 0x10000
			}
			high = 0
			return string(c)
		case 'n', 'r':
			return "\n"
		case 't', 'b', 'f', 'v':
			return " "
		case '\n', '\r':
			return ""
		}
		return m[1:]
	})
}

func (r *jsReader) array(depth int) (any, bool) {
	if depth > literalDepth {
		return nil, false
	}
	r.i++
	items := []any{}
	for {
		r.space()
		switch r.peek() {
		case ']':
			r.i++
			return items, true
		case ',':
			r.i++
			continue
		}
		v, ok := r.value(depth)
		if !ok {
			return nil, false
		}
		items = append(items, v)
		r.space()
		if c := r.peek(); c != ',' && c != ']' {
			return nil, false
		}
	}
}

func (r *jsReader) object(depth int) (any, bool) {
	if depth > literalDepth {
		return nil, false
	}
	r.i++
	o := object{}
	for {
		r.space()
		var key string
		switch c := r.peek(); {
		case c == '}':
			r.i++
			return o, true
		case c == ',':
			r.i++
			continue
		case c == '"' || c == '\'':
			var ok bool
			if key, ok = r.str(); !ok {
				return nil, false
			}
		case isWord(c):
			key = r.word()
		default:
			return nil, false
		}
		r.space()
		switch c := r.peek(); {
		case c == ':':
			r.i++
		case c == ',' || c == '}': // {page, size}
			o = append(o, field{key, r.lookup(key)})
			continue
		case c == '(': // a method
			if !r.skip() {
				return nil, false
			}
			continue
		default:
			return nil, false
		}
		v, ok := r.value(depth)
		if !ok {
			return nil, false
		}
		o = append(o, field{key, v})
		r.space()
		if c := r.peek(); c != ',' && c != '}' {
			return nil, false
		}
	}
}

func (r *jsReader) lookup(name string) any {
	if v, ok := r.vars[name]; ok {
		return v
	}
	return unknownOf(name)
}

// name reads a name, its members and calls.
func (r *jsReader) name(depth int) (any, bool) {
	word := r.word()
	switch word {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null", "undefined":
		return nil, true
	case "function", "async":
		return unknownOf(""), r.skip()
	case "new", "typeof", "void", "await":
		return unknownOf(""), r.skip()
	}
	v, known := r.vars[word]
	last, path := word, word
	for {
		switch at := r.i; {
		case r.peek() == '.' || r.peek() == '?' && strings.HasPrefix(r.s[r.i:], "?."):
			r.i += strings.IndexByte(r.s[r.i:], '.') + 1
			r.space()
			last = r.word()
			if last == "" {
				r.i = at
				return unknownOf(word), r.skip()
			}
			if word == "window" {
				word, path = last, last
				v, known = r.vars[word]
				continue
			}
			path += "." + last
			o, isObject := v.(object)
			if known = known && isObject; known {
				v = o.get(last)
				known = v != nil
			}
		case r.peek() == '(':
			return r.call(last, v, known, depth)
		case r.peek() == '[':
			if !r.skipBracket() {
				return nil, false
			}
			known, path = false, path+"[]"
		default:
			if r.space(); strings.HasPrefix(r.s[r.i:], "=>") {
				return unknownOf(""), r.skip()
			}
			if known {
				return v, true
			}
			return unknownOf(path), true
		}
	}
}

// call reads a call: some only wrap their argument, a few change text, the others are not understood.
func (r *jsReader) call(name string, on any, known bool, depth int) (any, bool) {
	at := r.i
	r.i++
	r.space()
	var arg any
	if r.peek() != ')' {
		v, ok := r.value(depth + 1)
		if !ok {
			r.i = at
			return unknownOf(name + "()"), r.skip()
		}
		arg = v
	}
	r.i = at
	if !r.skipBracket() {
		return nil, false
	}
	if v, ok := r.field(name, arg); ok {
		return v, true
	}
	if r.peek() == '.' || r.peek() == '(' || r.peek() == '[' {
		if !r.skip() {
			return nil, false
		}
	}
	switch name {
	case "String", "Number", "parseInt", "parseFloat", "trim", "unescape", "decodeURIComponent", "eval":
		if arg != nil {
			return arg, true
		}
		if known {
			return on, true
		}
	case "parse":
		if s, ok := arg.(string); ok {
			if v, ok := r.inner(s); ok {
				return v, true
			}
		}
		return arg, true
	case "stringify":
		return arg, true
	case "encodeURIComponent", "encodeURI", "escape":
		if s, ok := arg.(string); ok && !strings.Contains(s, unknown) {
			return url.QueryEscape(s), true
		}
		return arg, true
	case "toString":
		if known {
			return on, true
		}
	}
	return unknownOf(name + "()"), true
}

// field reads the value of a field of the page: $('#id').val(), document.getElementById('id').value.
func (r *jsReader) field(name string, arg any) (any, bool) {
	id, _ := arg.(string)
	for _, form := range []struct{ call, ending string }{{"$", ".val()"}, {"jQuery", ".val()"}, {"getElementById", ".value"}} {
		if name != form.call || !strings.HasPrefix(r.s[r.i:], form.ending) {
			continue
		}
		v, ok := r.vars[fieldMark+strings.TrimPrefix(id, "#")]
		if ok {
			r.i += len(form.ending)
		}
		return v, ok
	}
	return nil, false
}

// inner reads a value that stands in a text.
func (r *jsReader) inner(s string) (any, bool) {
	in := jsReader{s: s, vars: r.vars, budget: r.budget}
	in.space()
	if c := in.peek(); c != '{' && c != '[' {
		return nil, false
	}
	return in.value(1)
}

// skip passes over the rest of an expression, up to the delimiter that ends it.
func (r *jsReader) skip() bool {
	for r.i < len(r.s) {
		switch r.s[r.i] {
		case ',', ')', ']', '}', ';':
			return true
		case '(', '[', '{':
			if !r.skipBracket() {
				return false
			}
		case '"', '\'', '`':
			if _, ok := r.str(); !ok {
				return false
			}
		default:
			r.i++
			if !r.spend(1) {
				return false
			}
		}
	}
	return true
}

// skipBracket passes over a bracket and all within.
func (r *jsReader) skipBracket() bool {
	nesting := 0
	for r.i < len(r.s) && r.spend(1) {
		switch c := r.s[r.i]; c {
		case '(', '[', '{':
			nesting++
		case ')', ']', '}':
			if nesting--; nesting == 0 {
				r.i++
				return true
			}
		case '"', '\'', '`':
			if _, ok := r.str(); !ok {
				return false
			}
			continue
		case '/':
			if before := r.i; strings.HasPrefix(r.s[r.i:], "//") || strings.HasPrefix(r.s[r.i:], "/*") {
				if r.space(); r.i > before {
					continue
				}
			}
		}
		r.i++
	}
	return false
}

var assignment = regexp.MustCompile(`(?:^|[;{},\s(])(?:(?:var|let|const)\s+)?(?:window\.|self\.|this\.)?([A-Za-z_$][\w$]*)\s*=\s*["'\d\[{(A-Za-z_$` + "`" + `]`)

// declare reads the variables that a script sets to something readable; the first value of a name counts.
func (s scope) declare(script string, budget *int) { s.declareWhere(script, s, budget, nil) }

// declareWhere reads values by the help of names, which learn them too, and takes those whose assignment, told by where
// it starts and where its name stands, is to be taken.
func (s scope) declareWhere(script string, names scope, budget *int, taken func(start, name int) bool) {
	for _, m := range assignment.FindAllStringSubmatchIndex(script, 2000) {
		name := script[m[2]:m[3]]
		if _, known := s[name]; known || taken != nil && !taken(m[0], m[2]) {
			continue
		}
		r := jsReader{s: script, i: m[1] - 1, vars: names, budget: budget}
		if v, ok := r.value(0); ok && v != nil {
			if text, isText := v.(string); !isText || !strings.Contains(text, unknown) {
				s[name], names[name] = v, v
			}
		}
		if *budget <= 0 {
			return
		}
	}
}

// values reads the object and array literals of a script that hold objects, outermost ones only, in order. Data that
// stand in quotes are read too.
func (s scope) values(script string, budget *int) []any {
	var found []any
	for i := 0; i < len(script) && *budget > 0; {
		n := strings.IndexAny(script[i:], "{[")
		if n < 0 {
			break
		}
		i += n
		if !startsData(script[i:]) {
			i++
			continue
		}
		r := jsReader{s: script, i: i, vars: s, budget: budget}
		if v, ok := r.value(0); ok && r.i > i {
			found = append(found, v)
			i = r.i
			continue
		}
		if i > 0 && (script[i-1] == '"' || script[i-1] == '\'') { // data in quotes, with escapes
			q := jsReader{s: script, i: i - 1, vars: s, budget: budget}
			if text, ok := q.str(); ok {
				if v, ok := q.inner(text); ok {
					found = append(found, v)
					i = q.i
					continue
				}
			}
		}
		i++
	}
	return found
}

// startsData tells the start of a data literal from that of a block of statements.
func startsData(s string) bool {
	t := strings.TrimLeft(s[1:min(len(s), 200)], " \t\r\n")
	if t == "" {
		return false
	}
	if s[0] == '[' {
		return t[0] == '{' || t[0] == '['
	}
	if t[0] == '"' || t[0] == '\'' || t[0] == '\\' {
		return true
	}
	n := 0
	for n < len(t) && isWord(t[n]) {
		n++
	}
	return n > 0 && n < 40 && strings.HasPrefix(strings.TrimLeft(t[n:], " \t"), ":")
}

// readJSON reads a whole answer: JSON, or a value wrapped in a call or an assignment.
func readJSON(text string) (any, bool) {
	budget := 8*len(text) + 1<<16
	r := jsReader{s: text, vars: scope{}, budget: &budget}
	r.space()
	if c := r.peek(); c == '"' { // JSON sent as a text
		if inner, ok := r.str(); ok {
			return r.inner(inner)
		}
		return nil, false
	}
	n := strings.IndexAny(text[r.i:], "{[")
	if n < 0 || n > 200 {
		return nil, false
	}
	r.i += n
	v, ok := r.value(0)
	return v, ok
}
