package kernel

import "starkernel/protocol"

// Interpreter executes the cells of one session in some language. The kernel
// calls Execute from one goroutine at a time; every other method may be called
// from any goroutine, also while Execute runs, and must return soon.
type Interpreter interface {
	// Execute runs one cell to its end and sends what it shows to out. It
	// publishes the cell's result or error itself, at the end of the cell's
	// body, because output of background tasks may still follow. It must not
	// use out after it has returned.
	Execute(cell Cell, out Output) Outcome
	// Interrupt asks the running cell to end. It does nothing between cells: one
	// that comes just after a cell has ended must not hit the next.
	Interrupt()
	// Complete, Inspect and IsComplete answer the requests of the same names.
	// Cursor positions count Unicode code points. They never run user code.
	Complete(code string, cursor int) protocol.CompleteReply
	Inspect(code string, cursor, detail int) protocol.InspectReply
	IsComplete(code string) protocol.IsCompleteReply
	// Info describes the language and the implementation.
	Info() protocol.KernelInfoReply
	// Close ends the session: its tasks are cancelled and its goroutines end.
	// Execute is not running, or was interrupted and is about to return.
	Close()
}

// Cell is one execution that an interpreter is asked for.
type Cell struct {
	Code string
	// Count is the execution count, the n of In [n].
	Count int
	// Silent: no result is shown and nothing of the cell is remembered. Streams
	// are dropped by the kernel.
	Silent bool
	// StoreHistory: the cell takes part in In and Out.
	StoreHistory bool
	// AllowStdin: the client can answer an input request.
	AllowStdin bool
	// UserExpressions are evaluated after the cell, in one run, if it succeeds.
	UserExpressions map[string]string
	// ID is the notebook's own id of the cell ("cellId" in the metadata), or "".
	ID string
	// Interrupted reports whether the cell was interrupted. The kernel may call
	// Interrupt before the interpreter has anything that it could stop, so an
	// interpreter asks once its Interrupt takes effect: after it has begun to
	// run the cell's body, and again its user expressions. It may be called from
	// any goroutine until Execute returns, and takes no locks. Nil: no.
	Interrupted func() bool
}

// Outcome is how a cell ended.
type Outcome struct {
	// Err is nil when the cell succeeded.
	Err *CellError
	// UserExpressions has one entry for each expression asked for, after success.
	UserExpressions map[string]protocol.UserExpression
	// Payload is the deprecated but used payload list of an execute_reply.
	Payload []protocol.Payload
	// Exit: the user's code asked the kernel to end.
	Exit bool
}

// CellError is the error with which a cell ended, in Jupyter's terms.
type CellError struct {
	EName     string
	EValue    string
	Traceback []string
}

func (e *CellError) Error() string {
	if e.EValue == "" {
		return e.EName
	}
	return e.EName + ": " + e.EValue
}

// Stream names.
const (
	Stdout = "stdout"
	Stderr = "stderr"
)

// Origin says which task wrote a piece of output. The zero Origin is the
// foreground cell itself.
type Origin struct {
	// Task is the name of the background task, "" for the foreground.
	Task string
	// Home is the label of the cell that started the task, such as "In [2]".
	Home string
}

// Display is a piece of rich output.
type Display struct {
	Data      protocol.MIMEBundle
	Metadata  map[string]any
	DisplayID string // "" for none
	// Update: replace what was shown under DisplayID instead of adding output.
	Update bool
	// Log is not nil if updates add to the text.
	Log *protocol.Log
}

// Output takes what a running cell shows. Its methods may be called from any
// goroutine and keep the order in which they are called. They may hold the
// caller back while clients read slowly.
type Output interface {
	// Stream writes text to stdout or stderr.
	Stream(name, text string, from Origin)
	// Display publishes display_data or update_display_data.
	Display(d Display)
	// Result publishes the execute_result of the cell.
	Result(d Display)
	// Error publishes the error of the cell.
	Error(e *CellError)
	// ClearOutput clears the output of the cell; with wait, when the next
	// output arrives.
	ClearOutput(wait bool)
	// Flush sends what streams hold back.
	Flush()
	// Input asks the client for a line of text. The answer comes through
	// deliver, called once and from another goroutine. ok is false if there will
	// be no answer because the cell has ended. cancel withdraws the question;
	// deliver is not called after it has returned, and must not call it. The
	// caller checks Cell.AllowStdin first.
	Input(prompt string, password bool, deliver func(text string, ok bool)) (cancel func())
}
