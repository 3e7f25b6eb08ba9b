package dashboards

import "strconv"

// Colours go from red over yellow to green; unknown is grey, as it accuses nobody.
const (
	red    = "#d44a3a"
	orange = "#e8963a"
	yellow = "#e5c54a"
	green  = "#4f9d5d"
	grey   = "#8e8e8e"
	blue   = "#4a7fc1"
)

func ptr[T any](v T) *T { return &v }

// steps are thresholds: the first colour, and others from their values on.
func steps(first string, rest ...step) *thresholds {
	return &thresholds{Mode: "absolute", Steps: append([]step{{Color: first}}, rest...)}
}

func from(value float64, colour string) step { return step{Color: colour, Value: &value} }

func scoreSteps() *thresholds { return steps(red, from(60, orange), from(70, yellow), from(80, green)) }
func ratioSteps() *thresholds {
	return steps(red, from(0.6, orange), from(0.7, yellow), from(0.8, green))
}
func faultSteps() *thresholds { return steps(green, from(1, red)) }

// A term is a query with its legend.
type term struct{ expr, legend string }

func (p panel) sized(w, h int) panel {
	p.GridPos = gridPos{W: w, H: h}
	return p
}

func (p panel) described(text string) panel {
	p.Description = text
	return p
}

func newPanel(kind, title string, f field, instant bool, format string, terms ...term) panel {
	p := panel{Type: kind, Title: title, Datasource: source(), FieldConfig: &fieldConfig{Defaults: f, Overrides: []override{}}}
	for i, t := range terms {
		p.Targets = append(p.Targets, target{
			RefID: string(rune('A' + i)), Datasource: *source(), EditorMode: "code", Expr: t.expr, LegendFormat: t.legend,
			Instant: instant, Range: !instant, Format: format,
		})
	}
	return p
}

// stat is one number.
func stat(title string, f field, expr string) panel {
	p := newPanel("stat", title, f, true, "time_series", term{expr, ""})
	p.FieldConfig.Defaults.NoValue = "无数据"
	if f.Thresholds != nil {
		p.FieldConfig.Defaults.Color = map[string]any{"mode": "thresholds"}
	}
	p.Options = map[string]any{
		"colorMode": "value", "graphMode": "none", "justifyMode": "center", "textMode": "auto",
		"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
	}
	return p.sized(4, 4)
}

// lines is a trend.
func lines(title string, f field, terms ...term) panel {
	f.Custom = map[string]any{"lineWidth": 2, "fillOpacity": 0, "spanNulls": true, "showPoints": "auto"}
	p := newPanel("timeseries", title, f, false, "time_series", terms...)
	p.Options = map[string]any{
		"legend":  map[string]any{"displayMode": "table", "placement": "right", "showLegend": true, "calcs": []string{"lastNotNull"}},
		"tooltip": map[string]any{"mode": "multi", "sort": "desc"},
	}
	return p.sized(12, 9)
}

// stacked is a trend of parts of a whole.
func stacked(title string, f field, terms ...term) panel {
	p := lines(title, f, terms...)
	p.FieldConfig.Defaults.Custom = map[string]any{"lineWidth": 1, "fillOpacity": 60, "stacking": map[string]any{"mode": "normal", "group": "A"}}
	return p
}

// bars compares one number by name, longest first.
func bars(title string, f field, t term) panel {
	t.expr = "sort_desc(" + t.expr + ")"
	f.Color = map[string]any{"mode": "thresholds"}
	p := newPanel("bargauge", title, f, true, "time_series", t)
	p.Options = map[string]any{
		"displayMode": "basic", "orientation": "horizontal", "showUnfilled": true, "minVizHeight": 16,
		"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
	}
	return p.sized(12, 12)
}

// A column is one of a table: a label, or the values of a query.
type column struct {
	label string // of the queries; empty for values
	expr  string
	title string
	width int
	field field
}

// table joins queries that bear the same labels: a row for each set of labels, in the order of columns.
func table(title string, columns ...column) panel {
	var terms []term
	index, rename := make(map[string]any), make(map[string]any)
	overrides := []override{} // never null
	first := ""               // the values that are sorted by
	for i, c := range columns {
		name := c.label
		if name == "" {
			name = "Value"
			terms = append(terms, term{expr: c.expr})
			if len(valuesOf(columns)) > 1 {
				name = "Value #" + string(rune('A'+len(terms)-1))
			}
			if first == "" {
				first = c.title
			}
		}
		index[name], rename[name] = i, c.title
		if properties := c.properties(); len(properties) > 0 {
			overrides = append(overrides, override{Matcher: property{ID: "byName", Options: c.title}, Properties: properties})
		}
	}
	p := newPanel("table", title, field{Custom: map[string]any{"align": "auto", "filterable": true}}, true, "table", terms...)
	p.FieldConfig.Overrides = overrides
	p.Options = map[string]any{
		"showHeader": true, "cellHeight": "sm",
		"sortBy": []map[string]any{{"displayName": first, "desc": true}},
	}
	p.Transformations = []transformation{
		{ID: "merge", Options: map[string]any{}},
		{ID: "organize", Options: map[string]any{"excludeByName": map[string]any{"Time": true}, "indexByName": index, "renameByName": rename}},
	}
	return p.sized(24, 10)
}

func valuesOf(columns []column) (values []column) {
	for _, c := range columns {
		if c.label == "" {
			values = append(values, c)
		}
	}
	return values
}

func (c column) properties() (list []property) {
	add := func(id string, value any) { list = append(list, property{ID: id, Value: value}) }
	if c.field.Unit != "" {
		add("unit", c.field.Unit)
	}
	if c.field.Decimals != nil {
		add("decimals", *c.field.Decimals)
	}
	if c.field.Thresholds != nil {
		add("thresholds", c.field.Thresholds)
		add("color", map[string]any{"mode": "thresholds"})
		add("custom.cellOptions", map[string]any{"type": "color-text"})
	}
	if len(c.field.Mappings) > 0 {
		add("mappings", c.field.Mappings)
	}
	if len(c.field.Links) > 0 {
		add("links", c.field.Links)
	}
	if c.width > 0 {
		add("custom.width", c.width)
	}
	return list
}

// heat is a table of two labels with coloured cells.
func heat(title, row, col, expr string) panel {
	p := newPanel("table", title, field{
		Unit: "percentunit", Decimals: ptr(0), NoValue: "–", Thresholds: ratioSteps(), Color: map[string]any{"mode": "thresholds"},
		Custom: map[string]any{"align": "center", "minWidth": 60, "cellOptions": map[string]any{"type": "color-background", "mode": "basic"}},
	}, true, "table", term{expr: expr})
	p.FieldConfig.Overrides = []override{{
		Matcher:    property{ID: "byName", Options: row + `\` + col},
		Properties: []property{{ID: "custom.cellOptions", Value: map[string]any{"type": "auto"}}, {ID: "custom.width", Value: 140}, {ID: "displayName", Value: "县区"}},
	}}
	p.Options = map[string]any{"showHeader": true, "cellHeight": "sm"}
	p.Transformations = []transformation{{ID: "groupingToMatrix", Options: map[string]any{
		"rowField": row, "columnField": col, "valueField": "Value", "emptyValue": "null",
	}}}
	return p.sized(24, 12)
}

// named shows values of a label in other words.
func (p panel) named(words map[string]string, order []string) panel {
	for _, value := range order {
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{
			Matcher: property{ID: "byName", Options: value}, Properties: []property{{ID: "displayName", Value: words[value]}},
		})
	}
	return p
}

// coloured fixes the colours of series by their names.
func (p panel) coloured(pairs ...string) panel {
	for i := 0; i+1 < len(pairs); i += 2 {
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{
			Matcher:    property{ID: "byName", Options: pairs[i]},
			Properties: []property{{ID: "color", Value: map[string]any{"mode": "fixed", "fixedColor": pairs[i+1]}}},
		})
	}
	return p
}

// mapped shows numbers as words: 0, 1, …
func mapped(words ...string) []any {
	options := make(map[string]any)
	for i, word := range words {
		options[strconv.Itoa(i)] = map[string]any{"text": word, "index": i}
	}
	return []any{map[string]any{"type": "value", "options": options}}
}
