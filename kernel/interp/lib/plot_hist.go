package lib

import (
	"math"
	"slices"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
)

func plotHist(c call) (starlark.Value, error) {
	var bins starlark.Value = starlark.None
	r, err := c.newPlot(plot.Hist, func(r *plotReader) []any {
		return []any{"data", &r.data, "bins?", &bins, "x?", &r.x, "color?", &r.color}
	})
	if err != nil {
		return nil, err
	}
	series, err := r.samples()
	if err != nil {
		return nil, err
	}
	r.chart.Y.Label = "count"
	values := make([][]float64, len(series))
	for i, s := range series {
		for k, v := range s.y {
			if r.h.stopped() {
				return nil, errStopped()
			}
			x, err := r.number("data", k, s.name, v)
			if err != nil {
				return nil, err
			}
			if plot.Finite(x) {
				values[i] = append(values[i], x)
			}
		}
	}
	limits, err := r.limits(bins, slices.Concat(values...))
	if err != nil {
		return nil, err
	}
	for i, s := range series {
		out := plot.Series{Name: s.name}
		if len(limits) > 1 {
			n := len(limits) - 1
			out.X, out.X2, out.Y = limits[:n], limits[1:], counts(values[i], limits)
		}
		r.chart.Series = append(r.chart.Series, out)
	}
	return r.finish()
}

// samples reads the numbers of a histogram as y of series.
func (r *plotReader) samples() ([]plotSeries, error) {
	if r.x == starlark.None {
		r.y, r.data = r.data, starlark.None
		d, ok := r.y.(*starlark.Dict)
		if !ok {
			y, err := r.list("data", r.y)
			if err != nil {
				return nil, err
			}
			if len(y) > 0 && kindOf(y[0]) != plainRow {
				return nil, r.errorf("TypeError", "data[0] is %s, want a number; for a column of a table write %s(rows, x=\"column\")", y[0].Type(), r.name)
			}
			return []plotSeries{{y: y}}, nil
		}
		var all []plotSeries
		for name, v := range d.Entries() {
			y, err := r.list("data", v)
			if err != nil {
				return nil, err
			}
			all = append(all, plotSeries{name: r.label(name), y: y})
		}
		return all, nil
	}
	columns, err := r.columns()
	if err != nil {
		return nil, err
	}
	column, err := columns.get("x", r.x)
	if err != nil {
		return nil, err
	}
	r.chart.X.Label = r.label(r.x)
	s := plotSeries{x: column, y: column}
	if r.color == starlark.None {
		return []plotSeries{s}, nil
	}
	return r.grouped(columns, s)
}

// limits gives the limits of the intervals: those of the program, or equal ones.
func (r *plotReader) limits(bins starlark.Value, values []float64) ([]float64, error) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, x := range values {
		lo, hi = min(lo, x), max(hi, x)
	}
	switch bins := bins.(type) {
	case starlark.NoneType:
		if len(values) == 0 {
			return nil, nil
		}
		return plot.NiceLimits(lo, hi, len(values)), nil
	case starlark.Int:
		n, err := starlark.AsInt32(bins)
		if err != nil || n < 1 || n > maxPlotBins {
			return nil, r.errorf("ValueError", "for parameter bins: got %s, want 1 to %d", r.short(bins), maxPlotBins)
		}
		if len(values) == 0 {
			return nil, nil
		}
		if lo == hi {
			lo, hi = lo-0.5, hi+0.5
		}
		limits := make([]float64, n+1)
		for i := range limits {
			limits[i] = lo + (hi-lo)*float64(i)/float64(n)
		}
		limits[n] = hi
		return limits, nil
	}
	list, err := r.list("bins", bins)
	if err != nil {
		return nil, err
	}
	if len(list) < 2 || len(list) > maxPlotBins+1 {
		return nil, r.errorf("ValueError", "for parameter bins: got %d limits, want 2 to %d", len(list), maxPlotBins+1)
	}
	limits := make([]float64, len(list))
	for i, v := range list {
		x, err := r.number("bins", i, "", v)
		if err != nil {
			return nil, err
		}
		if limits[i] = x; !plot.Finite(x) || i > 0 && x <= limits[i-1] {
			return nil, r.errorf("ValueError", "for parameter bins: bins[%d] is %s, want finite numbers that grow", i, r.short(v))
		}
	}
	return limits, nil
}

// counts tells how many values each interval has. It has its lower limit; the last
// one has both.
func counts(values, limits []float64) []float64 {
	n := len(limits) - 1
	out := make([]float64, n)
	for _, x := range values {
		if x < limits[0] || x > limits[n] {
			continue
		}
		i, found := slices.BinarySearch(limits, x)
		if !found {
			i--
		}
		out[min(i, n-1)]++
	}
	return out
}
