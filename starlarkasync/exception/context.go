package exception

import (
	"fmt"
	"strconv"
	"strings"

	"go.starlark.net/syntax"
)

// maxContext is how many lines are shown before and after the one with an error.
const maxContext = 2

// context gives the excerpt at pos with the lines around it, numbered. Without
// such lines it gives the excerpt alone, and if tabs make it hard to say how far
// the lines are indented.
func (r *renderer) context(pos syntax.Position) []string {
	own := r.excerpt(pos)
	if len(own) < 2 {
		return own
	}
	text, _ := r.source(pos.Filename())
	lines, first := linesAround(text, int(pos.Line))
	indents, tabs := indentations(lines)
	if len(lines) == 1 || tabs {
		return own
	}
	digits := len(strconv.Itoa(first + len(lines) - 1))
	var out []string
	for i, line := range lines {
		number := fmt.Sprintf("%*d ", digits, first+i)
		indent := strings.Repeat(" ", indents[i])
		if first+i != int(pos.Line) {
			code, _ := excerpt(line, 1)
			out = append(out, strings.TrimRight("    "+number+indent+code, " "))
			continue
		}
		code, caret := excerpt(line, int(pos.Col))
		blank := strings.Repeat(" ", len("--> ")+len(number)) + indent
		out = append(out, r.paint(r.colors.caret, "-->")+" "+number+indent+code, blank+r.caret(caret))
	}
	return out
}

// linesAround gives the n-th line of a text with some before and after, without
// blank ones at the beginning and end, and the number of the first of them.
func linesAround(text string, n int) (lines []string, first int) {
	for first = max(n-maxContext, 1); first <= n+maxContext; first++ {
		if line, ok := sourceLine(text, first); ok && (first == n || strings.TrimSpace(line) != "") {
			break
		}
	}
	last := n
	for i := first; i <= n+maxContext; i++ {
		line, ok := sourceLine(text, i)
		if !ok {
			break
		}
		if lines = append(lines, line); strings.TrimSpace(line) != "" {
			last = max(n, i)
		}
	}
	return lines[:last-first+1], first
}

// indentations gives for each line how many spaces it is further in than the
// leftmost one, and reports whether some line is indented by tabs.
func indentations(lines []string) (indents []int, tabs bool) {
	least := -1
	for _, line := range lines {
		rest := strings.TrimLeft(line, " ")
		indents = append(indents, len(line)-len(rest))
		if strings.HasPrefix(rest, "\t") {
			return nil, true
		}
		if n := len(line) - len(rest); strings.TrimSpace(rest) != "" && (least < 0 || n < least) {
			least = n
		}
	}
	for i := range indents {
		indents[i] = max(indents[i]-least, 0)
	}
	return indents, false
}
