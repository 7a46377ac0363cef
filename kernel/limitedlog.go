package kernel

import (
	"log/slog"
	"sync"
	"time"
)

// How many lines a LimitedLog writes in which time.
const (
	logLines  = 20
	logWindow = time.Minute
)

// LimitedLog logs what clients and strangers can cause, at a limited rate:
// whoever reaches the kernel must not be able to fill its log. Its methods may be
// called from any goroutine.
type LimitedLog struct {
	log *slog.Logger

	mu      sync.Mutex
	since   time.Time // the beginning of the window
	written int       // lines in it
	skipped int       // lines left out in it
}

// NewLimitedLog returns a LimitedLog that writes to log.
func NewLimitedLog(log *slog.Logger) *LimitedLog { return &LimitedLog{log: log} }

// Warn logs a message with attributes as slog.Logger.Warn does, unless there were
// too many in the last minute. How many were left out is said later.
func (l *LimitedLog) Warn(msg string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.Sub(l.since) >= logWindow {
		if l.skipped > 0 {
			l.log.Warn("left out log lines", "count", l.skipped)
		}
		l.since, l.written, l.skipped = now, 0, 0
	}
	if l.written == logLines {
		l.skipped++
		return
	}
	l.written++
	l.log.Warn(msg, args...)
}
