package runner

import (
	"io"
	"os"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/notebook"
	"starkernel/kernel/parameters"
)

// Stdin is the name of standard input in [Options].
const Stdin = "-"

// Title is how a run calls what it executes: by its path, but for standard input.
func Title(path string) string {
	if path == Stdin {
		return "<stdin>"
	}
	return path
}

// Options say what Run does.
type Options struct {
	// Notebook is the path of an .ipynb file, or of a program, whose cells begin
	// with `# %%` lines. [Stdin] stands for what is read from Stdin, one of these.
	Notebook string
	Stdin    io.Reader
	// Accept gives the reason why a notebook is not run, nil if it is. Nil: all are.
	Accept func(*notebook.Notebook) error
	// Output is where the executed notebook is written, "" for nowhere. It may be
	// Notebook itself, unless that is a program. It is written again and again
	// during the run.
	Output string
	// Final gets the executed notebook at the end. Nil means nobody.
	Final io.Writer
	// Export is another file that is written at the end, "" for none: the executed
	// notebook as ExportAs gives it.
	Export   string
	ExportAs func(*notebook.Notebook) ([]byte, error)
	// Resume: Notebook is the output of a run that did not come to its end. The
	// cells that had ended run again, to rebuild the state, and a warning tells
	// which of them has other outputs now. Until they have all run, nothing is
	// written.
	Resume bool
	// Parameters are set by a cell that is injected. Nil: there is none.
	Parameters *parameters.Set
	// Interpreter makes the interpreter. Run closes it. It is called once the
	// notebook has been read.
	Interpreter func() (kernel.Interpreter, error)
	// Stdout gets what cells print and the text form of their results, Stderr the
	// rest. Nil means that it is dropped.
	Stdout, Stderr io.Writer
	// Terminal: Stderr is a terminal, so a line at its bottom shows which cell
	// runs.
	Terminal bool
	// Quiet: of what cells show, only errors are shown.
	Quiet bool
	// Log: Stderr gets lines about the run, as papermill logs them. Verbose: and
	// more of them.
	Log, Verbose bool
	// Size gives the size of the terminal if both writers go to it: there, updates
	// of displays replace what they have shown. Nil: nothing is replaced.
	Size func() (width, height int)
	// Color: tracebacks and results keep their colours.
	Color bool
	// Timeout is how long one cell may run; 0 means as long as it wants. A cell
	// that takes longer is interrupted, which ends the run.
	Timeout time.Duration
	// RunTimeout is the same for all cells together, with the wait for tasks at the
	// end.
	RunTimeout time.Duration
	// AllowErrors: an error of a cell does not end the run, and is no failure.
	AllowErrors bool
	// Skip tells of more cells that do not run than those whose tags say so. Nil:
	// there are no more.
	Skip func(c *notebook.Cell) bool
	// Interrupts interrupts the running cell, which ends the run. If the cell
	// does not end, the third one gives it up.
	Interrupts <-chan os.Signal
	// NoTiming: nothing in the written notebook depends on the time that things
	// took, as with notebook.Outputs.
	NoTiming bool
	// Drain waits for the tasks that are left, as if it were a last cell, but no
	// longer than DrainLimit; 0 means as long as they want. What they print goes
	// into the last cell that ran. It is called if all cells went well. Nil: nobody
	// waits.
	Drain      func(cell kernel.Cell, out kernel.Output) kernel.Outcome
	DrainLimit time.Duration
	// Pending ends the tasks that are left, and names them. It is called after the
	// last cell, before the interpreter is closed. Interrupts and the end of the
	// context become interrupts of the interpreter meanwhile; if the context ended
	// before, that waits for two seconds. Nil means that there are none.
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
	// TimedOut: a cell or the run took longer than it may.
	TimedOut bool
	// Cases tell of each code cell that is not empty.
	Cases []Case
}

// ExitCode gives the exit code of a process: 0 if all went well, 130 after an
// interrupt, as shells have it, 3 if it took too long, and 1 after an error.
func (r Result) ExitCode() int {
	switch {
	case r.Interrupted:
		return 130
	case r.TimedOut:
		return 3
	case r.Failure != nil || r.Stuck:
		return 1
	}
	return 0
}
