package interp

import (
	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
)

// assertFails calls a function that must fail with an error like this. It gives the
// error. What the function gives is awaited if it is a coroutine or a task.
func (s *Starlark) assertFails(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	pattern := ""
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "f", &f, "pattern?", &pattern); err != nil {
		return nil, err
	}
	if _, err := s.host.Matches(b.Name(), pattern, ""); err != nil {
		return nil, err // before something happens
	}
	run := starlark.NewBuiltin(b.Name(), func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		v, err := starlark.Call(thread, f, nil, nil)
		switch v.(type) {
		case *starlarkasync.Coroutine, *starlarkasync.Task, *starlarkasync.Future:
			return s.loop.Await(thread, v)
		}
		return v, err
	})
	// What is an error that a program may see is for catch_call to know.
	pair, err := starlark.Call(thread, s.known["catch_call"], starlark.Tuple{run}, nil)
	if err != nil {
		return nil, err
	}
	v, caught := pair.(starlark.Tuple)[0], pair.(starlark.Tuple)[1]
	e, failed := caught.(*exception.Error)
	if !failed {
		return nil, exception.Newf("AssertionError", "%s: %s did not fail, it gave %s", b.Name(), f.Name(), lib.Shown(v, &s.stop))
	}
	matches, err := s.host.Matches(b.Name(), pattern, e.Error())
	if err == nil && !matches {
		err = exception.Newf("AssertionError", "%s: the error %q does not match %q", b.Name(), e.Error(), pattern)
	}
	return e, err
}
