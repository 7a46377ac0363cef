package starlarkasync

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// This file tells of errors that no code of the program waits for.

// unhandled hands an error to the program's exception handler, or, if there is
// none or the session ends, to Notice with text. kind and culprit say whose error
// it is: "task", "future" or "handle".
func (l *Loop) unhandled(text, message string, e *exception.Error, kind string, culprit starlark.Value) {
	if l.onError == nil || l.closed {
		l.notice(text, e)
		return
	}
	about := starlark.NewDict(3)
	for _, kv := range [][2]starlark.Value{
		{starlark.String("message"), starlark.String(message)},
		{starlark.String("exception"), e},
		{starlark.String(kind), culprit},
	} {
		_ = about.SetKey(kv[0], kv[1]) // a new dict takes strings
	}
	l.callHandler(about)
}

const unhandledInHandler = "Unhandled error in exception handler"

// callHandler calls the program's exception handler.
func (l *Loop) callHandler(about starlark.Value) {
	if e := l.runCallback(l.onError, starlark.Tuple{l.value, about}, l.context().copied()); e != nil {
		l.notice(unhandledInHandler, e)
	}
}

// defaultHandler tells of what a dict for an exception handler describes.
func (l *Loop) defaultHandler(about *starlark.Dict) {
	var e *exception.Error
	text := "Unhandled exception in event loop"
	var rest []string
	for _, item := range about.Items() {
		key, _ := starlark.AsString(item[0])
		switch x := item[1].(type) {
		case *exception.Error:
			if key == "exception" {
				e = x
				continue
			}
		case starlark.String:
			if key == "message" {
				text = string(x)
				continue
			}
		}
		rest = append(rest, key+": "+brief(item[1], briefLevel))
	}
	l.notice(strings.Join(append([]string{text}, rest...), "\n"), e)
}

func setExceptionHandler(v *loopValue, c *call) (starlark.Value, error) {
	var h starlark.Value
	if err := c.unpack("handler", &h); err != nil {
		return nil, err
	}
	f, ok := h.(starlark.Callable)
	if !ok && h != starlark.None {
		return nil, exception.Newf("TypeError", "A callable object or None is expected, got %s", h)
	}
	v.loop.onError = f
	return starlark.None, nil
}

func getExceptionHandler(v *loopValue, c *call) (starlark.Value, error) {
	if v.loop.onError == nil {
		return starlark.None, c.none()
	}
	return v.loop.onError, c.none()
}

func callExceptionHandler(v *loopValue, c *call) (starlark.Value, error) {
	about, err := c.errorContext()
	if err != nil {
		return nil, err
	}
	l := v.loop
	if l.onError == nil {
		l.defaultHandler(about)
		return starlark.None, nil
	}
	if _, err := starlark.Call(c.thread, l.onError, starlark.Tuple{v, about}, nil); err != nil {
		e := l.raised(c.thread, err)
		if e.Fatal {
			return nil, err
		}
		l.notice(unhandledInHandler, e)
	}
	return starlark.None, nil
}

func defaultExceptionHandler(v *loopValue, c *call) (starlark.Value, error) {
	about, err := c.errorContext()
	if err != nil {
		return nil, err
	}
	v.loop.defaultHandler(about)
	return starlark.None, nil
}

// errorContext takes the dict that describes an error.
func (c *call) errorContext() (*starlark.Dict, error) {
	var v starlark.Value
	if err := c.unpack("context", &v); err != nil {
		return nil, err
	}
	d, ok := v.(*starlark.Dict)
	if !ok {
		return nil, exception.Newf("TypeError", "%s: got %s, want a dict with a message", c.name, v.Type())
	}
	return d, nil
}

// runCallback calls a Starlark function from the loop, on no task's stack, in a
// context. It gives the error, unless that ends the run.
func (l *Loop) runCallback(fn starlark.Callable, args starlark.Tuple, x *context) *exception.Error {
	before, entered := l.inContext, x.entered
	l.inContext, x.entered = x, true
	l.enter(&l.thread)
	err := guard(func() error {
		_, err := starlark.Call(&l.thread, fn, args, nil)
		return err
	})
	var e *exception.Error
	if err != nil {
		e = l.raised(&l.thread, err)
	}
	l.afterStep(nil, l.leave(&l.thread), e)
	l.inContext, x.entered = before, entered
	if e != nil && e.Fatal {
		return nil
	}
	return e
}

// callBack is a callback of a program: its error is told and lost, as in asyncio.
func (l *Loop) callBack(fn starlark.Callable, args starlark.Tuple, x *context, kind string, culprit starlark.Value) {
	if e := l.runCallback(fn, args, x); e != nil {
		text := fmt.Sprintf("Exception in callback %s", fn.Name())
		l.unhandled(text, text+"()", e, kind, culprit)
	}
}
