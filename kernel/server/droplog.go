package server

import (
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// How many lines a dropLog writes in which time.
const (
	dropLines  = 20
	dropWindow = time.Minute
)

// dropLog logs what strangers can cause, at a limited rate: whoever reaches the
// sockets must not be able to fill the server's log.
type dropLog struct {
	log *slog.Logger

	mu      sync.Mutex
	since   time.Time // the beginning of the window
	written int       // lines in it
	skipped int       // lines left out in it
}

func (d *dropLog) logf(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); now.Sub(d.since) >= dropWindow {
		if d.skipped > 0 {
			d.log.Warn("left out log lines", "count", d.skipped)
		}
		d.since, d.written, d.skipped = now, 0, 0
	}
	if d.written == dropLines {
		d.skipped++
		return
	}
	d.written++
	d.log.Warn(fmt.Sprintf(format, args...))
}
