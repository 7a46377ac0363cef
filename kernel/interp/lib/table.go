package lib

import (
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/table"
)

// Forms is what a value has that is more than a text: the data by MIME type, as in
// a MIME bundle. The caller must not change it.
type Forms interface {
	starlark.Value
	Forms() map[string]any
}

const (
	// maxTableRows and maxTableColumns are the most that max_rows and max_columns
	// may ask for.
	maxTableRows    = 10_000
	maxTableColumns = 1_000
	// maxTableCells is how many cells may be shown: an empty one takes space, too.
	maxTableCells = 200_000
	// maxTableText is the most bytes of a table's cells.
	maxTableText = 4 << 20
	// maxCellText is how much of a value a cell shows.
	maxCellText = 300
)

// displaySpec describes what makes tables and charts, beside module plot.
var displaySpec = spec{members: []member{
	{name: "table", params: `(data, columns=None, title="", align=None, max_rows=30, max_columns=20)`,
		text: "A table of a list of dicts, structs, lists or tuples, of a dict of columns, or of any iterable of them. columns chooses and orders columns, or names those of lists. Numbers are aligned right; align is \"left\", \"right\" or \"center\", or a dict of them by column. Of more than max_rows rows the first and the last are shown, and of columns likewise.",
		example: `rows = [{"name": "a", "size": 1}, {"name": "b", "size": 20}]
table(rows, columns=["size", "name"])
table({"x": [1, 2], "y": [3, 4]}, title="Points")
table([(1, 2)], columns=["a", "b"]).rows # 1`, call: callTable},
	vegaliteMember,
}}

// tableValue is what table gives: the texts of a table as it is shown.
type tableValue struct{ *table.Table }

var (
	_ Forms             = tableValue{}
	_ starlark.HasAttrs = tableValue{}
)

func (t tableValue) Forms() map[string]any {
	return map[string]any{"text/html": t.HTML(), "text/plain": t.Text()}
}

// String is short, since it stands in lists. print and str give the text.
func (t tableValue) String() string        { return "<table " + t.Size() + ">" }
func (t tableValue) Type() string          { return "table" }
func (t tableValue) Freeze()               {}
func (t tableValue) Truth() starlark.Bool  { return true }
func (t tableValue) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: table") }
func (t tableValue) AttrNames() []string   { return []string{"columns", "html", "rows", "text"} }

func (t tableValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "columns":
		return starlark.MakeInt(len(t.Columns) + t.FoldedColumns.Count), nil
	case "html":
		return starlark.String(t.HTML()), nil
	case "rows":
		return starlark.MakeInt(len(t.Rows) + t.FoldedRows.Count), nil
	case "text":
		return starlark.String(t.Text()), nil
	}
	return nil, nil
}

func callTable(c call) (starlark.Value, error) {
	var data starlark.Value
	var columns, align starlark.Value = starlark.None, starlark.None
	r := tableReader{call: c, maxRows: 30, maxColumns: 20}
	if err := c.unpack("data", &data, "columns?", &columns, "title?", &r.title, "align?", &align,
		"max_rows?", &r.maxRows, "max_columns?", &r.maxColumns); err != nil {
		return nil, err
	}
	for _, bound := range []struct {
		name       string
		value, max int
	}{{"max_rows", r.maxRows, maxTableRows}, {"max_columns", r.maxColumns, maxTableColumns}} {
		if bound.value < 1 || bound.value > bound.max {
			return nil, c.errorf("ValueError", "for parameter %s: got %d, want 1 to %d", bound.name, bound.value, bound.max)
		}
	}
	if columns != starlark.None {
		names, ok := columns.(starlark.Iterable)
		if !ok {
			return nil, c.errorf("TypeError", "for parameter columns: got %s, want a list of the columns to show", columns.Type())
		}
		var err error
		if r.columns, err = c.collect(names); err != nil {
			return nil, err
		}
		r.chosen = true
	}
	t, err := r.read(data)
	if err != nil {
		return nil, err
	}
	if err := r.align(t, align); err != nil {
		return nil, err
	}
	return tableValue{t}, nil
}

// Table gives the table of rows as table(data) makes it, for values that are shown
// as one: a list or a tuple of structs or of dicts.
func (h *Host) Table(thread *starlark.Thread, data starlark.Value) (Forms, error) {
	v, err := callTable(call{h: h, thread: thread, name: "table", args: starlark.Tuple{data}})
	if err != nil {
		return nil, err
	}
	return v.(tableValue), nil
}
