package starlarkasync

import "go.starlark.net/starlark"

// AwaitExternal parks the task that runs on thread until another goroutine
// calls done, once. start begins the operation and gives a function that
// withdraws it; it is called when the task is cancelled or interrupted first,
// and done has no effect from then on. what names the operation in errors.
func (l *Loop) AwaitExternal(thread *starlark.Thread, what string, start func(done func(starlark.Value, error)) (cancel func())) (starlark.Value, error) {
	if l.taskOf(thread) == nil {
		return nil, notOnTask(what)
	}
	f := l.NewFuture()
	f.on = outside(what)
	l.waits++
	ended := false
	cancel := start(func(v starlark.Value, err error) {
		l.CallSoonThreadsafe(func() {
			if ended {
				return
			}
			if err != nil {
				f.SetError(l.raised(&l.thread, err))
				return
			}
			f.SetResult(v)
		})
	})
	v, err := l.awaitFuture(thread, f)
	ended = true
	l.waits--
	if !f.Done() || f.isCancelled() {
		cancel()
	}
	return v, err
}
