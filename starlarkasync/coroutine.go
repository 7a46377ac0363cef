package starlarkasync

import (
	"errors"
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

type coroState uint8

const (
	coroCreated coroState = iota
	coroRunning
	coroClosed
)

// Coroutine is the call of an async function, or of one of asyncio's, that has
// not run yet, runs, or has ended. It runs once: awaited, inline on the stack
// of the task that awaits it, or as a task of its own.
type Coroutine struct {
	name string
	// fn is called with args and kwargs; nil when native is the body.
	fn     *starlark.Function
	args   starlark.Tuple
	kwargs []starlark.Tuple
	native func(thread *starlark.Thread) (starlark.Value, error)

	// thread and depth find the coroutine's own frame while it runs.
	thread *starlark.Thread
	depth  int32
	state  coroState
}

var _ starlark.HasAttrs = (*Coroutine)(nil)

func (c *Coroutine) Type() string          { return "coroutine" }
func (c *Coroutine) Freeze()               {}
func (c *Coroutine) Truth() starlark.Bool  { return true }
func (c *Coroutine) Hash() (uint32, error) { return pointerHash(c), nil }

// String shows where the coroutine was defined and, while it is suspended,
// where it is.
func (c *Coroutine) String() string {
	if c.fn == nil {
		return "<coroutine object " + c.name + ">"
	}
	return "<coroutine object " + c.name + ", " + c.where(c.state == coroClosed) + ">"
}

// where says "running at" or "defined at" with a position.
func (c *Coroutine) where(done bool) string {
	if depth := int(c.depth); c.state == coroRunning && c.thread.CallStackDepth() > depth {
		pos := c.thread.DebugFrame(c.thread.CallStackDepth() - 1 - depth).Position()
		return fmt.Sprintf("running at %s:%d", pos.Filename(), pos.Line)
	}
	pos := c.fn.Position()
	return fmt.Sprintf("defined at %s:%d", pos.Filename(), pos.Line)
}

func (c *Coroutine) AttrNames() []string { return []string{"close"} }

func (c *Coroutine) Attr(name string) (starlark.Value, error) {
	if name != "close" {
		return nil, nil
	}
	return starlark.NewBuiltin("close", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		if c.state == coroRunning {
			return nil, exception.New("RuntimeError", "cannot close a coroutine that runs; cancel its task")
		}
		c.state = coroClosed
		return starlark.None, nil
	}).BindReceiver(c), nil
}

// run executes the body on thread.
func (c *Coroutine) run(thread *starlark.Thread) (starlark.Value, error) {
	if c.state != coroCreated {
		if c.state == coroRunning {
			return nil, exception.New("RuntimeError", "coroutine is being awaited already")
		}
		return nil, exception.New("RuntimeError", "cannot reuse already awaited coroutine")
	}
	c.state, c.thread, c.depth = coroRunning, thread, int32(thread.CallStackDepth())
	var v starlark.Value
	var err error
	if c.native != nil {
		v, err = c.native(thread)
	} else {
		v, err = starlark.Call(thread, c.fn, c.args, c.kwargs)
	}
	c.state, c.thread, c.args, c.kwargs = coroClosed, nil, nil, nil
	return v, err
}

// Call gives the call that a coroutine of an async def will make. ok is false
// when it has started or ended already, or has its body in Go.
func (c *Coroutine) Call() (fn *AsyncFunction, args starlark.Tuple, kwargs []starlark.Tuple, ok bool) {
	if c.fn == nil || c.state != coroCreated {
		return nil, nil, nil, false
	}
	return Async(c.fn), c.args, c.kwargs, true
}

// Started reports whether the coroutine has run, or was closed.
func (c *Coroutine) Started() bool { return c.state != coroCreated }

// native makes a coroutine from a Go function that may park the task.
func native(name string, body func(thread *starlark.Thread) (starlark.Value, error)) *Coroutine {
	return &Coroutine{name: name, native: body}
}

// AsyncFunction is what an async def binds: calling it makes a [Coroutine].
type AsyncFunction struct{ fn *starlark.Function }

// Async wraps the function of an async def.
func Async(fn *starlark.Function) *AsyncFunction { return &AsyncFunction{fn} }

// Function is the plain function inside.
func (a *AsyncFunction) Function() *starlark.Function { return a.fn }

func (a *AsyncFunction) String() string            { return "<async function " + a.fn.Name() + ">" }
func (a *AsyncFunction) Type() string              { return "function" }
func (a *AsyncFunction) Freeze()                   { a.fn.Freeze() }
func (a *AsyncFunction) Truth() starlark.Bool      { return true }
func (a *AsyncFunction) Hash() (uint32, error)     { return a.fn.Hash() }
func (a *AsyncFunction) Name() string              { return a.fn.Name() }
func (a *AsyncFunction) Doc() string               { return a.fn.Doc() }
func (a *AsyncFunction) Position() syntax.Position { return a.fn.Position() }

// CallInternal makes a coroutine. Arguments that do not fit are an error at
// once; they are bound when the coroutine starts.
func (a *AsyncFunction) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := a.check(args, kwargs); err != nil {
		return nil, err
	}
	return &Coroutine{name: a.fn.Name(), fn: a.fn, args: args, kwargs: kwargs}, nil
}

// check gives the error of arguments that do not fit.
func (a *AsyncFunction) check(args starlark.Tuple, kwargs []starlark.Tuple) error {
	fn := a.fn
	if len(kwargs) == 0 && len(args) == fn.NumParams() && fn.NumKwonlyParams() == 0 && !fn.HasVarargs() && !fn.HasKwargs() {
		return nil
	}
	return parametersOf(fn).check(args, kwargs)
}

// Await is the await expression: it runs a coroutine on the caller's stack, or
// parks the task until a future is done.
func (l *Loop) Await(thread *starlark.Thread, x starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case *Coroutine:
		return x.run(thread)
	case awaitable:
		return l.awaitFuture(thread, x)
	case starlark.HasAttrs: // a struct with an __await__ function
		if m, err := x.Attr("__await__"); err == nil && m != nil {
			inner, err := starlark.Call(thread, m, nil, nil)
			if err != nil {
				return nil, err
			}
			switch inner := inner.(type) {
			case *Coroutine, awaitable: // no other struct: they could go on for ever
				return l.Await(thread, inner)
			}
			return nil, exception.Newf("TypeError", "__await__() returned %s, want a coroutine or a future", inner.Type())
		}
	}
	e := exception.Newf("TypeError", "object %s can't be used in 'await' expression", x.Type())
	if f, ok := x.(*AsyncFunction); ok {
		e.Notes = []string{"call the function: await " + f.Name() + "(...)"}
	}
	return nil, e
}

// awaitCall is await fn(...). An async function runs without a coroutine, which
// nobody else could have seen.
func (l *Loop) awaitCall(thread *starlark.Thread, fn starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if f, ok := fn.(*AsyncFunction); ok && f.check(args, kwargs) == nil {
		return starlark.Call(thread, f.fn, args, kwargs)
	}
	v, err := starlark.Call(thread, fn, args, kwargs)
	if err != nil {
		return nil, err
	}
	return l.Await(thread, v)
}

func (l *Loop) awaitFuture(thread *starlark.Thread, x awaitable) (starlark.Value, error) {
	f := x.future()
	if f.state == pending {
		t := l.taskOf(thread)
		if t == nil {
			return nil, notOnTask("await")
		}
		if x == awaitable(t) {
			e := exception.Newf("RuntimeError", "Task cannot await on itself: %s", t)
			if err := t.suspend(nil); err != nil { // asyncio raises it in the next turn
				return nil, err
			}
			return nil, e
		}
		if err := t.deepen(x); err != nil {
			return nil, err
		}
		err := t.suspend(x)
		if f.state == pending {
			unchain(x)
		}
		if err != nil {
			return nil, err
		}
	}
	return f.result()
}

// notOnTask is the error of an operation that must park a task where there is
// none.
func notOnTask(what string) error {
	return exception.Newf("RuntimeError", "%s needs a running task: it cannot be used in a callback, in an executor job or while a value is displayed; start a task there with run_in_background", what)
}

// ensureFuture gives the task of a coroutine, or x itself when it is a future.
func (l *Loop) ensureFuture(thread *starlark.Thread, x starlark.Value) (awaitable, error) {
	switch x := x.(type) {
	case awaitable:
		return x, nil
	case *Coroutine:
		return l.createTask(thread, x, "", nil), nil
	case starlark.HasAttrs:
		if m, err := x.Attr("__await__"); err == nil && m != nil {
			return l.createTask(thread, native("_wrap_awaitable", func(thread *starlark.Thread) (starlark.Value, error) {
				return l.Await(thread, x)
			}), "", nil), nil
		}
	}
	return nil, exception.New("TypeError", "An asyncio.Future, a coroutine or an awaitable is required")
}

// raised gives the error value of err, which unwound code on thread, and
// records the stack at which it was raised.
func (l *Loop) raised(thread *starlark.Thread, err error) *exception.Error {
	if x := l.resolve(thread, err); x != nil {
		err = x
	}
	e := exception.Find(err)
	if e == nil {
		e = exception.Classify(err)
		if e.Class == "KeyboardInterrupt" {
			e.Fatal = true
		}
	} else if e.Class == "KeyboardInterrupt" && l.holder.Load() == &struck {
		e.Fatal = true // a builtin saw Options.Stop
	}
	var ev *starlark.EvalError
	if e.Stack == nil && errors.As(err, &ev) {
		e.Stack = ev.CallStack
	}
	return e
}

// resolve is [Options.Resolve], or nil. Taking an error makes its thread usable
// again; one that was struck must stop all the same.
func (l *Loop) resolve(thread *starlark.Thread, err error) error {
	if l.opts.Resolve == nil {
		return nil
	}
	err = l.opts.Resolve(thread, err)
	running := l.Running()
	if running == nil {
		running = &l.thread
	}
	if err != nil && thread == running && l.holder.Load() == &struck {
		thread.Cancel(cancelReason)
	}
	return err
}

// withStack gives the error value of err, which ends the foreground. If it was
// raised in a task that the cell awaited, the cell's frames are shown, too.
func (l *Loop) withStack(err error) *exception.Error {
	e := exception.Find(err)
	var ev *starlark.EvalError
	if errors.As(err, &ev) && len(e.Stack) > 0 && !leadsTo(ev.CallStack, e.Stack) {
		x := *e
		x.Stack = append(append(starlark.CallStack{}, ev.CallStack...), e.Stack...)
		return &x
	}
	return e
}

// leadsTo reports whether the user's frames of a stack begin with those of outer:
// the error went through outer, and was raised by something that it called.
func leadsTo(outer, stack starlark.CallStack) bool {
	a, b := exception.UserFrames(outer), exception.UserFrames(stack)
	return len(a) <= len(b) && slices.Equal(a, b[:len(a)])
}

// Map gives a coroutine that awaits c and gives f of its value.
func (c *Coroutine) Map(f func(starlark.Value) starlark.Value) *Coroutine {
	return native(c.name, func(thread *starlark.Thread) (starlark.Value, error) {
		v, err := c.run(thread)
		if err != nil {
			return nil, err
		}
		return f(v), nil
	})
}
