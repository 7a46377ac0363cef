package starlarkasync

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// This file makes Future and Task values of Starlark.

var (
	_ starlark.HasAttrs = (*Future)(nil)
	_ starlark.HasAttrs = (*Task)(nil)
)

func (f *Future) Type() string          { return "Future" }
func (f *Future) Freeze()               {}
func (f *Future) Truth() starlark.Bool  { return true }
func (f *Future) Hash() (uint32, error) { return pointerHash(f), nil }
func (f *Future) AttrNames() []string   { return futureMethods.names() }

func (f *Future) Attr(name string) (starlark.Value, error) {
	return futureMethods.attr(awaitable(f), name)
}

// String is asyncio's repr without the list of callbacks.
func (f *Future) String() string {
	return "<Future " + f.stateName() + f.outcome() + ">"
}

func (f *Future) stateName() string {
	return [...]string{"pending", "cancelled", "finished"}[f.state]
}

// outcome is the end of a repr: " result=…" or " exception=…".
func (f *Future) outcome() string {
	switch {
	case f.state != finished:
		return ""
	case f.err != nil:
		return " exception=" + shorten(f.err.Repr(), maxErrorText)
	case f.printing: // it is part of its own result
		return " result=..."
	default:
		f.printing = true
		defer func() { f.printing = false }()
		return " result=" + brief(f.value, briefLevel)
	}
}

func (t *Task) Type() string          { return "Task" }
func (t *Task) Hash() (uint32, error) { return pointerHash(t), nil }
func (t *Task) AttrNames() []string   { return append(futureMethods.names(), taskMethods.names()...) }

func (t *Task) Attr(name string) (starlark.Value, error) {
	if v, err := taskMethods.attr(t, name); v != nil || err != nil {
		return v, err
	}
	return futureMethods.attr(awaitable(t), name)
}

// String is asyncio's repr without wait_for and the list of callbacks.
func (t *Task) String() string {
	s := t.stateName()
	if t.state == pending && t.cancels > 0 {
		s = "cancelling"
	}
	where := t.coro.name + "()"
	if t.coro.fn != nil {
		if t.state != pending {
			where += " done, defined at " + strings.TrimPrefix(t.coro.where(true), "defined at ")
		} else if t.coro.state == coroCreated {
			where += " running at " + strings.TrimPrefix(t.coro.where(false), "defined at ")
		} else {
			where += " " + t.coro.where(false)
		}
	}
	return "<Task " + s + " name=" + quoteName(t.Name()) + " coro=<" + where + ">" + t.outcome() + ">"
}

// quoteName gives a name as Python's repr does: in single quotes if it can be.
func quoteName(name string) string {
	quoted := syntax.Quote(name, false)
	if strings.Contains(name, "'") && !strings.Contains(name, `"`) {
		return quoted
	}
	inner := strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}

var futureMethods = methods[awaitable]{
	"done": func(x awaitable, c *call) (starlark.Value, error) {
		return starlark.Bool(x.future().Done()), c.none()
	},
	"cancelled": func(x awaitable, c *call) (starlark.Value, error) {
		return starlark.Bool(x.future().isCancelled()), c.none()
	},
	"cancel": func(x awaitable, c *call) (starlark.Value, error) {
		var msg starlark.Value
		if err := c.unpack("msg?", &msg); err != nil {
			return nil, err
		}
		return starlark.Bool(x.cancel(msg)), nil
	},
	"result": func(x awaitable, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return x.future().result()
	},
	"exception": func(x awaitable, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		f := x.future()
		switch {
		case f.state == pending:
			return nil, exception.New("InvalidStateError", "Exception is not set.")
		case f.state == cancelled:
			return nil, f.makeCancelledError()
		}
		if e := f.failure(); e != nil {
			return e, nil
		}
		return starlark.None, nil
	},
	"set_result": func(x awaitable, c *call) (starlark.Value, error) {
		var v starlark.Value
		if err := c.unpack("result", &v); err != nil {
			return nil, err
		}
		if err := settable(x, c.name); err != nil {
			return nil, err
		}
		x.future().SetResult(v)
		return starlark.None, nil
	},
	"set_exception": func(x awaitable, c *call) (starlark.Value, error) {
		var v starlark.Value
		if err := c.unpack("exception", &v); err != nil {
			return nil, err
		}
		if err := settable(x, c.name); err != nil {
			return nil, err
		}
		e, ok := v.(*exception.Error)
		if !ok {
			return nil, exception.New("TypeError", "invalid exception object; make one with error(message)")
		}
		x.future().SetError(e)
		return starlark.None, nil
	},
	"add_done_callback": func(x awaitable, c *call) (starlark.Value, error) {
		var fn starlark.Callable
		var v starlark.Value
		if err := c.unpack("fn", &fn, "*", nil, "context?", &v); err != nil {
			return nil, err
		}
		l := x.future().loop
		in, err := l.contextOf(v)
		if err != nil {
			return nil, err
		}
		x.future().addCallback(callback{value: fn, fn: func(*Future) {
			l.callBack(fn, starlark.Tuple{x}, in, "future", x)
		}})
		return starlark.None, nil
	},
	"remove_done_callback": func(x awaitable, c *call) (starlark.Value, error) {
		var fn starlark.Callable
		if err := c.unpack("fn", &fn); err != nil {
			return nil, err
		}
		n := x.future().removeCallbacks(func(cb callback) bool {
			if cb.value == nil {
				return false
			}
			same, err := starlark.Equal(cb.value, fn)
			return err == nil && same
		})
		return starlark.MakeInt(n), nil
	},
	"get_loop": func(x awaitable, c *call) (starlark.Value, error) {
		return x.future().loop.value, c.none()
	},
}

// settable refuses to end a task from outside, or a future twice.
func settable(x awaitable, method string) error {
	if _, ok := x.(*Task); ok {
		return exception.Newf("RuntimeError", "Task does not support %s operation", method)
	}
	if x.future().Done() {
		return exception.New("InvalidStateError", "invalid state")
	}
	return nil
}

var taskMethods = methods[*Task]{
	"get_name": func(t *Task, c *call) (starlark.Value, error) { return starlark.String(t.Name()), c.none() },
	"set_name": func(t *Task, c *call) (starlark.Value, error) {
		var v starlark.Value
		if err := c.unpack("value", &v); err != nil {
			return nil, err
		}
		t.name = text(v)
		return starlark.None, nil
	},
	"get_context": func(t *Task, c *call) (starlark.Value, error) { return t.context, c.none() },
	"get_coro":    func(t *Task, c *call) (starlark.Value, error) { return t.coro, c.none() },
	"get_stack":   getStack,
	"print_stack": printStack,
	"cancelling":  func(t *Task, c *call) (starlark.Value, error) { return starlark.MakeInt(t.cancels), c.none() },
	"uncancel":    func(t *Task, c *call) (starlark.Value, error) { return starlark.MakeInt(t.uncancel()), c.none() },
}

// text is str(v).
func text(v starlark.Value) string {
	if s, ok := starlark.AsString(v); ok {
		return s
	}
	return v.String()
}

func newFuture(c *call) (starlark.Value, error) {
	if err := c.unpack("*", nil, "loop?", new(starlark.Value)); err != nil {
		return nil, err
	}
	return c.loop.NewFuture(), nil
}
