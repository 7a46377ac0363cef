package kerneltest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"starkernel/kernel"
	"starkernel/protocol"
)

// Interpreter is a kernel.Interpreter for tests. A cell has one statement a line:
//
//	print TEXT, eprint TEXT     a line on stdout or stderr
//	write "TEXT"                text on stdout, a Go string
//	task NAME HOME "TEXT"       text on stdout by a background task
//	flush                       publish what was written
//	result TEXT                 the cell's value
//	display TEXT                a display
//	display-id ID TEXT          a display with an id
//	update ID TEXT              its update
//	nan                         a display of data that has a NaN
//	clear, clear-wait           clear the output
//	input PROMPT, password P    ask, then print "got:" and the answer
//	sleep DURATION              wait
//	block                       wait for Release or an interrupt
//	stubborn                    wait for Release only
//	error NAME VALUE            end with an error
//	quiet-error NAME VALUE      the same, without publishing it
//	panic TEXT                  panic
//	page TEXT                   a payload
//	exit                        ask the kernel to end
//
// A user expression is its own value; one that begins with "error" fails.
type Interpreter struct {
	released    chan struct{}
	interrupted chan struct{}
	closed      chan struct{}
}

var _ kernel.Interpreter = (*Interpreter)(nil)

// NewInterpreter returns an Interpreter.
func NewInterpreter() *Interpreter {
	return &Interpreter{
		released:    make(chan struct{}),
		interrupted: make(chan struct{}, 1),
		closed:      make(chan struct{}),
	}
}

// Release ends the block or stubborn statement that runs, and waits for one.
func (in *Interpreter) Release() { in.released <- struct{}{} }

// Closed is closed once Close was called.
func (in *Interpreter) Closed() <-chan struct{} { return in.closed }

// interruptDelay is how long a cell takes to react to an interrupt. In a test
// with a simulated clock everything else that goes on is finished by then, so
// that the order of messages is always the same.
const interruptDelay = time.Millisecond

// errInterrupted is how an interrupted cell ends.
var errInterrupted = &kernel.CellError{EName: "KeyboardInterrupt", Traceback: []string{"KeyboardInterrupt"}}

// Execute implements kernel.Interpreter.
func (in *Interpreter) Execute(cell kernel.Cell, out kernel.Output) (o kernel.Outcome) {
	select {
	case <-in.interrupted: // meant for an earlier cell
	default:
	}
	if cell.Interrupted != nil && cell.Interrupted() {
		in.Interrupt() // the one that was taken away may have been this cell's
	}
	for line := range strings.Lines(cell.Code) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if in.executeLine(word, rest, cell, out, &o); o.Err != nil {
			return o
		}
	}
	if len(cell.UserExpressions) > 0 {
		o.UserExpressions = map[string]protocol.UserExpression{}
	}
	for name, expr := range cell.UserExpressions {
		o.UserExpressions[name] = evaluate(expr)
	}
	return o
}

func evaluate(expr string) protocol.UserExpression {
	if strings.HasPrefix(expr, "error") {
		return protocol.UserExpression{"status": protocol.StatusError, "ename": "Error", "evalue": expr, "traceback": []string{expr}}
	}
	return protocol.UserExpression{"status": protocol.StatusOK, "data": text(expr), "metadata": map[string]any{}}
}

func text(s string) protocol.MIMEBundle { return protocol.MIMEBundle{"text/plain": s} }

func (in *Interpreter) executeLine(word, rest string, cell kernel.Cell, out kernel.Output, o *kernel.Outcome) {
	first, second, _ := strings.Cut(rest, " ")
	switch word {
	case "":
	case "print":
		out.Stream(kernel.Stdout, rest+"\n", kernel.Origin{})
	case "eprint":
		out.Stream(kernel.Stderr, rest+"\n", kernel.Origin{})
	case "write":
		out.Stream(kernel.Stdout, unquote(rest), kernel.Origin{})
	case "task":
		home, s, _ := strings.Cut(second, " ")
		out.Stream(kernel.Stdout, unquote(s), kernel.Origin{Task: first, Home: home})
	case "flush":
		out.Flush()
	case "result":
		out.Result(kernel.Display{Data: text(rest)})
	case "display":
		out.Display(kernel.Display{Data: text(rest)})
	case "display-id":
		out.Display(kernel.Display{Data: text(second), DisplayID: first})
	case "update":
		out.Display(kernel.Display{Data: text(second), DisplayID: first, Update: true})
	case "nan":
		nan, _ := strconv.ParseFloat("nan", 64)
		out.Display(kernel.Display{Data: protocol.MIMEBundle{"application/json": []any{nan}}})
	case "clear", "clear-wait":
		out.ClearOutput(word == "clear-wait")
	case "input", "password":
		o.Err = in.ask(rest, word == "password", cell, out)
	case "sleep":
		d, err := time.ParseDuration(rest)
		if err != nil {
			panic(err)
		}
		select {
		case <-time.After(d):
		case <-in.interrupted:
			o.Err = interruptCell(out)
		}
	case "block":
		select {
		case <-in.released:
		case <-in.interrupted:
			o.Err = interruptCell(out)
		}
	case "stubborn":
		<-in.released
	case "error":
		o.Err = fail(&kernel.CellError{EName: first, EValue: second, Traceback: []string{rest}}, out)
	case "quiet-error":
		o.Err = &kernel.CellError{EName: first, EValue: second}
	case "panic":
		panic(rest)
	case "page":
		o.Payload = append(o.Payload, protocol.Payload{"source": "page", "start": 0, "data": text(rest)})
	case "exit":
		o.Exit = true
	default:
		o.Err = fail(&kernel.CellError{EName: "SyntaxError", EValue: word, Traceback: []string{word}}, out)
	}
}

func interruptCell(out kernel.Output) *kernel.CellError {
	time.Sleep(interruptDelay)
	return fail(errInterrupted, out)
}

func fail(e *kernel.CellError, out kernel.Output) *kernel.CellError {
	out.Error(e)
	return e
}

func (in *Interpreter) ask(prompt string, password bool, cell kernel.Cell, out kernel.Output) *kernel.CellError {
	if !cell.AllowStdin {
		return fail(&kernel.CellError{EName: "StdinNotImplementedError", EValue: "no stdin", Traceback: []string{"no stdin"}}, out)
	}
	answer := make(chan string, 1)
	// The cell does not end while it waits, so there is always an answer.
	cancel := out.Input(prompt, password, func(text string, _ bool) { answer <- text })
	defer cancel()
	select {
	case text := <-answer:
		out.Stream(kernel.Stdout, fmt.Sprintf("got:%s\n", text), kernel.Origin{})
		return nil
	case <-in.interrupted:
		return interruptCell(out)
	}
}

func unquote(s string) string {
	u, err := strconv.Unquote(s)
	if err != nil {
		panic(fmt.Sprintf("write: want a quoted Go string, got %s", s))
	}
	return u
}

// Interrupt implements kernel.Interpreter.
func (in *Interpreter) Interrupt() {
	select {
	case in.interrupted <- struct{}{}:
	default:
	}
}

// Complete implements kernel.Interpreter: everything completes to "abc". Code
// "panic" panics.
func (in *Interpreter) Complete(code string, cursor int) protocol.CompleteReply {
	if code == "panic" {
		panic("complete")
	}
	return protocol.CompleteReply{Matches: []string{"abc"}, CursorStart: 0, CursorEnd: cursor}
}

// Inspect implements kernel.Interpreter: the code is its own documentation, and
// empty code has none.
func (in *Interpreter) Inspect(code string, cursor, detail int) protocol.InspectReply {
	if code == "" {
		return protocol.InspectReply{}
	}
	return protocol.InspectReply{Found: true, Data: text(fmt.Sprintf("%s at %d, detail %d", code, cursor, detail))}
}

// IsComplete implements kernel.Interpreter: code that ends in a colon goes on.
func (in *Interpreter) IsComplete(code string) protocol.IsCompleteReply {
	if strings.HasSuffix(code, ":") {
		indent := "    "
		return protocol.IsCompleteReply{Status: "incomplete", Indent: &indent}
	}
	return protocol.IsCompleteReply{Status: "complete"}
}

// Info implements kernel.Interpreter.
func (in *Interpreter) Info() protocol.KernelInfoReply {
	return protocol.KernelInfoReply{
		Implementation:        "fake",
		ImplementationVersion: "1",
		LanguageInfo:          protocol.LanguageInfo{Name: "fake", Version: "1", MIMEType: "text/plain", FileExtension: ".txt"},
		Banner:                "fake",
	}
}

// Close implements kernel.Interpreter.
func (in *Interpreter) Close() { close(in.closed) }
