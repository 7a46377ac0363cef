package local

import (
	"fmt"
	"slices"
	"strings"

	width "github.com/charmbracelet/x/ansi"
)

// tail is the text since the beginning of a cell, or the end of it: what a
// terminal may still show. It begins at the start of a line.
type tail []piece

// piece is the text of a display, or of what came between two of them.
type piece struct{ id, text string }

// Bounds of a tail. No terminal shows more.
const (
	maxTailPieces = 1000
	maxTailBytes  = 256 << 10 // of one piece without a display
)

func (t *tail) add(id, text string) {
	if text == "" {
		return
	}
	if last := len(*t) - 1; id == "" && last >= 0 && (*t)[last].id == "" {
		p := &(*t)[last]
		if p.text += text; len(p.text) > 2*maxTailBytes {
			p.text = strings.Clone(p.text[len(p.text)-maxTailBytes:])
		}
		return
	}
	*t = append(*t, piece{id, text})
	if len(*t) > 2*maxTailPieces {
		*t = slices.Clone((*t)[len(*t)-maxTailPieces:])
	}
}

// rows is how far the cursor is below the beginning on a terminal of that width.
func (t tail) rows(columns int) int {
	var all strings.Builder
	for _, p := range t {
		all.WriteString(p.text)
	}
	rows := 0
	for i, line := range strings.Split(all.String(), "\n") {
		if i > 0 {
			rows++
		}
		// What stands before a carriage return is overwritten.
		line = line[strings.LastIndexByte(line, '\r')+1:]
		rows += breaks(line, columns)
	}
	return rows
}

// breaks is how often a terminal breaks a line. A tab goes on to a multiple of 8,
// and no further than to the last column.
func breaks(line string, columns int) int {
	n, column := 0, 0
	for i, part := range strings.Split(line, "\t") {
		if i > 0 {
			column = min((column/8+1)*8, columns-1)
		}
		column += width.StringWidth(part)
		if column > columns {
			n += (column - 1) / columns
			column = (column-1)%columns + 1
		}
	}
	return n
}

// replace gives what a terminal has to be sent so that it shows another text of
// the display. It reports false if the display is not on the screen any more.
func (t tail) replace(id, text string, columns, height int) (string, bool) {
	at := -1
	for i, p := range t {
		if p.id == id {
			at = i
		}
	}
	if at < 0 {
		return "", false
	}
	up := t[at:].rows(columns)
	if up >= height {
		return "", false
	}
	t[at].text = text
	var out strings.Builder
	out.WriteString(rewind(up))
	for _, p := range t[at:] {
		out.WriteString(p.text)
	}
	return out.String(), true
}

// rewind moves the cursor up to the start of a line and takes away what follows.
func rewind(up int) string {
	if up == 0 {
		return "\r\x1b[J"
	}
	return fmt.Sprintf("\r\x1b[%dA\x1b[J", up)
}
