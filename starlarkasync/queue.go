package starlarkasync

import (
	"container/heap"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// queue is asyncio.Queue, and with another store PriorityQueue and LifoQueue. It
// is a port of asyncio/queues.py. Unlike a lock it is not fair: a getter in the
// same step takes the item, and the woken one waits again.
type queue struct {
	kind       string
	store      store
	maxsize    int
	getters    waiters
	putters    waiters
	unfinished int
	finished   *event
	closed     bool
	loop       *Loop
}

// store holds the items of a queue.
type store interface {
	len() int
	put(starlark.Value) error
	get() (starlark.Value, error)
}

func (q *queue) full() bool { return q.maxsize > 0 && q.store.len() >= q.maxsize }

func wakeNext(w *waiters) {
	for len(*w) > 0 {
		f := (*w)[0]
		w.remove(f)
		if f.state == pending {
			f.SetResult(starlark.None)
			return
		}
	}
}

// park waits in a list of waiters, and passes a turn that had come on if it is
// cancelled.
func (q *queue) park(thread *starlark.Thread, w *waiters, mayGo func() bool) error {
	f := q.loop.NewFuture()
	f.on = q
	*w = append(*w, f)
	_, err := q.loop.awaitFuture(thread, f)
	if err != nil {
		f.cancel(nil)
		w.remove(f)
		if mayGo() && f.state != cancelled {
			wakeNext(w)
		}
	}
	return err
}

func (q *queue) put(thread *starlark.Thread, item starlark.Value) (starlark.Value, error) {
	for q.full() {
		if q.closed {
			return nil, exception.New("QueueShutDown", "")
		}
		if err := q.park(thread, &q.putters, func() bool { return !q.full() }); err != nil {
			return nil, err
		}
	}
	return q.putNowait(item)
}

func (q *queue) putNowait(item starlark.Value) (starlark.Value, error) {
	if q.closed {
		return nil, exception.New("QueueShutDown", "")
	}
	if q.full() {
		return nil, exception.New("QueueFull", "")
	}
	if err := q.store.put(item); err != nil {
		return nil, err
	}
	q.unfinished++
	q.finished.set = false
	wakeNext(&q.getters)
	return starlark.None, nil
}

func (q *queue) get(thread *starlark.Thread) (starlark.Value, error) {
	for q.store.len() == 0 {
		if q.closed {
			return nil, exception.New("QueueShutDown", "")
		}
		if err := q.park(thread, &q.getters, func() bool { return q.store.len() > 0 }); err != nil {
			return nil, err
		}
	}
	return q.getNowait()
}

func (q *queue) getNowait() (starlark.Value, error) {
	if q.store.len() == 0 {
		if q.closed {
			return nil, exception.New("QueueShutDown", "")
		}
		return nil, exception.New("QueueEmpty", "")
	}
	item, err := q.store.get()
	if err != nil {
		return nil, err
	}
	wakeNext(&q.putters)
	return item, nil
}

func (q *queue) taskDone() error {
	if q.unfinished <= 0 {
		return exception.New("ValueError", "task_done() called too many times")
	}
	q.unfinished--
	if q.unfinished == 0 {
		q.finished.signal()
	}
	return nil
}

func (q *queue) join(thread *starlark.Thread) (starlark.Value, error) {
	if q.unfinished > 0 {
		if _, err := q.finished.wait(thread); err != nil {
			return nil, err
		}
	}
	return starlark.None, nil
}

// shutdown is that of CPython 3.13.
func (q *queue) shutdown(immediate bool) error {
	q.closed = true
	if immediate {
		for q.store.len() > 0 {
			if _, err := q.store.get(); err != nil {
				return err
			}
			if q.unfinished > 0 {
				q.unfinished--
			}
		}
		if q.unfinished == 0 {
			q.finished.signal()
		}
	}
	for _, w := range []*waiters{&q.getters, &q.putters} {
		for _, f := range *w {
			f.SetResult(starlark.None)
		}
		*w = nil
	}
	return nil
}

func (q *queue) Type() string          { return q.kind }
func (q *queue) Freeze()               {}
func (q *queue) Truth() starlark.Bool  { return true }
func (q *queue) Hash() (uint32, error) { return pointerHash(q), nil }
func (q *queue) String() string {
	s := fmt.Sprintf("<%s maxsize=%d", q.kind, q.maxsize)
	if n := q.store.len(); n > 0 {
		s += fmt.Sprintf(" items=%d", n)
	}
	if n := len(q.getters); n > 0 {
		s += fmt.Sprintf(" _getters[%d]", n)
	}
	if n := len(q.putters); n > 0 {
		s += fmt.Sprintf(" _putters[%d]", n)
	}
	if q.unfinished > 0 {
		s += fmt.Sprintf(" tasks=%d", q.unfinished)
	}
	if q.closed {
		s += " shutdown"
	}
	return s + ">"
}

func (q *queue) AttrNames() []string { return append(queueMethods.names(), "maxsize") }
func (q *queue) Attr(name string) (starlark.Value, error) {
	if name == "maxsize" {
		return starlark.MakeInt(q.maxsize), nil
	}
	return queueMethods.attr(q, name)
}

var queueMethods = methods[*queue]{
	"qsize": func(q *queue, c *call) (starlark.Value, error) { return starlark.MakeInt(q.store.len()), c.none() },
	"empty": func(q *queue, c *call) (starlark.Value, error) { return starlark.Bool(q.store.len() == 0), c.none() },
	"full":  func(q *queue, c *call) (starlark.Value, error) { return starlark.Bool(q.full()), c.none() },
	"put": func(q *queue, c *call) (starlark.Value, error) {
		var item starlark.Value
		if err := c.unpack("item", &item); err != nil {
			return nil, err
		}
		return native("put", func(thread *starlark.Thread) (starlark.Value, error) { return q.put(thread, item) }), nil
	},
	"put_nowait": func(q *queue, c *call) (starlark.Value, error) {
		var item starlark.Value
		if err := c.unpack("item", &item); err != nil {
			return nil, err
		}
		return q.putNowait(item)
	},
	"get": func(q *queue, c *call) (starlark.Value, error) { return native("get", q.get), c.none() },
	"get_nowait": func(q *queue, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return q.getNowait()
	},
	"task_done": func(q *queue, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, q.taskDone()
	},
	"join": func(q *queue, c *call) (starlark.Value, error) { return native("join", q.join), c.none() },
	"shutdown": func(q *queue, c *call) (starlark.Value, error) {
		immediate := false
		if err := c.unpack("immediate?", &immediate); err != nil {
			return nil, err
		}
		return starlark.None, q.shutdown(immediate)
	},
}

// fifoStore serves items in the order in which they came.
type fifoStore struct {
	items []starlark.Value
	head  int
}

func (s *fifoStore) len() int { return len(s.items) - s.head }
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

func (s *priorityStore) len() int { return len(s.items) }
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
