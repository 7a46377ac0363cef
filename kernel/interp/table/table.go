// Package table lays out texts in rows and columns, as HTML and as plain text.
//
// A [Table] holds only what is shown: who makes it leaves out rows and columns in
// the middle, and says how many with [Fold]. The package knows no values, only
// their texts.
package table

import (
	"fmt"
	"strconv"
	"strings"
)

// Align says where the texts of a column stand.
type Align int

const (
	Left Align = iota
	Center
	Right
)

// Column is the head of a column.
type Column struct {
	Name  string
	Align Align
}

// Fold tells of rows or columns that are left out.
type Fold struct {
	At    int // how many are shown before them
	Count int // how many they are; 0: none are left out
}

// Table is a table as it is shown.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]string // each has one text for each column
	// FoldedRows and FoldedColumns are left out of Rows and Columns.
	FoldedRows, FoldedColumns Fold
	// Plain: no line below tells the size, and the texts are shown whole.
	Plain bool
}

// Size is the line below the table.
func (t *Table) Size() string {
	return fmt.Sprintf("%s × %s", Plural(len(t.Rows)+t.FoldedRows.Count, "row"), Plural(len(t.Columns)+t.FoldedColumns.Count, "column"))
}

func (f Fold) rows() string    { return "… " + Plural(f.Count, "row") + " left out …" }
func (f Fold) columns() string { return "… " + Plural(f.Count, "column") + " …" }

// grid gives the head and the rows with a column for those left out.
func (t *Table) grid() (head []Column, rows [][]string) {
	at := t.FoldedColumns.At
	if t.FoldedColumns.Count == 0 {
		return t.Columns, t.Rows
	}
	head = insert(t.Columns, at, Column{t.FoldedColumns.columns(), Center})
	for _, r := range t.Rows {
		rows = append(rows, insert(r, at, "…"))
	}
	return head, rows
}

func insert[T any](list []T, at int, x T) []T {
	out := make([]T, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, x)
	return append(out, list[at:]...)
}

// Plural counts things, with commas between thousands.
func Plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return Count(n) + " " + thing
}

// Count writes a number of things with commas between thousands.
func Count(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
