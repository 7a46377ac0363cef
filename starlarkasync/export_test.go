package starlarkasync

import "time"

// CancelPendingWithin is CancelPending with another limit.
func CancelPendingWithin(l *Loop, limit time.Duration) []string { return l.cancelPending("end", limit) }

// InterruptAsked reports whether an interrupt is still to be served.
func (l *Loop) InterruptAsked() bool {
	l.interrupt.mu.Lock()
	defer l.interrupt.mu.Unlock()
	return l.interrupt.asked
}
