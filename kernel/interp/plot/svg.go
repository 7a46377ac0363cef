package plot

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Front ends draw an SVG as an image, which knows nothing of their theme. So the
// background is theirs, and texts and lines have greys that can be read on white
// and on black.
const (
	textColor = "#7b7b7b"
	lineColor = "#8a8a8a"
)

// SVG gives the chart as an image.
func (c *Chart) SVG() string {
	w := &svgWriter{chart: c, frame: c.newFrame()}
	w.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="%d" fill="%s" role="img" aria-label="%s">`+"\n",
		c.Width, c.Height, c.Width, c.Height, fontSize, textColor, escape(c.Summary()))
	w.axes()
	w.marks()
	w.labels()
	w.drawLegend()
	w.b.WriteString("</svg>\n")
	return w.b.String()
}

type svgWriter struct {
	*frame
	chart *Chart
	b     strings.Builder
}

func (w *svgWriter) printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

// escape makes a text fit for SVG. Characters that XML does not have are replaced:
// one of them would make the whole image unreadable.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0xfffe && c <= 0xffff {
			return '\uFFFD'
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// px writes a coordinate.
func px(x float64) string {
	s := strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

func (w *svgWriter) text(x, y float64, anchor, attributes, text string) {
	if attributes != "" {
		attributes = " " + attributes
	}
	w.printf(`<text x="%s" y="%s" text-anchor="%s"%s>%s</text>`+"\n", px(x), px(y), anchor, attributes, escape(text))
}

// axes draws the grid, and the ticks with their labels.
func (w *svgWriter) axes() {
	var grid strings.Builder
	if w.y.Scale != Category {
		for _, t := range w.y.ticks {
			fmt.Fprintf(&grid, "M%s %sH%s", px(w.left), px(w.y.px(t.at)), px(w.right))
		}
	}
	if w.x.Scale != Category {
		for _, t := range w.x.ticks {
			fmt.Fprintf(&grid, "M%s %sV%s", px(w.x.px(t.at)), px(w.top), px(w.bottom))
		}
	}
	if grid.Len() > 0 {
		w.printf(`<path d="%s" stroke="%s" stroke-opacity="0.25" fill="none"/>`+"\n", grid.String(), lineColor)
	}
	for i, t := range w.y.ticks {
		if i%w.everyY == 0 {
			w.text(w.left-6, w.y.px(t.at)+fontSize*0.35, "end", "", cut(t.label))
		}
	}
	for i, t := range w.x.ticks {
		x := w.x.px(t.at)
		switch {
		case i%w.everyX != 0:
		case w.slanted:
			w.text(x+4, w.bottom+12, "end", fmt.Sprintf(`transform="rotate(-40 %s %s)"`, px(x+4), px(w.bottom+12)), cut(t.label))
		default:
			w.text(x, w.bottom+fontSize+5, "middle", "", cut(t.label))
		}
	}
}

// labels writes the title, the labels of the axes and the note, and the line below
// the marks.
func (w *svgWriter) labels() {
	c := w.chart
	if c.Kind != Heatmap {
		base := w.bottom
		if w.y.Scale == Linear && w.y.lo < 0 && w.y.hi > 0 && (c.Kind == Bar || c.Kind == Hist) {
			base = w.y.px(0)
		}
		w.printf(`<path d="M%s %sH%s" stroke="%s" fill="none"/>`+"\n", px(w.left), px(base), px(w.right), lineColor)
	}
	middle := (w.left + w.right) / 2
	foot := float64(c.Height - margin)
	if c.Note != "" {
		w.text(w.left, foot, "start", `font-style="italic"`, c.Note)
		foot -= lineHeight
	}
	if c.X.Label != "" {
		w.text(middle, foot, "middle", `font-weight="600"`, c.X.Label)
	}
	if c.Y.Label != "" {
		y := (w.top + w.bottom) / 2
		w.text(margin+fontSize, y, "middle", fmt.Sprintf(`font-weight="600" transform="rotate(-90 %s %s)"`, px(margin+fontSize), px(y)), c.Y.Label)
	}
	if c.Title != "" {
		w.text(middle, margin+titleSize, "middle", fmt.Sprintf(`font-size="%d" font-weight="600"`, titleSize), c.Title)
	}
	if c.points() == 0 {
		w.text(middle, (w.top+w.bottom)/2, "middle", `font-style="italic"`, "no data")
	}
}

// drawLegend draws the names of the series with their colours, or the colours of a
// heat map with their values.
func (w *svgWriter) drawLegend() {
	if len(w.legend) == 0 {
		return
	}
	left, top := w.legendLeft, w.top
	if t := w.chart.LegendTitle; t != "" {
		w.text(left, top+fontSize-1, "start", `font-weight="600"`, cut(t))
		top += lineHeight + 2
	}
	if w.chart.Kind == Heatmap {
		w.drawRamp(left, top)
		return
	}
	for i, name := range w.legend {
		y := top + float64(i)*lineHeight
		if name != "…" {
			w.printf(`<rect x="%s" y="%s" width="%d" height="%d" rx="2" fill="%s"/>`+"\n", px(left), px(y), swatch, swatch, w.chart.color(i))
		}
		w.text(left+swatch+6, y+swatch-1, "start", "", name)
	}
}

// drawRamp draws the colours of a heat map, the greatest value at the top.
func (w *svgWriter) drawRamp(left, top float64) {
	bottom := max(top+20, min(w.bottom, top+200))
	s := w.chart.rampScale(bottom, top)
	const steps = 50
	height := (bottom - top) / steps
	w.b.WriteString(`<g shape-rendering="crispEdges">` + "\n")
	for i := range steps {
		z := s.hi - (float64(i)+0.5)/steps*(s.hi-s.lo)
		w.rect(left, top+float64(i)*height, swatch, height, w.chart.ramp(z, s.extent), "")
	}
	w.b.WriteString("</g>\n")
	for _, t := range s.ticks {
		w.text(left+swatch+6, s.px(t.at)+fontSize*0.35, "start", "", t.label)
	}
}
