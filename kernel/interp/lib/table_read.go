package lib

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/table"
)

// tableReader takes from data what a table shows.
type tableReader struct {
	call
	title               string
	columns             []starlark.Value // their keys, or names for those of lists
	chosen              bool             // the program gave columns
	maxRows, maxColumns int
}

// read makes the table, all columns aligned by what is in them.
func (r *tableReader) read(data starlark.Value) (*table.Table, error) {
	if d, ok := data.(*starlark.Dict); ok {
		return r.dict(d)
	}
	if t, ok := data.(tableValue); ok {
		return t.Table, nil
	}
	iterable, ok := data.(starlark.Iterable)
	if !ok {
		return nil, r.errorf("TypeError", "for parameter data: got %s, want a list of rows (dicts, structs, lists or tuples) or a dict of columns", data.Type())
	}
	rows, fold, err := r.ends(iterable)
	if err != nil {
		return nil, err
	}
	kind, err := r.rowKind(rows, fold)
	if err != nil {
		return nil, err
	}
	if found := kind.columns(rows); !r.chosen {
		r.columns = found
	} else if fold.Count == 0 && len(rows) > 0 && (kind == dictRow || kind == structRow) {
		// Rows that are not shown are not read: they might have it.
		if err := r.known(r.columns, found); err != nil {
			return nil, err
		}
	}
	if kind == listRow {
		for i, row := range rows {
			if n := starlark.Len(row); n > len(r.columns) {
				return nil, r.errorf("ValueError", "row %d has %d cells and there is a column for %d; name as many columns", realIndex(i, fold), n, len(r.columns))
			}
		}
	}
	return r.fill(len(rows), fold, func(row, column int) starlark.Value {
		return kind.cell(rows[row], column, r.columns[column])
	})
}

// known fails if a key is none of those of the columns.
func (r *tableReader) known(keys, columns []starlark.Value) error {
	for _, key := range keys {
		same := func(column starlark.Value) bool {
			equal, err := starlark.Equal(key, column)
			return equal && err == nil
		}
		if !slices.ContainsFunc(columns, same) {
			names := make([]string, len(columns))
			for i, column := range columns {
				names[i] = r.text(column)
			}
			return r.errorf("KeyError", "there is no column %s; there are %s", r.text(key), strings.Join(names, ", "))
		}
	}
	return nil
}

// ends gives the rows that are shown: the first and the last.
func (r *tableReader) ends(rows starlark.Iterable) ([]starlark.Value, table.Fold, error) {
	head := (r.maxRows + 1) / 2
	if list, ok := rows.(starlark.Indexable); ok {
		shown, fold := folded(list.Len(), r.maxRows)
		out := make([]starlark.Value, shown)
		for i := range out {
			out[i] = list.Index(realIndex(i, fold))
		}
		return out, fold, nil
	}
	// Of an iterable the last rows are known at its end only: later rows take the
	// places of earlier ones.
	var out []starlark.Value
	n := 0
	err := r.each(rows, func(i int, v starlark.Value) error {
		if n++; i < r.maxRows {
			out = append(out, v)
		} else if tail := r.maxRows - head; tail > 0 {
			out[head+(i-head)%tail] = v
		}
		return nil
	})
	if err != nil {
		return nil, table.Fold{}, err
	}
	shown, fold := folded(n, r.maxRows)
	if fold.Count > 0 && shown > head {
		oldest := (n - head) % (shown - head)
		out = slices.Concat(out[:head], out[head+oldest:], out[head:head+oldest])
	}
	return out, fold, nil
}

// folded tells how many of n rows or columns are shown, and which are not.
func folded(n, max int) (shown int, fold table.Fold) {
	if n <= max {
		return n, table.Fold{}
	}
	return max, table.Fold{At: (max + 1) / 2, Count: n - max}
}

// realIndex gives the index of what is shown as number i.
func realIndex(i int, fold table.Fold) int {
	if i >= fold.At {
		return i + fold.Count
	}
	return i
}

// rowKind is how a row holds its cells.
type rowKind int

const (
	plainRow rowKind = iota // a value, which is the only cell
	dictRow
	structRow
	listRow
)

func kindOf(row starlark.Value) rowKind {
	switch row.(type) {
	case starlark.IterableMapping:
		return dictRow
	case *starlarkstruct.Struct:
		return structRow
	case *starlark.List, starlark.Tuple:
		return listRow
	}
	return plainRow
}

// rowKind gives the one kind of all rows.
func (r *tableReader) rowKind(rows []starlark.Value, fold table.Fold) (rowKind, error) {
	if len(rows) == 0 {
		return plainRow, nil
	}
	kind := kindOf(rows[0])
	for i, row := range rows {
		if kindOf(row) != kind {
			return 0, r.errorf("TypeError", "row %d is %s and row 0 is %s; make all rows of one kind", realIndex(i, fold), row.Type(), rows[0].Type())
		}
	}
	return kind, nil
}

// columns gives the keys of the columns of rows, in the order in which they come.
func (k rowKind) columns(rows []starlark.Value) []starlark.Value {
	found := starlark.NewDict(8)
	add := func(key starlark.Value) { _ = found.SetKey(key, starlark.None) } // a key of a dict can be hashed
	width := 0
	for _, row := range rows {
		switch row := row.(type) {
		case starlark.IterableMapping:
			for _, item := range row.Items() {
				add(item[0])
			}
		case *starlarkstruct.Struct:
			for i := range row.Len() {
				name, _ := row.AttrAt(i)
				add(starlark.String(name))
			}
		default:
			width = max(width, starlark.Len(row), 1)
		}
	}
	switch k {
	case plainRow:
		if len(rows) > 0 {
			add(starlark.String("value"))
		}
	case listRow:
		for i := range width {
			add(starlark.MakeInt(i))
		}
	}
	return found.Keys()
}

// cell gives a cell of a row; None if the row does not have it.
func (k rowKind) cell(row starlark.Value, column int, key starlark.Value) starlark.Value {
	switch row := row.(type) {
	case starlark.IterableMapping:
		if v, ok, err := row.Get(key); ok && err == nil {
			return v
		}
	case *starlarkstruct.Struct:
		if name, ok := starlark.AsString(key); ok {
			if v, err := row.Attr(name); v != nil && err == nil {
				return v
			}
		}
	case starlark.Indexable:
		if k == listRow && column < row.Len() {
			return row.Index(column)
		}
	}
	if k == plainRow {
		return row
	}
	return starlark.None
}

// dict reads a dict of columns. One whose values are no lists has a row for each
// key.
func (r *tableReader) dict(d *starlark.Dict) (*table.Table, error) {
	items := d.Items()
	lists := 0
	for _, item := range items {
		if kindOf(item[1]) == listRow {
			lists++
		}
	}
	if lists == 0 && len(items) > 0 {
		rows := make([]starlark.Value, len(items))
		for i, item := range items {
			rows[i] = item
		}
		if !r.chosen {
			r.columns, r.chosen = []starlark.Value{starlark.String("key"), starlark.String("value")}, true
		}
		return r.read(starlark.NewList(rows))
	}
	if !r.chosen {
		r.columns = d.Keys()
	}
	lines := make([]starlark.Indexable, len(r.columns))
	n := 0
	for i, key := range r.columns {
		v, ok, err := d.Get(key)
		if err != nil || !ok {
			return nil, r.known([]starlark.Value{key}, d.Keys())
		}
		list, ok := v.(starlark.Indexable)
		if !ok || kindOf(v) != listRow {
			return nil, r.errorf("TypeError", "column %s is %s, want a list or a tuple, as other columns are", r.text(key), v.Type())
		}
		lines[i], n = list, max(n, list.Len())
	}
	shown, fold := folded(n, r.maxRows)
	return r.fill(shown, fold, func(row, column int) starlark.Value {
		if row = realIndex(row, fold); row < lines[column].Len() {
			return lines[column].Index(row)
		}
		return starlark.None
	})
}

// fill makes the table from its cells.
func (r *tableReader) fill(rows int, fold table.Fold, cell func(row, column int) starlark.Value) (*table.Table, error) {
	shown, foldedColumns := folded(len(r.columns), r.maxColumns)
	if rows*shown > maxTableCells {
		return nil, r.errorf("MemoryError", "%d rows × %d columns are more than %d cells; show fewer with max_rows, max_columns or columns", rows, shown, maxTableCells)
	}
	t := &table.Table{Title: r.title, FoldedRows: fold, FoldedColumns: foldedColumns, Columns: make([]table.Column, shown), Rows: make([][]string, rows)}
	columns := make([]int, shown)
	for i := range columns {
		columns[i] = realIndex(i, foldedColumns)
		t.Columns[i] = table.Column{Name: r.text(r.columns[columns[i]]), Align: table.Right}
	}
	numbers, size := make([]int, shown), 0
	for n := range rows {
		if r.h.stopped() {
			return nil, errStopped()
		}
		t.Rows[n] = make([]string, shown)
		for i, column := range columns {
			v := cell(n, column)
			if v == starlark.None {
				continue
			}
			t.Rows[n][i] = r.text(v)
			if size += len(t.Rows[n][i]); size > maxTableText {
				return nil, r.errorf("MemoryError", "the cells have more than %d bytes; show fewer with max_rows, max_columns or columns", maxTableText)
			}
			switch v.(type) {
			case starlark.Int, starlark.Float:
				numbers[i]++
			default:
				t.Columns[i].Align = table.Left
			}
		}
	}
	for i := range t.Columns {
		if numbers[i] == 0 {
			t.Columns[i].Align = table.Left
		}
	}
	return t, nil
}

// text is what a cell shows of a value.
func (r *tableReader) text(v starlark.Value) string {
	if s, ok := v.(starlark.String); ok {
		return table.OneLine(string(s), maxCellText)
	}
	s, err := Repr(v, maxCellText, r.h.Stop)
	if err == nil {
		return table.OneLine(s, maxCellText)
	}
	w := &textWriter{max: maxCellText, stop: r.h.Stop}
	w.value(v)
	return table.OneLine(w.b.String(), maxCellText-1) + "…"
}

// align sets the alignments that the program chose.
func (r *tableReader) align(t *table.Table, align starlark.Value) error {
	if align == starlark.None {
		return nil
	}
	byColumn, ok := align.(starlark.IterableMapping)
	if ok {
		var keys []starlark.Value
		for _, item := range byColumn.Items() {
			keys = append(keys, item[0])
		}
		if err := r.known(keys, r.columns); err != nil {
			return err
		}
	}
	for i := range t.Columns {
		v := align
		if ok {
			var found bool
			var err error
			if v, found, err = byColumn.Get(r.columns[realIndex(i, t.FoldedColumns)]); err != nil || !found {
				continue
			}
		}
		switch v {
		case starlark.String("left"):
			t.Columns[i].Align = table.Left
		case starlark.String("center"):
			t.Columns[i].Align = table.Center
		case starlark.String("right"):
			t.Columns[i].Align = table.Right
		default:
			return r.errorf("ValueError", "for parameter align: got %s, want \"left\", \"right\" or \"center\", or a dict of them by column", r.text(v))
		}
	}
	return nil
}
