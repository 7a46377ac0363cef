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

// Tags of cells that do not run. nbclient knows the first.
const (
	tagSkip      = "skip-execution"
	tagSkipShort = "skip"
)

// watcher notes that a cell asked for the end. The kernel obeys only after the
// cell's last message, when the next cell would be on its way.
type watcher struct {
	kernel.Interpreter
	exit atomic.Bool
	// drain takes the place of the next cell. The goroutine that asks for that cell
	// sets it.
	drain func(kernel.Cell, kernel.Output) kernel.Outcome
}

func (w *watcher) Execute(cell kernel.Cell, out kernel.Output) kernel.Outcome {
	if w.drain != nil {
		return w.drain(cell, out)
	}
	outcome := w.Interpreter.Execute(cell, out)
	if outcome.Exit {
		w.exit.Store(true)
	}
	return outcome
}

// holdsCode tells if there is something to execute in the cell.
func holdsCode(c *notebook.Cell) bool {
	return c.Type() == notebook.Code && strings.TrimSpace(c.Source()) != ""
}

// runs tells if the cell is to be executed.
func (o *Options) runs(c *notebook.Cell) bool {
	return holdsCode(c) && !c.HasTag(tagSkip) && !c.HasTag(tagSkipShort) && (o.Skip == nil || !o.Skip(c))
}

// cellsToRun gives the cells that are to be executed, and begins a report on each
// that has code.
func (r *run) cellsToRun() (cells []*notebook.Cell) {
	for i, c := range r.notebook.Cells {
		if !holdsCode(c) {
			continue
		}
		r.result.Cases = append(r.result.Cases, Case{Cell: i + 1, Line: firstLine(c.Source()), Skipped: "tag"})
		if r.options.runs(c) {
			cells = append(cells, c)
			r.cases = append(r.cases, len(r.result.Cases)-1)
			r.result.Cases[len(r.result.Cases)-1].Skipped = "not reached"
		}
	}
	return cells
}

func (r *run) executeAll(ctx context.Context, cells []*notebook.Cell) error {
	r.result.Cells = len(cells)
	for i, c := range cells {
		if i == r.rebuilt.cells {
			r.compareRebuilt(cells)
		}
		this := &r.result.Cases[r.cases[i]]
		r.screen.Progress(fmt.Sprintf("[%d/%d] %s", i+1, len(cells), this.Line))
		end, err := r.execute(ctx, c, this)
		if end || err != nil {
			return err
		}
		r.lastRun = c
		r.ended++
		if err := r.cellEnded(); err != nil {
			return err
		}
	}
	return nil
}

// execute runs one cell and reports if it was the last.
func (r *run) execute(ctx context.Context, c *notebook.Cell, this *Case) (end bool, err error) {
	if ctx.Err() != nil || r.interruptWaits() {
		r.result.Interrupted = true
		return true, nil
	}
	req, err := r.request(c)
	if err != nil {
		return true, err
	}
	r.logBegin(this)
	started := time.Now()
	done := r.out.begin(c, req)
	r.result.Executed++
	this.Skipped = ""
	r.kernel.Handle(&kernel.Request{Channel: protocol.Shell, Msg: req})
	problem := r.wait(ctx, done, r.cellLimit())
	this.Duration = time.Since(started)
	failure := r.out.failure()
	r.result.TimedOut = problem != nil
	if r.result.Stuck {
		problem, failure = &kernel.CellError{EName: "RuntimeError", EValue: "the cell does not react to interrupts"}, nil
	} else {
		r.logEnd(this)
	}
	if problem != nil {
		failure = within(problem, failure)
		if err := r.explain(problem); err != nil {
			return true, err
		}
	}
	if !c.HasTag(notebook.TagRaises) || r.result.TimedOut {
		this.Failure = failure
	}
	if r.result.Stuck || r.result.TimedOut || r.result.Interrupted || this.Failure != nil && !r.options.AllowErrors {
		r.result.Failure = failure
		return true, nil
	}
	return r.interp.exit.Load(), nil
}

// explain adds a problem to what the cell has shown, whose own error would be that it
// was interrupted.
func (r *run) explain(problem *kernel.CellError) error {
	m, err := r.session.New(protocol.MsgError, nil, protocol.ErrorContent{
		EName: problem.EName, EValue: problem.EValue, Traceback: []string{problem.Error()},
	})
	if err != nil {
		return err
	}
	return r.out.add(m)
}

// within gives a problem the traceback of the interrupt that it led to.
func within(problem, interrupt *kernel.CellError) *kernel.CellError {
	if interrupt == nil {
		return problem
	}
	return &kernel.CellError{EName: problem.EName, EValue: problem.EValue, Traceback: interrupt.Traceback}
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
		Code: c.Source(), StoreHistory: true, UserExpressions: map[string]string{}, StopOnError: !c.HasTag(notebook.TagRaises) && !r.options.AllowErrors,
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

// limit is how long something may run: the channel tells when that is over, and
// stop ends that. The problem is what a run says that ends there.
type limit struct {
	over    <-chan time.Time
	stop    func() bool
	problem *kernel.CellError
}

// newLimit makes a limit; 0 is none.
func newLimit(d time.Duration, problem string) limit {
	if d <= 0 {
		return limit{stop: func() bool { return true }}
	}
	t := time.NewTimer(d)
	return limit{t.C, t.Stop, &kernel.CellError{EName: "TimeoutError", EValue: problem}}
}

func (r *run) cellLimit() limit {
	return newLimit(r.options.Timeout, fmt.Sprintf("the cell took longer than %v; --timeout sets the limit", r.options.Timeout))
}

// wait waits for the end of the running cell, interrupts it when it is told to,
// and gives it up when it does not end. It saves the notebook meanwhile. The problem
// is that of the limit that was reached first; nil if none was.
func (r *run) wait(ctx context.Context, done <-chan struct{}, own limit) (problem *kernel.CellError) {
	defer own.stop()
	var again <-chan time.Time
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
	expired := func(l limit) {
		if problem == nil {
			problem = l.problem
		}
		insist()
	}
	interrupts, cancelled := 0, ctx.Done()
	for !r.result.Stuck {
		select {
		case <-done:
			return problem
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
		case <-own.over:
			expired(own)
		case <-r.whole.over:
			expired(r.whole)
		case <-r.due.C:
			// An error will be there at the end of the cell, too.
			_ = r.save()
		case <-again:
			insist()
		}
	}
	return problem
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
