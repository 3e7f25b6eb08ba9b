package charts

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const hostile = `</title><script>alert(1)</script>"'&`

func samples() map[string]template.HTML {
	crowd := make([]float64, 0, 150)
	for i := range 150 {
		crowd = append(crowd, 55+float64(i*i%83)/2)
	}
	year := make([]Point, 0, 12)
	for i := range 12 {
		v := 62 + float64(i*i%17) + float64(i)
		year = append(year, Point{When: fmt.Sprintf("%d月", i+1), Value: v, Text: fmt.Sprintf("%.1f", v), State: Firm})
	}
	year[3].State, year[7].State = Missing, Tenuous
	verdicts := []Part{
		{"met", "达标", "✓", 812}, {"partial", "部分达标", "◐", 40}, {"unmet", "未达标", "✕", 133}, {"unknown", "无法判定", "?", 9},
	}
	return map[string]template.HTML{
		"stacked":       Stacked(Label{"判定", "达标 812 项"}, verdicts),
		"stacked-none":  Stacked(Label{Title: "判定"}, []Part{{"met", "达标", "✓", 0}, {"unmet", "未达标", "✕", -1}}),
		"bar":           Bar(Label{Title: "专题建设"}, "accent", 62.5, 40),
		"bar-none":      Bar(Label{Title: "专题建设"}, "accent", 0, None),
		"strip":         Strip(Label{"专题建设", "中位数 75.5"}, crowd, 4),
		"strip-none":    Strip(Label{Title: "专题建设"}, nil, None),
		"axis":          Axis(),
		"line":          Line(Label{"历次得分", "由 62.0 升至 78.0"}, year),
		"line-one":      Line(Label{Title: "历次得分"}, year[:1]),
		"line-none":     Line(Label{Title: "历次得分"}, nil),
		"spark":         Spark(Label{Title: "历次得分"}, year),
		"hostile":       Stacked(Label{hostile, hostile}, []Part{{hostile, hostile, hostile, 1}}),
		"hostile-line":  Line(Label{hostile, hostile}, []Point{{When: hostile, Value: math.NaN(), Text: hostile, State: hostile}}),
		"out-of-bounds": Strip(Label{Title: "x"}, []float64{-5, 120, math.Inf(1), math.NaN()}, 9),
	}
}

func TestCharts(t *testing.T) {
	for name, svg := range samples() {
		t.Run(name, func(t *testing.T) {
			wellFormed(t, string(svg))
			golden(t, name+".svg", strings.ReplaceAll(string(svg), "><", ">\n<")+"\n")
		})
	}
}

// wellFormed wants an SVG of known elements without anything that runs, loads or names itself.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	known := map[string]bool{
		"svg": true, "title": true, "desc": true, "g": true, "line": true, "rect": true, "circle": true, "text": true,
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !known[element.Name.Local] {
			t.Errorf("element %s", element.Name.Local)
		}
		for _, a := range element.Attr {
			switch a.Name.Local {
			case "id", "href", "style", "src":
				t.Errorf("%s has attribute %s", element.Name.Local, a.Name.Local)
			}
			if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
				t.Errorf("%s: %s=%q", element.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0}, {[]float64{7}, 7}, {[]float64{9, 1}, 5}, {[]float64{3, 1, 2}, 2},
	} {
		if got := Median(c.values); got != c.want {
			t.Errorf("Median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		values    []float64
		low, high float64
	}{
		{nil, 0, 100}, {[]float64{0}, 0, 20}, {[]float64{100}, 80, 100}, {[]float64{75, 77}, 70, 90}, {[]float64{5, 95}, 0, 100}, {[]float64{33, 91}, 20, 100},
	} {
		var points []Point
		for _, v := range c.values {
			points = append(points, Point{Value: v, State: Firm})
		}
		if low, high := span(points); low != c.low || high != c.high {
			t.Errorf("span(%v) = %v to %v, want %v to %v", c.values, low, high, c.low, c.high)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}
