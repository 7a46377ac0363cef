package plot

import (
	"math"
	"strings"
)

// maxBar is how wide a bar may be.
const maxBar = 90

// marks draws what stands for the data.
func (w *svgWriter) marks() {
	c := w.chart
	switch c.Kind {
	case Line:
		for i := range c.Series {
			w.line(i)
		}
	case Scatter:
		for i := range c.Series {
			w.circles(i, 3, 0.7, func(int) bool { return true })
		}
	case Bar:
		w.bars()
	case Hist:
		w.intervals()
	case Heatmap:
		w.cells()
	}
}

// line draws a series. It is broken at gaps; a point between gaps is a dot.
func (w *svgWriter) line(i int) {
	c, s := w.chart, &w.chart.Series[i]
	var d strings.Builder
	command := "M"
	for k := range s.X {
		if !c.drawn(s, k) {
			command = "M"
			continue
		}
		d.WriteString(command + px(w.x.px(s.X[k])) + " " + px(w.y.px(s.Y[k])))
		command = "L"
	}
	if d.Len() > 0 {
		w.printf(`<path d="%s" fill="none" stroke="%s" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>`+"\n", d.String(), c.color(i))
	}
	w.circles(i, 3, 1, func(k int) bool { return c.Points || c.isolated(s, k) })
}

// circles draws those points of a series that are chosen.
func (w *svgWriter) circles(i int, radius, opacity float64, chosen func(k int) bool) {
	c, s := w.chart, &w.chart.Series[i]
	open := false
	for k := range s.X {
		if !c.drawn(s, k) || !chosen(k) {
			continue
		}
		if !open {
			w.printf(`<g fill="%s" fill-opacity="%g">`+"\n", c.color(i), opacity)
			open = true
		}
		w.printf(`<circle cx="%s" cy="%s" r="%g"/>`+"\n", px(w.x.px(s.X[k])), px(w.y.px(s.Y[k])), radius)
	}
	if open {
		w.b.WriteString("</g>\n")
	}
}

func (w *svgWriter) rect(x, y, width, height float64, color, attributes string) {
	w.printf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s/>`+"\n", px(x), px(y), px(width), px(height), color, attributes)
}

// upright draws a rectangle from one value to another.
func (w *svgWriter) upright(x, width, from, to float64, color, attributes string) {
	y0, y1 := w.y.px(from), w.y.px(to)
	w.rect(x, min(y0, y1), width, math.Abs(y1-y0), color, attributes)
}

// bars draws those of a category side by side, or upon each other.
func (w *svgWriter) bars() {
	c := w.chart
	room := min(w.x.band()*0.8, maxBar*float64(max(len(c.Series), 1)))
	width := room
	if !c.Stacked {
		width /= float64(max(len(c.Series), 1))
	}
	for _, b := range c.bars() {
		x := w.x.px(float64(b.category)) - room/2
		if !c.Stacked {
			x += float64(b.series) * width
		}
		w.upright(x, max(width, 0.5), b.from, b.to, c.color(b.series), "")
	}
}

// intervals draws the bars of a histogram. Those of several series shine through
// each other.
func (w *svgWriter) intervals() {
	c := w.chart
	opacity := ""
	if len(c.Series) > 1 {
		opacity = ` fill-opacity="0.6"`
	}
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if !c.drawn(s, k) || s.Y[k] == 0 {
				continue
			}
			from, to := w.x.px(s.X[k]), w.x.px(s.X2[k])
			gap := min(1, (to-from)/4)
			w.upright(from+gap/2, to-from-gap, 0, s.Y[k], c.color(i), opacity)
		}
	}
}

// cells draws the rectangles of a heat map; a gap has none.
func (w *svgWriter) cells() {
	c := w.chart
	e := c.values()
	width, height := w.x.band(), w.y.band()
	w.b.WriteString(`<g shape-rendering="crispEdges">` + "\n")
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if c.drawn(s, k) && Finite(s.Z[k]) {
				w.rect(w.x.px(s.X[k])-width/2, w.y.px(s.Y[k])-height/2, width, height, c.ramp(s.Z[k], e), "")
			}
		}
	}
	w.b.WriteString("</g>\n")
}
