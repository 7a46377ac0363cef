package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func createTask(c *call) (starlark.Value, error) {
	var x, name, context starlark.Value
	if err := c.unpack("coro", &x, "name?", &name, "context?", &context); err != nil {
		return nil, err
	}
	coro, ok := x.(*Coroutine)
	if !ok {
		return nil, exception.Newf("TypeError", "a coroutine was expected, got %s", x)
	}
	t := c.loop.CreateTask(c.thread, coro)
	t.name = optionalText(name)
	return t, nil
}

func ensureFuture(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("coro_or_future", &x); err != nil {
		return nil, err
	}
	return c.loop.ensureFuture(c.thread, x)
}

func currentTask(c *call) (starlark.Value, error) {
	if t := c.loop.current; t != nil {
		return t, c.none()
	}
	return starlark.None, c.none()
}

func allTasks(c *call) (starlark.Value, error) {
	if err := c.none(); err != nil {
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
