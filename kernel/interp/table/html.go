package table

import (
	"fmt"
	"html"
	"strings"
)

var alignments = [...]string{Left: "left", Center: "center", Right: "right"}

// HTML gives the table as HTML. Front ends have a light and a dark theme, and
// sanitize: so colours are theirs, and styles are few and inline.
func (t *Table) HTML() string {
	head, rows := t.grid()
	var b strings.Builder
	b.WriteString("<div class=\"starlark-table\" style=\"overflow-x:auto\">\n<table>\n")
	if t.Title != "" {
		fmt.Fprintf(&b, "<caption style=\"caption-side:top;text-align:left;font-weight:bold\">%s</caption>\n", html.EscapeString(t.Title))
	}
	if len(head) > 0 {
		b.WriteString("<thead><tr>")
		for _, c := range head {
			cell(&b, "th", c.Align, c.Name)
		}
		b.WriteString("</tr></thead>\n")
	}
	b.WriteString("<tbody>\n")
	for n, r := range rows {
		if n == t.FoldedRows.At {
			t.foldedRow(&b, len(head))
		}
		b.WriteString("<tr>")
		for i, c := range r {
			cell(&b, "td", head[i].Align, c)
		}
		b.WriteString("</tr>\n")
	}
	if t.FoldedRows.At >= len(rows) {
		t.foldedRow(&b, len(head))
	}
	b.WriteString("</tbody>\n</table>\n")
	if !t.Plain {
		fmt.Fprintf(&b, "<p style=\"opacity:.7\">%s</p>\n", t.Size())
	}
	b.WriteString("</div>")
	return b.String()
}

func cell(b *strings.Builder, tag string, align Align, text string) {
	fmt.Fprintf(b, "<%s style=\"text-align:%s\">%s</%s>", tag, alignments[align], html.EscapeString(text), tag)
}

func (t *Table) foldedRow(b *strings.Builder, columns int) {
	if t.FoldedRows.Count > 0 {
		fmt.Fprintf(b, "<tr><td colspan=\"%d\" style=\"text-align:center\">%s</td></tr>\n", max(columns, 1), t.FoldedRows.rows())
	}
}
