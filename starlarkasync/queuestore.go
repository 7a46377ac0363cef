package starlarkasync

import (
	"container/heap"

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

// priorityStore serves the smallest item first. A comparison that fails is the
// error of the put or get that made it.
type priorityStore struct {
	items []starlark.Value
	err   error
}

func (s *priorityStore) len() int              { return len(s.items) }
func (s *priorityStore) all() []starlark.Value { return s.items }
func (s *priorityStore) put(v starlark.Value) error {
	s.err = nil
	heap.Push((*priorityHeap)(s), v)
	return s.err
}

func (s *priorityStore) get() (starlark.Value, error) {
	s.err = nil
	v := heap.Pop((*priorityHeap)(s)).(starlark.Value)
	return v, s.err
}

type priorityHeap priorityStore

func (h *priorityHeap) Len() int { return len(h.items) }
func (h *priorityHeap) Less(i, j int) bool {
	less, err := starlark.Compare(syntax.LT, h.items[i], h.items[j])
	if err != nil {
		h.err = err
	}
	return less
}
func (h *priorityHeap) Swap(i, j int) { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *priorityHeap) Push(x any)    { h.items = append(h.items, x.(starlark.Value)) }
func (h *priorityHeap) Pop() any {
	n := len(h.items) - 1
	v := h.items[n]
	h.items[n] = nil
	h.items = h.items[:n]
	return v
}
