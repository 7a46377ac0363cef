package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func waitFor(c *call) (starlark.Value, error) {
	var x, limit starlark.Value
	if err := c.unpack("fut", &x, "timeout", &limit); err != nil {
		return nil, err
	}
	timeout, err := optionalFloat(c.name, limit)
	if err != nil {
		return nil, err
	}
	l := c.loop
	return native("wait_for", func(thread *starlark.Thread) (starlark.Value, error) {
		return l.waitFor(thread, x, timeout)
	}), nil
}

// waitFor awaits x, for timeout seconds at most; nil: without a limit.
func (l *Loop) waitFor(thread *starlark.Thread, x starlark.Value, timeout *float64) (starlark.Value, error) {
	if timeout == nil || *timeout > 0 {
		tm := &timeoutScope{loop: l}
		if timeout != nil {
			when := l.now() + nanoseconds(*timeout)
			tm.when = &when
		}
		if err := tm.enter(thread); err != nil {
			return nil, err
		}
		v, err := l.Await(thread, x)
		return v, tm.exit(thread, err)
	}
	fut, err := l.ensureFuture(thread, x)
	if err != nil {
		return nil, err
	}
	if fut.future().Done() {
		return fut.future().result()
	}
	waiter := l.NewFuture()
	waiter.on = awaiting{fut}
	mark := new(byte)
	fut.future().addCallback(callback{owner: mark, fn: func(*Future) { waiter.SetResult(starlark.None) }})
	fut.cancel(nil)
	_, err = l.awaitFuture(thread, waiter)
	fut.future().removeCallbacks(func(cb callback) bool { return cb.owner == mark })
	if err != nil {
		return nil, err
	}
	v, err := fut.future().result()
	if e := exception.Find(err); e != nil && e.Class == "CancelledError" {
		return nil, &exception.Error{Class: "TimeoutError", Cause: e}
	}
	return v, err
}
