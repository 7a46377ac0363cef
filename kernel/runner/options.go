package runner

import (
	"io"
	"os"
	"time"

	"starkernel/kernel"
)

// Stdin is the name of standard input in [Options].
const Stdin = "-"

// Options say what Run does.
type Options struct {
	// Notebook is the path of an .ipynb file, or of a program, whose cells begin
	// with `# %%` lines. [Stdin] stands for the program that is read from Stdin.
	Notebook string
	Stdin    io.Reader
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
	// Size gives the size of the terminal if both writers go to it: there, updates
	// of displays replace what they have shown. Nil: nothing is replaced.
	Size func() (width, height int)
	// Color: tracebacks and results keep their colours.
	Color bool
	// Timeout is how long one cell may run; 0 means as long as it wants. A cell
	// that takes longer is interrupted, which ends the run.
	Timeout time.Duration
	// Interrupts interrupts the running cell, which ends the run. If the cell
	// does not end, the third one gives it up.
	Interrupts <-chan os.Signal
	// NoTiming: nothing in the written notebook depends on the time that things
	// took, as with notebook.Outputs.
	NoTiming bool
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
