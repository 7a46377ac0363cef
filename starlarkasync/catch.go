package starlarkasync

import (
	"strings"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// Starlark has no try statement: these functions observe errors. None of them
// adds a turn of the loop or a task.

// catch awaits x and gives (value, None) or (None, error). Like Python's
// "except BaseException" it sees CancelledError; a KeyboardInterrupt passes.
func (l *Loop) catch(x starlark.Value) *Coroutine {
	return native("catch", func(thread *starlark.Thread) (starlark.Value, error) {
		v, err := l.Await(thread, x)
		return l.caught(thread, v, err)
	})
}

func (l *Loop) caught(thread *starlark.Thread, v starlark.Value, err error) (starlark.Value, error) {
	if err == nil {
		return starlark.Tuple{v, starlark.None}, nil
	}
	e := l.raised(thread, err)
	if e.Fatal {
		return nil, err
	}
	if e.Stack == nil { // raised by the loop itself, such as a TimeoutError
		e.Stack = thread.CallStack()
	}
	return starlark.Tuple{starlark.None, e}, nil
}

// runFinally awaits x and then calls f, whatever x did; what f gives is awaited
// if it can be. An error of f replaces that of x.
func (l *Loop) runFinally(x starlark.Value, f starlark.Callable) *Coroutine {
	return native("run_finally", func(thread *starlark.Thread) (starlark.Value, error) {
		v, err := l.Await(thread, x)
		err = l.settle(thread, err)
		if _, ferr := l.callAndAwait(thread, f, nil); ferr != nil {
			return nil, l.replace(thread, err, ferr)
		}
		return v, err
	})
}

// settle is called when a block has ended with err or without an error, before
// its cleanup runs: the cleanup runs also when the thread was told to stop. The
// error that goes on from here unwinds the rest.
func (l *Loop) settle(thread *starlark.Thread, err error) error {
	if err == nil {
		if l.pardon(thread) {
			return newInterrupt()
		}
		return nil
	}
	e := l.raised(thread, err)
	if l.pardon(thread) && !e.Fatal {
		return newInterrupt()
	}
	return e
}

// replace gives the error with which a block ends when its cleanup failed, too:
// that of the cleanup, as in Python, but an interrupt goes on.
func (l *Loop) replace(thread *starlark.Thread, err, cleanup error) error {
	if err == nil || !fatal(err) {
		return cleanup
	}
	if e := l.raised(thread, cleanup); !e.Fatal {
		x := *exception.Find(err)
		x.Notes = append(x.Notes[:len(x.Notes):len(x.Notes)], "its cleanup failed: "+e.Error())
		return &x
	}
	return err
}

// callAndAwait calls f and awaits what it gives if it is a coroutine or future.
func (l *Loop) callAndAwait(thread *starlark.Thread, f starlark.Value, args starlark.Tuple) (starlark.Value, error) {
	v, err := starlark.Call(thread, f, args, nil)
	if err != nil {
		return nil, err
	}
	switch v.(type) {
	case *Coroutine, awaitable:
		return l.Await(thread, v)
	}
	return v, nil
}

// manager is what run_with enters and exits: a timeout, a lock, a TaskGroup.
type manager interface {
	enter(thread *starlark.Thread) (starlark.Value, error)
	// exit gives the error with which the block ends, for the one with which
	// its body ended; nil for none.
	exit(thread *starlark.Thread, err error) error
}

// timeoutManager lets a timeoutScope be a manager.
type timeoutManager struct{ *timeoutScope }

func (t timeoutManager) enter(thread *starlark.Thread) (starlark.Value, error) {
	return t.timeoutScope, t.timeoutScope.enter(thread)
}

// takesNothing reports whether f is a Starlark function without parameters.
func takesNothing(f starlark.Callable) bool {
	if a, ok := f.(*AsyncFunction); ok {
		return a.fn.NumParams() == 0
	}
	fn, ok := f.(*starlark.Function)
	return ok && fn.NumParams() == 0
}

// runWith is "async with cm as v: return await f(v)". A function without
// parameters is called without v.
func (l *Loop) runWith(cm starlark.Value, f starlark.Callable) (*Coroutine, error) {
	m, ok := cm.(manager)
	if t, isTimeout := cm.(*timeoutScope); isTimeout {
		m, ok = timeoutManager{t}, true
	}
	if !ok {
		if m, ok = l.structManager(cm); !ok {
			return nil, exception.Newf("TypeError", "run_with: got %s, want a timeout, lock, semaphore, condition, TaskGroup or a struct with __aenter__ and __aexit__", cm.Type())
		}
	}
	return native("run_with", func(thread *starlark.Thread) (starlark.Value, error) {
		v, err := m.enter(thread)
		if err != nil {
			return nil, err
		}
		args := starlark.Tuple{v}
		if takesNothing(f) {
			args = nil
		}
		v, err = l.callAndAwait(thread, f, args)
		err = l.settle(thread, err)
		if xerr := m.exit(thread, err); xerr != nil && xerr != err {
			return nil, l.replace(thread, err, xerr)
		} else if xerr != nil {
			return nil, err
		}
		if v == nil { // exit swallowed the error
			v = starlark.None
		}
		return v, nil
	}), nil
}

// userManager calls the methods of a struct. A true value of its exit function
// swallows the error, as in Python.
type userManager struct {
	loop    *Loop
	enterFn starlark.Value
	exitFn  starlark.Value
}

func (l *Loop) structManager(v starlark.Value) (manager, bool) {
	x, ok := v.(starlark.HasAttrs)
	if !ok {
		return nil, false
	}
	for _, names := range [][2]string{{"__aenter__", "__aexit__"}, {"__enter__", "__exit__"}} {
		enter, err1 := x.Attr(names[0])
		exit, err2 := x.Attr(names[1])
		if err1 == nil && err2 == nil && enter != nil && exit != nil {
			return &userManager{l, enter, exit}, true
		}
	}
	return nil, false
}

func (m *userManager) enter(thread *starlark.Thread) (starlark.Value, error) {
	return m.loop.callAndAwait(thread, m.enterFn, nil)
}

func (m *userManager) exit(thread *starlark.Thread, err error) error {
	arg := starlark.Value(starlark.None)
	var e *exception.Error
	if err != nil {
		e = m.loop.raised(thread, err)
		arg = e
	}
	v, xerr := m.loop.callAndAwait(thread, m.exitFn, starlark.Tuple{arg})
	switch {
	case xerr != nil:
		return xerr
	case e != nil && !e.Fatal && bool(v.Truth()):
		return nil
	}
	return err
}

// makeError is the builtin error(message, name="Error", cause=None, notes=[]).
func makeError(c *call) (starlark.Value, error) {
	var message, cause starlark.Value
	name := "Error"
	var notes starlark.Iterable
	if err := c.unpack("message", &message, "name?", &name, "cause?", &cause, "notes?", &notes); err != nil {
		return nil, err
	}
	e := exception.New(name, text(message))
	e.Args = starlark.Tuple{message}
	if cause != nil && cause != starlark.None {
		x, ok := cause.(*exception.Error)
		if !ok {
			return nil, exception.Newf("TypeError", "error: for parameter cause: got %s, want an error value or None", cause.Type())
		}
		e.Cause = x
	}
	if notes != nil {
		list, err := c.loop.values(c.thread, notes)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			note, ok := starlark.AsString(v)
			if !ok {
				return nil, exception.Newf("TypeError", "error: for parameter notes: got %s, want strings", v.Type())
			}
			e.Notes = append(e.Notes, note)
		}
	}
	return e, nil
}

// fail is the builtin fail(*args, sep=" "): it raises an error value, or makes
// one of class "fail" from its arguments.
func fail(c *call) (starlark.Value, error) {
	sep := " "
	if err := starlark.UnpackArgs("fail", nil, c.kwargs, "sep?", &sep); err != nil {
		return nil, err
	}
	if len(c.args) == 1 {
		if e, ok := c.args[0].(*exception.Error); ok {
			return nil, e
		}
	}
	parts := make([]string, len(c.args))
	for i, a := range c.args {
		parts[i] = text(a)
	}
	e := exception.New("fail", strings.Join(parts, sep))
	e.Args = c.args
	return nil, e
}

func catchBuiltin(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("awaitable", &x); err != nil {
		return nil, err
	}
	return c.loop.catch(x), nil
}

func catchCall(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "catch_call: got no function, want catch_call(f, *args, **kwargs)")
	}
	v, err := starlark.Call(c.thread, c.args[0], c.args[1:], c.kwargs)
	return c.loop.caught(c.thread, v, err)
}

func runFinallyBuiltin(c *call) (starlark.Value, error) {
	var x starlark.Value
	var f starlark.Callable
	if err := c.unpack("awaitable", &x, "f", &f); err != nil {
		return nil, err
	}
	return c.loop.runFinally(x, f), nil
}

func runWithBuiltin(c *call) (starlark.Value, error) {
	var cm starlark.Value
	var f starlark.Callable
	if err := c.unpack("manager", &cm, "f", &f); err != nil {
		return nil, err
	}
	return c.loop.runWith(cm, f)
}
