package syntax

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// internal is the part of a Starlark value that internal values share. No user
// code can reach them.
type internal struct{ name string }

func (v internal) String() string        { return v.name }
func (v internal) Type() string          { return v.name }
func (v internal) Freeze()               {}
func (v internal) Truth() starlark.Bool  { return true }
func (v internal) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: %s", v.name) }

// unpacker is %unpack(shape): %unpack(shape)[x] is x in a form that comes apart
// without being locked.
type unpacker struct {
	internal
	shape shape
}

func (u *unpacker) Get(v starlark.Value) (starlark.Value, bool, error) {
	return u.shape.copy(v), true, nil
}

// iterator is %iter(shape) for loops or %items(shape) for comprehensions:
// %iter(shape)[x] is what the loop goes over in place of x. Lists, dicts and
// sets give live views; if the loop takes its items apart all iterables do.
// Everything else is returned as it is, also what is no iterable: the loop
// complains better.
type iterator struct {
	internal
	shape  shape
	poison bool // of %items: a failed view gives one more item, a *poison
}

func (it *iterator) Get(v starlark.Value) (starlark.Value, bool, error) {
	switch x := v.(type) {
	case *starlark.List:
		return &view{iterator: it, list: x}, true, nil
	case *starlark.Dict:
		return &view{iterator: it, sized: x, what: "dictionary", size: x.Len(), keys: x.Keys()}, true, nil
	case *starlark.Set:
		keys := make([]starlark.Value, 0, x.Len())
		for e := range x.Elements() {
			keys = append(keys, e)
		}
		return &view{iterator: it, sized: x, what: "set", size: x.Len(), keys: keys}, true, nil
	case starlark.Iterable:
		if it.shape != nil {
			return &view{iterator: it, other: x}, true, nil
		}
	}
	return v, true, nil
}

// view is one loop's way through a list, dict, set or other iterable; it locks
// none of the first three. It can be iterated once.
type view struct {
	*iterator
	list  *starlark.List
	other starlark.Iterable
	iter  starlark.Iterator // of other
	// sized is a dict or set, what its name in an error, and size and keys are
	// its length and keys when the loop began.
	sized interface{ Len() int }
	what  string
	size  int
	keys  []starlark.Value

	index  int
	failed error
}

// Iterate returns the view itself, which saves an allocation for each loop.
func (v *view) Iterate() starlark.Iterator {
	if v.other != nil {
		v.iter = v.other.Iterate()
	}
	return v
}

func (v *view) Next(p *starlark.Value) bool {
	switch {
	case v.list != nil:
		if v.index >= v.list.Len() {
			v.index = math.MaxInt // an exhausted iterator stays so
			return false
		}
		*p = v.list.Index(v.index)
	case v.iter != nil:
		if !v.iter.Next(p) {
			return false
		}
	case v.failed != nil:
		return false
	case v.sized.Len() != v.size:
		v.failed = exception.New("RuntimeError", v.what+" changed size during iteration")
		*p = v.shape.fill(&poison{v.internal, v.failed})
		return v.poison
	case v.index >= len(v.keys):
		return false
	default:
		*p = v.keys[v.index]
	}
	v.index++
	if v.shape != nil {
		*p = v.shape.copy(*p)
	}
	return true
}

func (v *view) Done() {
	if v.iter != nil {
		v.iter.Done()
	}
}

// poison is the item after which a comprehension fails.
type poison struct {
	internal
	err error
}

// checker is %check: x in %check is True, or the error of a view or a poison.
type checker struct{ internal }

func (checker) Has(v starlark.Value) (bool, error) {
	switch v := v.(type) {
	case *poison:
		return false, v.err
	case *view:
		return false, v.failed
	}
	return true, nil
}
