package interp

import (
	"strings"

	"starkernel/kernel"
	"starkernel/starlarkasync/exception"
)

const (
	// eraseLine takes the line away on which a terminal's cursor is.
	eraseLine = "\r\x1b[K"
	// maxLine is how many columns of bars a line has: one that wraps cannot be
	// erased.
	maxLine = 79
)

// barLine shows the bars that are open as one line of stdout that is replaced, for
// a client that knows only streams: a terminal. The bars' lock guards it.
type barLine struct {
	out    kernel.Output
	drawn  bool
	hidden bool // other output took its place
}

// show replaces the line. A bar that has ended stays above it, unless a bar around
// it goes on.
func (l *barLine) show(open []*progressBar, changed *progressBar, now float64) {
	if changed.state != barRuns && (changed.parent == nil || changed.parent.state != barRuns) {
		l.erase()
		l.out.Stream(kernel.Stdout, changed.text(now)+"\n", kernel.Origin{})
	}
	l.draw(open, now)
}

func (l *barLine) draw(open []*progressBar, now float64) {
	text := ""
	if l.drawn {
		text = eraseLine
	}
	var parts []string
	for _, b := range open {
		parts = append(parts, b.text(now))
	}
	line := []rune(strings.Join(parts, "  "))
	line = line[:min(len(line), maxLine)]
	for exception.Width(string(line)) > maxLine {
		line = line[:len(line)-1]
	}
	text += string(line)
	l.drawn, l.hidden = len(line) > 0, false
	if text != "" {
		l.out.Stream(kernel.Stdout, text, kernel.Origin{})
	}
}

// erase takes the line away before other output. It comes back with the next
// change.
func (l *barLine) erase() {
	if l.drawn {
		l.drawn, l.hidden = false, true
		l.out.Stream(kernel.Stdout, eraseLine, kernel.Origin{})
	}
}

// leave ends the line: what it shows stays.
func (l *barLine) leave(open []*progressBar, now float64) {
	if l.hidden {
		l.draw(open, now)
	}
	if l.drawn {
		l.drawn = false
		l.out.Stream(kernel.Stdout, "\n", kernel.Origin{})
	}
}

// withBars says where the bars of a cell are shown, and gives the output for all
// else. A client that can answer questions and does not name its cells is a
// console, such as jupyter-console, which ignores updates.
func (s *Starlark) withBars(cell kernel.Cell, out kernel.Output) kernel.Output {
	if cell.ID != "" || !cell.AllowStdin {
		s.bars.begin(out, nil)
		return out
	}
	s.bars.begin(out, &barLine{out: out})
	return aboveBars{out, &s.bars}
}

// aboveBars is an output whose texts stand above the line of bars.
type aboveBars struct {
	kernel.Output
	bars *progressBars
}

func (a aboveBars) erase() {
	a.bars.mu.Lock()
	defer a.bars.mu.Unlock()
	if a.bars.line != nil {
		a.bars.line.erase()
	}
}

func (a aboveBars) Stream(name, text string, from kernel.Origin) {
	a.erase()
	a.Output.Stream(name, text, from)
}

func (a aboveBars) Display(d kernel.Display) {
	a.erase()
	a.Output.Display(d)
}

func (a aboveBars) Result(d kernel.Display) {
	a.erase()
	a.Output.Result(d)
}

func (a aboveBars) Error(e *kernel.CellError) {
	a.erase()
	a.Output.Error(e)
}

func (a aboveBars) Input(prompt string, password bool, deliver func(string, bool)) func() {
	a.erase()
	return a.Output.Input(prompt, password, deliver)
}
