// Package plot draws charts: as SVG, as a specification of Vega-Lite, and as a few
// lines of text.
//
// A [Chart] holds numbers, which are few enough to be drawn: [Chart.Thin] sees to
// that. The package knows no values of a language and no front end. What it writes
// has no script and loads nothing.
package plot

import "math"

// Kind is a kind of chart.
type Kind string

const (
	Line    Kind = "line"
	Scatter Kind = "scatter"
	Bar     Kind = "bar"
	Hist    Kind = "hist"
	Heatmap Kind = "heatmap"
)

// Scale tells what the numbers of an axis mean.
type Scale int

const (
	Linear   Scale = iota
	Log            // numbers above 0
	Time           // seconds since 1970
	Category       // indexes of Axis.Categories
)

// Axis is one of the two axes.
type Axis struct {
	Label      string
	Scale      Scale
	Categories []string
}

// Series are the numbers of one colour. Its slices are of one length. A number that
// is not [Finite] is a gap.
type Series struct {
	Name string
	X, Y []float64
	// X2 ends the intervals of a histogram that begin at X.
	X2 []float64
	// Z are the values of a heat map, whose X and Y are categories.
	Z []float64
}

// Chart is a chart.
type Chart struct {
	Kind          Kind
	Title         string
	Width, Height int // of the whole, in pixels
	X, Y          Axis
	Series        []Series
	// Colors are those of the series, or the steps from the least to the greatest
	// value of a heat map.
	Colors []string
	// Legend: the names of the series are told, or the colours of a heat map.
	Legend bool
	// LegendTitle is above the legend.
	LegendTitle string
	// Stacked: the bars of a category stand upon each other.
	Stacked bool
	// Points: a line shows its points.
	Points bool
	// Note stands below the chart.
	Note string
}

// Finite tells whether a number can be drawn. The bound keeps differences finite.
func Finite(x float64) bool { return math.Abs(x) <= 1e300 }

// drawn tells whether point i of the series can be drawn.
func (c *Chart) drawn(s *Series, i int) bool {
	x, y := s.X[i], s.Y[i]
	if !Finite(x) || !Finite(y) || s.X2 != nil && !Finite(s.X2[i]) {
		return false
	}
	return (c.X.Scale != Log || x > 0) && (c.Y.Scale != Log || y > 0)
}

// points counts what is drawn.
func (c *Chart) points() int {
	n := 0
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if c.drawn(s, k) {
				n++
			}
		}
	}
	return n
}

// isolated tells whether point i of a line has no neighbours, so that no line shows
// it.
func (c *Chart) isolated(s *Series, i int) bool {
	return (i == 0 || !c.drawn(s, i-1)) && (i == len(s.X)-1 || !c.drawn(s, i+1))
}

// color is that of series i.
func (c *Chart) color(i int) string { return c.Colors[i%len(c.Colors)] }

// extent gives the least and the greatest number among those of a chart, 0 and 1 if
// there are none.
type extent struct{ lo, hi float64 }

func noExtent() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) add(x float64) {
	e.lo, e.hi = min(e.lo, x), max(e.hi, x)
}

func (e extent) empty() bool { return e.lo > e.hi }

// extents gives what the axes must show.
func (c *Chart) extents() (x, y extent) {
	x, y = noExtent(), noExtent()
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if !c.drawn(s, k) {
				continue
			}
			x.add(s.X[k])
			y.add(s.Y[k])
			if s.X2 != nil {
				x.add(s.X2[k])
			}
		}
	}
	if c.Kind != Bar && c.Kind != Hist {
		return x, y
	}
	if c.Stacked {
		y = noExtent()
		for _, b := range c.bars() {
			y.add(b.from)
			y.add(b.to)
		}
	}
	y.add(0)
	return x, y
}

// bar is one bar of a bar chart: series and category, and from where to where.
type bar struct {
	series, category int
	from, to         float64
}

// bars gives the bars. Stacked ones grow from 0 up, and down.
func (c *Chart) bars() []bar {
	var all []bar
	up, down := make([]float64, len(c.X.Categories)), make([]float64, len(c.X.Categories))
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if !c.drawn(s, k) {
				continue
			}
			b := bar{series: i, category: int(s.X[k]), to: s.Y[k]}
			if c.Stacked {
				stack := up
				if b.to < 0 {
					stack = down
				}
				b.from = stack[b.category]
				b.to += b.from
				stack[b.category] = b.to
			}
			all = append(all, b)
		}
	}
	return all
}

// values gives the least and the greatest value of a heat map.
func (c *Chart) values() extent {
	e := noExtent()
	for _, s := range c.Series {
		for _, z := range s.Z {
			if Finite(z) {
				e.add(z)
			}
		}
	}
	return e
}
