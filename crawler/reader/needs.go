package reader

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mingjing/audit"
)

// Some sites keep what the requests of their pages are made of, such as the root of an interface or the number of the
// site, in a script file of their own. A page whose requests hang on such a file names it, and is read again with it.

// maxNeeds bounds the script files that a page names.
const maxNeeds = 6

// declareScripts makes the variables of the page's script files known as far as these were given. What the page sets
// itself comes first.
func (p *page) declareScripts() {
	if len(p.in.Scripts) == 0 {
		return
	}
	for i := range p.scripts {
		if text, ok := p.in.Scripts[p.scriptAddress(i)]; ok {
			script, _ := Decode(text, "")
			p.budget += 8 * len(script)
			p.vars.share(string(script), &p.budget)
		}
	}
	p.declareInline()
}

// scriptAddress is the address of an external script, empty for others.
func (p *page) scriptAddress(i int) string {
	if p.scripts[i].src == "" {
		return ""
	}
	address, _ := p.resolve(p.scripts[i].src)
	return address
}

// fileText is the text of a script file that was given, empty for others.
func (p *page) fileText(i int) string {
	if len(p.in.Scripts) == 0 {
		return ""
	}
	script, _ := Decode(p.in.Scripts[p.scriptAddress(i)], "")
	return string(script)
}

// missingFile reports whether a script file of the site that could work on the page was not given.
func (p *page) missingFile() bool {
	for i := range p.scripts {
		if address := p.scriptAddress(i); address != "" && p.sameHost(address) {
			name := scriptName(address)
			if _, given := p.in.Scripts[address]; !given && !scriptNoise.MatchString(name) && !library.MatchString(name) {
				return true
			}
		}
	}
	return false
}

// share declares what a script file makes known to a page: the variables that it sets outside of functions and blocks,
// and those of window.
func (s scope) share(script string, budget *int) {
	walk := jsReader{s: script, vars: s, budget: budget}
	s.declareWhere(script, s, budget, func(start, name int) bool {
		return walk.outermost(name) || strings.HasSuffix(script[start:name], "window.")
	})
}

// outermost goes on to a position and reports whether that lies outside of all brackets, texts and comments.
func (r *jsReader) outermost(at int) bool {
	for r.i < at {
		switch r.space(); r.peek() {
		case '(', '[', '{':
			if !r.skipBracket() {
				r.i = len(r.s)
			}
		case '"', '\'', '`':
			if _, ok := r.str(); !ok {
				r.i = len(r.s)
			}
		default:
			if r.i < at {
				r.i++
			}
		}
	}
	return r.i == at
}

// need tells the script files that the page's requests hang on.
func (p *page) need(out *audit.Page) {
	if !p.hangs || out.Trouble.Kind != audit.TroubleNone && out.Trouble.Kind != audit.TroubleScript ||
		out.Kind == audit.KindArticle && length(out.Text) >= 200 {
		return
	}
	var likely, others []string
	for i := range p.scripts {
		address := p.scriptAddress(i)
		_, given := p.in.Scripts[address]
		if address == "" || given || !p.sameHost(address) || slices.Contains(likely, address) || slices.Contains(others, address) {
			continue
		}
		switch name := scriptName(address); {
		case settings.MatchString(name) && !library.MatchString(name):
			likely = append(likely, address)
		case !scriptNoise.MatchString(name) && !library.MatchString(name):
			others = append(others, address)
		}
	}
	out.Needs = slices.Concat(likely, others)
	out.Needs = out.Needs[:min(len(out.Needs), maxNeeds)]
}

var (
	settings = regexp.MustCompile(`(?i)common|conf|setting|site|base|global|const|env|url|api|public|main|init`)
	library  = regexp.MustCompile(`(?i)jquery|swiper|bootstrap|layui|layer|echarts|vue|react|axios|polyfill|mustache|miniui|underscore|lodash|base64|zepto|modernizr|pagination|datepicker|plugin`)
)

// scriptName is the file name of a script, without the mark of one that was made small.
func scriptName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(u.Path[strings.LastIndexByte(u.Path, '/')+1:], ".js"), ".min")
}

// outside reports whether a value of a request hangs on a name that no script within the page sets, so that only a
// script file can.
func (p *page) outside(v any) bool {
	switch v := v.(type) {
	case string:
		return slices.ContainsFunc(unknownPart.FindAllString(v, 8), func(mark string) bool {
			name := strings.Trim(mark, unknown)
			base, _, _ := strings.Cut(name, ".")
			return base != "" && !strings.HasSuffix(name, "()") && !strings.HasSuffix(base, "[]") &&
				!browserName.MatchString(base) && p.setOutside(base)
		})
	case object:
		return slices.ContainsFunc(v, func(f field) bool { return p.outside(f.val) })
	case []any:
		return slices.ContainsFunc(v, p.outside)
	}
	return false
}

// maxNames bounds the names that are looked for in the scripts of one page; further ones count as set within it.
const maxNames = 40

// setOutside reports whether no script within the page sets a name, or one sets it to what hangs on such a name. Each
// name is looked for once.
func (p *page) setOutside(name string) bool {
	if known, ok := p.outer[name]; ok || len(p.outer) >= maxNames {
		return known
	}
	if p.outer == nil {
		p.outer = map[string]bool{}
	}
	p.outer[name] = false // while it is looked for: it may be set by means of itself
	values, set := p.assigned(name)
	p.outer[name] = !set || slices.ContainsFunc(values, p.outside)
	return p.outer[name]
}

// callback reports whether what stands in the place of a request's data is nothing but a name, as that of a function
// to call with the answer is.
func callback(data any) bool {
	text, ok := data.(string)
	return ok && unknownPart.FindString(text) == text
}

// browserName tells the names that a browser, or a library that every page has, sets.
var browserName = regexp.MustCompile(`^(?:this|self|that|arguments|window|document|location|navigator|history|screen|event|console|localStorage|sessionStorage|Math|Date|JSON|Object|Array|String|Number|\$|jQuery)$`)

// assigned lists what the scripts within the page set a name to, and reports whether they set it at all, be it as a
// parameter.
func (p *page) assigned(name string) (values []any, set bool) {
	quoted := regexp.QuoteMeta(name)
	sets, err := regexp.Compile(`(?:^|[^\w$.]|window\.)` + quoted + `\s*=\s*([^=\s])` +
		`|\b(?:(?:var|let|const|function)\s+|catch\s*\(\s*)` + quoted + `\b` +
		`|function[\s\w$]{0,60}\([^()]{0,200}\b` + quoted + `\b|\b` + quoted + `\b[^()]{0,200}\)\s*=>|\b` + quoted + `\s*=>`)
	if err != nil {
		return nil, true
	}
	for i := range p.scripts {
		text := p.scripts[i].text
		if p.scripts[i].data() || !strings.Contains(text, name) {
			continue
		}
		for _, m := range sets.FindAllStringSubmatchIndex(text, 20) {
			set = true
			if m[2] < 0 {
				continue
			}
			r := jsReader{s: text, i: m[2], vars: p.vars, budget: &p.budget}
			if v, ok := r.value(0); ok {
				values = append(values, v)
			}
		}
	}
	return values, set
}
