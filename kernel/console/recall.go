package console

import "strings"

// recall walks through the cells of the history that begin with what was typed.
type recall struct {
	cells  []string // the oldest first
	at     int      // index of the cell that is shown; len(cells) for none
	typed  string   // the text that was left for the history
	prefix string
}

func newRecall(cells []string) *recall { return &recall{cells: cells, at: len(cells)} }

// add remembers a cell, unless the last one was the same.
func (r *recall) add(cell string) {
	if n := len(r.cells); n == 0 || r.cells[n-1] != cell {
		r.cells = append(r.cells, cell)
	}
	r.reset()
}

// reset begins at the end again.
func (r *recall) reset() { r.at = len(r.cells) }

// older gives the cell before the one that is shown, if there is one.
func (r *recall) older(b *buffer) bool {
	if r.at == len(r.cells) {
		r.typed = b.String()
		r.prefix = r.typed[:len(string(b.text[:b.pos]))]
	}
	shown := b.String()
	for i := r.at - 1; i >= 0; i-- {
		if strings.HasPrefix(r.cells[i], r.prefix) && r.cells[i] != shown {
			r.at = i
			b.set(r.cells[i])
			return true
		}
	}
	return false
}

// newer gives the one after it, and at the end what was typed.
func (r *recall) newer(b *buffer) bool {
	if r.at == len(r.cells) {
		return false
	}
	shown := b.String()
	for r.at++; r.at < len(r.cells); r.at++ {
		if strings.HasPrefix(r.cells[r.at], r.prefix) && r.cells[r.at] != shown {
			b.set(r.cells[r.at])
			return true
		}
	}
	b.set(r.typed)
	return true
}

// search is a search for older cells that have a text in them.
type search struct {
	pattern string
	at      int   // index of the cell that was found
	typed   state // what to go back to
	failed  bool  // nothing older has it
}

// find looks for the next cell at or before index from, and shows it.
func (s *search) find(r *recall, b *buffer, from int) {
	if s.failed = false; s.pattern == "" {
		return
	}
	for i := min(from, len(r.cells)-1); i >= 0; i-- {
		if at := strings.LastIndex(r.cells[i], s.pattern); at >= 0 && (i == s.at || r.cells[i] != b.String()) {
			s.at = i
			b.set(r.cells[i])
			b.pos = len([]rune(r.cells[i][:at]))
			return
		}
	}
	s.failed = true
}
