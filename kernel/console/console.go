package console

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"starkernel/kernel"
	"starkernel/kernel/highlight"
	"starkernel/kernel/local"
	"starkernel/protocol"
)

// Options say what Run does.
type Options struct {
	// Interpreter runs the cells. Run closes it.
	Interpreter kernel.Interpreter
	// History has the cells that can be recalled, and gets new ones. Nil: a new one
	// that ends with the process.
	History kernel.History
	// In and Out are the terminal, Term is its type.
	In, Out *os.File
	Term    string
	// Banner is what Run says first.
	Banner string
	// Color: prompts, code and errors have colours.
	Color bool
	// Interrupts interrupts the running cell.
	Interrupts <-chan os.Signal
	// Pending ends the tasks that are left, and names them. It is called at the
	// end, before the interpreter is closed. Nil means that there are none.
	Pending func() []string
}

const (
	// maxRecalled is how many cells of the history can be recalled.
	maxRecalled = 5000
	// A cell that did not end after so many interrupts is given up with the next.
	patientInterrupts = 3
)

// Run reads and runs cells until the person leaves or ctx ends. Whatever happens,
// the terminal is left as it was. The error is about the terminal; errors of cells
// are shown.
func Run(ctx context.Context, o Options) error {
	state, err := term.GetState(int(o.In.Fd()))
	if err != nil {
		return fmt.Errorf("the input is not a terminal: %w", err)
	}
	defer term.Restore(int(o.In.Fd()), state)
	defer understandEscapes(o.Out)()
	if o.History == nil {
		o.History = kernel.NewMemoryHistory()
	}
	screen := &local.Screen{
		Stdout: o.Out, Stderr: o.Out, Terminal: true, Color: o.Color,
		Result: func(count int) string {
			if o.Color {
				return fmt.Sprintf(outColor+"Out[%d]: "+noColor, count)
			}
			return fmt.Sprintf("Out[%d]: ", count)
		},
	}
	if o.Term == dumb {
		o.Color, screen.Color = false, false
	} else {
		screen.Size = func() (int, int) { return Size(o.Out) }
	}
	out := newOutbox(screen)
	messages := protocol.NewSession("starkernel")
	s := &session{
		options: o, out: out, messages: messages, count: 1,
		kernel: kernel.New(o.Interpreter, out, kernel.Options{Session: messages, History: o.History}),
		editor: newEditor(o),
	}
	s.kernel.Start()
	defer s.kernel.Close()
	fmt.Fprintln(o.Out, o.Banner)
	if err := s.loop(ctx); err != nil {
		return err
	}
	s.cancelPending(ctx)
	return screen.Err()
}

func newEditor(o Options) *editor {
	var cells []string
	for _, e := range o.History.Tail(maxRecalled) {
		if n := len(cells); n == 0 || cells[n-1] != e.Source {
			cells = append(cells, e.Source)
		}
	}
	e := &editor{language: o.Interpreter, recall: newRecall(cells)}
	e.width, e.height = Size(o.Out)
	if o.Term == dumb {
		e.plain = newPlain(o)
		return e
	}
	if o.Color {
		builtins := map[string]bool{}
		for _, m := range matches(o.Interpreter.Complete("", 0)) {
			builtins[m.Text] = true
		}
		e.highlight = highlight.New(builtins)
	}
	return e
}

// Size gives the size of a terminal, or the usual one if it has none.
func Size(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// session is one call of Run.
type session struct {
	options  Options
	kernel   *kernel.Kernel
	messages *protocol.Session
	out      *outbox
	editor   *editor
	count    int  // the number of the next cell
	stuck    bool // the last cell was given up and may still run
}

// loop reads cells and runs them.
func (s *session) loop(ctx context.Context) error {
	next := ""
	for ctx.Err() == nil && !s.stuck {
		prompt := fmt.Sprintf("In [%d]: ", s.count)
		s.editor.first, s.editor.more = prompt, fmt.Sprintf("%*s", len(prompt), "...: ")
		s.editor.recall.reset()
		end, err := s.editor.read(ctx, s.options, next)
		if err != nil {
			return err
		}
		next = ""
		cell := s.editor.String()
		switch {
		case end == left:
			return nil
		case end != accepted || strings.TrimSpace(cell) == "":
			continue
		case s.leaves(cell):
			return nil
		}
		s.editor.recall.add(cell)
		outcome, err := s.execute(ctx, cell)
		if outcome.exit || err != nil {
			return err
		}
		next, s.count = outcome.next, max(outcome.count+1, s.count)
		fmt.Fprintln(s.options.Out)
	}
	return nil
}

// leaves: the cell is a word that people leave consoles with, and not a name of
// theirs.
func (s *session) leaves(cell string) bool {
	switch cell {
	case "exit", "quit", "quit()":
		reply := s.options.Interpreter.Inspect(cell, 1, 0)
		text, _ := reply.Data["text/plain"].(string)
		return !reply.Found || strings.Contains(text, "builtin")
	}
	return false
}

// execute runs a cell to its end.
func (s *session) execute(ctx context.Context, cell string) (outcome, error) {
	req, err := s.messages.New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{
		Code: cell, StoreHistory: true, UserExpressions: map[string]string{}, AllowStdin: true, StopOnError: true,
	})
	if err != nil {
		return outcome{}, err
	}
	// A client that names its cells is one that can update displays.
	if req.Metadata, err = protocol.Marshal(protocol.CellMetadata{CellID: "console"}); err != nil {
		return outcome{}, err
	}
	req.RawHeader = req.ParentHeader()
	for len(s.options.Interrupts) > 0 {
		<-s.options.Interrupts // meant for an earlier cell
	}
	done := s.out.begin(req)
	s.kernel.Handle(&kernel.Request{Channel: protocol.Shell, Msg: req})
	if err := s.wait(ctx, done); err != nil {
		return outcome{}, err
	}
	return s.out.end(), nil
}

// wait waits for the end of the running cell, asks its questions, and passes
// interrupts on.
func (s *session) wait(ctx context.Context, done <-chan struct{}) error {
	interrupts := 0
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return nil // the end of the session interrupts it
		case question := <-s.out.questions:
			interrupted, err := s.answer(ctx, question, done)
			if err != nil {
				return err
			}
			if interrupted {
				interrupts++
				s.kernel.Interrupt()
			}
		case <-s.options.Interrupts:
			s.out.typed("^C")
			switch interrupts++; {
			case interrupts > patientInterrupts:
				s.stuck = true
				return nil
			case interrupts == patientInterrupts:
				s.out.note("The cell does not react to interrupts yet. One more Ctrl-C ends the console.")
			}
			s.kernel.Interrupt()
		}
	}
}

// cancelPending ends the tasks that are left and names them.
func (s *session) cancelPending(ctx context.Context) {
	if s.options.Pending == nil || s.stuck {
		return
	}
	if ctx.Err() != nil {
		s.kernel.Stop() // a cell may run
	}
	tasks, _ := local.CancelPending(ctx, s.options.Interpreter, s.options.Interrupts, s.options.Pending)
	if tasks != "" {
		s.out.note("cancelled: " + tasks)
	}
}
