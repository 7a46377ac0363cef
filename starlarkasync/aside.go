package starlarkasync

import (
	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// maxAsides is how many calls of Aside may be inside of each other.
const maxAsides = 10

// Aside calls fn in the middle of the code that runs, on a stack of its own, as
// when a value is displayed that has code for that. fn cannot wait, nobody else
// gets a turn, and it ends with a TimeoutError after about maxSteps steps of the
// interpreter. An interrupt ends it: that error is Fatal, and is for the caller to
// pass on.
func (l *Loop) Aside(fn starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple, maxSteps uint64) (v starlark.Value, e *exception.Error) {
	if e := l.checkAsides(); e != nil {
		return nil, e
	}
	thread := new(starlark.Thread)
	l.prepare(thread)
	late := false
	thread.OnMaxSteps = func(t *starlark.Thread) {
		l.onSteps(t)
		if t.Steps > maxSteps {
			late = true
			t.Cancel("too many steps")
		}
	}

	before := l.holder.Load()
	if before == &struck || !l.holder.CompareAndSwap(before, thread) {
		return nil, newInterrupt()
	}
	l.asides = append(l.asides, thread)
	err := guard(func() (err error) {
		v, err = starlark.Call(thread, fn, args, kwargs)
		return err
	})
	if err = l.asideError(thread, err); late && err != nil {
		stack := exception.Find(err).Stack
		err = exception.Newf("TimeoutError", "%s took more than %d steps", fn.Name(), maxSteps)
		exception.Find(err).Stack = stack
	}
	l.asides = l.asides[:len(l.asides)-1]
	if !l.holder.CompareAndSwap(thread, before) { // it was struck
		l.interrupt.pardoned = true
		l.disarm(thread, before)
		return nil, newInterrupt()
	}
	if err != nil {
		return nil, exception.Find(err)
	}
	return v, nil
}

// asideError gives the error value of err, or the one that an iterator left
// behind.
func (l *Loop) asideError(thread *starlark.Thread, err error) error {
	if err != nil {
		return l.raised(thread, err)
	}
	return l.resolve(thread, nil)
}

// checkAsides bounds the depth of the stacks that are there at the same time.
func (l *Loop) checkAsides() *exception.Error {
	frames := 0
	if l.current != nil {
		frames = l.current.chainDepth()
	}
	for _, t := range l.asides {
		frames += t.CallStackDepth()
	}
	if len(l.asides) >= maxAsides || frames > maxChainFrames {
		return exception.New("RecursionError", "maximum recursion depth exceeded while a value is displayed")
	}
	return nil
}

// Running is the thread that runs now: that of a call of Aside or of the current
// task; nil in callbacks and between runs.
func (l *Loop) Running() *starlark.Thread {
	if n := len(l.asides); n > 0 {
		return l.asides[n-1]
	}
	if l.current != nil {
		return &l.current.thread
	}
	return nil
}
