package exception

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Limits on a rendered traceback.
const (
	maxFrames   = 40 // of one stack; the middle is left out
	maxRepeats  = 3  // of one frame
	maxCauses   = 10
	maxMembers  = 15 // of an exception group, as in CPython
	maxNesting  = 10 // of exception groups, as in CPython
	causeBanner = "The above exception was the direct cause of the following exception:"
)

// Render gives the lines of a traceback as Python writes them, without line
// ends: frames of user code with their source lines, causes before what they
// caused, the members of groups, and at last the class, message and notes.
// source gives the text of a file by its name in positions; it may be nil.
// color adds ANSI colours, in the manner of IPython.
func Render(e *Error, source func(file string) (string, bool), color bool) []string {
	r := &renderer{source: source}
	if color {
		r.colors = ansi
	}
	return r.chain(e, 0)
}

// colors are the escape sequences around the parts of a traceback.
type colors struct{ place, name, caret, class, end string }

var ansi = colors{place: "\x1b[32m", name: "\x1b[36m", caret: "\x1b[1;31m", class: "\x1b[31m", end: "\x1b[0m"}

type renderer struct {
	source func(file string) (string, bool)
	colors colors
}

// chain renders an error after its causes. depth is that of exception groups.
func (r *renderer) chain(e *Error, depth int) []string {
	chain := []*Error{e}
	for c := e.Cause; c != nil && len(chain) <= maxCauses; c = c.Cause {
		chain = append(chain, c)
	}
	var out []string
	for i := len(chain) - 1; i >= 0; i-- {
		out = append(out, r.error(chain[i], depth)...)
		if i > 0 {
			out = append(out, "", causeBanner, "")
		}
	}
	return out
}

func (r *renderer) error(e *Error, depth int) []string {
	var out []string
	frames := userFrames(e.Stack)
	if len(frames) > 0 {
		out = append(out, "Traceback (most recent call last):")
		out = append(out, r.stack(frames)...)
	}
	if e.Pos.IsValid() {
		out = append(out, "  "+r.paint(r.colors.place, e.Pos.String()))
		out = append(out, r.excerpt(e.Pos)...)
	}
	class, message, found := strings.Cut(e.Error(), ": ")
	if found {
		message = ": " + message
	}
	out = append(out, strings.Split(r.paint(r.colors.class, class)+message, "\n")...)
	for _, note := range e.Notes {
		out = append(out, strings.Split(note, "\n")...)
	}
	if len(e.Errors) == 0 {
		return out
	}
	return r.group(out, e.Errors, depth)
}

// group puts the lines of a group before those of its members, with the frame
// that CPython draws.
func (r *renderer) group(head []string, members []*Error, depth int) []string {
	if depth >= maxNesting {
		return append(head, fmt.Sprintf("... (max_group_depth is %d)", maxNesting))
	}
	var out []string
	indent := ""
	if depth == 0 { // members of an inner group stand in the frame of the outer
		indent = "  "
		for i, line := range head {
			if i == 0 && strings.HasPrefix(line, "Traceback ") {
				out = append(out, "  + Exception Group "+line)
				continue
			}
			out = append(out, "  | "+line)
		}
	} else {
		out = append(out, head...)
	}
	shown := min(len(members), maxMembers)
	for i, m := range members[:shown] {
		left := "  +"
		if i == 0 {
			left = "+-+"
		}
		out = append(out, fmt.Sprintf("%s%s---------------- %d ----------------", indent, left, i+1))
		for _, line := range r.chain(m, depth+1) {
			out = append(out, indent+"  | "+line)
		}
	}
	if more := len(members) - shown; more > 0 {
		out = append(out, indent+"  +---------------- ... ----------------", fmt.Sprintf("%s  | and %d more exceptions", indent, more))
	}
	return append(out, indent+"  +------------------------------------")
}

// userFrames leaves out builtins and what the compiler of cells has put in.
func userFrames(stack starlark.CallStack) starlark.CallStack {
	var frames starlark.CallStack
	for _, f := range stack {
		if f.Pos.Line > 0 && f.Pos.Filename() != "<builtin>" && !strings.HasPrefix(f.Name, "%") {
			frames = append(frames, f)
		}
	}
	return frames
}

func (r *renderer) stack(frames starlark.CallStack) []string {
	type entry struct {
		frame starlark.CallFrame
		count int // of equal frames in a row
	}
	var entries []entry
	for _, f := range frames {
		if n := len(entries); n > 0 && entries[n-1].frame == f {
			entries[n-1].count++
			continue
		}
		entries = append(entries, entry{f, 1})
	}
	var out []string
	for i := 0; i < len(entries); i++ {
		if i == maxFrames/2 && len(entries) > maxFrames {
			left := len(entries) - maxFrames
			out = append(out, fmt.Sprintf("  [%d frames left out]", left))
			i += left
		}
		lines := r.frame(entries[i].frame)
		for range min(entries[i].count, maxRepeats) {
			out = append(out, lines...)
		}
		switch more := entries[i].count - maxRepeats; {
		case more == 1:
			out = append(out, "  [Previous line repeated 1 more time]")
		case more > 1:
			out = append(out, fmt.Sprintf("  [Previous line repeated %d more times]", more))
		}
	}
	return out
}

func (r *renderer) frame(f starlark.CallFrame) []string {
	head := "  " + r.paint(r.colors.place, f.Pos.String()) + ", in " + r.paint(r.colors.name, f.Name)
	return append([]string{head}, r.excerpt(f.Pos)...)
}

// excerpt gives the source line at pos and a line with a caret, or nothing.
func (r *renderer) excerpt(pos syntax.Position) []string {
	if r.source == nil {
		return nil
	}
	text, ok := r.source(pos.Filename())
	if !ok {
		return nil
	}
	line, ok := sourceLine(text, int(pos.Line))
	if !ok {
		return nil
	}
	code, caret := excerpt(line, int(pos.Col))
	if caret == "" {
		return []string{"    " + code}
	}
	blank := strings.TrimSuffix(caret, "^")
	return []string{"    " + code, "    " + blank + r.paint(r.colors.caret, "^")}
}

func (r *renderer) paint(color, s string) string {
	if color == "" {
		return s
	}
	return color + s + r.colors.end
}
