package starlarkasync

import (
	"math"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// Time is the time of the loop in seconds, asyncio's loop.time().
func (l *Loop) Time() float64 { return float64(l.now()) / 1e9 }

func (l *Loop) now() int64 {
	if l.opts.Virtual {
		return l.virtualNow
	}
	return int64(time.Since(l.epoch))
}

// maxDelay is about 146 years in nanoseconds; longer delays wait as long.
const maxDelay = math.MaxInt64 / 2

// nanoseconds converts seconds, limited to maxDelay.
func nanoseconds(seconds float64) int64 {
	ns := math.Round(seconds * 1e9)
	if ns > maxDelay || ns != ns {
		return maxDelay
	}
	if ns < -maxDelay {
		return -maxDelay
	}
	return int64(ns)
}

// idle waits until there is something to do. Under the virtual clock executor
// jobs and outside answers are waited for in real time, then time jumps.
func (l *Loop) idle() {
	l.mu.Lock()
	n := len(l.external)
	l.mu.Unlock()
	if n > 0 {
		return
	}
	first := l.timers.first()
	if l.opts.Virtual {
		switch {
		case first != nil && first.when <= l.virtualNow:
			// A blocking sleep moved time past it. It comes before a job that may
			// have ended or not.
		case len(l.jobs) > 0:
			l.awaitJob()
		case l.waits > 0:
			l.block(nil)
		case first != nil:
			l.virtualNow = max(l.virtualNow, first.when)
		default:
			l.onDeadlock()
		}
		return
	}
	if first == nil && l.waits == 0 && len(l.jobs) == 0 {
		l.onDeadlock()
		return
	}
	l.block(first)
}

// busyTurns without an idle one take busyTime of virtual time, about what they take of
// real time.
const (
	busyTurns = 1000
	busyTime  = int64(time.Millisecond)
)

// pass is called instead of idle when something is ready under the virtual clock. A task
// that polls without a delay must see jobs end and time pass in the end.
func (l *Loop) pass() {
	if l.busy++; l.busy < busyTurns {
		return
	}
	n := len(l.jobs)
	if n == 0 {
		l.virtualNow += busyTime
	}
	for n > 0 && len(l.jobs) == n {
		if l.attention.Load() {
			return
		}
		l.awaitJob()
	}
	l.busy = 0
}

// block waits for the timer, or for another goroutine to wake the loop.
func (l *Loop) block(first *handle) {
	if first == nil {
		<-l.wake
		return
	}
	d := time.Duration(first.when - l.now())
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	select {
	case <-timer.C:
	case <-l.wake:
	}
	timer.Stop()
}

// BlockingSleep is time.sleep: it blocks the whole loop for d, as in CPython,
// but an interrupt ends it. Virtual time moves without firing timers, also between
// runs: those that became due fire in the next one.
func (l *Loop) BlockingSleep(_ *starlark.Thread, d time.Duration) error {
	if len(l.asides) > 0 {
		return exception.New("RuntimeError", "time.sleep cannot be used while a value is displayed: nobody else gets a turn")
	}
	if l.opts.Virtual {
		l.virtualNow += int64(d)
		return nil
	}
	if l.closed {
		return newClosed()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	woken := false
	for {
		select {
		case <-timer.C:
			if woken { // what woke the loop is taken up after the sleep
				l.wakeUp()
			}
			return nil
		case <-l.interrupt.blocked:
			return newInterrupt()
		case <-l.wake:
			woken = true
			if l.attention.Load() {
				l.runSafe()
			}
		}
	}
}
