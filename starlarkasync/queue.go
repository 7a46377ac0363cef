package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
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

func newQueue(c *call) (starlark.Value, error) {
	maxsize := 0
	if err := c.unpack("maxsize?", &maxsize); err != nil {
		return nil, err
	}
	q := &queue{kind: c.name, maxsize: maxsize, loop: c.loop, finished: &event{loop: c.loop, set: true}}
	switch c.name {
	case "PriorityQueue":
		q.store = &priorityStore{}
	case "LifoQueue":
		q.store = &lifoStore{}
	default:
		q.store = &fifoStore{}
	}
	return q, nil
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
		if _, err := q.finished.waiters.wait(q.loop, thread, joining{q}); err != nil {
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
		s += " _queue=" + brief(starlark.NewList(q.store.all()), briefLevel)
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
		return native("Queue.put", func(thread *starlark.Thread) (starlark.Value, error) { return q.put(thread, item) }), nil
	},
	"put_nowait": func(q *queue, c *call) (starlark.Value, error) {
		var item starlark.Value
		if err := c.unpack("item", &item); err != nil {
			return nil, err
		}
		return q.putNowait(item)
	},
	"get": func(q *queue, c *call) (starlark.Value, error) { return native("Queue.get", q.get), c.none() },
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
	"join": func(q *queue, c *call) (starlark.Value, error) { return native("Queue.join", q.join), c.none() },
	"shutdown": func(q *queue, c *call) (starlark.Value, error) {
		immediate := false
		if err := c.unpack("immediate?", &immediate); err != nil {
			return nil, err
		}
		return starlark.None, q.shutdown(immediate)
	},
}
