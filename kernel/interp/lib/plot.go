package lib

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
	"starkernel/kernel/interp/table"
)

// Limits of charts. A chart is sent twice, as a specification and as an image, and
// stays in the notebook.
const (
	maxPlotPoints     = 5_000
	maxPlotSeries     = 60
	maxPlotCategories = 500
	maxPlotCells      = 10_000
	maxPlotBins       = 1_000
	maxPlotText       = 200 // characters of a title or label
	minPlotSize       = 100 // pixels
	maxPlotSize       = 4_000
)

// plotReader takes the arguments of one of plot's functions, and makes the chart.
type plotReader struct {
	call
	chart *plot.Chart

	data, x, y, color      starlark.Value
	title                  string
	xLabel, yLabel, legend starlark.Value
	colors                 starlark.Value
	logX, logY             bool

	// left counts the numbers that a logarithmic scale leaves out.
	left int
}

// newPlot unpacks the options of all functions, and what is named in pairs.
func (c call) newPlot(kind plot.Kind, pairs func(r *plotReader) []any) (*plotReader, error) {
	r := &plotReader{call: c, chart: &plot.Chart{Kind: kind, Width: 640, Height: 360}}
	for _, v := range []*starlark.Value{&r.data, &r.x, &r.y, &r.color, &r.xLabel, &r.yLabel, &r.legend, &r.colors} {
		*v = starlark.None
	}
	all := append(pairs(r), "title?", &r.title, "x_label?", &r.xLabel, "y_label?", &r.yLabel,
		"width?", &r.chart.Width, "height?", &r.chart.Height, "legend?", &r.legend, "colors?", &r.colors)
	if err := c.unpack(all...); err != nil {
		return nil, err
	}
	for _, size := range []struct {
		name  string
		value int
	}{{"width", r.chart.Width}, {"height", r.chart.Height}} {
		if size.value < minPlotSize || size.value > maxPlotSize {
			return nil, c.errorf("ValueError", "for parameter %s: got %d, want %d to %d pixels", size.name, size.value, minPlotSize, maxPlotSize)
		}
	}
	return r, nil
}

// finish sets what the options say about a chart with its data, and bounds it.
func (r *plotReader) finish() (starlark.Value, error) {
	c := r.chart
	if len(c.Series) > maxPlotSeries {
		return nil, r.errorf("ValueError", "%d series are too many to tell apart, at most %d; choose some, or add them up", len(c.Series), maxPlotSeries)
	}
	c.Title = table.OneLine(r.title, maxPlotText)
	for _, label := range []struct {
		name string
		from starlark.Value
		to   *string
	}{{"x_label", r.xLabel, &c.X.Label}, {"y_label", r.yLabel, &c.Y.Label}} {
		if label.from == starlark.None {
			continue
		}
		text, ok := starlark.AsString(label.from)
		if !ok {
			return nil, r.errorf("TypeError", "for parameter %s: got %s, want a string", label.name, label.from.Type())
		}
		*label.to = table.OneLine(text, maxPlotText)
	}
	switch legend := r.legend.(type) {
	case starlark.NoneType:
		c.Legend = len(c.Series) > 1 || c.Kind == plot.Heatmap || c.LegendTitle != ""
	case starlark.Bool:
		c.Legend = bool(legend)
	default:
		return nil, r.errorf("TypeError", "for parameter legend: got %s, want True, False or None", legend.Type())
	}
	if err := r.setColors(); err != nil {
		return nil, err
	}
	var notes []string
	if r.left > 0 {
		notes = append(notes, fmt.Sprintf("%s not above 0: not on a logarithmic scale", table.Plural(r.left, "number")))
	}
	if c.Kind == plot.Line || c.Kind == plot.Scatter {
		if before, after := c.Thin(maxPlotPoints); after < before {
			notes = append(notes, fmt.Sprintf("%s of %s points are drawn", table.Count(after), table.Count(before)))
		}
	}
	c.Note = strings.Join(notes, "; ")
	return &plotValue{h: r.h, chart: c}, nil
}

// setColors takes a scheme's name or a list of colours.
func (r *plotReader) setColors() error {
	c := r.chart
	switch colors := r.colors.(type) {
	case starlark.NoneType:
		c.Colors = plot.Scheme("tableau10")
		if c.Kind == plot.Heatmap {
			c.Colors = plot.Scheme("viridis")
		}
	case starlark.String:
		c.Colors = plot.Scheme(string(colors))
	case starlark.Sequence:
		if colors.Len() > 1000 {
			return r.errorf("ValueError", "for parameter colors: got %d colours, want at most 1000", colors.Len())
		}
		err := r.each(colors, func(i int, v starlark.Value) error {
			s, ok := starlark.AsString(v)
			if !ok || !plot.ValidColor(s) {
				return r.errorf("ValueError", "for parameter colors: colors[%d] is %s, want a colour such as \"#4c78a8\" or \"teal\"", i, r.short(v))
			}
			c.Colors = append(c.Colors, s)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(c.Colors) == 0 {
		return r.errorf("ValueError", "for parameter colors: got %s, want \"tableau10\", \"okabe-ito\", \"viridis\", \"blues\", \"redblue\", or a list of colours", r.short(r.colors))
	}
	return nil
}

// short is a value in the text of an error or on an axis.
func (c call) short(v starlark.Value) string {
	s, err := Repr(v, 100, c.h.Stop)
	if err != nil {
		return "a " + v.Type()
	}
	return s
}

func plotLine(c call) (starlark.Value, error) {
	r, err := c.newPlot(plot.Line, func(r *plotReader) []any {
		return []any{"data?", &r.data, "y?", &r.y, "x?", &r.x, "color?", &r.color, "log_x?", &r.logX, "log_y?", &r.logY, "points?", &r.chart.Points}
	})
	if err != nil {
		return nil, err
	}
	return r.points()
}

func plotScatter(c call) (starlark.Value, error) {
	r, err := c.newPlot(plot.Scatter, func(r *plotReader) []any {
		return []any{"data?", &r.data, "y?", &r.y, "x?", &r.x, "color?", &r.color, "log_x?", &r.logX, "log_y?", &r.logY}
	})
	if err != nil {
		return nil, err
	}
	return r.points()
}

func plotBar(c call) (starlark.Value, error) {
	r, err := c.newPlot(plot.Bar, func(r *plotReader) []any {
		return []any{"data?", &r.data, "y?", &r.y, "x?", &r.x, "color?", &r.color, "stacked?", &r.chart.Stacked}
	})
	if err != nil {
		return nil, err
	}
	return r.points()
}
