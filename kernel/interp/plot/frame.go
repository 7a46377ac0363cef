package plot

import (
	"math"

	"starkernel/starlarkasync/exception"
)

// Sizes in pixels.
const (
	fontSize   = 11
	titleSize  = 14
	margin     = 8
	lineHeight = 16
	slant      = 40 * math.Pi / 180
	maxLabel   = 22 // characters of a label of a category or of the legend
	swatch     = 10
)

// textWidth estimates the width of a text of one line. No font has been chosen yet
// when a chart is drawn, so the estimate is a generous one.
func textWidth(s string) float64 { return float64(exception.Width(s)) * fontSize * 0.58 }

// frame is where the parts of a chart are.
type frame struct {
	left, top, right, bottom float64 // of the area with the marks
	x, y                     *axisScale
	// slanted: the labels of the x axis stand at an angle.
	slanted bool
	// every: one in so many labels of categories is written.
	everyX, everyY int
	legend         []string
	legendLeft     float64
}

// newFrame makes room for titles, labels and the legend.
func (c *Chart) newFrame() *frame {
	f := &frame{left: margin, top: margin, right: float64(c.Width) - margin, bottom: float64(c.Height) - margin}
	if c.Title != "" {
		f.top += titleSize + 10
	} else {
		f.top += 4
	}
	if c.Note != "" {
		f.bottom -= lineHeight
	}
	if c.X.Label != "" {
		f.bottom -= lineHeight + 2
	}
	if c.Y.Label != "" {
		f.left += lineHeight + 2
	}
	f.legend = c.legendTexts()
	if len(f.legend) > 0 {
		widest := textWidth(cut(c.LegendTitle))
		for _, s := range f.legend {
			widest = max(widest, textWidth(s)+swatch+6)
		}
		f.legendLeft = f.right - widest
		f.right = f.legendLeft - 2*margin
	}

	xs, ys := c.extents()
	plain := f.bottom - lineHeight - 4 // if the labels of the x axis are on one line
	f.y = newScale(c.Y, ys, plain, f.top, max(int(plain-f.top)/45, 2))
	if c.Y.Scale == Category { // from the top down, as in a matrix
		f.y = newScale(c.Y, ys, f.top, plain, 0)
	}
	f.left += widest(f.y.ticks) + 8
	f.right = max(f.right, f.left+20)
	f.x = c.newXScale(xs, f.left, f.right, max(int(f.right-f.left)/f.labelRoom(c.X.Scale), 2))
	f.bottom = plain
	f.everyX, f.everyY = 1, 1
	if c.X.Scale == Category {
		f.fitCategories()
	} else if n := len(f.x.ticks); n > 0 { // the last label is centred at the edge
		f.right -= max(0, textWidth(f.x.ticks[n-1].label)/2-margin)
	}
	if c.Y.Scale == Category {
		f.everyY = max(int(math.Ceil(lineHeight/f.y.band()*0.8)), 1)
	}
	f.bottom = max(f.bottom, f.top+20)
	f.x.to = f.right
	if c.Y.Scale == Category {
		f.y.to = f.bottom
	} else {
		f.y.from = f.bottom
	}
	return f
}

// labelRoom is the distance of the labels of the x axis.
func (f *frame) labelRoom(s Scale) int {
	if s == Time {
		return 90
	}
	return 75
}

// fitCategories writes the labels at an angle if they are wider than their room,
// and not all of them if there are too many.
func (f *frame) fitCategories() {
	wide := widest(f.x.ticks)
	if wide+6 <= f.x.band() {
		return
	}
	f.slanted = true
	f.bottom -= min(wide*math.Sin(slant), (f.bottom-f.top)/2)
	// The first label begins left of the axis.
	f.left = max(f.left, min(wide*math.Cos(slant)-f.x.band()/2, (f.right-f.left)/2))
	f.x.from = f.left
	f.everyX = max(int(math.Ceil(lineHeight/f.x.band())), 1)
}

// widest is the width of the widest label.
func widest(ticks []tick) float64 {
	w := 0.0
	for _, t := range ticks {
		w = max(w, textWidth(cut(t.label)))
	}
	return w
}

// cut shortens a label in the middle: names often differ at the end.
func cut(s string) string {
	chars := []rune(s)
	if len(chars) > maxLabel {
		return string(chars[:maxLabel-9]) + "…" + string(chars[len(chars)-8:])
	}
	return s
}

// legendTexts are the lines of the legend: the names of the series that have room,
// or the numbers beside the colours of a heat map.
func (c *Chart) legendTexts() []string {
	if !c.Legend {
		return nil
	}
	if c.Kind == Heatmap {
		var texts []string
		for _, t := range c.rampScale(0, 1).ticks {
			texts = append(texts, t.label)
		}
		return texts
	}
	room := max((c.Height-60)/lineHeight, 1)
	var texts []string
	for i := range c.Series {
		if i == room-1 && len(c.Series) > room {
			return append(texts, "…")
		}
		texts = append(texts, cut(c.Series[i].Name))
	}
	return texts
}

// newXScale makes the scale of the x axis. That of a line ends where the line does.
func (c *Chart) newXScale(e extent, from, to float64, count int) *axisScale {
	s := newScale(c.X, e, from, to, count)
	if c.Kind == Line && c.X.Scale == Linear {
		s.tighten(e)
	}
	return s
}

// rampScale is the axis of the colours of a heat map, which ends where the values do.
func (c *Chart) rampScale(from, to float64) *axisScale {
	e := c.values()
	s := newScale(Axis{}, e, from, to, 5)
	s.tighten(e)
	return s
}
