package console

import (
	"fmt"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// maxMenuRows is how many matches are shown at once.
const maxMenuRows = 10

// View implements tea.Model: the text with its prompts, and below it the menu, the
// search or the help. Of a text that is higher than the terminal it shows the part
// around the cursor.
func (e *editor) View() tea.View {
	if e.end != editing {
		return tea.NewView("") // the text is printed when the editor has ended
	}
	rows, x, y := e.layout()
	height := max(e.height, 1)
	below := e.below(x)
	below = below[:min(len(below), height/2)]
	if room := height - len(below); len(rows) > room {
		top := min(max(y-room/2, 0), len(rows)-room)
		rows, y = rows[top:top+room], y-top
	}
	v := tea.NewView(strings.Join(append(rows, below...), "\n"))
	v.Cursor = tea.NewCursor(x, y)
	v.Cursor.Shape, v.Cursor.Blink = personsCursor, false
	return v
}

// personsCursor is the shape of which bubbletea tells the terminal nothing, so that
// it stays as the person has it.
const personsCursor = -1

// layout breaks the text into rows of the terminal, and tells where the cursor is.
func (e *editor) layout() (rows []string, x, y int) {
	var row strings.Builder
	width := max(e.width, 2)
	column := 0
	breakRow := func() {
		rows = append(rows, row.String())
		row.Reset()
		column = 0
	}
	prompt := func(text string) {
		row.WriteString(e.paint(promptColor, text))
		column = ansi.StringWidthWc(text)
	}
	prompt(e.first)
	colors := e.colors()
	for i, r := range e.text {
		if i == e.pos {
			x, y = column, len(rows)
		}
		if r == '\n' {
			breakRow()
			prompt(e.more)
			continue
		}
		text := e.printable(r, column)
		w := ansi.StringWidthWc(text)
		if column+w > width {
			breakRow()
			if i == e.pos {
				x, y = 0, len(rows)
			}
		}
		row.WriteString(e.paint(colors(i), text))
		column += w
	}
	if e.pos == len(e.text) {
		x, y = column, len(rows)
	}
	if x >= width { // the cursor stands behind the last column
		breakRow()
		x, y = 0, y+1
	}
	breakRow()
	return rows, x, y
}

// printable gives what is shown of a character: spaces for a tab, and no control
// characters.
func (e *editor) printable(r rune, column int) string {
	switch {
	case e.hidden:
		return ""
	case r == '\t':
		return strings.Repeat(" ", 8-(column-len(e.first))%8)
	case !unicode.IsPrint(r) && !unicode.In(r, unicode.Mn, unicode.Cf):
		return "�"
	}
	return string(r)
}

// colors gives the colour of each character.
func (e *editor) colors() func(i int) string {
	if e.highlight == nil || e.question {
		return func(int) string { return "" }
	}
	colors := colors(e.highlight, e.String())
	at := make([]int, len(e.text))
	offset := 0
	for i, r := range e.text {
		at[i] = offset
		offset += len(string(r))
	}
	return func(i int) string { return colors[at[i]] }
}

// paint gives text in a colour.
func (e *editor) paint(color, text string) string {
	if e.highlight == nil || color == "" {
		return text
	}
	return color + text + noColor
}

// below gives the rows under the text.
func (e *editor) below(x int) []string {
	switch {
	case e.search != nil:
		label := "search: "
		if e.search.failed {
			label = "search, not found: "
		}
		return []string{ansi.TruncateWc(e.paint(dimColor, label)+e.search.pattern, e.width, "…")}
	case e.menu != nil:
		return e.menuRows(x)
	case e.help != "":
		return e.helpRows()
	}
	return nil
}

// menuRows draws the menu under the word.
func (e *editor) menuRows(x int) []string {
	m := e.menu
	words, types := 0, 0
	for _, c := range m.matches {
		words = max(words, ansi.StringWidthWc(c.Text))
		types = max(types, ansi.StringWidthWc(c.Type))
	}
	shown := min(len(m.matches), maxMenuRows, max(e.height/2-1, 1))
	top := max(m.selected-shown+1, 0)
	left := max(min(x-(e.pos-m.start)-1, e.width-words-types-4), 0) // one space is before each match
	var rows []string
	for i, c := range m.matches[top : top+shown] {
		row := fmt.Sprintf(" %s%*s  %s%*s ", c.Text, words-ansi.StringWidthWc(c.Text), "", c.Type, types-ansi.StringWidthWc(c.Type), "")
		row = ansi.TruncateWc(row, e.width-left, "…")
		if top+i == m.selected {
			row = "\x1b[7m" + row + noColor
		}
		rows = append(rows, strings.Repeat(" ", left)+row)
	}
	if more := len(m.matches) - shown; more > 0 {
		rows = append(rows, strings.Repeat(" ", left)+e.paint(dimColor, fmt.Sprintf(" %d more", more)))
	}
	return rows
}

// helpRows draws the help, or the beginning of it.
func (e *editor) helpRows() []string {
	text := strings.TrimRight(e.help, "\n")
	if e.highlight == nil {
		text = ansi.Strip(text)
	}
	rows := strings.Split(ansi.HardwrapWc(text, max(e.width, 1), true), "\n")
	if room := max(e.height/2, 1); len(rows) > room {
		rows = append(rows[:room-1:room-1], e.paint(dimColor, "… help(name) shows all of it"))
	}
	return rows
}

// printed gives the text as it stays on the terminal, for a terminal that breaks
// lines itself.
func (e *editor) printed() string {
	var b strings.Builder
	b.WriteString(e.paint(promptColor, e.first))
	colors := e.colors()
	for i := 0; i < len(e.text); {
		if e.text[i] == '\n' {
			b.WriteString("\n" + e.paint(promptColor, e.more))
			i++
			continue
		}
		var span strings.Builder // of one colour
		color := colors(i)
		for ; i < len(e.text) && e.text[i] != '\n' && colors(i) == color; i++ {
			span.WriteString(e.printable(e.text[i], len(e.first)))
		}
		b.WriteString(e.paint(color, span.String()))
	}
	return b.String()
}
