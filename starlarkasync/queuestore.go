package starlarkasync

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// store holds the items of a queue.
type store interface {
	len() int
	put(starlark.Value) error
	get() (starlark.Value, error)
	// all gives the items as asyncio keeps them, for the repr.
	all() []starlark.Value
}

// fifoStore serves items in the order in which they came.
type fifoStore struct {
	items []starlark.Value
	head  int
}

func (s *fifoStore) len() int              { return len(s.items) - s.head }
func (s *fifoStore) all() []starlark.Value { return s.items[s.head:] }
func (s *fifoStore) put(v starlark.Value) error {
	if s.head > 32 && s.head*2 > len(s.items) {
		n := copy(s.items, s.items[s.head:])
		clear(s.items[n:])
		s.items, s.head = s.items[:n], 0
	}
	s.items = append(s.items, v)
	return nil
}

func (s *fifoStore) get() (starlark.Value, error) {
	v := s.items[s.head]
	s.items[s.head] = nil
	s.head++
	return v, nil
}

// lifoStore serves the last item first.
type lifoStore struct{ items []starlark.Value }

func (s *lifoStore) len() int                   { return len(s.items) }
func (s *lifoStore) all() []starlark.Value      { return s.items }
func (s *lifoStore) put(v starlark.Value) error { s.items = append(s.items, v); return nil }
func (s *lifoStore) get() (starlark.Value, error) {
	n := len(s.items) - 1
	v := s.items[n]
	s.items[n] = nil
	s.items = s.items[:n]
	return v, nil
}

// priorityStore serves the smallest item first. It is a port of CPython's heapq,
// so that items that are equal but differ, such as 1 and 1.0, come in the same
// order. A comparison that fails is the error of the put or get that made it: the
// item put stays, the item to get is lost.
type priorityStore struct{ items []starlark.Value }

func (s *priorityStore) len() int              { return len(s.items) }
func (s *priorityStore) all() []starlark.Value { return s.items }

func (s *priorityStore) put(v starlark.Value) error {
	s.items = append(s.items, v)
	return s.rise(len(s.items) - 1)
}

func (s *priorityStore) get() (starlark.Value, error) {
	first, n := s.items[0], len(s.items)-1
	s.items[0], s.items[n] = s.items[n], nil
	s.items = s.items[:n]
	return first, s.sink()
}

// rise moves the item at i up until its parent is not greater.
func (s *priorityStore) rise(i int) error {
	for i > 0 {
		parent := (i - 1) / 2
		less, err := s.less(i, parent)
		if err != nil || !less {
			return err
		}
		s.swap(i, parent)
		i = parent
	}
	return nil
}

// sink moves the first item down to a leaf, and from there up to its place.
func (s *priorityStore) sink() error {
	i := 0
	for child := 1; child < len(s.items); child = 2*i + 1 {
		if right := child + 1; right < len(s.items) {
			less, err := s.less(child, right)
			if err != nil {
				return err
			}
			if !less {
				child = right
			}
		}
		s.swap(i, child)
		i = child
	}
	return s.rise(i)
}

func (s *priorityStore) less(i, j int) (bool, error) {
	return starlark.Compare(syntax.LT, s.items[i], s.items[j])
}

func (s *priorityStore) swap(i, j int) { s.items[i], s.items[j] = s.items[j], s.items[i] }
