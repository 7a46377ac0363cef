package starlarkasync

import (
	"go.starlark.net/starlark"
)

// PendingTasks gives the tasks that have not ended, in the order of creation.
func (l *Loop) PendingTasks() []*Task {
	var ts []*Task
	for t := l.pending.first; t != nil; t = t.next {
		ts = append(ts, t)
	}
	return ts
}

// CancelPending cancels all tasks and runs the loop until they have ended, as
// asyncio.run does at its end. It gives the names of the tasks that were
// pending.
func (l *Loop) CancelPending(label string) []string {
	tasks := l.PendingTasks()
	if len(tasks) == 0 {
		return nil
	}
	names := make([]string, len(tasks))
	for i, t := range tasks {
		names[i] = t.Name() + " (" + t.coro.name + ", started in " + t.Origin() + ")"
	}
	l.RunForeground(label, func(thread *starlark.Thread) (starlark.Value, error) {
		children := make([]starlark.Value, len(tasks))
		for i, t := range tasks {
			t.cancel(nil)
			children[i] = t
		}
		g, err := l.gather(thread, children, true)
		if err != nil {
			return nil, err
		}
		return l.awaitFuture(thread, g)
	}, nil)
	return names
}

// Close unwinds the tasks that are left, so that no goroutine stays behind. It
// does not wait for executor jobs, which are cancelled. The loop must not be
// used afterwards.
func (l *Loop) Close() {
	if l.closed {
		return
	}
	l.closed = true
	for _, j := range l.jobs {
		j.future.cancel(nil)
	}
	l.jobs = nil
	for t := l.pending.first; t != nil; t = l.pending.first {
		t.waiting, t.mustCancel = nil, false
		t.inject = newClosed()
		t.run()
		if t.state == pending { // it parks again only through a defect
			l.pending.remove(t)
		}
	}
}
