package exception

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Limits on a rendered traceback.
const (
	maxFrames   = 40 // of one stack; the middle is left out
	maxRepeats  = 3  // of one frame
	maxPeriod   = 8  // frames that call each other in turn
	maxCauses   = 10
	causeBanner = "The above exception was the direct cause of the following exception:"
)

// Render gives the lines of a traceback as Python writes them, without line
// ends: frames of user code with their source lines, the innermost one with the
// lines around it as well, causes before what they caused, the members of groups,
// and at last the class, message and notes.
// source gives the text of a file by its name in positions; it may be nil.
// color adds ANSI colours, in the manner of IPython.
func Render(e *Error, source func(file string) (string, bool), color bool) []string {
	r := &renderer{source: source, seen: map[*Error]bool{}}
	if color {
		r.colors = ansi
	}
	r.chain(e)
	return r.out
}

// RenderFrames gives the lines of the user's frames of a call stack, outermost
// first, as in a traceback.
func RenderFrames(stack starlark.CallStack, source func(file string) (string, bool)) []string {
	r := &renderer{source: source}
	return r.stack(UserFrames(stack), r.frame)
}

// SourceLine gives the text of the line at pos without the blanks around it, ""
// if there is none.
func SourceLine(pos syntax.Position, source func(file string) (string, bool)) string {
	if source == nil {
		return ""
	}
	text, _ := source(pos.Filename())
	line, _ := sourceLine(text, int(pos.Line))
	return strings.TrimSpace(line)
}

// colors are the escape sequences around the parts of a traceback.
type colors struct{ place, name, caret, class, end string }

var ansi = colors{place: "\x1b[32m", name: "\x1b[36m", caret: "\x1b[1;31m", class: "\x1b[31m", end: "\x1b[0m"}

type renderer struct {
	source func(file string) (string, bool)
	colors colors
	seen   map[*Error]bool // rendered in full before: only its last line again
	out    []string
	groups groupFrame
}

// chain renders an error after its causes.
func (r *renderer) chain(e *Error) {
	chain := []*Error{e}
	for c := e.Cause; c != nil && !slices.Contains(chain, c) && len(chain) <= maxCauses; c = c.Cause {
		chain = append(chain, c)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if e := chain[i]; len(e.Errors) == 0 || r.seen[e] {
			r.emit(r.error(e)...)
		} else {
			r.group(e)
		}
		if i > 0 {
			r.emit("", causeBanner, "")
		}
	}
}

// error gives the lines of an error without those of its members.
func (r *renderer) error(e *Error) []string {
	if r.seen[e] {
		return r.last(e)
	}
	r.seen[e] = true
	var out []string
	frames := UserFrames(e.Stack)
	if len(frames) > 0 {
		out = append(out, "Traceback (most recent call last):")
		out = append(out, r.stack(frames, r.innermost)...)
	}
	if e.Pos.IsValid() {
		out = append(out, "  "+r.paint(r.colors.place, e.Pos.String()))
		out = append(out, r.context(e.Pos)...)
	}
	out = append(out, r.last(e)...)
	for _, note := range e.Notes {
		out = append(out, strings.Split(shorten(note), "\n")...)
	}
	return out
}

// last gives the lines with the class and the message.
func (r *renderer) last(e *Error) []string {
	last := r.paint(r.colors.class, e.Class)
	if e.Message != "" {
		last += ": " + shorten(e.Message)
	}
	return strings.Split(last, "\n")
}

// UserFrames gives the frames of a call stack that are code of the user: it
// leaves out builtins and what the compiler of cells has put in.
func UserFrames(stack starlark.CallStack) starlark.CallStack {
	var frames starlark.CallStack
	for _, f := range stack {
		if f.Pos.Line > 0 && f.Pos.Filename() != "<builtin>" && !strings.HasPrefix(f.Name, "%") {
			frames = append(frames, f)
		}
	}
	return frames
}

// stack renders frames, the last one by innermost. Recursion is told once: a
// frame that is repeated, or a few that call each other in turn.
func (r *renderer) stack(frames starlark.CallStack, innermost func(starlark.CallFrame) []string) []string {
	var parts [][]string
	for len(frames) > 1 {
		period, times := recursion(frames)
		shown := min(times, maxRepeats)
		if period > 1 {
			shown = 1
		}
		for range shown {
			for _, f := range frames[:period] {
				parts = append(parts, r.frame(f))
			}
		}
		if left := times - shown; left > 0 {
			parts = append(parts, []string{"  [Previous " + count(period, "frame") + " repeated " + count(left, "more time") + "]"})
		}
		frames = frames[period*times:]
	}
	for _, f := range frames {
		parts = append(parts, innermost(f))
	}
	if left := len(parts) - maxFrames; left > 0 {
		cut := []string{fmt.Sprintf("  [%s left out]", count(left, "frame"))}
		parts = slices.Concat(parts[:maxFrames/2], [][]string{cut}, parts[len(parts)-maxFrames/2:])
	}
	return slices.Concat(parts...)
}

// recursion gives the period of the recursion with which the frames begin, and
// how often it is repeated. Without one both are 1.
func recursion(frames starlark.CallStack) (period, times int) {
	for period := 1; period <= maxPeriod && period < len(frames); period++ {
		same := 0
		for same+period < len(frames) && frames[same] == frames[same+period] {
			same++
		}
		if times := same/period + 1; times > maxRepeats {
			return period, times
		}
	}
	return 1, 1
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// frame renders a frame with its line.
func (r *renderer) frame(f starlark.CallFrame) []string {
	return append([]string{r.head(f)}, r.excerpt(f.Pos)...)
}

// innermost renders the frame in which the error was raised.
func (r *renderer) innermost(f starlark.CallFrame) []string {
	return append([]string{r.head(f)}, r.context(f.Pos)...)
}

func (r *renderer) head(f starlark.CallFrame) string {
	return "  " + r.paint(r.colors.place, f.Pos.String()) + ", in " + r.paint(r.colors.name, f.Name)
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
	return []string{"    " + code, "    " + r.caret(caret)}
}

func (r *renderer) caret(line string) string {
	return strings.TrimSuffix(line, "^") + r.paint(r.colors.caret, "^")
}

func (r *renderer) paint(color, s string) string {
	if color == "" {
		return s
	}
	return color + s + r.colors.end
}
