package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// awaitable is a Future or something built on one: a Task, a gather.
type awaitable interface {
	starlark.Value
	future() *Future
	// cancel asks the awaitable to end; msg may be nil. It reports whether the
	// request had an effect.
	cancel(msg starlark.Value) bool
}

type state uint8

const (
	pending state = iota
	cancelled
	finished
)

// Future is a result that comes later, asyncio.Future. All its methods belong
// to the loop's goroutine.
type Future struct {
	loop      *Loop
	state     state
	retrieved bool
	printing  bool // String is under way
	told      bool // Loop.Background has told its failure
	// abandoned: the error of who awaited the future was told; its cancellation
	// is no news.
	abandoned bool
	// task or job is what embeds the future or ends it; both are nil for a bare
	// one.
	job   *Job
	task  *Task
	value starlark.Value
	err   *exception.Error

	cancelMsg starlark.Value
	callbacks []waiter
	// on is what a task that awaits the future waits for, such as a lock; for
	// explanations.
	on reason
}

// waiter is one entry of a future's list of done callbacks: a task to wake, or a
// function.
type waiter struct {
	task *Task
	*callback
}

// callback is a function that is called when a future is done.
type callback struct {
	fn func(*Future)
	// value is the Starlark callable behind fn, for remove_done_callback.
	value starlark.Value
	// owner identifies the callbacks of one wait, to remove them again.
	owner any
}

// NewFuture makes a pending future of the loop.
func (l *Loop) NewFuture() *Future { return &Future{loop: l} }

func (f *Future) future() *Future { return f }

// Done reports whether the future has a result, an error or was cancelled.
func (f *Future) Done() bool { return f.state != pending }

// Failed reports whether the future ended with an error or was cancelled. Nobody
// has retrieved the error by that.
func (f *Future) Failed() bool { return f.state == cancelled || f.state == finished && f.err != nil }

// isCancelled reports whether the future was cancelled.
func (f *Future) isCancelled() bool { return f.state == cancelled }

// SetResult ends the future with a value. It does nothing when it is done.
func (f *Future) SetResult(v starlark.Value) {
	if f.state == pending {
		f.state, f.value = finished, v
		f.schedule()
	}
}

// SetError ends the future with an error. It does nothing when it is done.
func (f *Future) SetError(e *exception.Error) {
	if f.state == pending {
		f.state, f.err, f.retrieved = finished, e, false
		f.loop.noteFailure(f)
		f.schedule()
	}
}

func (f *Future) cancel(msg starlark.Value) bool {
	f.retrieved = true // as in asyncio, also that of a future that is done
	if f.state != pending {
		return false
	}
	f.state, f.cancelMsg = cancelled, msg
	f.schedule()
	return true
}

// schedule hands all callbacks to the loop, in the order of adding.
func (f *Future) schedule() {
	for _, cb := range f.callbacks {
		f.post(cb)
	}
	f.callbacks = nil
}

func (f *Future) post(cb waiter) {
	if cb.task != nil {
		f.loop.ready.push(cb.task)
		return
	}
	f.loop.callSoon(func() { cb.fn(f) })
}

// addCallback calls cb when the future is done; through the loop, also when it
// is done already.
func (f *Future) addCallback(cb callback) { f.add(waiter{callback: &cb}) }

// add is addCallback for a task as well.
func (f *Future) add(cb waiter) {
	if f.state != pending {
		f.post(cb)
		return
	}
	f.callbacks = append(f.callbacks, cb)
}

func (f *Future) removeCallbacks(match func(callback) bool) int {
	return f.remove(func(cb waiter) bool { return cb.callback != nil && match(*cb.callback) })
}

func (f *Future) remove(match func(waiter) bool) int {
	kept := f.callbacks[:0]
	for _, cb := range f.callbacks {
		if !match(cb) {
			kept = append(kept, cb)
		}
	}
	n := len(f.callbacks) - len(kept)
	clear(f.callbacks[len(kept):])
	f.callbacks = kept
	return n
}

// makeCancelledError gives the error of a cancelled future: the one that ended
// a task for the first who asks, a new one for the others.
func (f *Future) makeCancelledError() *exception.Error {
	if t := f.task; t != nil && t.cancelErr != nil {
		e := t.cancelErr
		t.cancelErr = nil
		return e
	}
	return cancelledError(f.cancelMsg)
}

func cancelledError(msg starlark.Value) *exception.Error {
	if msg == nil || msg == starlark.None {
		return exception.New("CancelledError", "")
	}
	text, ok := starlark.AsString(msg)
	if !ok {
		text = msg.String()
	}
	return &exception.Error{Class: "CancelledError", Message: text, Args: starlark.Tuple{msg}}
}

// result gives the value or the error of a future that is done.
func (f *Future) result() (starlark.Value, error) {
	switch {
	case f.state == pending:
		return nil, exception.New("InvalidStateError", "Result is not set.")
	case f.state == cancelled:
		return nil, f.makeCancelledError()
	}
	f.retrieved = true
	if f.err != nil {
		return nil, f.err
	}
	return f.value, nil
}

// failure is the error of a future that ended with one, else nil. It marks the
// error as retrieved.
func (f *Future) failure() *exception.Error {
	if f.state == finished {
		f.retrieved = true
		return f.err
	}
	return nil
}
