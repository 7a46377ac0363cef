package console

import (
	"slices"
	"unicode"
)

// indentStep is what Tab adds to the indentation of a line, and Backspace takes.
const indentStep = 4

// maxUndo is how many steps can be undone.
const maxUndo = 500

// buffer is the text of a cell and the place of the cursor in it.
type buffer struct {
	text   []rune
	pos    int // of the cursor: 0 to len(text)
	killed []rune
	undone []state // what undo goes back to
}

type state struct {
	text []rune
	pos  int
}

func (b *buffer) String() string { return string(b.text) }

// set replaces all text; the cursor goes to the end.
func (b *buffer) set(text string) {
	b.text = []rune(text)
	b.pos = len(b.text)
}

// save remembers the text as it is now, for undo.
func (b *buffer) save() {
	if n := len(b.undone); n > 0 && slices.Equal(b.undone[n-1].text, b.text) {
		return
	}
	if len(b.undone) == maxUndo {
		b.undone = slices.Delete(b.undone, 0, 1)
	}
	b.undone = append(b.undone, state{slices.Clone(b.text), b.pos})
}

func (b *buffer) undo() {
	for n := len(b.undone) - 1; n >= 0; n-- {
		last := b.undone[n]
		b.undone = b.undone[:n]
		if !slices.Equal(last.text, b.text) {
			b.text, b.pos = last.text, last.pos
			return
		}
	}
}

func (b *buffer) insert(text string) {
	runes := []rune(text)
	b.text = slices.Insert(b.text, b.pos, runes...)
	b.pos += len(runes)
}

// delete takes the text from one place to another away, and leaves the cursor
// where it was.
func (b *buffer) delete(from, to int) []rune {
	cut := slices.Clone(b.text[from:to])
	b.text = slices.Delete(b.text, from, to)
	b.pos = from
	return cut
}

// kill deletes text that yank inserts again.
func (b *buffer) kill(from, to int) {
	if from < to {
		b.killed = b.delete(from, to)
	}
}

// lineStart is where the line of a place begins, lineEnd where it ends.
func (b *buffer) lineStart(pos int) int {
	for pos > 0 && b.text[pos-1] != '\n' {
		pos--
	}
	return pos
}

func (b *buffer) lineEnd(pos int) int {
	for pos < len(b.text) && b.text[pos] != '\n' {
		pos++
	}
	return pos
}

// up and down move the cursor to another line, and report if there is one.
func (b *buffer) up() bool {
	start := b.lineStart(b.pos)
	if start == 0 {
		return false
	}
	column := b.pos - start
	above := b.lineStart(start - 1)
	b.pos = min(above+column, start-1)
	return true
}

func (b *buffer) down() bool {
	end := b.lineEnd(b.pos)
	if end == len(b.text) {
		return false
	}
	column := b.pos - b.lineStart(b.pos)
	b.pos = min(end+1+column, b.lineEnd(end+1))
	return true
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordLeft and wordRight are the ends of words beside the cursor.
func (b *buffer) wordLeft() int {
	pos := b.pos
	for pos > 0 && !isWord(b.text[pos-1]) {
		pos--
	}
	for pos > 0 && isWord(b.text[pos-1]) {
		pos--
	}
	return pos
}

func (b *buffer) wordRight() int {
	pos := b.pos
	for pos < len(b.text) && !isWord(b.text[pos]) {
		pos++
	}
	for pos < len(b.text) && isWord(b.text[pos]) {
		pos++
	}
	return pos
}

// blobLeft is the start of the text before the cursor that has no spaces in it.
func (b *buffer) blobLeft() int {
	pos := b.pos
	for pos > 0 && unicode.IsSpace(b.text[pos-1]) {
		pos--
	}
	for pos > 0 && !unicode.IsSpace(b.text[pos-1]) {
		pos--
	}
	return pos
}

// indent is the number of spaces between the start of the line and the cursor, or
// -1 if there is something else.
func (b *buffer) indent() int {
	start := b.lineStart(b.pos)
	for _, r := range b.text[start:b.pos] {
		if r != ' ' {
			return -1
		}
	}
	return b.pos - start
}

// backspace deletes what is left of the cursor: one step of indentation, or one
// character.
func (b *buffer) backspace() {
	if n := b.indent(); n > 0 {
		b.delete(b.pos-(n-1)%indentStep-1, b.pos)
	} else if b.pos > 0 {
		b.delete(b.pos-1, b.pos)
	}
}

// transpose swaps the characters around the cursor, and goes on.
func (b *buffer) transpose() {
	at := b.pos
	if at == len(b.text) {
		at--
	}
	if at < 1 || b.text[at] == '\n' || b.text[at-1] == '\n' {
		return
	}
	b.text[at-1], b.text[at] = b.text[at], b.text[at-1]
	b.pos = at + 1
}
