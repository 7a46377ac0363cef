package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// loopValue is the loop as programs see it: get_running_loop().
type loopValue struct{ loop *Loop }

func runningLoop(c *call) (starlark.Value, error) { return c.loop.value, c.none() }

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
	"get_debug":  func(v *loopValue, c *call) (starlark.Value, error) { return v.loop.debug, c.none() },
	"set_debug": func(v *loopValue, c *call) (starlark.Value, error) {
		var enabled starlark.Value
		if err := c.unpack("enabled", &enabled); err != nil {
			return nil, err
		}
		v.loop.debug = enabled.Truth()
		return starlark.None, nil
	},
	"create_future": func(v *loopValue, c *call) (starlark.Value, error) {
		return v.loop.NewFuture(), c.none()
	},
	"create_task": func(v *loopValue, c *call) (starlark.Value, error) {
		c.loop = v.loop
		return createTask(c)
	},
	"call_soon":            callSoon,
	"call_soon_threadsafe": callSoon,
	"call_later":           callLater,
	"call_at":              callAt,

	"set_exception_handler":     setExceptionHandler,
	"get_exception_handler":     getExceptionHandler,
	"call_exception_handler":    callExceptionHandler,
	"default_exception_handler": defaultExceptionHandler,

	"run_in_executor": func(v *loopValue, c *call) (starlark.Value, error) {
		var executor, fn starlark.Value
		var args starlark.Tuple
		if err := c.unpack("executor", &executor, "func", &fn, "*", &args); err != nil {
			return nil, err
		}
		if executor != starlark.None {
			return nil, exception.Newf("TypeError", "run_in_executor: for parameter executor: got %s, want None: there is one executor, with a worker for each core", executor.Type())
		}
		f, ok := fn.(starlark.Callable)
		if !ok {
			return nil, exception.Newf("TypeError", "a callable object was expected by run_in_executor(), got %s", fn)
		}
		return v.loop.execute(c.thread, f, args, nil, "await %s")
	},

	"run_until_complete": refuseLoop("This event loop is already running; write await main()"),
	"run_forever":        refuseLoop("This event loop is already running; it does so while a cell runs"),
	"stop":               refuseLoop("Cannot stop the event loop of a notebook; it stops when the cell ends"),
	"close":              refuseLoop("Cannot close a running event loop; it is closed with the session"),
}

// refuseLoop makes the method of what a program cannot do to the session's loop.
func refuseLoop(why string) func(v *loopValue, c *call) (starlark.Value, error) {
	return func(_ *loopValue, c *call) (starlark.Value, error) {
		c.closeCoroutines()
		return nil, exception.New("RuntimeError", why)
	}
}

// closeCoroutines closes those of a call that is refused: no warning is due for
// them.
func (c *call) closeCoroutines() {
	for _, a := range c.args {
		if x, ok := a.(*Coroutine); ok && x.state == coroCreated {
			x.state = coroClosed
		}
	}
}

// refuseRun answers those who start a loop of their own.
func refuseRun(c *call) (starlark.Value, error) {
	if err := c.unpack("main", new(starlark.Value), "*", nil, "debug??", new(bool), "loop_factory?", new(starlark.Value)); err != nil {
		return nil, err
	}
	c.closeCoroutines()
	why := "asyncio.run() cannot be called from a running event loop"
	if c.name != "run" {
		why = "This event loop is already running"
	}
	return nil, exception.New("RuntimeError", why+"; write await main()")
}
