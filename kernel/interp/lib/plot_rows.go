package lib

import (
	"strings"

	"go.starlark.net/starlark"
)

// tabular tells whether the arguments name columns of a table.
func (r *plotReader) tabular() bool {
	if _, ok := r.x.(starlark.String); ok {
		return true
	}
	if _, one := r.y.(starlark.String); !one && !holdsRows(r.data) {
		return false // two lists, of which y has strings for numbers
	}
	return r.data != starlark.None && columnNames(r.y) != nil
}

// holdsRows tells whether data can be a table: its first element, if that can be
// seen, is a row.
func holdsRows(data starlark.Value) bool {
	list, ok := data.(starlark.Indexable)
	if !ok || list.Len() == 0 {
		return true
	}
	kind := kindOf(list.Index(0))
	return kind == dictRow || kind == structRow
}

// columnNames reads one name of a column or a list of them; nil: it is neither.
func columnNames(v starlark.Value) []string {
	switch v := v.(type) {
	case starlark.String:
		return []string{string(v)}
	case starlark.Indexable:
		var names []string
		for i := range min(v.Len(), maxPlotSeries+1) {
			s, ok := starlark.AsString(v.Index(i))
			if !ok {
				return nil
			}
			names = append(names, s)
		}
		return names
	}
	return nil
}

// tableSeries takes the series from a table: one for each name of a column in y,
// and for each value of the column color.
func (r *plotReader) tableSeries() ([]plotSeries, error) {
	ys := columnNames(r.y)
	if len(ys) == 0 {
		return nil, r.errorf("TypeError", "for parameter y: got %s, want the name of a column, or a list of names", r.short(r.y))
	}
	columns, err := r.columns()
	if err != nil {
		return nil, err
	}
	var x []starlark.Value
	if r.x != starlark.None {
		if x, err = columns.get("x", r.x); err != nil {
			return nil, err
		}
		r.chart.X.Label = r.label(r.x)
	} else {
		x = make([]starlark.Value, columns.rows)
		for i := range x {
			x[i] = starlark.MakeInt(i)
		}
	}
	if r.color != starlark.None && len(ys) > 1 {
		return nil, r.errorf("TypeError", "give color, or several columns as y, not both")
	}
	var all []plotSeries
	for _, name := range ys {
		y, err := columns.get("y", starlark.String(name))
		if err != nil {
			return nil, err
		}
		all = append(all, plotSeries{r.label(starlark.String(name)), x, y})
	}
	if len(ys) > 1 {
		return all, nil
	}
	r.chart.Y.Label = all[0].name
	all[0].name = ""
	if r.color == starlark.None {
		return all, nil
	}
	return r.grouped(columns, all[0])
}

// grouped splits a series by the column color.
func (r *plotReader) grouped(columns *plotColumns, s plotSeries) ([]plotSeries, error) {
	colors, err := columns.get("color", r.color)
	if err != nil {
		return nil, err
	}
	r.chart.LegendTitle = r.label(r.color)
	index := map[string]int{}
	var all []plotSeries
	for i, v := range colors {
		if r.h.stopped() {
			return nil, errStopped()
		}
		name := r.label(v)
		n, ok := index[name]
		if !ok {
			n = len(all)
			index[name], all = n, append(all, plotSeries{name: name})
		}
		all[n].x, all[n].y = append(all[n].x, s.x[i]), append(all[n].y, s.y[i])
	}
	return all, nil
}

// plotColumns gives the columns of a table by name.
type plotColumns struct {
	r    *plotReader
	rows int
	// One of these: rows of the same kind, or columns.
	list []starlark.Value
	kind rowKind
	dict *starlark.Dict
}

func (r *plotReader) columns() (*plotColumns, error) {
	if d, ok := r.data.(*starlark.Dict); ok {
		c := &plotColumns{r: r, dict: d}
		for _, v := range d.Entries() {
			c.rows = max(c.rows, starlark.Len(v))
		}
		return c, nil
	}
	iterable, ok := r.data.(starlark.Iterable)
	if !ok {
		return nil, r.errorf("TypeError", "for parameter data: got %s, want a list of rows (dicts or structs) or a dict of columns, of which x, y and color name columns", r.data.Type())
	}
	list, err := r.collect(iterable)
	if err != nil {
		return nil, err
	}
	c := &plotColumns{r: r, rows: len(list), list: list}
	for i, row := range list {
		if c.kind = kindOf(row); c.kind != dictRow && c.kind != structRow || c.kind != kindOf(list[0]) {
			return nil, r.errorf("TypeError", "row %d is %s, want all dicts or all structs, of which x, y and color name columns", i, row.Type())
		}
	}
	return c, nil
}

// get gives the column that an argument names. Cells that are missing are None.
func (c *plotColumns) get(parameter string, name starlark.Value) ([]starlark.Value, error) {
	r := c.r
	if _, ok := name.(starlark.String); !ok {
		return nil, r.errorf("TypeError", "for parameter %s: got %s, want the name of a column, as others are given", parameter, name.Type())
	}
	if c.dict != nil {
		v, ok, err := c.dict.Get(name)
		if err != nil || !ok {
			return nil, c.unknown(parameter, name, c.dict.Keys())
		}
		column, err := r.list(parameter, v)
		if err != nil {
			return nil, err
		}
		if len(column) != c.rows {
			return nil, r.errorf("ValueError", "column %s has %d values and another has %d; they must be as many", r.short(name), len(column), c.rows)
		}
		return column, nil
	}
	column := make([]starlark.Value, c.rows)
	found := false
	for i, row := range c.list {
		if r.h.stopped() {
			return nil, errStopped()
		}
		column[i] = c.kind.cell(row, 0, name)
		found = found || column[i] != starlark.None
	}
	if !found && c.rows > 0 {
		known := c.kind.columns(c.list[:min(len(c.list), 100)])
		if !hasKey(known, name) {
			return nil, c.unknown(parameter, name, known)
		}
	}
	return column, nil
}

func hasKey(keys []starlark.Value, name starlark.Value) bool {
	for _, k := range keys {
		if k == name {
			return true
		}
	}
	return false
}

func (c *plotColumns) unknown(parameter string, name starlark.Value, known []starlark.Value) error {
	var names []string
	for _, k := range known[:min(len(known), 20)] {
		names = append(names, c.r.short(k))
	}
	return c.r.errorf("KeyError", "for parameter %s: there is no column %s; there are %s", parameter, c.r.short(name), strings.Join(names, ", "))
}
