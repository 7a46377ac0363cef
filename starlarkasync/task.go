package starlarkasync

import (
	"fmt"
	"strconv"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// Task runs a coroutine on a stack of its own, asyncio.Task. It can be parked
// anywhere on that stack, also inside a plain function.
type Task struct {
	Future
	coro   *Coroutine
	co     *coro // on which it runs, nil before the first step and after the last
	thread starlark.Thread

	// waiting is the future the task is parked on; nil while it runs, or waits
	// for its turn.
	waiting    awaitable
	mustCancel bool
	asking     bool // cancel is under way
	number     int32
	cancels    int
	// depth is that of the chain of tasks that wait for this one, in frames.
	depth int
	// inject is delivered where the task is parked.
	inject *exception.Error
	// cancelErr is the error that cancelled the task; the first who asks gets it.
	cancelErr *exception.Error

	// context is that of the coroutine, own if it is a copy made for it.
	// inContext is the current one: another within Context.run.
	context, inContext *context
	own                context

	name   string
	home   string
	origin syntax.Position
	born   int64 // by the loop's clock
	output any   // see Output
	// prev and next link the pending tasks in the order of creation.
	prev, next *Task
}

// taskList holds the pending tasks in the order of their creation.
type taskList struct{ first, last *Task }

func (t *taskList) add(x *Task) {
	x.prev = t.last
	if t.last != nil {
		t.last.next = x
	} else {
		t.first = x
	}
	t.last = x
}

func (t *taskList) remove(x *Task) {
	if x.prev != nil {
		x.prev.next = x.next
	} else {
		t.first = x.next
	}
	if x.next != nil {
		x.next.prev = x.prev
	} else {
		t.last = x.prev
	}
	x.prev, x.next = nil, nil
}

// newTask makes a task and schedules its first step. It runs in the context x, or
// in a copy of the current one.
func (l *Loop) newTask(c *Coroutine, x *context) *Task {
	t := &Task{coro: c, home: l.label, born: l.now()}
	t.loop, t.task = l, t
	if l.current != nil {
		t.output = l.current.output
	}
	if x == nil {
		x = &t.own
		x.setToCopy(l.context())
	}
	t.context, t.inContext = x, x
	l.prepare(&t.thread)
	l.pending.add(t)
	l.ready.push(t)
	return t
}

// createTask schedules a coroutine as a task. Without a name it gets one with the
// next number; without a context it runs in a copy of the current one. creator is
// the thread on which the user asked for it.
func (l *Loop) createTask(creator *starlark.Thread, c *Coroutine, name string, x *context) *Task {
	t := l.newTask(c, x)
	t.name = name
	l.nTasks++
	t.number = int32(l.nTasks)
	t.origin = callSite(creator)
	return t
}

// callSite is the position of the innermost Starlark function on a stack.
func callSite(thread *starlark.Thread) syntax.Position {
	for i := range thread.CallStackDepth() {
		f := thread.DebugFrame(i)
		if _, ok := f.Callable().(*starlark.Function); ok {
			return f.Position()
		}
	}
	return syntax.Position{}
}

// Name is the name of the task, Task-N unless it was given another.
func (t *Task) Name() string {
	if t.name == "" {
		return "Task-" + strconv.Itoa(int(t.number))
	}
	return t.name
}

// Home is the label of the foreground run that made the task.
func (t *Task) Home() string { return t.home }

// Origin is where the task was made, such as In [2]:3.
func (t *Task) Origin() string {
	if !t.origin.IsValid() {
		return t.home
	}
	return fmt.Sprintf("%s:%d", t.origin.Filename(), t.origin.Line)
}

// Output is what Options.Collect gave for the task, or for the one that made it;
// nil: its prints go where those of others go.
func (t *Task) Output() any { return t.output }

// run is one step of the task: it goes on where it is parked. It is a port of
// Task.__step and __wakeup.
func (t *Task) run() {
	l := t.loop
	if t.state != pending {
		return
	}
	if w := t.waiting; w != nil {
		if f := w.future(); f.state != pending && t.inject == nil {
			if _, err := f.result(); err != nil {
				t.inject = err.(*exception.Error)
			}
		}
	}
	if t.mustCancel {
		if e := t.inject; e == nil || e.Class != "CancelledError" && !e.Fatal {
			t.inject = t.makeCancelledError()
		}
		t.mustCancel = false
	}
	t.waiting, l.woken = nil, 0
	if t.co == nil {
		if e := t.inject; e != nil { // never started: the body does not run
			t.inject = nil
			t.coro.state = coroClosed
			t.finish(nil, e)
			return
		}
		t.co = l.coros.take(t)
	}
	prev, entered := l.current, t.context.entered
	l.current, t.context.entered = t, true
	l.enter(&t.thread)
	if t.co.resume() {
		l.coros.put(t.co)
		t.co = nil
	}
	wasStruck := l.leave(&t.thread)
	l.current, t.context.entered = prev, entered
	if t.state != pending {
		l.afterStep(t, wasStruck, nil)
		return
	}
	switch w := t.waiting; {
	case w == nil: // one turn of the loop
		l.ready.push(t)
	default:
		w.future().add(waiter{task: t})
		if t.mustCancel && w.cancel(t.cancelMsg) {
			t.mustCancel = false
		}
	}
	l.afterStep(t, wasStruck, nil)
}

// main is the task's body, from its first step to its last.
func (t *Task) main() {
	var v starlark.Value
	err := guard(func() (err error) {
		v, err = t.coro.run(&t.thread)
		return err
	})
	if err != nil {
		t.finish(nil, t.loop.raised(&t.thread, err))
		return
	}
	t.finish(v, nil)
}

// finish ends the task.
func (t *Task) finish(v starlark.Value, e *exception.Error) {
	l := t.loop
	l.pending.remove(t)
	switch {
	case e == nil && t.mustCancel:
		t.mustCancel = false
		t.Future.cancel(t.cancelMsg) // the value is lost
	case e == nil:
		t.SetResult(v)
	case e.Class == "CancelledError":
		t.cancelErr = e
		t.Future.cancel(nil)
	default:
		t.SetError(e)
	}
}

// A sleep makes up for the lateness of the one before it if that is at most
// maxLateness and the task took at most maxTickSteps between the two.
const (
	maxLateness  = int64(100 * time.Millisecond)
	maxTickSteps = 1000
)

// takeLateness gives by how much the next sleep of this step is to be shortened,
// so that a ticker does not drift: in CPython the delays of a machine add up, and
// a tick at "5 seconds" falls before or behind another task's sleep(5) by chance.
// What a task computes between two sleeps counts, unless it is next to nothing:
// then the time that it took is the machine's doing. Virtual time has no such
// delays.
func (t *Task) takeLateness() int64 {
	l := t.loop
	woken := l.woken
	l.woken = 0
	if woken == 0 || l.opts.Virtual || t.thread.Steps-l.wokenSteps > maxTickSteps {
		return 0
	}
	late := l.now() - woken
	if late < 0 || late > maxLateness {
		return 0
	}
	return late
}

// suspend parks the running task until w is done; nil: for one turn.
func (t *Task) suspend(w awaitable) error {
	if t.loop.closed {
		return newClosed()
	}
	t.waiting = w
	t.co.park()
	if e := t.inject; e != nil {
		t.inject = nil
		return e
	}
	return nil
}

// cancel requests that CancelledError is raised where the task is parked. What
// it waits for is cancelled first.
func (t *Task) cancel(msg starlark.Value) bool {
	t.retrieved = true
	if t.state != pending {
		return false
	}
	if t.asking { // tasks that await each other: there is nobody else to ask
		t.loop.circular = true
		return false
	}
	if l := t.loop; l.asked != nil {
		if l.asked[t] {
			return true
		}
		l.asked[t] = true
	}
	t.cancels++
	if t.waiting != nil {
		t.asking = true
		ok := t.waiting.cancel(msg)
		t.asking = false
		if ok {
			return true
		}
	}
	t.mustCancel, t.cancelMsg = true, msg
	if t.loop.circular {
		t.loop.circular = false
		t.unpark()
	}
	return true
}

func (t *Task) uncancel() int {
	if t.cancels > 0 {
		t.cancels--
		if t.cancels == 0 {
			t.mustCancel = false
		}
	}
	return t.cancels
}

// throw delivers e where the task is parked, in the next turn.
func (t *Task) throw(e *exception.Error) {
	if t.state != pending {
		return
	}
	t.inject = e
	t.mustCancel = false
	t.unpark()
}

// unpark schedules the step of a task that waits; what it waited for goes on
// without it.
func (t *Task) unpark() {
	w := t.waiting
	if w == nil {
		return // its step is scheduled
	}
	if n := w.future().remove(func(cb waiter) bool { return cb.task == t }); n > 0 {
		t.waiting = nil
		t.loop.ready.push(t)
	}
}
