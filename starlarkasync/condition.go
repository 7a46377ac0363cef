package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// condition is asyncio.Condition.
type condition struct {
	lock    *lock
	barrier *barrier // whose condition it is, if any
	waiters waiters
}

func newCondition(c *call) (starlark.Value, error) {
	var v starlark.Value
	if err := c.unpack("lock?", &v); err != nil {
		return nil, err
	}
	if v == nil || v == starlark.None {
		return &condition{lock: &lock{loop: c.loop}}, nil
	}
	k, ok := v.(*lock)
	if !ok {
		return nil, exception.Newf("TypeError", "Condition: for parameter lock: got %s, want Lock", v.Type())
	}
	return &condition{lock: k}, nil
}

// wait releases the lock, waits for notify and takes the lock again, also when
// it is cancelled.
func (c *condition) wait(thread *starlark.Thread) (starlark.Value, error) {
	if !c.lock.locked {
		return nil, exception.New("RuntimeError", "cannot wait on un-acquired lock")
	}
	f := c.lock.loop.NewFuture()
	f.on = c
	if err := c.lock.release(); err != nil {
		return nil, err
	}
	c.waiters = append(c.waiters, f)
	_, err := c.lock.loop.awaitFuture(thread, f)
	c.waiters.remove(f)
	for {
		_, again := c.lock.acquire(thread)
		if again == nil {
			break
		}
		if err == nil || !fatal(err) {
			err = again
		}
		if !isCancelled(again) || fatal(again) {
			break
		}
	}
	if err != nil {
		c.notify(1) // somebody else may have the turn
		return nil, err
	}
	return starlark.True, nil
}

// fatal reports whether err unwinds the whole task.
func fatal(err error) bool {
	e := exception.Find(err)
	return e != nil && e.Fatal
}

func (c *condition) waitFor(thread *starlark.Thread, predicate func() (starlark.Value, error)) (starlark.Value, error) {
	for {
		v, err := predicate()
		if err != nil || v.Truth() {
			return v, err
		}
		if _, err := c.wait(thread); err != nil {
			return nil, err
		}
	}
}

func (c *condition) notify(n int) {
	for _, f := range c.waiters {
		if n <= 0 {
			return
		}
		if f.state == pending {
			n--
			f.SetResult(starlark.False)
		}
	}
}

func (c *condition) enter(thread *starlark.Thread) (starlark.Value, error) {
	return c.lock.enter(thread)
}
func (c *condition) exit(thread *starlark.Thread, err error) error { return c.lock.exit(thread, err) }

func (c *condition) Type() string          { return "Condition" }
func (c *condition) Freeze()               {}
func (c *condition) Truth() starlark.Bool  { return true }
func (c *condition) Hash() (uint32, error) { return pointerHash(c), nil }
func (c *condition) AttrNames() []string {
	return append(conditionMethods.names(), lockMethods.names()...)
}
func (c *condition) String() string {
	s := "unlocked"
	if c.lock.locked {
		s = "locked"
	}
	return "<Condition [" + s + c.waiters.describe() + "]>"
}

func (c *condition) Attr(name string) (starlark.Value, error) {
	if _, ok := lockMethods[name]; ok {
		return lockMethods.attr(c.lock, name)
	}
	return conditionMethods.attr(c, name)
}

var conditionMethods = methods[*condition]{
	"wait": func(k *condition, c *call) (starlark.Value, error) { return native("Condition.wait", k.wait), c.none() },
	"wait_for": func(k *condition, c *call) (starlark.Value, error) {
		var predicate starlark.Callable
		if err := c.unpack("predicate", &predicate); err != nil {
			return nil, err
		}
		return native("Condition.wait_for", func(thread *starlark.Thread) (starlark.Value, error) {
			return k.waitFor(thread, func() (starlark.Value, error) {
				return starlark.Call(thread, predicate, nil, nil)
			})
		}), nil
	},
	"notify": func(k *condition, c *call) (starlark.Value, error) {
		n := 1
		if err := c.unpack("n?", &n); err != nil {
			return nil, err
		}
		return starlark.None, k.notifyLocked(n)
	},
	"notify_all": func(k *condition, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, k.notifyLocked(len(k.waiters))
	},
}

func (c *condition) notifyLocked(n int) error {
	if !c.lock.locked {
		return exception.New("RuntimeError", "cannot notify on un-acquired lock")
	}
	c.notify(n)
	return nil
}
