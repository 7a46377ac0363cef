package console

import (
	"bufio"
	"context"
	"fmt"
	"os"
)

// dumb is the TERM of terminals on which nothing can be drawn, such as a shell
// within Emacs.
const dumb = "dumb"

// plain reads texts line by line from a terminal that edits lines itself.
type plain struct {
	lines      <-chan string // closed at the end of the input
	interrupts <-chan os.Signal
}

func newPlain(o Options) *plain {
	lines := make(chan string)
	go func() { // ends with the input or the process
		defer close(lines)
		for s := bufio.NewScanner(o.In); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return &plain{lines, o.Interrupts}
}

// read reads a text into e, from its first line to the one that completes it.
func (p *plain) read(ctx context.Context, o Options, e *editor) ending {
	e.set("")
	for prompt := e.first; ; prompt = e.more {
		fmt.Fprint(o.Out, prompt)
		select {
		case <-ctx.Done():
			fmt.Fprintln(o.Out)
			return withdrawn
		case <-p.interrupts:
			fmt.Fprintln(o.Out)
			return dropped
		case line, ok := <-p.lines:
			if !ok {
				fmt.Fprintln(o.Out)
				return left
			}
			e.insert(line)
		}
		if e.enter(); e.end == accepted {
			return accepted
		}
		e.set(string(e.text[:e.lineStart(e.pos)])) // the person indents
	}
}
