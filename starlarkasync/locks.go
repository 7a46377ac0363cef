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
func (w *waiters) wait(l *Loop, thread *starlark.Thread, on reason) (*Future, error) {
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

func newLock(c *call) (starlark.Value, error) { return &lock{loop: c.loop}, c.none() }

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
		return native("Lock.acquire", k.acquire), c.none()
	},
	"release": func(k *lock, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, k.release()
	},
}
