package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"starkernel/starlarkasync/exception"
)

// Sizes of the chart of characters.
const (
	textColumns = 60
	textRows    = 12
	maxTextBars = 24
)

// Summary tells in one line what the chart shows.
func (c *Chart) Summary() string {
	kind := map[Kind]string{Line: "line chart", Scatter: "scatter plot", Bar: "bar chart", Hist: "histogram", Heatmap: "heat map"}[c.Kind]
	s := kind
	if c.Title != "" {
		s = c.Title + " (" + kind + ")"
	}
	var names []string
	for i := range c.Series {
		if c.Series[i].Name != "" {
			names = append(names, cut(c.Series[i].Name))
		}
	}
	const shown = 8
	if more := len(names) - shown; more > 0 {
		names = append(names[:shown], fmt.Sprintf("… %d more", more))
	}
	if len(names) > 0 {
		s += ": " + strings.Join(names, ", ")
	}
	return strings.Join(strings.Fields(s), " ")
}

// Text gives the chart as lines of text, for a terminal.
func (c *Chart) Text() string {
	lines := []string{c.Summary()}
	switch {
	case c.points() == 0:
		lines = append(lines, "no data")
	case c.Kind == Bar:
		lines = append(lines, c.textBars()...)
	case c.Kind == Hist:
		lines = append(lines, c.textIntervals()...)
	case c.Kind == Heatmap:
		lines = append(lines, c.textCells()...)
	default:
		lines = append(lines, c.textPoints()...)
	}
	if c.Note != "" {
		lines = append(lines, c.Note)
	}
	return strings.Join(lines, "\n")
}

// textPoints draws lines and points with the dots of Braille, 2 by 4 a character.
func (c *Chart) textPoints() []string {
	xs, ys := c.extents()
	x := c.newXScale(xs, 0, 2*textColumns-1, 4)
	y := newScale(c.Y, ys, 4*textRows-1, 0, 4)
	var cells [textRows][textColumns]rune
	dot := func(px, py float64) {
		i, k := int(math.Round(px)), int(math.Round(py))
		if i < 0 || i >= 2*textColumns || k < 0 || k >= 4*textRows {
			return
		}
		cells[k/4][i/2] |= [4][2]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}[k%4][i%2]
	}
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if !c.drawn(s, k) {
				continue
			}
			px, py := x.px(s.X[k]), y.px(s.Y[k])
			dot(px, py)
			if c.Kind != Line || k == 0 || !c.drawn(s, k-1) {
				continue
			}
			fromX, fromY := x.px(s.X[k-1]), y.px(s.Y[k-1])
			steps := math.Ceil(max(math.Abs(px-fromX), math.Abs(py-fromY)))
			for n := 1.0; n < steps; n++ {
				dot(fromX+(px-fromX)*n/steps, fromY+(py-fromY)*n/steps)
			}
		}
	}

	labels := make([]string, textRows)
	wide := 0
	for _, t := range y.ticks {
		row := int(math.Round(y.px(t.at))) / 4
		if row >= 0 && row < textRows {
			labels[row] = cut(t.label)
			wide = max(wide, exception.Width(labels[row]))
		}
	}
	var lines []string
	for n, row := range cells {
		var b strings.Builder
		for _, dots := range row {
			if dots == 0 {
				b.WriteByte(' ')
			} else {
				b.WriteRune(0x2800 + dots)
			}
		}
		mark := "│"
		if labels[n] != "" {
			mark = "┤"
		}
		lines = append(lines, strings.TrimRight(padLeft(labels[n], wide)+mark+b.String(), " "))
	}
	axis, below := textAxis(x, wide+1)
	return append(lines, strings.Repeat(" ", wide)+"└"+axis, below)
}

// textAxis draws the line of the x axis, and its labels where there is room for them
// in a line whose first column is so much to the left.
func textAxis(x *axisScale, left int) (axis, labels string) {
	line := []rune(strings.Repeat("─", textColumns))
	for _, t := range x.ticks {
		column := int(x.px(t.at)) / 2
		label := cut(t.label)
		start := left + column - exception.Width(label)/2
		if column < 0 || column >= textColumns || labels != "" && start < exception.Width(labels)+2 {
			continue
		}
		line[column] = '┬'
		labels += strings.Repeat(" ", max(start, 0)-exception.Width(labels)) + label
	}
	return string(line), labels
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(width-exception.Width(s), 0)) + s
}

// textBar is a line of a chart of bars.
type textBar struct {
	label string
	value float64
}

func (c *Chart) textBars() []string {
	all := c.bars()
	slices.SortStableFunc(all, func(a, b bar) int { return cmp.Compare(a.category, b.category) })
	var bars []textBar
	for _, b := range all {
		label := cut(c.X.Categories[b.category])
		if len(c.Series) > 1 {
			label += " " + cut(c.Series[b.series].Name)
		}
		bars = append(bars, textBar{label, b.to - b.from})
	}
	return drawTextBars(bars)
}

func (c *Chart) textIntervals() []string {
	var bars []textBar
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			if !c.drawn(s, k) {
				continue
			}
			label := number(s.X[k]) + " – " + number(s.X2[k])
			if len(c.Series) > 1 {
				label += " " + cut(s.Name)
			}
			bars = append(bars, textBar{label, s.Y[k]})
		}
	}
	return drawTextBars(bars)
}

// drawTextBars draws bars from left to right; those of negative values are hatched.
func drawTextBars(bars []textBar) []string {
	more := len(bars) - maxTextBars
	bars = bars[:min(len(bars), maxTextBars)]
	wide, greatest := 0, 0.0
	for _, b := range bars {
		wide = max(wide, exception.Width(b.label))
		greatest = max(greatest, math.Abs(b.value))
	}
	var lines []string
	for _, b := range bars {
		full, part := "█", []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}
		if b.value < 0 {
			full, part = "▒", []string{"", "", "", "", "▒", "▒", "▒", "▒"}
		}
		eighths := 0
		if greatest > 0 {
			eighths = int(math.Round(math.Abs(b.value) / greatest * 40 * 8))
		}
		lines = append(lines, padLeft(b.label, wide)+" "+strings.TrimLeft(strings.Repeat(full, eighths/8)+part[eighths%8]+" "+number(b.value), " "))
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("… %d more bars", more))
	}
	return lines
}

// textCells draws a heat map in five shades, and of a large one a part.
func (c *Chart) textCells() []string {
	columns, rows := min(len(c.X.Categories), textColumns), min(len(c.Y.Categories), 2*textRows)
	shades := []rune("·░▒▓█")
	e := c.values()
	cells := make([][]rune, rows)
	for i := range cells {
		cells[i] = []rune(strings.Repeat(" ", columns))
	}
	for i := range c.Series {
		s := &c.Series[i]
		for k := range s.X {
			x, y := int(s.X[k]), int(s.Y[k])
			if x < columns && y < rows && Finite(s.Z[k]) {
				shade := 0
				if e.hi > e.lo {
					shade = min(int((s.Z[k]-e.lo)/(e.hi-e.lo)*5), 4)
				}
				cells[y][x] = shades[shade]
			}
		}
	}
	wide := 0
	for _, name := range c.Y.Categories[:rows] {
		wide = max(wide, exception.Width(cut(name)))
	}
	var lines []string
	for i, row := range cells {
		line := padLeft(cut(c.Y.Categories[i]), wide) + " "
		for _, shade := range row {
			line += string(shade) + string(shade)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	lines = append(lines, fmt.Sprintf("%s %s  to  █ %s", string(shades[0]), number(e.lo), number(e.hi)))
	if columns < len(c.X.Categories) || rows < len(c.Y.Categories) {
		lines = append(lines, fmt.Sprintf("%d × %d of %d × %d cells", rows, columns, len(c.Y.Categories), len(c.X.Categories)))
	}
	return lines
}
