package starlarkasync

import "go.starlark.net/starlark"

func shield(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("arg", &x); err != nil {
		return nil, err
	}
	return c.loop.shield(c.thread, x)
}

// shield protects x from the cancellation of whoever awaits the result.
func (l *Loop) shield(thread *starlark.Thread, x starlark.Value) (awaitable, error) {
	inner, err := l.ensureFuture(thread, x)
	if err != nil || inner.future().Done() {
		return inner, err
	}
	outer := l.NewFuture()
	outer.on = awaiting{inner}
	mark := new(byte)
	inner.future().addCallback(callback{owner: mark, fn: func(in *Future) {
		switch {
		case outer.state == cancelled:
			in.failure()
		case in.state == cancelled:
			outer.cancel(nil)
		default:
			if e := in.failure(); e != nil {
				outer.SetError(e)
			} else {
				outer.SetResult(in.value)
			}
		}
	}})
	outer.addCallback(callback{fn: func(*Future) {
		if !inner.future().Done() {
			inner.future().removeCallbacks(func(cb callback) bool { return cb.owner == mark })
		}
	}})
	return outer, nil
}
