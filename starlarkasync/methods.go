package starlarkasync

import (
	"maps"
	"slices"

	"go.starlark.net/starlark"
)

// call is one call of a builtin or a method from Starlark.
type call struct {
	loop   *Loop
	thread *starlark.Thread
	name   string
	args   starlark.Tuple
	kwargs []starlark.Tuple
}

// unpack binds the arguments as starlark.UnpackArgs does.
func (c *call) unpack(pairs ...any) error {
	return starlark.UnpackArgs(c.name, c.args, c.kwargs, pairs...)
}

// none checks that there are no arguments.
func (c *call) none() error { return c.unpack() }

// methods are the attributes of a type that can be called.
type methods[T starlark.Value] map[string]func(x T, c *call) (starlark.Value, error)

func (m methods[T]) attr(x T, name string) (starlark.Value, error) {
	f, ok := m[name]
	if !ok {
		return nil, nil
	}
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(x, &call{thread: thread, name: name, args: args, kwargs: kwargs})
	}).BindReceiver(x), nil
}

func (m methods[T]) names() []string { return slices.Sorted(maps.Keys(m)) }
