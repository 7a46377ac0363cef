package starlarkasync

import "time"

// CancelPendingWithin is CancelPending with another limit.
func CancelPendingWithin(l *Loop, limit time.Duration) []string { return l.cancelPending("end", limit) }
