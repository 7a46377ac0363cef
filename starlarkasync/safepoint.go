package starlarkasync

import "time"

// Inspect runs f while no Starlark code runs: at once while nobody owns the loop
// ([Loop.Own]), as between foreground runs; else at the run's next safe point
// (every 1,000 steps of the interpreter, or when the loop has control). It reports
// false, and f does not run, if none comes within limit, as when a long builtin
// runs. f may read Starlark values and must not run Starlark code. Any goroutine
// may call Inspect.
func (l *Loop) Inspect(limit time.Duration, f func()) bool {
	l.mu.Lock()
	if l.owned == 0 {
		defer l.mu.Unlock()
		f()
		return true
	}
	done := make(chan struct{})
	given := false // up, guarded by mu
	var panicked any
	l.safe = append(l.safe, func() {
		if given {
			return
		}
		defer func() { // a panic of f is the caller's, not that of the task that runs
			panicked = recover()
			close(done)
		}()
		f()
	})
	l.mu.Unlock()
	l.attention.Store(true)
	l.wakeUp()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		l.mu.Lock() // waits for f, if it runs now
		select {
		case <-done:
		default:
			given = true
		}
		l.mu.Unlock()
	}
	if given {
		return false
	}
	if panicked != nil {
		panic(panicked)
	}
	return true
}

// Own makes the calling goroutine the one that touches the loop's values, until
// Disown: an [Loop.Inspect] from elsewhere waits for a safe point. RunForeground
// does so itself; a caller that compiles or displays around runs owns the loop
// for all of it. Calls nest.
func (l *Loop) Own() {
	l.mu.Lock()
	l.owned++
	l.mu.Unlock()
}

// Disown ends Own. Inspections that still wait are served.
func (l *Loop) Disown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inspectLocked()
	l.owned--
}

// runSafe runs the waiting inspections. mu is held: an inspection that gives up
// must not overlap with its own run.
func (l *Loop) runSafe() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inspectLocked()
}

func (l *Loop) inspectLocked() {
	for len(l.safe) > 0 {
		f := l.safe[0]
		l.safe = l.safe[1:]
		f()
	}
}

// attend serves interrupts and inspections, on the loop's own stack. Interrupts
// come first: somebody waits for them, and inspections may take long.
func (l *Loop) attend() {
	if !l.attention.Swap(false) {
		return
	}
	l.serveInterrupt()
	l.runSafe()
}
