package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// loopValue is the loop as programs see it: get_running_loop().
type loopValue struct{ loop *Loop }

func runningLoop(c *call) (starlark.Value, error) { return &loopValue{c.loop}, c.none() }

func (v *loopValue) String() string        { return "<EventLoop running=True closed=False>" }
func (v *loopValue) Type() string          { return "EventLoop" }
func (v *loopValue) Freeze()               {}
func (v *loopValue) Truth() starlark.Bool  { return true }
func (v *loopValue) Hash() (uint32, error) { return pointerHash(v.loop), nil }
func (v *loopValue) AttrNames() []string   { return loopMethods.names() }
func (v *loopValue) Attr(name string) (starlark.Value, error) {
	return loopMethods.attr(v, name)
}

var loopMethods = methods[*loopValue]{
	"time":       func(v *loopValue, c *call) (starlark.Value, error) { return starlark.Float(v.loop.Time()), c.none() },
	"is_running": func(v *loopValue, c *call) (starlark.Value, error) { return starlark.Bool(v.loop.fg != nil), c.none() },
	"is_closed":  func(v *loopValue, c *call) (starlark.Value, error) { return starlark.Bool(v.loop.closed), c.none() },
	"get_debug":  func(v *loopValue, c *call) (starlark.Value, error) { return starlark.False, c.none() },
	"create_future": func(v *loopValue, c *call) (starlark.Value, error) {
		return v.loop.NewFuture(), c.none()
	},
	"create_task": func(v *loopValue, c *call) (starlark.Value, error) {
		c.loop = v.loop
		return createTask(c)
	},
	"call_soon": func(v *loopValue, c *call) (starlark.Value, error) {
		return v.schedule(c, 0, func(fn func()) *handle { return v.loop.callSoon(fn) })
	},
	"call_soon_threadsafe": func(v *loopValue, c *call) (starlark.Value, error) {
		return v.schedule(c, 0, func(fn func()) *handle { return v.loop.callSoon(fn) })
	},
	"call_later": func(v *loopValue, c *call) (starlark.Value, error) {
		d, err := c.time("delay")
		if err != nil {
			return nil, err
		}
		return v.schedule(c, 1, func(fn func()) *handle { return v.loop.callLater(d, fn) })
	},
	"call_at": func(v *loopValue, c *call) (starlark.Value, error) {
		when, err := c.time("when")
		if err != nil {
			return nil, err
		}
		return v.schedule(c, 1, func(fn func()) *handle { return v.loop.callAt(when, fn) })
	},
	"run_in_executor": func(v *loopValue, c *call) (starlark.Value, error) {
		if len(c.args) < 2 {
			return nil, exception.New("TypeError", "run_in_executor: want run_in_executor(None, func, *args)")
		}
		if c.args[0] != starlark.None {
			return nil, exception.Newf("TypeError", "run_in_executor: for parameter executor: got %s, want None: there is one executor, with a worker for each core", c.args[0].Type())
		}
		f, ok := c.args[1].(starlark.Callable)
		if !ok {
			return nil, exception.Newf("TypeError", "run_in_executor: got %s, want a function", c.args[1].Type())
		}
		return v.loop.execute(c.thread, f, c.args[2:], c.kwargs)
	},
	"run_until_complete": func(v *loopValue, c *call) (starlark.Value, error) {
		return refuseRun(c)
	},
}

// time takes the first argument as a number of seconds.
func (c *call) time(param string) (int64, error) {
	if len(c.args) == 0 {
		return 0, exception.Newf("TypeError", "%s: missing argument for %s", c.name, param)
	}
	s, err := seconds(c.name, param, c.args[0])
	return nanoseconds(s), err
}

// schedule makes the handle of a call of args[skip] with the arguments after
// it.
func (v *loopValue) schedule(c *call, skip int, add func(func()) *handle) (starlark.Value, error) {
	for _, kv := range c.kwargs {
		if kv[0] != starlark.String("context") {
			return nil, exception.Newf("TypeError", "%s: unexpected keyword argument %s", c.name, kv[0])
		}
	}
	if len(c.args) <= skip {
		return nil, exception.Newf("TypeError", "%s: missing argument for callback", c.name)
	}
	fn, ok := c.args[skip].(starlark.Callable)
	if !ok {
		return nil, exception.Newf("TypeError", "%s: for parameter callback: got %s, want callable", c.name, c.args[skip].Type())
	}
	args := c.args[skip+1:]
	h := add(func() { v.loop.runCallback(fn, args) })
	return &handleValue{v.loop, h, fn, skip > 0}, nil
}

// handleValue is asyncio.Handle or TimerHandle.
type handleValue struct {
	loop  *Loop
	h     *handle
	fn    starlark.Callable
	timer bool
}

func (v *handleValue) Type() string {
	if v.timer {
		return "TimerHandle"
	}
	return "Handle"
}

func (v *handleValue) String() string {
	s := "<" + v.Type()
	if v.h.cancelled {
		s += " cancelled"
	}
	if v.timer {
		s += " when=" + starlark.Float(float64(v.h.when)/1e9).String()
	}
	if v.h.cancelled {
		return s + ">"
	}
	s += " " + v.fn.Name() + "()"
	if f, ok := v.fn.(interface{ Position() syntax.Position }); ok {
		s += fmt.Sprintf(" at %s:%d", f.Position().Filename(), f.Position().Line)
	}
	return s + ">"
}
func (v *handleValue) Freeze()               {}
func (v *handleValue) Truth() starlark.Bool  { return true }
func (v *handleValue) Hash() (uint32, error) { return pointerHash(v.h), nil }
func (v *handleValue) AttrNames() []string   { return handleMethods.names() }
func (v *handleValue) Attr(name string) (starlark.Value, error) {
	return handleMethods.attr(v, name)
}

var handleMethods = methods[*handleValue]{
	"cancel": func(v *handleValue, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		v.loop.timers.cancel(v.h)
		return starlark.None, nil
	},
	"cancelled": func(v *handleValue, c *call) (starlark.Value, error) {
		return starlark.Bool(v.h.cancelled), c.none()
	},
	"when": func(v *handleValue, c *call) (starlark.Value, error) {
		return starlark.Float(float64(v.h.when) / 1e9), c.none()
	},
}

// refuseRun answers those who start a loop of their own.
func refuseRun(c *call) (starlark.Value, error) {
	for _, a := range c.args {
		if x, ok := a.(*Coroutine); ok {
			x.state = coroClosed
		}
	}
	why := "asyncio.run() cannot be called from a running event loop"
	if c.name != "run" {
		why = "This event loop is already running"
	}
	return nil, exception.New("RuntimeError", why+"; write await main()")
}
