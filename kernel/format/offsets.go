package format

import (
	"strings"

	starlark "go.starlark.net/syntax"
)

// offsets finds positions in a text.
type offsets struct {
	src    string
	starts []int // where each character begins, and the end of the text
	lines  []int // the first character of each line, an index of starts
}

func newOffsets(src string) offsets {
	o := offsets{src, make([]int, 0, len(src)+1), []int{0}}
	for i, c := range src {
		o.starts = append(o.starts, i)
		if c == '\n' {
			o.lines = append(o.lines, len(o.starts))
		}
	}
	o.starts = append(o.starts, len(src))
	return o
}

// of gives the byte offset of a position.
func (o offsets) of(pos starlark.Position) int {
	return o.starts[o.lines[pos.Line-1]+int(pos.Col)-1]
}

// span gives the byte offsets of a node.
func (o offsets) span(n starlark.Node) (start, end int) {
	first, last := n.Span()
	return o.of(first), o.of(last)
}

// tabWidth is what a tab in the indentation counts for in Starlark.
const tabWidth = 8

// indentation makes spaces of the tabs at the start of lines, which buildifier
// does not count.
type indentation struct {
	lines  offsets
	inside map[int]bool // lines that begin inside of what must stay
}

func newIndentation(src string) indentation {
	return indentation{newOffsets(src), map[int]bool{}}
}

// skip leaves the lines alone that begin inside of the node.
func (t indentation) skip(n starlark.Node) {
	first, last := n.Span()
	for line := first.Line; line < last.Line; line++ {
		t.inside[int(line)] = true
	}
}

func (t indentation) replacements() []replacement {
	var list []replacement
	for line, first := range t.lines.lines {
		off := t.lines.starts[first]
		rest := t.lines.src[off:]
		blanks := rest[:len(rest)-len(strings.TrimLeft(rest, " \t"))]
		if t.inside[line] || !strings.Contains(blanks, "\t") {
			continue
		}
		width := 0
		for _, c := range blanks {
			width++
			if c == '\t' {
				width = (width + tabWidth - 1) / tabWidth * tabWidth
			}
		}
		list = append(list, replacement{off, off + len(blanks), strings.Repeat(" ", width), nil})
	}
	return list
}
