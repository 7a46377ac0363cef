package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// Tags that nbclient knows too.
const (
	tagSkip   = "skip-execution"
	tagRaises = "raises-exception"
)

// Options say what Run does.
type Options struct {
	// Notebook is the path of an .ipynb file, or of a program, whose cells begin
	// with `# %%` lines.
	Notebook string
	// Output is where the executed notebook is written, "" for nowhere. It may be
	// Notebook itself, unless that is a program.
	Output string
	// Interpreter makes the interpreter. Run closes it. It is called once the
	// notebook has been read.
	Interpreter func() (kernel.Interpreter, error)
	// Stdout gets what cells print and the text form of their results, Stderr the
	// rest. Nil means that it is dropped.
	Stdout, Stderr io.Writer
	// Terminal: Stderr is a terminal, so a line at its bottom shows which cell
	// runs.
	Terminal bool
	// Color: tracebacks and results keep their colours.
	Color bool
	// Timeout is how long one cell may run; 0 means as long as it wants. A cell
	// that takes longer is interrupted, which ends the run.
	Timeout time.Duration
	// Interrupts interrupts the running cell, which ends the run. If the cell
	// does not end, the third one gives it up.
	Interrupts <-chan os.Signal
	// Pending names the tasks that have not ended. It is called after the last
	// cell, before the interpreter is closed. Nil means that there are none.
	Pending func() []string
}

// Result tells how a run ended.
type Result struct {
	// Executed is how many cells ran, Cells how many there were to run.
	Executed, Cells int
	// Failure is the error of the last cell that ran, if it ended the run.
	Failure *kernel.CellError
	// Interrupted: an interrupt or the context ended the run.
	Interrupted bool
	// Stuck: the last cell did not react to interrupts. It still runs; only the
	// end of the process ends it.
	Stuck bool
}

// ExitCode gives the exit code of a process: 0 if all went well, 130 after an
// interrupt, as shells have it, and 1 after an error.
func (r Result) ExitCode() int {
	switch {
	case r.Interrupted:
		return 130
	case r.Failure != nil || r.Stuck:
		return 1
	}
	return 0
}

const (
	// patience is how long a cell that was interrupted for good may take to end.
	patience = 2 * time.Second
	// saveEvery is how often the notebook is saved during a run, between cells. A
	// process that is killed loses no more.
	saveEvery = 2 * time.Second
)

// Run executes a notebook. The end of ctx interrupts the running cell and ends
// the run. The error is about the run itself: a file that cannot be read or
// written, or no interpreter; an error of a cell is in the Result, and has been
// shown on Stderr.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.Stderr == nil {
		o.Stderr = io.Discard
	}
	nb, err := read(o)
	if err != nil {
		return Result{}, err
	}
	interp, err := o.Interpreter()
	if err != nil {
		return Result{}, err
	}
	nb.Metadata()["language_info"] = interp.Info().LanguageInfo
	watched := &exitWatcher{Interpreter: interp}

	screen := &screen{stdout: o.Stdout, stderr: o.Stderr, terminal: o.Terminal, color: o.Color}
	out := newOutbox(notebook.NewOutputs(), screen)
	session := protocol.NewSession("starkernel")
	r := &run{
		options: o, notebook: nb, interp: watched, out: out, screen: screen, session: session,
		kernel: kernel.New(watched, out, kernel.Options{Session: session}),
	}
	r.kernel.Start()
	defer r.kernel.Close()
	err = r.executeAll(ctx)
	out.close()
	screen.progress("")
	r.report()
	if o.Output != "" {
		// Also after an error: what ran so far is worth keeping.
		if e := r.save(); err == nil {
			err = e
		}
	}
	if err == nil {
		err = screen.err
	}
	return r.result, err
}

// read reads the notebook, and refuses at once what would fail at the end.
func read(o Options) (*notebook.Notebook, error) {
	if o.Output != "" {
		dir := filepath.Dir(o.Output)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("cannot write %s: there is no folder %s", o.Output, dir)
		}
		if info, err := os.Stat(o.Output); err == nil && info.IsDir() {
			return nil, fmt.Errorf("cannot write %s: it is a folder; name a file", o.Output)
		}
	}
	if strings.EqualFold(filepath.Ext(o.Notebook), ".ipynb") {
		return notebook.Read(o.Notebook)
	}
	if o.Output != "" && samePath(o.Output, o.Notebook) {
		return nil, fmt.Errorf("%s is a program, which has no place for outputs; name a notebook with -o NAME.ipynb", o.Notebook)
	}
	text, err := os.ReadFile(o.Notebook)
	if err != nil {
		return nil, err
	}
	return notebook.FromProgram(string(text)), nil
}

func samePath(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	sa, errA := os.Stat(a)
	sb, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(sa, sb)
}

// run is one call of Run.
type run struct {
	options  Options
	notebook *notebook.Notebook
	interp   *exitWatcher
	kernel   *kernel.Kernel
	session  *protocol.Session
	out      *outbox
	screen   *screen
	result   Result
	saved    time.Time
}

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
		r.screen.progress(fmt.Sprintf("[%d/%d] %s", i+1, len(cells), firstLine(c.Source())))
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
	var timeout, giveUp <-chan time.Time
	if r.options.Timeout > 0 {
		t := time.NewTimer(r.options.Timeout)
		defer t.Stop()
		timeout = t.C
	}
	interrupts, cancelled := 0, ctx.Done()
	for {
		select {
		case <-done:
			return timedOut
		case <-r.options.Interrupts:
			r.result.Interrupted = true
			if interrupts++; interrupts == 3 {
				r.result.Stuck = true
				return timedOut
			}
			r.kernel.Interrupt()
		case <-cancelled:
			r.result.Interrupted = true
			cancelled = nil
			giveUp = r.interruptForGood()
		case <-timeout:
			timedOut = true
			giveUp = r.interruptForGood()
		case <-giveUp:
			r.result.Stuck = true
			return timedOut
		}
	}
}

// interruptForGood interrupts the cell twice, the second time past anything that
// handles it, and gives the time at which to stop waiting.
func (r *run) interruptForGood() <-chan time.Time {
	r.kernel.Interrupt()
	r.kernel.Interrupt()
	return time.After(patience)
}

// report tells on stderr how the run ended, if it did not end well, and which
// tasks it left.
func (r *run) report() {
	res := r.result
	switch {
	case res.Failure != nil:
		r.screen.note(fmt.Sprintf("%s: cell %d of %d failed: %v", r.options.Notebook, res.Executed, res.Cells, res.Failure))
	case res.Interrupted:
		r.screen.note(fmt.Sprintf("%s: interrupted after cell %d of %d", r.options.Notebook, res.Executed, res.Cells))
	}
	if r.options.Pending == nil || res.Stuck {
		return
	}
	if tasks := r.options.Pending(); len(tasks) > 0 {
		r.screen.note(fmt.Sprintf("%s: pending at the end, and cancelled: %s",
			r.options.Notebook, strings.Join(tasks, ", ")))
	}
}

func (r *run) save() error {
	r.saved = time.Now()
	err := r.notebook.Write(r.options.Output)
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		// The path would be that of a temporary file.
		err = pathErr.Err
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", r.options.Output, err)
	}
	return nil
}
