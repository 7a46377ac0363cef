package plot

import (
	"encoding/json"
	"math"
	"time"
)

// VegaLiteSchema names the version of Vega-Lite that front ends know.
const VegaLiteSchema = "https://vega.github.io/schema/vega-lite/v5.json"

type object = map[string]any

// VegaLite gives the chart as a specification of Vega-Lite, made of what
// encoding/json makes of JSON objects, with the data in it.
func (c *Chart) VegaLite() map[string]any {
	spec := object{
		"$schema":  VegaLiteSchema,
		"width":    float64(c.Width),
		"height":   float64(c.Height),
		"autosize": object{"type": "fit", "contains": "padding"},
		"data":     object{"values": c.rows()},
		"mark":     c.mark(),
		"encoding": c.encoding(),
		// The grid of the dark theme is as bright as the marks.
		"config": object{"axis": object{"gridColor": lineColor, "gridOpacity": 0.25}},
	}
	switch {
	case c.Title != "":
		spec["title"] = object{"text": c.Title, "subtitle": c.Note}
	case c.Note != "": // a subtitle is shown below a title only
		spec["title"] = object{"text": c.Note, "fontSize": float64(fontSize), "fontWeight": "normal"}
	}
	return spec
}

// JSON gives the specification as text.
func (c *Chart) JSON() json.RawMessage {
	text, err := json.Marshal(c.VegaLite())
	if err != nil { // it has strings, finite numbers and null
		panic(err)
	}
	return text
}

func (c *Chart) mark() object {
	switch c.Kind {
	case Line:
		// A line does not show a point between gaps.
		return object{"type": "line", "point": c.Points || c.hasIsolated(), "tooltip": true}
	case Scatter:
		return object{"type": "circle", "tooltip": true}
	case Heatmap:
		return object{"type": "rect", "tooltip": true}
	case Hist:
		if len(c.Series) > 1 {
			return object{"type": "bar", "tooltip": true, "opacity": 0.6}
		}
	}
	return object{"type": "bar", "tooltip": true}
}

func (c *Chart) hasIsolated() bool {
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if c.drawn(s, k) && c.isolated(s, k) {
				return true
			}
		}
	}
	return false
}

// rows are the data: an object for each point. A number that cannot be drawn is
// null.
func (c *Chart) rows() []any {
	rows := []any{}
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if c.Kind != Line && !c.drawn(s, k) {
				continue
			}
			row := object{"x": c.X.datum(s.X[k]), "y": c.Y.datum(s.Y[k])}
			if s.X2 != nil {
				row["x2"] = c.X.datum(s.X2[k])
			}
			if s.Z != nil {
				row["value"] = Axis{}.datum(s.Z[k])
			}
			if c.Stacked {
				row["order"] = float64(i)
			}
			if c.colored() {
				row["series"] = s.Name
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// colored tells whether the series have colours by name.
func (c *Chart) colored() bool {
	return c.Kind != Heatmap && (len(c.Series) > 1 || c.Legend)
}

// datum gives a number of an axis as Vega-Lite has it.
func (a Axis) datum(x float64) any {
	switch {
	case !Finite(x) || a.Scale == Log && x <= 0:
		return nil
	case a.Scale == Category:
		return a.Categories[int(x)]
	case a.Scale == Time:
		return moment(x).Format(time.RFC3339Nano)
	}
	return x
}

func (c *Chart) encoding() object {
	f := c.newFrame()
	e := object{"x": c.channel("x", f.x, f.slanted), "y": c.channel("y", f.y, false)}
	x, y := e["x"].(object), e["y"].(object)
	switch c.Kind {
	case Bar:
		if c.Stacked {
			y["stack"] = "zero"
			e["order"] = object{"field": "order", "type": "quantitative"} // the first at the bottom
		} else {
			y["stack"] = nil
			if len(c.Series) > 1 {
				e["xOffset"] = object{"field": "series", "type": "nominal", "sort": nil}
			}
		}
	case Hist:
		x["bin"] = object{"binned": true}
		e["x2"] = object{"field": "x2"}
		y["stack"] = nil
	case Heatmap:
		color := object{"field": "value", "type": "quantitative", "scale": object{"range": c.colors(len(c.Colors)), "interpolate": "rgb"}}
		c.legendOf(color)
		e["color"] = color
		return e
	}
	if c.colored() {
		names := make([]any, len(c.Series))
		for i := range names {
			names[i] = c.Series[i].Name
		}
		color := object{"field": "series", "type": "nominal", "scale": object{"domain": names, "range": c.colors(len(names))}}
		c.legendOf(color)
		e["color"] = color
	} else {
		e["color"] = object{"value": c.color(0)}
	}
	return e
}

func (c *Chart) legendOf(color object) {
	if !c.Legend {
		color["legend"] = nil
	} else {
		color["title"] = nil
		if c.LegendTitle != "" {
			color["title"] = c.LegendTitle
		}
	}
}

// colors gives the colours of n series.
func (c *Chart) colors(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = c.color(i)
	}
	return out
}

// channel describes an axis, which has the range and the ticks of the SVG.
func (c *Chart) channel(field string, axis *axisScale, slanted bool) object {
	ch := object{"field": field, "title": nil}
	if axis.Label != "" {
		ch["title"] = axis.Label
	}
	var at []any
	for _, t := range axis.ticks {
		at = append(at, t.at)
	}
	domain := []any{axis.lo, axis.hi}
	switch axis.Scale {
	case Category:
		ch["type"], ch["sort"] = "ordinal", nil
		ch["axis"] = object{"labelAngle": 0.0}
		if slanted {
			ch["axis"] = object{"labelAngle": -40.0}
		}
		if len(axis.Categories) > 0 {
			names := make([]any, len(axis.Categories))
			for i, name := range axis.Categories {
				names[i] = name
			}
			ch["scale"] = object{"domain": names}
		}
	case Time:
		ch["type"], ch["scale"] = "temporal", object{"type": "utc"}
	case Log:
		ch["type"], ch["scale"] = "quantitative", object{"type": "log", "domain": domain}
		ch["axis"] = object{"values": at, "format": axis.vegaFormat()}
	default:
		ch["type"], ch["scale"] = "quantitative", object{"domain": domain, "nice": false, "zero": false}
		ch["axis"] = object{"values": at, "format": axis.vegaFormat()}
	}
	return ch
}

// vegaFormat is the nearest that D3 has to the format of the SVG.
func (s *axisScale) vegaFormat() string {
	largest := max(math.Abs(s.lo), math.Abs(s.hi))
	switch {
	case largest >= 1e15 || largest < 1e-4 || s.Scale == Log && s.lo < 1:
		return "~g"
	case largest >= 1e6:
		return "~s"
	case largest >= 10_000:
		return ",~f"
	}
	return "~f"
}
