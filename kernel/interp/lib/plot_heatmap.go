package lib

import (
	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
)

func plotHeatmap(c call) (starlark.Value, error) {
	r, err := c.newPlot(plot.Heatmap, func(r *plotReader) []any {
		return []any{"data", &r.data, "x?", &r.x, "y?", &r.y, "color?", &r.color}
	})
	if err != nil {
		return nil, err
	}
	r.chart.X.Scale, r.chart.Y.Scale = plot.Category, plot.Category
	if _, ok := r.x.(starlark.String); ok {
		err = r.heatmapOfTable()
	} else {
		err = r.heatmapOfRows()
	}
	if err != nil {
		return nil, err
	}
	return r.finish()
}

// heatmapOfRows reads a list of rows of numbers, and the names of columns and rows.
func (r *plotReader) heatmapOfRows() error {
	if r.color != starlark.None {
		return r.errorf("TypeError", "color names a column, so x and y must, too: %s(rows, x=\"…\", y=\"…\", color=\"…\")", r.name)
	}
	rows, err := r.list("data", r.data)
	if err != nil {
		return err
	}
	var s plot.Series
	width := 0
	for y, v := range rows {
		if kind := kindOf(v); kind == dictRow || kind == structRow {
			return r.errorf("TypeError", "data[%d] is %s; name the columns of a table: %s(rows, x=\"…\", y=\"…\", color=\"…\")", y, v.Type(), r.name)
		}
		row, ok := v.(starlark.Iterable)
		if !ok {
			return r.errorf("TypeError", "data[%d] is %s, want a list of numbers", y, r.short(v))
		}
		cells, err := r.collect(row)
		if err != nil {
			return err
		}
		if y > 0 && len(cells) != width {
			return r.errorf("ValueError", "row %d has %d numbers and row 0 has %d; they must be as many", y, len(cells), width)
		}
		width = len(cells)
		if err := r.fewCells(len(rows), width); err != nil {
			return err
		}
		for x, cell := range cells {
			z, err := r.number("data", x, "", cell)
			if err != nil {
				return err
			}
			s.X, s.Y, s.Z = append(s.X, float64(x)), append(s.Y, float64(y)), append(s.Z, z)
		}
	}
	r.chart.Series = []plot.Series{s}
	if r.chart.X.Categories, err = r.names("x", r.x, width); err != nil {
		return err
	}
	r.chart.Y.Categories, err = r.names("y", r.y, len(rows))
	return err
}

func (r *plotReader) fewCells(rows, columns int) error {
	if max(rows, 1)*max(columns, 1) > maxPlotCells { // names without cells are many, too
		return r.errorf("ValueError", "%d × %d cells are too many to draw, at most %d; put neighbours together first", rows, columns, maxPlotCells)
	}
	return nil
}

// names gives n names of columns or rows, their numbers if there are none.
func (r *plotReader) names(parameter string, v starlark.Value, n int) ([]string, error) {
	a := &plotAxis{r: r, index: map[string]int{}}
	if v == starlark.None {
		for i := range n {
			a.add(starlark.MakeInt(i).String())
		}
		return a.names, nil
	}
	list, err := r.list(parameter, v)
	if err != nil {
		return nil, err
	}
	if len(list) != n {
		return nil, r.errorf("ValueError", "for parameter %s: got %d names, want %d, one for each of data", parameter, len(list), n)
	}
	for _, name := range list {
		before := len(a.names)
		if a.add(r.label(name)); len(a.names) == before {
			return nil, r.errorf("ValueError", "for parameter %s: %s is there twice", parameter, r.short(name))
		}
	}
	return a.names, nil
}

// heatmapOfTable reads a table that has a row for each cell.
func (r *plotReader) heatmapOfTable() error {
	columns, err := r.columns()
	if err != nil {
		return err
	}
	var cells [3][]starlark.Value
	for i, named := range []struct {
		parameter string
		name      starlark.Value
	}{{"x", r.x}, {"y", r.y}, {"color", r.color}} {
		if cells[i], err = columns.get(named.parameter, named.name); err != nil {
			return err
		}
	}
	r.chart.X.Label, r.chart.Y.Label, r.chart.LegendTitle = r.label(r.x), r.label(r.y), r.label(r.color)
	x, err := r.axis("x", cells[:1], true)
	if err != nil {
		return err
	}
	y, err := r.axis("y", cells[1:2], true)
	if err != nil {
		return err
	}
	if err := r.fewCells(len(y.names), len(x.names)); err != nil {
		return err
	}
	type place struct{ x, y float64 }
	seen := map[place]bool{}
	var s plot.Series
	for i, v := range cells[2] {
		if r.h.stopped() {
			return errStopped()
		}
		var at place
		if at.x, err = x.number(cells[0][i]); err != nil {
			return err
		}
		if at.y, err = y.number(cells[1][i]); err != nil {
			return err
		}
		z, err := r.number("color", i, "", v)
		if err != nil {
			return err
		}
		if !plot.Finite(at.x) || !plot.Finite(at.y) {
			continue
		}
		if seen[at] {
			return r.errorf("ValueError", "row %d is the second with x %s and y %s; put the numbers together first", i, r.short(cells[0][i]), r.short(cells[1][i]))
		}
		seen[at] = true
		s.X, s.Y, s.Z = append(s.X, at.x), append(s.Y, at.y), append(s.Z, z)
	}
	r.chart.Series = []plot.Series{s}
	r.chart.X.Categories, r.chart.Y.Categories = x.names, y.names
	return nil
}
