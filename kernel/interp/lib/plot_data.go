package lib

import (
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
	"starkernel/kernel/interp/table"
)

// plotSeries are the values of a series before they are numbers.
type plotSeries struct {
	name string
	x, y []starlark.Value
}

// points makes a chart of points, lines or bars.
func (r *plotReader) points() (starlark.Value, error) {
	series, err := r.series()
	if err != nil {
		return nil, err
	}
	if err := r.place(series); err != nil {
		return nil, err
	}
	return r.finish()
}

// series reads all forms in which a program gives x and y.
func (r *plotReader) series() ([]plotSeries, error) {
	if r.tabular() {
		return r.tableSeries()
	}
	if r.color != starlark.None {
		return nil, r.errorf("TypeError", "color names a column, so x and y must, too: %s(rows, x=\"…\", y=\"…\", color=\"…\")", r.name)
	}
	values, xs := r.y, r.x
	if values == starlark.None {
		values = r.data
	} else if xs == starlark.None {
		xs = r.data
	} else if r.data != starlark.None {
		return nil, r.errorf("TypeError", "got x twice, as the first argument and by name")
	}
	if values == starlark.None {
		return nil, r.errorf("TypeError", "missing data; write %s(values), %s(x, y) or %s(rows, x=\"column\", y=\"column\")", r.name, r.name, r.name)
	}
	var x []starlark.Value
	if xs != starlark.None {
		var err error
		if x, err = r.list("x", xs); err != nil {
			return nil, err
		}
	}
	d, ok := values.(*starlark.Dict)
	if !ok {
		return r.oneSeries("", x, values)
	}
	if named, err := r.namedNumbers(d); named != nil || err != nil {
		return named, err
	}
	var all []plotSeries
	for name, v := range d.Entries() {
		one, err := r.oneSeries(r.label(name), x, v)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// namedNumbers reads a dict from names to numbers, nil if it has lists.
func (r *plotReader) namedNumbers(d *starlark.Dict) ([]plotSeries, error) {
	var s plotSeries
	for k, v := range d.Entries() {
		if _, ok := v.(starlark.Iterable); ok {
			return nil, nil
		}
		s.x, s.y = append(s.x, k), append(s.y, v)
	}
	if r.x != starlark.None || r.y != starlark.None && r.data != starlark.None {
		return nil, r.errorf("TypeError", "the dict gives names and numbers, so there must be no x; for several series give a dict from names to lists")
	}
	return []plotSeries{s}, nil
}

// oneSeries reads the values of one series. Without x, pairs are points and other
// values are numbered from 0.
func (r *plotReader) oneSeries(name string, x []starlark.Value, values starlark.Value) ([]plotSeries, error) {
	y, err := r.list("y", values)
	if err != nil {
		return nil, err
	}
	s := plotSeries{name: name, x: x, y: y}
	if x != nil {
		if len(x) != len(y) {
			return nil, r.errorf("ValueError", "x has %d values and y%s has %d; they must be as many", len(x), ofSeries(name), len(y))
		}
		return []plotSeries{s}, nil
	}
	if len(y) > 0 {
		switch kindOf(y[0]) {
		case listRow:
			return r.pairs(s)
		case dictRow, structRow:
			return nil, r.errorf("TypeError", "the values are rows of a table; name its columns: %s(rows, x=\"…\", y=\"…\")", r.name)
		}
	}
	s.x = make([]starlark.Value, len(y))
	for i := range s.x {
		s.x[i] = starlark.MakeInt(i)
	}
	return []plotSeries{s}, nil
}

func (r *plotReader) pairs(s plotSeries) ([]plotSeries, error) {
	x, y := make([]starlark.Value, len(s.y)), make([]starlark.Value, len(s.y))
	for i, v := range s.y {
		pair, ok := v.(starlark.Indexable)
		if !ok || kindOf(v) != listRow || pair.Len() != 2 {
			return nil, r.errorf("TypeError", "value %d%s is %s, want a pair of x and y", i, ofSeries(s.name), r.short(v))
		}
		x[i], y[i] = pair.Index(0), pair.Index(1)
	}
	return []plotSeries{{s.name, x, y}}, nil
}

func ofSeries(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" of %q", name)
}

// list gives the elements of an argument.
func (r *plotReader) list(parameter string, v starlark.Value) ([]starlark.Value, error) {
	iterable, ok := v.(starlark.Iterable)
	if !ok {
		return nil, r.errorf("TypeError", "for parameter %s: got %s, want a list", parameter, v.Type())
	}
	return r.collect(iterable)
}

// label is a value as a name on an axis or in the legend.
func (r *plotReader) label(v starlark.Value) string {
	if s, ok := v.(starlark.String); ok {
		return table.OneLine(string(s), maxPlotText)
	}
	return table.OneLine(r.short(v), maxPlotText)
}

// place turns the values into numbers on the axes.
func (r *plotReader) place(series []plotSeries) error {
	xs := make([][]starlark.Value, len(series))
	for i := range series {
		xs[i] = series[i].x
	}
	x, err := r.axis("x", xs, r.chart.Kind == plot.Bar)
	if err != nil {
		return err
	}
	r.chart.X.Scale = x.scale
	if r.logX {
		if x.scale != plot.Linear {
			return r.errorf("ValueError", "log_x=True needs numbers as x")
		}
		r.chart.X.Scale = plot.Log
	}
	if r.logY {
		r.chart.Y.Scale = plot.Log
	}
	for _, s := range series {
		out := plot.Series{Name: s.name, X: make([]float64, len(s.x)), Y: make([]float64, len(s.y))}
		seen := map[float64]bool{}
		for i := range s.x {
			if r.h.stopped() {
				return errStopped()
			}
			if out.X[i], err = x.number(s.x[i]); err != nil {
				return err
			}
			if out.Y[i], err = r.number("y", i, s.name, s.y[i]); err != nil {
				return err
			}
			if r.chart.X.Scale == plot.Log && out.X[i] <= 0 || r.logY && out.Y[i] <= 0 {
				r.left++
			}
			if r.chart.Kind == plot.Bar && plot.Finite(out.X[i]) {
				if seen[out.X[i]] {
					return r.errorf("ValueError", "x has %s twice%s; add the numbers up first, or tell them apart with color", r.short(s.x[i]), ofSeries(s.name))
				}
				seen[out.X[i]] = true
			}
		}
		r.chart.Series = append(r.chart.Series, out)
	}
	r.chart.X.Categories = x.names
	return nil
}
