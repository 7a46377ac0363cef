package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func runInBackground(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "run_in_background: got no target, want a coroutine, a future or a function")
	}
	switch x := c.args[0].(type) {
	case *Coroutine, awaitable:
		if len(c.args) > 1 || len(c.kwargs) > 0 {
			return nil, exception.Newf("TypeError", "run_in_background: a %s takes no arguments; they go into the call that makes it", x.Type())
		}
		return c.loop.ensureFuture(c.thread, x)
	case starlark.Callable:
		return c.loop.execute(c.thread, x, c.args[1:], c.kwargs)
	default:
		if f, err := c.loop.ensureFuture(c.thread, x); err == nil {
			return f, nil
		}
		return nil, exception.Newf("TypeError", "run_in_background: got %s, want a coroutine, a future or a function", x.Type())
	}
}

// runInForeground is await ensure_future(x), as a function that parks whatever
// task calls it.
func runInForeground(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("awaitable", &x); err != nil {
		return nil, err
	}
	if c.loop.taskOf(c.thread) == nil {
		return nil, notOnTask("run_in_foreground")
	}
	f, err := c.loop.ensureFuture(c.thread, x)
	if err != nil {
		return nil, err
	}
	return c.loop.awaitFuture(c.thread, f)
}
