package starlarkasync

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// The classes of this file are ports of asyncio/locks.py.

// waiters is a FIFO of futures on which tasks are parked.
type waiters []*Future

func (w *waiters) remove(f *Future) {
	if i := slices.Index(*w, f); i >= 0 {
		*w = slices.Delete(*w, i, i+1)
	}
}

func (w waiters) allCancelled() bool {
	for _, f := range w {
		if f.state != cancelled {
			return false
		}
	}
	return true
}

// wait parks the task on a new future in the list.
func (w *waiters) wait(l *Loop, thread *starlark.Thread, on starlark.Value) (*Future, error) {
	f := l.NewFuture()
	f.on = on
	*w = append(*w, f)
	_, err := l.awaitFuture(thread, f)
	w.remove(f)
	return f, err
}

// describe is the end of a repr: ", waiters:n".
func (w waiters) describe() string {
	if len(w) == 0 {
		return ""
	}
	return fmt.Sprintf(", waiters:%d", len(w))
}

func isCancelled(err error) bool {
	e := exception.Find(err)
	return e != nil && e.Class == "CancelledError"
}

// lock is asyncio.Lock. It is fair: release hands it to the first waiter, and
// newcomers queue behind.
type lock struct {
	loop    *Loop
	locked  bool
	waiters waiters
	// owner is shown when a deadlock is explained.
	owner *Task
}

func (k *lock) acquire(thread *starlark.Thread) (starlark.Value, error) {
	if k.locked || !k.waiters.allCancelled() {
		if _, err := k.waiters.wait(k.loop, thread, k); err != nil {
			if !k.locked {
				k.wakeFirst() // our turn had come: pass it on
			}
			return nil, err
		}
	}
	k.locked, k.owner = true, k.loop.current
	return starlark.True, nil
}

func (k *lock) release() error {
	if !k.locked {
		return exception.New("RuntimeError", "Lock is not acquired.")
	}
	k.locked, k.owner = false, nil
	k.wakeFirst()
	return nil
}

func (k *lock) wakeFirst() {
	if len(k.waiters) > 0 {
		k.waiters[0].SetResult(starlark.True)
	}
}

func (k *lock) enter(thread *starlark.Thread) (starlark.Value, error) {
	_, err := k.acquire(thread)
	return starlark.None, err
}

func (k *lock) exit(_ *starlark.Thread, err error) error {
	if err != nil && fatal(err) && k.owner != k.loop.current {
		return err // ended in Condition.wait before it had the lock again
	}
	if e := k.release(); e != nil {
		return e
	}
	return err
}

func (k *lock) Type() string          { return "Lock" }
func (k *lock) Freeze()               {}
func (k *lock) Truth() starlark.Bool  { return true }
func (k *lock) Hash() (uint32, error) { return pointerHash(k), nil }
func (k *lock) AttrNames() []string   { return lockMethods.names() }
func (k *lock) String() string {
	s := "unlocked"
	if k.locked {
		s = "locked"
	}
	return "<Lock [" + s + k.waiters.describe() + "]>"
}

func (k *lock) Attr(name string) (starlark.Value, error) { return lockMethods.attr(k, name) }

var lockMethods = methods[*lock]{
	"locked": func(k *lock, c *call) (starlark.Value, error) { return starlark.Bool(k.locked), c.none() },
	"acquire": func(k *lock, c *call) (starlark.Value, error) {
		return native("acquire", k.acquire), c.none()
	},
	"release": func(k *lock, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, k.release()
	},
}

// event is asyncio.Event.
type event struct {
	loop    *Loop
	set     bool
	waiters waiters
}

func (e *event) signal() {
	if !e.set {
		e.set = true
		for _, f := range e.waiters {
			f.SetResult(starlark.True)
		}
	}
}

func (e *event) wait(thread *starlark.Thread) (starlark.Value, error) {
	if !e.set {
		if _, err := e.waiters.wait(e.loop, thread, e); err != nil {
			return nil, err
		}
	}
	return starlark.True, nil
}

func (e *event) Type() string          { return "Event" }
func (e *event) Freeze()               {}
func (e *event) Truth() starlark.Bool  { return true }
func (e *event) Hash() (uint32, error) { return pointerHash(e), nil }
func (e *event) AttrNames() []string   { return eventMethods.names() }
func (e *event) String() string {
	s := "unset"
	if e.set {
		s = "set"
	}
	return "<Event [" + s + e.waiters.describe() + "]>"
}

func (e *event) Attr(name string) (starlark.Value, error) { return eventMethods.attr(e, name) }

var eventMethods = methods[*event]{
	"is_set": func(e *event, c *call) (starlark.Value, error) { return starlark.Bool(e.set), c.none() },
	"set": func(e *event, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		e.signal()
		return starlark.None, nil
	},
	"clear": func(e *event, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		e.set = false
		return starlark.None, nil
	},
	"wait": func(e *event, c *call) (starlark.Value, error) { return native("wait", e.wait), c.none() },
}

// semaphore is asyncio.Semaphore and, with a bound, BoundedSemaphore.
type semaphore struct {
	loop    *Loop
	value   int
	bound   int
	bounded bool
	waiters waiters
}

func (s *semaphore) locked() bool { return s.value == 0 || !s.waiters.allCancelled() }

func (s *semaphore) acquire(thread *starlark.Thread) (starlark.Value, error) {
	if !s.locked() {
		s.value--
		return starlark.True, nil
	}
	f, err := s.waiters.wait(s.loop, thread, s)
	if err != nil && f.state == finished {
		s.value++ // our turn had come: pass it on
	}
	for s.value > 0 && s.wakeNext() {
	}
	if err != nil {
		return nil, err
	}
	return starlark.True, nil
}

func (s *semaphore) release() error {
	if s.bounded && s.value >= s.bound {
		return exception.New("ValueError", "BoundedSemaphore released too many times")
	}
	s.value++
	s.wakeNext()
	return nil
}

func (s *semaphore) wakeNext() bool {
	for _, f := range s.waiters {
		if f.state == pending {
			s.value--
			f.SetResult(starlark.True)
			return true
		}
	}
	return false
}

func (s *semaphore) enter(thread *starlark.Thread) (starlark.Value, error) {
	_, err := s.acquire(thread)
	return starlark.None, err
}

func (s *semaphore) exit(_ *starlark.Thread, err error) error {
	if e := s.release(); e != nil {
		return e
	}
	return err
}

func (s *semaphore) Type() string {
	if s.bounded {
		return "BoundedSemaphore"
	}
	return "Semaphore"
}
func (s *semaphore) Freeze()               {}
func (s *semaphore) Truth() starlark.Bool  { return true }
func (s *semaphore) Hash() (uint32, error) { return pointerHash(s), nil }
func (s *semaphore) AttrNames() []string   { return semaphoreMethods.names() }
func (s *semaphore) String() string {
	t := fmt.Sprintf("unlocked, value:%d", s.value)
	if s.locked() {
		t = "locked"
	}
	return "<" + s.Type() + " [" + t + s.waiters.describe() + "]>"
}

func (s *semaphore) Attr(name string) (starlark.Value, error) { return semaphoreMethods.attr(s, name) }

var semaphoreMethods = methods[*semaphore]{
	"locked": func(s *semaphore, c *call) (starlark.Value, error) { return starlark.Bool(s.locked()), c.none() },
	"acquire": func(s *semaphore, c *call) (starlark.Value, error) {
		return native("acquire", s.acquire), c.none()
	},
	"release": func(s *semaphore, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, s.release()
	},
}
