package starlarkasync

import (
	"slices"
	"time"

	"go.starlark.net/starlark"
)

const (
	// cancelLimit is how long CancelPending waits for tasks that go on in spite
	// of their cancellation.
	cancelLimit = 10 * time.Second
	// closeLimit is how long finalizers may compute in Close, all together.
	closeLimit = 500 * time.Millisecond
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
// asyncio.run does at its end; not longer than 10 seconds, by the loop's clock and in
// real time, and an interrupt ends it. Under the virtual clock it cancels jobs, too.
// Errors that nobody asked for are reported through Notice, not to the program's
// exception handler, once the loop stands still. It gives the names of the tasks
// that were pending.
func (l *Loop) CancelPending(label string) []string { return l.cancelPending(label, cancelLimit) }

func (l *Loop) cancelPending(label string, limit time.Duration) []string {
	l.ending = true
	defer func() { l.ending = false }()
	tasks := l.PendingTasks()
	if len(tasks) == 0 {
		l.reportUnretrieved(true)
		return nil
	}
	names := make([]string, len(tasks))
	for i, t := range tasks {
		names[i] = t.Name() + " (" + t.coro.name + ", started in " + t.Origin() + ")"
	}
	finished, watched := make(chan struct{}), make(chan struct{})
	go func() { // ends when the run has ended
		defer close(watched)
		for wait := limit; ; wait = 2 * grace {
			timer := time.NewTimer(wait)
			select {
			case <-finished:
				timer.Stop()
				return
			case <-timer.C:
				l.Interrupt()
			}
		}
	}()
	if l.opts.Virtual { // how far tasks come must not depend on the machine
		defer l.timers.cancel(l.callLater(int64(limit), l.Interrupt))
	}
	l.RunForeground(label, func(thread *starlark.Thread) (starlark.Value, error) {
		futures := make([]awaitable, len(tasks))
		l.asked = make(map[*Task]bool, len(tasks))
		for i, t := range tasks {
			t.cancel(nil)
			futures[i] = t
		}
		l.asked = nil
		if l.opts.Virtual { // time stands still while jobs run, and tasks may need some
			for _, j := range slices.Clone(l.jobs) {
				j.future.cancel(nil)
			}
		}
		return l.wait(thread, futures, nil, allCompleted)
	}, nil)
	l.reportUnretrieved(true)
	close(finished)
	<-watched
	return names
}

// Drain runs the loop until no task is left, nor a job. An interrupt ends it, an
// error if nothing can go on any more, and the end of limit, by the loop's clock; 0
// is no limit.
func (l *Loop) Drain(label string, limit time.Duration) {
	if limit > 0 {
		defer l.timers.cancel(l.callLater(int64(limit), l.Interrupt))
	}
	l.RunForeground(label, func(thread *starlark.Thread) (starlark.Value, error) {
		for {
			var futures []awaitable
			for _, t := range l.PendingTasks() {
				if t != l.fg {
					futures = append(futures, t)
				}
			}
			for _, j := range l.jobs {
				if !j.future.Done() { // one that was cancelled is, and still runs
					futures = append(futures, j.future)
				}
			}
			if len(futures) == 0 {
				return starlark.None, nil
			}
			if _, err := l.wait(thread, futures, nil, allCompleted); err != nil {
				return nil, err
			}
		}
	}, nil)
}

// Close unwinds the tasks that are left, so that no goroutine stays behind. The
// functions of run_finally run, but cannot wait any more, and are ended when
// they compute for long. Close does not wait for executor jobs, which are
// cancelled. Nothing can run on the loop afterwards.
func (l *Loop) Close() {
	if l.closed {
		return
	}
	l.Own() // finalizers run Starlark code
	defer l.Disown()
	l.closed = true
	l.closeBy = time.Now().Add(closeLimit)
	for _, j := range append([]*Job(nil), l.jobs...) {
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
	l.coros.close()
}
