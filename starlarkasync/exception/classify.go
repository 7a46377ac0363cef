package exception

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"sync"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Classify gives the *Error that err is, or makes one of an error of the
// interpreter, whose message decides the class. Of nil it makes nil.
//
// The call stack of the innermost [*starlark.EvalError] in the chain becomes the
// error's Stack, unless the error was raised before and has one. Classify an
// error when it is caught first: the message of a plain error makes a new
// *Error each time.
func Classify(err error) *Error {
	if err == nil {
		return nil
	}
	e := Find(err)
	badCall := false
	if e == nil {
		plain := root(err)
		e = classify(plain)
		badCall = badArguments().MatchString(plain.Error())
	}
	var eval *starlark.EvalError
	for e.Stack == nil && errors.As(err, &eval) {
		if err = eval.Unwrap(); !errors.As(err, new(*starlark.EvalError)) {
			e.Stack = eval.CallStack
		}
	}
	if n := len(e.Stack); badCall && n > 1 {
		e.Stack = e.Stack[:n-1]
	}
	return e
}

// badArguments is the message of a call that does not fit a function's
// parameters. The interpreter raises it in the function, Python in the caller.
var badArguments = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^function \S+ (accepts|missing|got) `) })

// root gives the first error in a chain that is not the interpreter's wrapper.
func root(err error) error {
	for {
		eval, ok := err.(*starlark.EvalError)
		if !ok || eval.Unwrap() == nil {
			return err
		}
		err = eval.Unwrap()
	}
}

func classify(err error) *Error {
	message := shorten(err.Error())
	var parse syntax.Error
	var list resolve.ErrorList
	switch {
	case errors.As(err, &parse):
		e := New("SyntaxError", parse.Msg)
		e.Pos = parse.Pos
		return e
	case errors.As(err, &list) && len(list) > 0:
		e := New("SyntaxError", list[0].Msg)
		e.Pos = list[0].Pos
		return e
	case errors.Is(err, fs.ErrNotExist):
		return New("FileNotFoundError", message)
	case errors.Is(err, fs.ErrPermission):
		return New("PermissionError", message)
	case errors.Is(err, context.DeadlineExceeded):
		return New("TimeoutError", message)
	}
	for _, m := range messages() {
		if match := m.pattern.FindStringSubmatch(message); match != nil {
			if m.make != nil {
				return m.make(match)
			}
			return New(m.class, message)
		}
	}
	return New("Error", message)
}

// maxMessage is the most bytes of a message that are kept: the interpreter puts
// whole values into some.
const maxMessage = 16 << 10

// shorten takes the middle out of a message that is too long.
func shorten(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	head, tail := maxMessage*3/4, len(s)-maxMessage/4
	for !utf8.RuneStart(s[head]) {
		head--
	}
	for !utf8.RuneStart(s[tail]) {
		tail++
	}
	return s[:head] + " … " + s[tail:]
}

// NameError makes the error of a name that nothing binds.
func NameError(name string) *Error { return Newf("NameError", "name '%s' is not defined", name) }

// cancelled makes the error of a thread that was cancelled with a reason such
// as "KeyboardInterrupt" or "MemoryError: the limit is …".
func cancelled(match []string) *Error {
	if m := reason().FindStringSubmatch(match[1]); m != nil {
		return New(m[1], m[2])
	}
	if match[1] == "too many steps" {
		return New("RuntimeError", match[1])
	}
	return New("RuntimeError", "computation cancelled: "+match[1])
}

var reason = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^([A-Z]\w*(?:Error|Interrupt|Exit))(?:: (.*))?$`)
})

func unboundLocal(match []string) *Error {
	e := Newf("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", match[1])
	e.Notes = []string{"an assignment anywhere in a function makes the name local to it; to keep a value outside, change a list or dict, or return the value"}
	return e
}
