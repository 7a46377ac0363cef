package lib

import (
	"go.starlark.net/starlark"
)

// each calls f with every element of an iterable until f fails. It ends with an
// error when the host stops, and with the error of a lazy iterator if that is
// what ended the iteration.
func (c call) each(iterable starlark.Iterable, f func(i int, v starlark.Value) error) error {
	iter := iterable.Iterate()
	defer iter.Done()
	var v starlark.Value
	for i := 0; ; i++ {
		if c.h.stopped() {
			return errStopped()
		}
		if !iter.Next(&v) {
			break
		}
		if err := f(i, v); err != nil {
			return err
		}
	}
	if c.h.stopped() {
		return errStopped()
	}
	return c.h.Pending(c.thread)
}

// collect gives the elements of an iterable as a new slice. It is a MemoryError
// if they are too many.
func (c call) collect(iterable starlark.Iterable) ([]starlark.Value, error) {
	n := starlark.Len(iterable)
	if err := c.h.room(c.name, n, valueSize); err != nil {
		return nil, err
	}
	elems := make([]starlark.Value, 0, max(n, 0))
	switch x := iterable.(type) {
	case starlark.Tuple:
		return append(elems, x...), nil
	case *starlark.List:
		for i := range n {
			elems = append(elems, x.Index(i))
		}
		return elems, nil
	}
	err := c.each(iterable, func(i int, v starlark.Value) error {
		elems = append(elems, v)
		return c.h.room(c.name, i, valueSize)
	})
	if err != nil {
		return nil, err
	}
	return elems, nil
}

// function checks an argument that must be callable.
func (c call) function(parameter string, v starlark.Value) (starlark.Callable, error) {
	f, ok := v.(starlark.Callable)
	if !ok {
		return nil, c.errorf("TypeError", "for parameter %s: got %s, want callable", parameter, v.Type())
	}
	return f, nil
}

// optionalFunction is like function, but gives nil for None.
func (c call) optionalFunction(parameter string, v starlark.Value) (starlark.Callable, error) {
	if v == starlark.None {
		return nil, nil
	}
	return c.function(parameter, v)
}
