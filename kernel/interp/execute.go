package interp

import (
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/protocol"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// Execute compiles a cell and runs it as a foreground run of the loop.
func (s *Starlark) Execute(cell kernel.Cell, out kernel.Output) kernel.Outcome {
	out, end := s.begin(cell, out)
	defer end()

	label := fmt.Sprintf("In [%d]", cell.Count)
	remembered := cell.StoreHistory && !cell.Silent
	if remembered {
		s.history.begin(cell.Count, cell.Code)
	} else {
		s.unnamed++
		label = fmt.Sprintf("<unstored %d>", s.unnamed)
	}
	code, err := s.session.Compile(label, cell.Code)
	s.takeSnapshot()
	if err != nil {
		e := s.cellError(exception.Classify(err))
		out.Error(e)
		return kernel.Outcome{Err: e}
	}

	var failure *kernel.CellError
	dealtWith := false // the cell was interrupted, and has ended in spite of it
	body := func(thread *starlark.Thread) (starlark.Value, error) {
		if err := s.interrupted(); err != nil {
			return nil, err
		}
		return code.Call(thread)
	}
	_, raised := s.loop.RunForeground(label, body, func(v starlark.Value, e *exception.Error) {
		dealtWith = s.interrupted() != nil
		if e == nil && code.HasResult && v != starlark.None && v != nil && !cell.Silent {
			e = s.showResult(v, remembered)
		}
		if e != nil {
			failure = s.cellError(e)
			out.Error(failure)
		}
	})
	outcome := kernel.Outcome{Err: failure}
	if raised == nil && failure == nil {
		if dealtWith {
			s.cell.Interrupted = nil
		}
		outcome.UserExpressions = s.userExpressions(cell.UserExpressions)
		outcome.Payload = s.payload
	}
	outcome.Exit = s.exiting
	return outcome
}

// Drain runs the loop as a cell does until no task and no function on another core
// is left. What they show goes to out. The code of the cell does not matter. An
// interrupt ends the wait, the end of limit by the session's clock (0 is none), and
// so does it when nothing can go on any more.
func (s *Starlark) Drain(cell kernel.Cell, out kernel.Output, limit time.Duration) kernel.Outcome {
	_, end := s.begin(cell, out)
	defer end()
	s.loop.Drain("the end", limit)
	return kernel.Outcome{}
}

// begin prepares a foreground run whose output goes to out, by way of what it
// gives. end is called after it.
func (s *Starlark) begin(cell kernel.Cell, out kernel.Output) (_ kernel.Output, end func()) {
	s.loop.Own()
	out = s.withBars(cell, out)
	s.out, s.cell, s.payload, s.exiting = out, cell, nil, false
	s.homes.begin(out)
	return out, func() {
		defer s.loop.Disown()
		defer func() { s.out = nil }()
		defer s.bars.end()
		defer s.homes.end()
		s.refreshLive()
	}
}

// interrupted is KeyboardInterrupt if the cell was interrupted before its run
// could be.
func (s *Starlark) interrupted() error {
	if s.cell.Interrupted != nil && s.cell.Interrupted() {
		return &exception.Error{Class: "KeyboardInterrupt", Fatal: true}
	}
	return nil
}

// userExpressions evaluates the expressions in one run of their own.
func (s *Starlark) userExpressions(expressions map[string]string) map[string]protocol.UserExpression {
	if len(expressions) == 0 {
		return nil
	}
	results := make(map[string]protocol.UserExpression, len(expressions))
	s.loop.RunForeground("<user_expressions>", func(thread *starlark.Thread) (starlark.Value, error) {
		if err := s.interrupted(); err != nil {
			return nil, err
		}
		for name, source := range expressions {
			v, err := s.evaluate(thread, source)
			if err != nil {
				e := exception.Classify(err)
				results[name] = s.expressionError(e)
				if e.Class == "KeyboardInterrupt" {
					return nil, err
				}
				continue
			}
			results[name] = s.expressionValue(v)
		}
		return starlark.None, nil
	}, nil)
	for name := range expressions {
		if results[name] == nil {
			results[name] = s.expressionError(exception.New("KeyboardInterrupt", ""))
		}
	}
	return results
}

func (s *Starlark) evaluate(thread *starlark.Thread, source string) (starlark.Value, error) {
	s.unnamed++
	code, err := s.session.Compile(fmt.Sprintf("<expression %d>", s.unnamed), strings.TrimSpace(source))
	if err != nil {
		return nil, err
	}
	return code.Call(thread)
}

func (s *Starlark) expressionValue(v starlark.Value) protocol.UserExpression {
	d, err := s.formsOf(v, choice{})
	if err != nil {
		return s.expressionError(exception.Classify(err))
	}
	return protocol.UserExpression{"status": "ok", "data": d.Data, "metadata": nonNil(d.Metadata)}
}

func (s *Starlark) expressionError(e *exception.Error) protocol.UserExpression {
	c := s.cellError(e)
	return protocol.UserExpression{"status": "error", "ename": c.EName, "evalue": c.EValue, "traceback": c.Traceback}
}

func nonNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// cellError gives an error in Jupyter's terms, with a coloured traceback.
func (s *Starlark) cellError(e *exception.Error) *kernel.CellError {
	s.session.Suggest(e)
	return &kernel.CellError{EName: e.Class, EValue: e.Message, Traceback: exception.Render(e, s.source, true)}
}

// traceback is the traceback of an error for a stream.
func (s *Starlark) traceback(e *exception.Error) string {
	s.session.Suggest(e)
	return strings.Join(exception.Render(e, s.source, false), "\n")
}

// source gives the text of a cell or a module for tracebacks.
func (s *Starlark) source(file string) (string, bool) {
	if text, ok := s.session.Source(file); ok {
		return text, true
	}
	return s.modules.source(file)
}

// IsComplete tells whether a cell can be executed as it is.
func (s *Starlark) IsComplete(code string) protocol.IsCompleteReply {
	status, indent := syntax.IsComplete(code)
	r := protocol.IsCompleteReply{Status: status}
	if status == "incomplete" {
		r.Indent = &indent
	}
	return r
}

// Info describes Starlark in a kernel_info_reply.
func (s *Starlark) Info() protocol.KernelInfoReply {
	return protocol.KernelInfoReply{
		Implementation:        "starkernel",
		ImplementationVersion: s.options.Version,
		// A front end finds its highlighting by the CodeMirror mode: there is
		// none for Starlark, and Python's fits.
		LanguageInfo: protocol.LanguageInfo{
			Name: "starlark", Version: "1", MIMEType: "text/x-python", FileExtension: ".star",
			PygmentsLexer: "python", CodeMirrorMode: "python",
		},
		Banner: "starkernel " + s.options.Version + ": Starlark with background tasks. Type help() for a start.",
		HelpLinks: []protocol.HelpLink{
			{Text: "Starlark language", URL: "https://github.com/bazelbuild/starlark/blob/master/spec.md"},
			{Text: "asyncio", URL: "https://docs.python.org/3/library/asyncio-task.html"},
		},
		SupportedFeatures: []string{},
	}
}
