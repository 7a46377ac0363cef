package htmlexport

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// tables makes tables of paragraphs whose second line is like | --- | :-: |.
type tables struct{}

func (tables) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	source, lines := reader.Source(), node.Lines()
	for i := 1; i < lines.Len(); i++ {
		delimiter := lines.At(i)
		styles, ok := alignments(string(delimiter.Value(source)))
		if !ok {
			continue
		}
		head := tableRow(lines.At(i-1), source)
		if len(head) != len(styles) {
			return
		}
		table := block("<table>", "</table>\n")
		part := block("<thead>", "</thead>\n")
		part.AppendChild(part, row("th", head, styles, source))
		table.AppendChild(table, part)
		part = block("<tbody>", "</tbody>")
		table.AppendChild(table, part)
		for j := i + 1; j < lines.Len(); j++ {
			part.AppendChild(part, row("td", tableRow(lines.At(j), source), styles, source))
		}
		node.Parent().InsertAfter(node.Parent(), node, table)
		lines.SetSliced(0, i-1)
		if lines.Len() == 0 {
			node.Parent().RemoveChild(node.Parent(), node)
		}
		return
	}
}

func block(before, after string) *blockTag { return &blockTag{tag: tag{before, after}} }

// row makes a row. It has no cells but those that the text has: many rows that are
// short, in a table with many columns, would be a very large table.
func row(element string, cells []text.Segment, styles []string, source []byte) ast.Node {
	r := block("<tr>", "</tr>\n")
	for i, cell := range cells[:min(len(cells), len(styles))] {
		before, after := "<"+element+styles[i]+">", "</"+element+">"
		if text := cell.Value(source); isTooMuch(text) {
			r.AppendChild(r, plainBlock(before, text, after))
			continue
		}
		c := block(before, after)
		c.Lines().Append(cell)
		r.AppendChild(r, c)
	}
	return r
}

// alignments reads the line below the head: a style attribute for each column.
func alignments(line string) (styles []string, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.Contains(line, "|") {
		return nil, false
	}
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	for column := range strings.SplitSeq(line, "|") {
		column = strings.TrimSpace(column)
		dashes, left := strings.CutPrefix(column, ":")
		dashes, right := strings.CutSuffix(dashes, ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return nil, false
		}
		style := ""
		switch {
		case left && right:
			style = ` style="text-align: center"`
		case right:
			style = ` style="text-align: right"`
		case left:
			style = ` style="text-align: left"`
		}
		styles = append(styles, style)
	}
	return styles, true
}

// tableRow splits a line at the bars that have no backslash before them and stand in no
// formula.
func tableRow(line text.Segment, source []byte) []text.Segment {
	line = trim(line, source)
	begin, stop := line.Start, line.Stop
	if begin < stop && source[begin] == '|' {
		begin++
	}
	if begin < stop && source[stop-1] == '|' && source[stop-2] != '\\' {
		stop--
	}
	var cells []text.Segment
	for i := begin; i <= stop; i++ {
		if i < stop && (source[i] != '|' || source[i-1] == '\\') {
			if source[i] == '$' && (i == line.Start || source[i-1] != '\\') {
				_, length := formula(string(source[i:min(stop, i+maxFormula)]))
				i += max(length-1, 0)
			}
			continue
		}
		cells = append(cells, trim(text.NewSegment(begin, i), source))
		begin = i + 1
	}
	return cells
}

func trim(s text.Segment, source []byte) text.Segment {
	s = s.TrimLeftSpace(source)
	return s.TrimRightSpace(source)
}
