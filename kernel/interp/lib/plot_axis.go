package lib

import (
	"math"
	"time"

	startime "go.starlark.net/lib/time"
	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
)

// plotAxis turns the values of an axis into numbers.
type plotAxis struct {
	r     *plotReader
	name  string // of the parameter
	scale plot.Scale
	// names are the categories, and index tells where each is.
	names  []string
	index  map[string]int
	layout string // of times that are names
}

// axis looks at all values of an axis to learn what they are: numbers, times or
// names. With named, all are names.
func (r *plotReader) axis(name string, lists [][]starlark.Value, named bool) (*plotAxis, error) {
	a := &plotAxis{r: r, name: name, index: map[string]int{}, layout: time.DateOnly}
	var first starlark.Value
	for _, list := range lists {
		for i, v := range list {
			if r.h.stopped() {
				return nil, errStopped()
			}
			if v == starlark.None {
				continue
			}
			if t, ok := v.(startime.Time); ok && time.Time(t).UTC().Truncate(24*time.Hour) != time.Time(t).UTC() {
				a.layout = "2006-01-02 15:04:05"
			}
			switch scale := scaleOf(v); {
			case first == nil:
				first, a.scale = v, scale
			case scale != a.scale && !named:
				return nil, r.errorf("TypeError", "%s[%d] is %s and %s before it is %s; want all numbers, all times or all strings", name, i, r.short(v), name, r.short(first))
			}
		}
	}
	if !named && a.scale != plot.Category {
		return a, nil
	}
	a.scale = plot.Category
	for _, list := range lists {
		for _, v := range list {
			if v != starlark.None {
				a.add(a.text(v))
			}
		}
	}
	if len(a.names) > maxPlotCategories {
		return nil, r.errorf("ValueError", "%s has %d names, at most %d can be drawn; choose some, or give numbers or times", name, len(a.names), maxPlotCategories)
	}
	return a, nil
}

func scaleOf(v starlark.Value) plot.Scale {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		return plot.Linear
	case startime.Time:
		return plot.Time
	}
	return plot.Category
}

func (a *plotAxis) add(name string) {
	if _, ok := a.index[name]; !ok {
		a.index[name] = len(a.names)
		a.names = append(a.names, name)
	}
}

// text is the name that a value has as a category.
func (a *plotAxis) text(v starlark.Value) string {
	if t, ok := v.(startime.Time); ok {
		return time.Time(t).UTC().Format(a.layout)
	}
	return a.r.label(v)
}

// number is where a value is on the axis, NaN for None.
func (a *plotAxis) number(v starlark.Value) (float64, error) {
	switch {
	case v == starlark.None:
		return math.NaN(), nil
	case a.scale == plot.Category:
		return float64(a.index[a.text(v)]), nil
	case a.scale == plot.Time:
		return seconds(time.Time(v.(startime.Time))), nil
	}
	return a.r.number(a.name, 0, "", v)
}

// seconds gives a moment as seconds since 1970, NaN if it is thousands of years
// from now.
func seconds(t time.Time) float64 {
	if s := t.Unix(); s < -1e11 || s > 1e11 {
		return math.NaN()
	}
	return float64(t.Unix()) + float64(t.Nanosecond())/1e9
}

// number reads a number; NaN stands for what cannot be drawn, such as None.
func (r *plotReader) number(parameter string, i int, series string, v starlark.Value) (float64, error) {
	switch v := v.(type) {
	case starlark.NoneType:
		return math.NaN(), nil
	case starlark.Int, starlark.Float:
		x, ok := starlark.AsFloat(v)
		if !ok || !plot.Finite(x) {
			return math.NaN(), nil
		}
		return x, nil
	}
	return 0, r.errorf("TypeError", "%s[%d]%s is %s, want a number, or None for a gap", parameter, i, ofSeries(series), r.short(v))
}
