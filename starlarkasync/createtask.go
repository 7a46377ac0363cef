package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func createTask(c *call) (starlark.Value, error) {
	coro, name, x, err := c.coroutine()
	if err != nil {
		return nil, err
	}
	return c.loop.createTask(c.thread, coro, name, x), nil
}

// coroutine takes the arguments of create_task. The context is nil if a copy of
// the current one is to be made.
func (c *call) coroutine() (coro *Coroutine, name string, x *context, err error) {
	if len(c.args) == 1 && len(c.kwargs) == 0 { // most calls
		if coro, ok := c.args[0].(*Coroutine); ok {
			return coro, "", nil, nil
		}
	}
	var v, called, in starlark.Value
	if err := c.unpack("coro", &v, "*", nil, "name?", &called, "context?", &in); err != nil {
		return nil, "", nil, err
	}
	coro, ok := v.(*Coroutine)
	if !ok {
		return nil, "", nil, exception.Newf("TypeError", "a coroutine was expected, got %s", v)
	}
	if in != nil && in != starlark.None {
		if x, err = c.loop.contextOf(in); err != nil {
			return nil, "", nil, err
		}
	}
	return coro, optionalText(called), x, nil
}

func ensureFuture(c *call) (starlark.Value, error) {
	var x, loop starlark.Value
	if err := c.unpack("coro_or_future", &x, "*", nil, "loop?", &loop); err != nil {
		return nil, err
	}
	return c.loop.ensureFuture(c.thread, x)
}

func currentTask(c *call) (starlark.Value, error) {
	if err := c.unpack("loop?", new(starlark.Value)); err != nil {
		return nil, err
	}
	if t := c.loop.current; t != nil {
		return t, nil
	}
	return starlark.None, nil
}

func allTasks(c *call) (starlark.Value, error) {
	if err := c.unpack("loop?", new(starlark.Value)); err != nil {
		return nil, err
	}
	tasks := c.loop.PendingTasks()
	set := starlark.NewSet(len(tasks))
	for _, t := range tasks {
		if err := set.Insert(t); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func isCoroutine(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("obj", &x)
	_, ok := x.(*Coroutine)
	return starlark.Bool(ok), err
}

func isCoroutineFunction(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("func", &x)
	_, ok := x.(*AsyncFunction)
	return starlark.Bool(ok), err
}

func isFuture(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("obj", &x)
	_, ok := x.(awaitable)
	return starlark.Bool(ok), err
}
