package table

import (
	"strings"
	"unicode"

	"starkernel/starlarkasync/exception"
)

// maxCell is how wide a cell of the plain text may be.
const maxCell = 60

// Text gives the table as aligned text.
func (t *Table) Text() string {
	head, rows := t.grid()
	names := make([]string, len(head))
	widths := make([]int, len(head))
	for i, c := range head {
		names[i] = t.short(c.Name)
		widths[i] = exception.Width(names[i])
	}
	cells := make([][]string, len(rows))
	for n, r := range rows {
		cells[n] = make([]string, len(r))
		for i, c := range r {
			cells[n][i] = t.short(c)
			widths[i] = max(widths[i], exception.Width(cells[n][i]))
		}
	}

	var lines []string
	if t.Title != "" {
		lines = append(lines, OneLine(t.Title, 4*maxCell))
	}
	if len(head) > 0 {
		lines = append(lines, line(head, widths, names))
	}
	if len(head) > 0 && !t.Plain {
		rules := make([]string, len(widths))
		for i, w := range widths {
			rules[i] = strings.Repeat("─", w)
		}
		lines = append(lines, strings.Join(rules, "  "))
	}
	for n, r := range cells {
		if n == t.FoldedRows.At && t.FoldedRows.Count > 0 {
			lines = append(lines, t.FoldedRows.rows())
		}
		lines = append(lines, line(head, widths, r))
	}
	if t.FoldedRows.Count > 0 && t.FoldedRows.At >= len(cells) {
		lines = append(lines, t.FoldedRows.rows())
	}
	if !t.Plain {
		lines = append(lines, t.Size())
	}
	return strings.Join(lines, "\n")
}

func (t *Table) short(s string) string {
	if t.Plain {
		return s
	}
	return OneLine(s, maxCell)
}

// line aligns the cells of a row.
func line(head []Column, widths []int, cells []string) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		free := widths[i] - exception.Width(c)
		before := 0
		switch head[i].Align {
		case Center:
			before = free / 2
		case Right:
			before = free
		}
		b.WriteString(strings.Repeat(" ", before) + c + strings.Repeat(" ", free-before))
	}
	return strings.TrimRight(b.String(), " ")
}

// OneLine gives a text without line breaks and control characters, cut to so
// many characters.
func OneLine(s string, max int) string {
	cut := false
	if limit := 8 * max; len(s) > limit { // of a long text only the beginning is looked at
		s, cut = strings.ToValidUTF8(s[:limit], ""), true
	}
	chars := []rune(strings.Map(printable, strings.Join(strings.Fields(s), " ")))
	if len(chars) > max || cut && len(chars) == max {
		chars, cut = chars[:max-1], true
	}
	if cut {
		chars = append(chars, '…')
	}
	return string(chars)
}

func printable(c rune) rune {
	if unicode.IsControl(c) {
		return unicode.ReplacementChar
	}
	return c
}
