package starlarkasync

import "iter"

// coro is a goroutine whose stack can be parked in the middle of a function and
// taken up again. It runs the bodies of tasks, one after the other. Exactly one
// side runs at a time: the coro, or who resumes it.
//
// It stands on iter.Pull, whose switch costs a quarter of one over channels.
// Neither side may call runtime.LockOSThread: a mismatch is a fatal error of the
// runtime. An abandoned coro is never collected; Loop.Close ends those that are
// left.
type coro struct {
	task  *Task // whose body runs, nil between two
	next  func() (struct{}, bool)
	yield func(struct{}) bool
}

func newCoro() *coro {
	c := new(coro)
	c.next, _ = iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		if c.task.coro.fn != nil {
			growStack(0)
		}
		for c.task != nil {
			c.task.main()
			c.task = nil
			yield(struct{}{})
		}
	})
	return c
}

// growStack has the stack of a new goroutine grown from 2 KB to the 8 KB that
// a body in Starlark needs. Growing it by and by, under the large frames of the
// interpreter, takes a quarter of the time of a short task.
//
//go:noinline
func growStack(i int) byte {
	var frame [4 << 10]byte
	return frame[i]
}

// resume runs the task's body until it parks or returns. It reports whether the
// body has returned.
func (c *coro) resume() bool {
	c.next()
	return c.task == nil
}

// end ends a coro that runs no task.
func (c *coro) end() { c.next() }

// park gives way to who called resume. The task's body calls it.
func (c *coro) park() { c.yield(struct{}{}) }

// coroPool keeps coros for the next tasks: one that was used costs no new
// goroutine, and its stack has grown already.
type coroPool struct{ idle []*coro }

// maxIdle is how many coros are kept. Each has a stack of 8 KB, which the
// garbage collector shrinks.
const maxIdle = 256

// take gives a coro for t.
func (p *coroPool) take(t *Task) *coro {
	var c *coro
	if n := len(p.idle) - 1; n >= 0 {
		c = p.idle[n]
		p.idle[n], p.idle = nil, p.idle[:n]
	} else {
		c = newCoro()
	}
	c.task = t
	return c
}

// put takes a coro back whose body has returned.
func (p *coroPool) put(c *coro) {
	if len(p.idle) < maxIdle {
		p.idle = append(p.idle, c)
	} else {
		c.end()
	}
}

// close ends all coros that are kept.
func (p *coroPool) close() {
	for _, c := range p.idle {
		c.end()
	}
	p.idle = nil
}
