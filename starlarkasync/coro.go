package starlarkasync

import "iter"

// coro is a stackful coroutine: a function that can be parked in the middle
// and taken up again. Exactly one side runs at a time.
type coro interface {
	// resume runs the function until it yields or returns.
	resume()
}

// pullCoro runs on iter.Pull, whose switch costs a quarter of one over
// channels. Neither side may call runtime.LockOSThread: a mismatch is a fatal
// error of the runtime. An abandoned coroutine is never collected; Loop.Close
// unwinds those that are left.
type pullCoro struct {
	next func() (struct{}, bool)
}

// newCoro makes a coroutine that runs f at its first resume. f calls yield to
// park itself.
func newCoro(f func(yield func())) coro {
	next, _ := iter.Pull(func(yield func(struct{}) bool) {
		f(func() { yield(struct{}{}) })
	})
	return pullCoro{next}
}

func (c pullCoro) resume() { c.next() }
