package starlarkasync

import (
	"sync"
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// Options configure a [Loop]. The zero Options make a loop on the real clock
// whose output goes nowhere.
type Options struct {
	// Virtual: when nothing is ready, time jumps to the next timer instead of
	// being waited for.
	Virtual bool
	// Batch: a foreground run that nothing can end is an error (deadlock). An
	// interactive loop says so through Notice and waits for an interrupt. The
	// virtual clock implies Batch.
	Batch bool
	// Print takes the output of the print function of the thread.
	Print func(thread *starlark.Thread, text string)
	// Collect is called when run_in_background(x, output="home") has made a task.
	// What it gives is the task's Output, and that of the tasks that the task
	// makes, for Print to look at. It may be nil.
	Collect func(t *Task) any
	// Notice takes reports for the person at the keyboard: errors that nobody
	// retrieved, coroutines that were never awaited, deadlocks.
	Notice func(text string)
	// Report formats the traceback of an error for Notice; nil: Error alone.
	Report func(e *exception.Error) string
	// Source gives the text of a file by its name in positions, for the stacks of
	// tasks; nil: they are shown without source lines.
	Source func(file string) (string, bool)
	// NameOf gives the name under which the program knows a lock or a queue, for
	// explanations; "" for none. It may be nil.
	NameOf func(v starlark.Value) string
	// Ship prepares a call for the executor: it copies f and its arguments and
	// gives a job, which runs on another goroutine, and a function that brings
	// the job's result back to the loop's goroutine. nil: there is no executor.
	Ship func(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*Job, error)
	// ShipMap does the same for parallel_map: it gives a function that makes the
	// job of calling f with each of items, in their order, up to the first error.
	// The job's result is a tuple. The first of items is number first of all of
	// them. nil: there is no executor.
	ShipMap func(f starlark.Callable) func(items []starlark.Value, first int) (*Job, error)
	// Progress gives the function that shows the progress of a parallel_map with
	// the named function; it is told when the map has ended, if not with all that
	// was to do. nil: nothing is shown.
	Progress func(name string) func(done, total int, ended bool) error
	// Resolve gives the error that a Go iterator left behind for err, which is
	// what unwound the thread; nil or a nil result: err itself.
	Resolve func(thread *starlark.Thread, err error) error
	// Stop is set while an interrupted builtin should end, and cleared when the
	// interrupted task has given way.
	Stop *atomic.Bool
}

// Loop is an event loop that lives as long as a session. Its tasks advance
// only during a foreground run ([Loop.RunForeground]); between runs they are
// frozen. All methods but those that say otherwise belong to the goroutine of
// the foreground run. One task runs at a time.
type Loop struct {
	opts   Options
	ready  readyQueue
	timers timers
	coros  coroPool

	virtualNow int64
	epoch      time.Time

	hook func(*starlark.Thread) // onSteps, made once for all threads

	// thread runs callbacks, which are on no task's stack.
	thread  starlark.Thread
	current *Task
	fg      *Task
	asides  []*starlark.Thread // the stacks of Aside, innermost last
	value   *loopValue
	// session is the context of all cells, inContext that of callbacks.
	session   context
	inContext *context
	nVars     int
	// onError is the program's exception handler, nil for none. debug is only
	// remembered.
	onError starlark.Callable
	debug   starlark.Bool

	label string

	// woken is when the sleep was due that woke the task for its present step,
	// and wokenSteps how many steps its thread had taken then; 0: no sleep did.
	woken      int64
	wokenSteps uint64

	stopping bool
	pending  taskList
	nTasks   int
	// asked are the tasks that CancelPending has asked to end, while it asks: a
	// long chain of tasks would be gone through from each of them. nil else.
	asked    map[*Task]bool
	ending   bool // CancelPending runs
	closed   bool
	closeBy  time.Time
	circular bool // found while a task was cancelled

	turn uint64 // counts calls of runOnce
	busy int    // how many of the last ones found something ready; under the virtual clock
	// failed are the futures that got an error in this run.
	failed     []failure
	failedKept int // of them, after the last cleaning
	// lost are tasks and jobs whose failure was reported, for Background.
	lost      []*Future
	dropped   []droppedCoroutine
	droppedAt map[syntax.Position]int
	// asyncJobs are the places of this run where jobs call async functions.
	asyncJobs map[syntax.Position]bool
	jobs      []*Job
	// waits counts answers from outside the loop that are still to come.
	waits    int
	deadlock bool // reported in this run

	interrupt interruptState

	mu       sync.Mutex // guards what follows; other goroutines use it
	external []func()
	safe     []func()
	owned    int // depth of Own
	wake     chan struct{}
	// attention: an interrupt or an inspection waits for a safe point.
	attention atomic.Bool
	// holder is the thread that runs now; nil while the loop itself runs, and
	// struck when an interrupt has told the thread to stop.
	holder atomic.Pointer[starlark.Thread]
}

// New makes a loop.
func New(opts Options) *Loop {
	if opts.Virtual {
		opts.Batch = true
	}
	if opts.Stop == nil {
		opts.Stop = new(atomic.Bool)
	}
	l := &Loop{opts: opts, wake: make(chan struct{}, 1), epoch: time.Now()}
	l.interrupt.grace = grace
	l.value = &loopValue{l}
	l.session.loop, l.inContext = l, &l.session
	l.hook = l.onSteps
	l.prepare(&l.thread)
	return l
}

// stepsPerHook is how many steps of the interpreter pass between two looks at
// the attention flag. A look every 1,000 steps costs nothing measurable.
const stepsPerHook = 1000

// prepare makes a thread fit to run Starlark code under this loop.
func (l *Loop) prepare(t *starlark.Thread) {
	t.Print = l.opts.Print
	if t.Print == nil { // else the interpreter prints to stderr
		t.Print = func(*starlark.Thread, string) {}
	}
	t.OnMaxSteps = l.hook
	t.SetMaxExecutionSteps(stepsPerHook)
}

func (l *Loop) onSteps(t *starlark.Thread) {
	t.SetMaxExecutionSteps(t.Steps + stepsPerHook)
	if l.attention.Load() {
		l.runSafe()
	}
	if l.closed && time.Now().After(l.closeBy) {
		t.Cancel(cancelReason)
	}
}

func (l *Loop) callSoon(fn func()) *handle {
	h := &handle{fn: fn}
	l.ready.push(h)
	return h
}

func (l *Loop) callAt(when int64, fn func()) *handle { return l.timers.add(when, fn) }

func (l *Loop) callLater(d int64, fn func()) *handle { return l.timers.add(l.now()+d, fn) }

// CallLater runs fn on the loop after d, during a foreground run. It is for the
// goroutine of the loop, between runs or in one.
func (l *Loop) CallLater(d time.Duration, fn func()) { l.callLater(int64(d), fn) }

// CallSoonThreadsafe runs fn in the next turn of the loop, in this or in the
// next foreground run. Any goroutine may call it.
func (l *Loop) CallSoonThreadsafe(fn func()) {
	l.mu.Lock()
	l.external = append(l.external, fn)
	l.mu.Unlock()
	l.wakeUp()
}

func (l *Loop) wakeUp() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Current is the task that runs now, nil in callbacks and between runs.
func (l *Loop) Current() *Task { return l.current }

// Foreground is the task of the foreground run, nil between runs.
func (l *Loop) Foreground() *Task { return l.fg }

// taskOf gives the task on whose stack thread runs, nil when there is none.
func (l *Loop) taskOf(thread *starlark.Thread) *Task {
	if t := l.current; t != nil && &t.thread == thread {
		return t
	}
	return nil
}

// RunForeground runs body as a task named label, on this goroutine, until it
// is done; background tasks advance meanwhile. It follows CPython's
// run_until_complete: when body has ended, everything that was ready in that
// turn still runs. ended is called when body has ended, before that last round,
// with body's result or error; an interrupted body's CancelledError has become
// KeyboardInterrupt there. RunForeground gives the same result and error.
func (l *Loop) RunForeground(label string, body func(thread *starlark.Thread) (starlark.Value, error), ended func(starlark.Value, *exception.Error)) (starlark.Value, *exception.Error) {
	l.Own()
	defer l.Disown()
	l.label, l.deadlock = label, false

	var value starlark.Value
	var failure *exception.Error
	hasEnded := false
	end := func(v starlark.Value, e *exception.Error) {
		value, failure = v, e
		if ended != nil {
			ended(v, e)
		}
		hasEnded = true
	}
	c := &Coroutine{name: label, native: func(thread *starlark.Thread) (starlark.Value, error) {
		v, err := body(thread)
		if err = l.bodyError(thread, err); err != nil {
			end(nil, l.foregroundError(l.withStack(err)))
			return nil, err
		}
		end(v, nil)
		return v, nil
	}}
	t := l.newTask(c, &l.session)
	t.name = label
	l.fg = t
	l.beginInterrupts(&t.thread)
	t.addCallback(callback{fn: func(*Future) { l.stopping = true }})
	for !l.stopping {
		l.runOnce()
	}
	l.stopping = false
	_, err := t.result() // who asks later gets no message of cancel, as in CPython
	if !hasEnded {       // it was ended before it began, or by a panic, also one in ended
		end(nil, l.foregroundError(err.(*exception.Error)))
	}
	l.reportUnretrieved(false)
	l.endInterrupts()
	l.fg = nil
	return value, failure
}

// bodyError is the error with which the body of the foreground task ends.
func (l *Loop) bodyError(thread *starlark.Thread, err error) error {
	if err != nil {
		e := l.raised(thread, err)
		if l.pardon(thread) && !e.Fatal {
			return newInterrupt()
		}
		if e == exception.Find(err) {
			return err
		}
		return e
	}
	switch {
	case l.pardon(thread):
		return newInterrupt()
	case l.fg.mustCancel: // the value is lost, as in CPython
		return l.fg.makeCancelledError()
	}
	return nil
}

// runOnce is one turn: wait for something to do, then run what is ready. It is
// a port of BaseEventLoop._run_once.
func (l *Loop) runOnce() {
	l.turn++
	l.attend()
	switch {
	case l.ready.n == 0 && !l.stopping:
		l.busy = 0
		l.idle()
	case l.opts.Virtual:
		l.pass()
	}
	l.takeExternal()
	end := l.now()
	for h := l.timers.first(); h != nil && h.when <= end; h = l.timers.first() {
		l.timers.pop()
		l.ready.push(h)
	}
	for n := l.ready.n; n > 0; n-- {
		l.ready.pop().run()
		if l.attention.Load() {
			l.attend()
		}
	}
}

func (l *Loop) takeExternal() {
	l.mu.Lock()
	ext := l.external
	l.external = nil
	l.mu.Unlock()
	for _, fn := range ext {
		l.callSoon(fn)
	}
}
