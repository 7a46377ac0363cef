package starlarkasync

import (
	"sync"
	"time"

	"go.starlark.net/starlark"

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
// the loop much sooner. It is spent in looks: when the whole machine stands
// still, that is one look, and not the task's fault.
const (
	grace = 50 * time.Millisecond
	looks = 5
)

// interruptState is what the loop knows of interrupts in this run.
//
// Which thread runs is in Loop.holder. An interrupt that ends computing code
// swaps the holder for struck and then cancels the thread: so it can neither
// hit a thread that has just parked, nor the next one. The holder that finds
// itself struck, when it parks or ends, takes the lock to clean up.
type interruptState struct {
	mu sync.Mutex
	// open: a foreground run goes on, on the thread fg.
	open bool
	fg   *starlark.Thread
	// asked: an interrupt was not yet served.
	asked bool
	// grace and looked: how long a runaway may compute, and how many looks found
	// the interrupt not served.
	grace  time.Duration
	looked int
	timer  *time.Timer
	// blocked is closed to end a blocking sleep. Only the loop's goroutine
	// replaces it.
	blocked chan struct{}

	// The rest belongs to the loop's goroutine.
	count     int  // interrupts served in this run
	cancelled bool // the foreground task was cancelled by an interrupt
	pardoned  bool // the code that runs was struck and noticed it
}

// struck stands in Loop.holder for a thread that was told to stop.
var struck starlark.Thread

func (l *Loop) beginInterrupts(fg *starlark.Thread) {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fg, s.asked, s.count, s.cancelled, s.pardoned = fg, false, 0, false, false
	s.blocked = make(chan struct{})
	s.open = true
	l.opts.Stop.Store(false)
}

func (l *Loop) endInterrupts() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open, s.fg = false, nil
	s.served()
	l.opts.Stop.Store(false)
}

// served forgets the interrupts that were asked for. The caller holds mu.
func (s *interruptState) served() {
	s.asked, s.looked = false, 0
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
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
	s.asked = true
	if l.holder.Load() != s.fg || !l.strike(s.fg) {
		s.watch(l)
	}
	l.attention.Store(true)
	l.wakeUp()
}

// watch has whatever runs after the grace ended, if the interrupt was not served
// until then. The caller holds mu.
func (s *interruptState) watch(l *Loop) {
	if s.timer == nil {
		s.timer = time.AfterFunc(s.grace/looks, l.strikeRunaway)
	}
}

// strikeRunaway is called by the timer, on a goroutine of its own.
func (l *Loop) strikeRunaway() {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = nil
	if !s.open || !s.asked {
		return
	}
	if s.looked++; s.looked < looks {
		s.watch(l)
		return
	}
	if thread := l.holder.Load(); thread == nil || !l.strike(thread) {
		s.watch(l) // the loop is about to serve it, or to run the next task
	}
}

// strike tells the thread that runs to stop, and reports whether it still ran.
// The caller holds interrupt.mu.
func (l *Loop) strike(thread *starlark.Thread) bool {
	if thread == &struck {
		return true // it was told before
	}
	if !l.holder.CompareAndSwap(thread, &struck) {
		return false
	}
	l.opts.Stop.Store(true)
	thread.Cancel(cancelReason)
	close(l.interrupt.blocked)
	return true
}

// enter notes that thread runs Starlark code from now on.
func (l *Loop) enter(thread *starlark.Thread) { l.holder.Store(thread) }

// leave is the end of what enter began. It reports whether the thread was
// struck and has not been pardoned.
func (l *Loop) leave(thread *starlark.Thread) bool {
	if l.holder.CompareAndSwap(thread, nil) {
		return false
	}
	l.disarm(thread, nil)
	return true
}

// pardon lets a thread that was struck run code again, such as the function of
// run_finally. It reports whether the thread was struck.
func (l *Loop) pardon(thread *starlark.Thread) bool {
	if l.holder.Load() != &struck {
		return false
	}
	l.interrupt.pardoned = true
	l.disarm(thread, thread)
	return true
}

// disarm makes a struck thread usable and names the next holder.
func (l *Loop) disarm(thread, next *starlark.Thread) {
	s := &l.interrupt
	s.mu.Lock()
	defer s.mu.Unlock()
	thread.Uncancel()
	l.opts.Stop.Store(false)
	s.blocked = make(chan struct{})
	s.served()
	l.holder.Store(next)
}

// serveInterrupt delivers an interrupt to a foreground task that does not run.
// Those that came together are one.
func (l *Loop) serveInterrupt() {
	s := &l.interrupt
	s.mu.Lock()
	asked := s.asked
	s.served()
	s.mu.Unlock()
	fg := l.fg
	if !asked || fg == nil || fg.Done() {
		return
	}
	s.count++
	if s.count == 1 {
		s.cancelled = true
		fg.cancel(nil)
		return
	}
	fg.throw(newInterrupt())
}

// afterStep looks at what was struck while it ran: a task, or a callback if t
// is nil, which ended with the error e. A background task that was ended takes
// the foreground with it.
func (l *Loop) afterStep(t *Task, wasStruck bool, e *exception.Error) {
	s := &l.interrupt
	if !wasStruck && !s.pardoned {
		return
	}
	s.pardoned = false
	s.count++
	if wasStruck && t != nil && !t.Done() { // it parked before it noticed
		t.throw(newInterrupt())
	}
	if t == nil || t != l.fg {
		l.endForeground(t, e)
	}
}

// endForeground throws KeyboardInterrupt into the foreground task, because the
// background task t, or a callback, was struck.
func (l *Loop) endForeground(t *Task, e *exception.Error) {
	fg := l.fg
	if fg == nil || fg.Done() {
		return
	}
	victim := "a callback"
	if t != nil {
		victim = "the background task " + t.Name()
		if e = t.failure(); e != nil && !e.Fatal {
			t.retrieved = false
		}
	}
	k := newInterrupt()
	k.Notes = []string{"the interrupt ended " + victim + ", which was computing"}
	if e != nil {
		k.Stack = e.Stack
	}
	fg.throw(k)
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
