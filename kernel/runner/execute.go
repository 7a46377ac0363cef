package runner

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// Tags that nbclient knows too.
const (
	tagSkip   = "skip-execution"
	tagRaises = "raises-exception"
)

// saveEvery is how often the notebook is saved during a run, between cells. A
// process that is killed loses no more.
const saveEvery = 2 * time.Second

// exitWatcher notes that a cell asked for the end. The kernel obeys only after the
// cell's last message, when the next cell would be on its way.
type exitWatcher struct {
	kernel.Interpreter
	exit atomic.Bool
}

func (w *exitWatcher) Execute(cell kernel.Cell, out kernel.Output) kernel.Outcome {
	outcome := w.Interpreter.Execute(cell, out)
	if outcome.Exit {
		w.exit.Store(true)
	}
	return outcome
}

// runs tells if the cell is to be executed.
func runs(c *notebook.Cell) bool {
	return c.Type() == notebook.Code && strings.TrimSpace(c.Source()) != "" && !c.HasTag(tagSkip)
}

func (r *run) executeAll(ctx context.Context) error {
	var cells []*notebook.Cell
	for _, c := range r.notebook.Cells {
		if runs(c) {
			cells = append(cells, c)
		}
	}
	r.result.Cells = len(cells)
	r.saved = time.Now()
	for i, c := range cells {
		r.screen.Progress(fmt.Sprintf("[%d/%d] %s", i+1, len(cells), firstLine(c.Source())))
		end, err := r.execute(ctx, c)
		if end || err != nil {
			return err
		}
		if r.options.Output != "" && time.Since(r.saved) >= saveEvery {
			if err := r.save(); err != nil {
				return err
			}
		}
	}
	return nil
}

// execute runs one cell and reports if it was the last.
func (r *run) execute(ctx context.Context, c *notebook.Cell) (end bool, err error) {
	if ctx.Err() != nil || r.interruptWaits() {
		r.result.Interrupted = true
		return true, nil
	}
	req, err := r.request(c)
	if err != nil {
		return true, err
	}
	done := r.out.begin(c, req)
	r.result.Executed++
	r.kernel.Handle(&kernel.Request{Channel: protocol.Shell, Msg: req})
	timedOut := r.wait(ctx, done)
	if r.result.Stuck {
		r.result.Failure = &kernel.CellError{EName: "RuntimeError", EValue: "the cell does not react to interrupts"}
		return true, nil
	}
	failure := r.out.failure()
	switch {
	case timedOut:
		r.result.Failure = &kernel.CellError{EName: "TimeoutError",
			EValue: fmt.Sprintf("the cell took longer than %v; --timeout sets the limit", r.options.Timeout)}
		return true, nil
	case r.result.Interrupted, failure != nil && !c.HasTag(tagRaises):
		r.result.Failure = failure
		return true, nil
	}
	return r.interp.exit.Load(), nil
}

// interruptWaits takes an interrupt that came between two cells.
func (r *run) interruptWaits() bool {
	select {
	case <-r.options.Interrupts:
		return true
	default:
		return false
	}
}

// request makes the execute_request of a cell, as nbclient does: nobody is there
// to answer questions.
func (r *run) request(c *notebook.Cell) (*protocol.Message, error) {
	m, err := r.session.New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{
		Code: c.Source(), StoreHistory: true, UserExpressions: map[string]string{}, StopOnError: !c.HasTag(tagRaises),
	})
	if err != nil {
		return nil, err
	}
	m.RawHeader = m.ParentHeader()
	if id := c.ID(); id != "" {
		m.Metadata, err = protocol.Marshal(protocol.CellMetadata{CellID: id})
	}
	return m, err
}

// wait waits for the end of the running cell, interrupts it when it is told to,
// and gives it up when it does not end.
func (r *run) wait(ctx context.Context, done <-chan struct{}) (timedOut bool) {
	var timeout, again <-chan time.Time
	if r.options.Timeout > 0 {
		t := time.NewTimer(r.options.Timeout)
		defer t.Stop()
		timeout = t.C
	}
	// insist interrupts the cell, and again past anything that handles the first
	// interrupts: those that come together count as one. The tries are counted,
	// so that it is not the cell's fault when the machine stands still.
	tries := 0
	insist := func() {
		if tries++; tries > local.MaxTries {
			r.result.Stuck = true
			return
		}
		r.kernel.Interrupt()
		again = time.After(local.Patience / local.MaxTries)
	}
	interrupts, cancelled := 0, ctx.Done()
	for !r.result.Stuck {
		select {
		case <-done:
			return timedOut
		case <-r.options.Interrupts:
			r.result.Interrupted = true
			if interrupts++; interrupts == 3 {
				r.result.Stuck = true
			} else {
				r.kernel.Interrupt()
			}
		case <-cancelled:
			r.result.Interrupted = true
			cancelled = nil
			insist()
		case <-timeout:
			timedOut = true
			insist()
		case <-again:
			insist()
		}
	}
	return timedOut
}

// lineLength is how much of a cell the progress line shows. Terminals are wider,
// but a line that wraps cannot be erased.
const lineLength = 60

// firstLine gives the first line of a cell that says something, without what
// would move the cursor.
func firstLine(source string) string {
	source = strings.TrimSpace(source)
	line, rest, _ := strings.Cut(source, "\n")
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(line)))
	if len(runes) > lineLength {
		return string(runes[:lineLength-1]) + "…"
	}
	if rest != "" {
		return string(runes) + " …"
	}
	return string(runes)
}
