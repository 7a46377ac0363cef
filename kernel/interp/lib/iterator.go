package lib

import (
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// pendingKey is the thread-local under which a lazy iterator leaves its error.
const pendingKey = "starkernel.lib.pending"

// Pending takes the error that a lazy iterator met while it ran on thread, or
// nil. starlark.Iterator has no way to report an error, so the iterator keeps
// it here, cancels the thread and looks exhausted; the interpreter then ends
// at its next step. Whoever called into the interpreter asks Pending first: it
// lifts the cancellation and gives the error to report in its place. A thread that
// was told to stop meanwhile must stop all the same: who tells it sets Stop and
// cancels it after that.
func (h *Host) Pending(thread *starlark.Thread) error {
	err, _ := thread.Local(pendingKey).(error)
	if err != nil {
		thread.SetLocal(pendingKey, nil)
		thread.Uncancel()
		if h.stopped() {
			thread.Cancel("KeyboardInterrupt")
		}
	}
	return err
}

// HasPending reports whether Pending would give an error.
func HasPending(thread *starlark.Thread) bool { return thread.Local(pendingKey) != nil }

// setPending makes err the error of the code that runs on thread.
func setPending(thread *starlark.Thread, err error) {
	if old, _ := thread.Local(pendingKey).(error); old == nil {
		thread.SetLocal(pendingKey, err)
		thread.Cancel("error in an iterator")
	}
}

// maxChain is how many iterators may read from each other at a time. Each takes
// some of the Go stack, whose overflow would end the process.
const maxChain = 10_000

// next gives the next element, or nil at the end. It may call functions on thread.
type next = func(thread *starlark.Thread) (starlark.Value, error)

// iterator is a lazy iterator in Python's manner: what it gave is consumed, so a
// second loop over it goes on where the first one ended.
type iterator struct {
	h     *Host
	name  string // "itertools.count"
	maker *starlark.Thread
	next  next
	// text is the repr, if it is not the usual one.
	text    func() string
	running bool
}

var _ starlark.Iterable = (*iterator)(nil)

func (it *iterator) Iterate() starlark.Iterator { return (*iteration)(it) }
func (it *iterator) Freeze()                    {}
func (it *iterator) Truth() starlark.Bool       { return true }
func (it *iterator) Type() string               { return it.name }
func (it *iterator) Hash() (uint32, error)      { return 0, fmt.Errorf("unhashable: %s", it.name) }
func (it *iterator) String() string {
	if it.text != nil {
		return it.text()
	}
	return "<" + it.name + " object>"
}

// step gives the next element, or nil at the end.
func (it *iterator) step(thread *starlark.Thread) (starlark.Value, error) {
	if it.next == nil || it.h.stopped() {
		return nil, nil
	}
	if it.running {
		return nil, exception.Newf("ValueError", "%s: iterator is already executing", it.name)
	}
	if it.h.reading.Add(1) > maxChain {
		it.h.reading.Add(-1)
		return nil, exception.Newf("RecursionError", "%s: more than %d iterators read from each other", it.name, maxChain)
	}
	it.running = true
	defer func() {
		it.running = false
		it.h.reading.Add(-1)
	}()
	v, err := it.next(thread)
	if v == nil || err != nil {
		it.next = nil // an exhausted iterator stays exhausted
	}
	return v, err
}

// iteration is one loop over an iterator.
type iteration iterator

func (it *iteration) Next(p *starlark.Value) bool {
	thread := it.h.thread(it.maker)
	v, err := (*iterator)(it).step(thread)
	if err != nil {
		setPending(thread, err)
		return false
	}
	if v == nil {
		return false
	}
	*p = v
	return true
}

func (*iteration) Done() {}

// source reads an iterable for a lazy iterator. It never keeps a list or dict
// locked: a list is read by index, as in Python, and a dict's keys are copied.
type source struct {
	next next
}

// source makes the source of an argument.
func (c call) source(parameter string, v starlark.Value) (source, error) {
	switch v := v.(type) {
	case *iterator:
		return source{v.step}, nil
	case *starlark.Dict:
		return indexed(starlark.Tuple(v.Keys())), nil
	case *starlark.Set:
		keys := make(starlark.Tuple, 0, v.Len())
		for e := range v.Elements() {
			keys = append(keys, e)
		}
		return indexed(keys), nil
	case starlark.Iterable:
		if seq, ok := v.(starlark.Indexable); ok {
			return indexed(seq), nil
		}
		iter := v.Iterate()
		return source{next: func(thread *starlark.Thread) (starlark.Value, error) {
			var e starlark.Value
			if iter == nil || !iter.Next(&e) {
				if iter != nil {
					iter.Done()
					iter = nil
				}
				return nil, c.h.Pending(thread)
			}
			return e, nil
		}}, nil
	}
	return source{}, c.errorf("TypeError", "for parameter %s: got %s, want iterable", parameter, v.Type())
}

func indexed(seq starlark.Indexable) source {
	i := 0
	return source{next: func(*starlark.Thread) (starlark.Value, error) {
		if i >= seq.Len() {
			return nil, nil
		}
		i++
		return seq.Index(i - 1), nil
	}}
}

// iterator makes a lazy iterator named after the function that is called.
func (c call) iterator(next next) *iterator {
	return &iterator{h: c.h, name: c.name, maker: c.thread, next: next}
}
