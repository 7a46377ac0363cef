package starlarkasync

import (
	"sync"
	"time"

	"starkernel/starlarkasync/exception"
)

// newInterrupt makes a KeyboardInterrupt that no catch observes.
func newInterrupt() *exception.Error {
	return &exception.Error{Class: "KeyboardInterrupt", Fatal: true}
}

// newClosed makes the error that unwinds the tasks that are left when the loop
// is closed.
func newClosed() *exception.Error {
	return &exception.Error{Class: "CancelledError", Message: "the session has ended", Fatal: true}
}

// cancelReason is the reason given to starlark.Thread.Cancel.
const cancelReason = "KeyboardInterrupt"

// grace is how long a background task may go on computing after an interrupt
// before it counts as a runaway: others that merely had their turn give way to
// the loop much sooner.
const grace = 50 * time.Millisecond

// interruptState is what the loop knows of interrupts in this run.
type interruptState struct {
	mu sync.Mutex
	// asked counts interrupts not yet served.
	asked int
	// killed: the running thread was cancelled and has not yet unwound.
	killed *Task
	timer  *time.Timer
	// blocked is closed to end a blocking sleep.
	blocked chan struct{}
	open    bool

	// The rest belongs to the loop's goroutine.
	count     int  // interrupts served in this run
	cancelled bool // the foreground task was cancelled by an interrupt
}

func (l *Loop) beginInterrupts() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.killed, s.count, s.cancelled = 0, nil, 0, false
	s.blocked = make(chan struct{})
	s.open = true
	l.opts.Stop.Store(false)
}

func (l *Loop) endInterrupts() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = false
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	l.opts.Stop.Store(false)
}

// Interrupt is the user's Ctrl-C; any goroutine may call it. A foreground task
// that computes gets KeyboardInterrupt at once. One that waits is cancelled, as
// asyncio.Runner does on SIGINT; a second interrupt in the same run throws
// KeyboardInterrupt into it. A background task that does not give way within
// 50 ms is ended together with the foreground. Between runs it does nothing.
func (l *Loop) Interrupt() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open {
		return
	}
	s.asked++
	holder := l.holder.Load()
	if holder != nil && l.fg != nil && holder == &l.fg.thread {
		l.kill()
	} else if s.timer == nil {
		s.timer = time.AfterFunc(grace, l.killRunaway)
	}
	l.attention.Store(true)
	l.wakeUp()
}

func (l *Loop) killRunaway() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = nil
	if s.open && s.asked > 0 {
		l.kill()
	}
}

// kill cancels whatever runs now. The caller holds interrupt.mu.
func (l *Loop) kill() {
	thread := l.holder.Load()
	if thread == nil {
		return
	}
	l.opts.Stop.Store(true)
	thread.Cancel(cancelReason)
	select {
	case <-l.interrupt.blocked:
	default:
		close(l.interrupt.blocked)
	}
}

// serveInterrupt delivers interrupts to a foreground task that does not run.
func (l *Loop) serveInterrupt() {
	s := &l.interrupt
	s.mu.Lock()
	n := s.asked
	s.asked = 0
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	if n > 0 && l.opts.Stop.Swap(false) {
		s.blocked = make(chan struct{})
	}
	s.mu.Unlock()
	fg := l.fg
	for ; n > 0 && fg != nil && !fg.Done(); n-- {
		s.count++
		if s.count == 1 && !fg.killed() {
			s.cancelled = true
			fg.cancel(nil)
			return // interrupts that came together are one
		}
		fg.throw(newInterrupt())
		return
	}
}

// afterStep looks at a task that was cancelled while it ran. A background task
// that was ended takes the foreground with it.
func (l *Loop) afterStep(t *Task) {
	if !l.opts.Stop.Load() {
		return
	}
	s := &l.interrupt
	s.mu.Lock()
	s.asked = 0
	l.opts.Stop.Store(false)
	s.blocked = make(chan struct{})
	s.mu.Unlock()
	s.count++
	if t == l.fg {
		if !t.Done() { // it parked before it noticed
			t.thread.Uncancel()
			t.throw(newInterrupt())
		}
		return
	}
	victim := "a callback"
	if t != nil {
		victim = "the background task " + t.Name()
	}
	l.stopRunaway(t, victim)
}

func (l *Loop) stopRunaway(t *Task, victim string) {
	if t != nil && !t.Done() {
		t.thread.Uncancel()
		t.throw(newInterrupt())
	}
	if fg := l.fg; fg != nil && !fg.Done() {
		e := newInterrupt()
		e.Notes = []string{"the interrupt ended " + victim + ", which was computing"}
		if t != nil {
			if f := t.failure(); f != nil {
				e.Stack = f.Stack
				t.retrieved = true
			}
		}
		fg.throw(e)
	}
}

// foregroundError is the error with which a cell ends.
func (l *Loop) foregroundError(e *exception.Error) *exception.Error {
	if l.interrupt.cancelled && e.Class == "CancelledError" && l.fg.uncancel() == 0 {
		k := newInterrupt()
		k.Stack = e.Stack
		return k
	}
	return e
}
