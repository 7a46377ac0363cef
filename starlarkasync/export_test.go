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

// SetGrace sets how long a background task may compute after an interrupt.
func SetGrace(l *Loop, d time.Duration) {
	l.interrupt.mu.Lock()
	defer l.interrupt.mu.Unlock()
	l.interrupt.grace = d
}

// Inspections is how many inspections wait for a safe point.
func Inspections(l *Loop) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.safe)
}
