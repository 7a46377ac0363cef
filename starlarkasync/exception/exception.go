// Package exception gives Starlark errors Python's class names and makes them
// values.
//
// An [*Error] is at once a Go error, which unwinds Starlark code, and a
// Starlark value, which catch and task.exception() hand to a program. [Classify]
// turns any error of the interpreter into an *Error: its message decides the
// class. [Render] writes a traceback as Python does.
package exception

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Error is an error value. The same *Error may be raised many times: all who
// await one failed task get the same value, as in Python.
type Error struct {
	Class   string
	Message string
	Args    starlark.Tuple
	Cause   *Error
	// Stack is the call stack at which the error was first raised, outermost
	// frame first; nil while it was not raised.
	Stack starlark.CallStack
	// Pos is the place in the source that a SyntaxError is about; other errors
	// have none.
	Pos syntax.Position
	// Errors are the members of an ExceptionGroup.
	Errors []*Error
	// Fatal: no catch observes the error; it unwinds the whole task.
	Fatal bool
	// Notes are lines that are shown after the message, such as advice; they are
	// never part of it.
	Notes []string
}

// New makes an error of the given class.
func New(class, message string) *Error {
	e := &Error{Class: class, Message: message}
	if message != "" {
		e.Args = starlark.Tuple{starlark.String(message)}
	}
	return e
}

// Newf is New with a format.
func Newf(class, format string, args ...any) *Error { return New(class, fmt.Sprintf(format, args...)) }

// Error gives "Class: message", or the class alone when the message is empty.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.Class
	}
	return e.Class + ": " + e.Message
}

// String is str(e): "Class: message".
func (e *Error) String() string { return e.Error() }

// Repr is repr(e), such as ValueError("no"). Of a group it shows the members.
func (e *Error) Repr() string { return e.repr(reprNesting) }

// Limits of the members of groups in a Repr.
const (
	reprNesting = 2
	reprMembers = 6
)

func (e *Error) repr(nesting int) string {
	if len(e.Errors) == 0 {
		return e.Class + "(" + syntax.Quote(e.Message, false) + ")"
	}
	if nesting == 0 {
		return e.Class + "(...)"
	}
	message := e.Message
	if len(e.Args) > 0 {
		if s, ok := starlark.AsString(e.Args[0]); ok {
			message = s
		}
	}
	var members []string
	for i, m := range e.Errors {
		if i == reprMembers {
			members = append(members, "...")
			break
		}
		members = append(members, m.repr(nesting-1))
	}
	return e.Class + "(" + syntax.Quote(message, false) + ", [" + strings.Join(members, ", ") + "])"
}

func (e *Error) Type() string          { return e.Class }
func (e *Error) Freeze()               {}
func (e *Error) Truth() starlark.Bool  { return true }
func (e *Error) Hash() (uint32, error) { return starlark.String(e.Class + e.Message).Hash() }

// AttrNames and Attr give programs name, message, args, cause, notes, traceback
// and, for groups, exceptions.
func (e *Error) AttrNames() []string {
	return []string{"args", "cause", "exceptions", "message", "name", "notes", "traceback"}
}

func (e *Error) Attr(name string) (starlark.Value, error) {
	switch name {
	case "name":
		return starlark.String(e.Class), nil
	case "message":
		return starlark.String(e.Message), nil
	case "args":
		if e.Args == nil {
			return starlark.Tuple{}, nil
		}
		return e.Args, nil
	case "cause":
		if e.Cause == nil {
			return starlark.None, nil
		}
		return e.Cause, nil
	case "notes":
		t := make(starlark.Tuple, len(e.Notes))
		for i, note := range e.Notes {
			t[i] = starlark.String(note)
		}
		return t, nil
	case "exceptions":
		t := make(starlark.Tuple, len(e.Errors))
		for i, x := range e.Errors {
			t[i] = x
		}
		return t, nil
	case "traceback":
		var b strings.Builder
		for _, f := range UserFrames(e.Stack) {
			fmt.Fprintf(&b, "%s: in %s\n", f.Pos, f.Name)
		}
		return starlark.String(b.String()), nil
	}
	return nil, nil
}

// Find gives the *Error in err's chain, or nil.
func Find(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
