package zmtp

import (
	"sync"
	"time"
)

// allowance is the memory that the large incoming messages of one socket may
// hold together, from the moment their length is known until they are
// received. Without it, every peer could claim Config.MaxMessage at once.
type allowance struct {
	mu     sync.Mutex
	room   sync.Cond
	free   int64
	closed bool
}

// fullAllowance is enough for two messages of the largest size, or the two copies
// of one that is decrypted.
func fullAllowance(limit int64) int64 { return 2*limit + maxFrames*frameCost }

func newAllowance(n int64) *allowance {
	a := &allowance{free: n}
	a.room.L = &a.mu
	return a
}

// take reserves n bytes. It waits while others hold them, at most for the
// given time, and reports whether it got them.
func (a *allowance) take(n int64, patience time.Duration) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.free < n && !a.closed {
		end := time.Now().Add(patience)
		timer := time.AfterFunc(patience, func() {
			a.mu.Lock()
			a.room.Broadcast()
			a.mu.Unlock()
		})
		defer timer.Stop()
		for a.free < n && !a.closed && time.Now().Before(end) {
			a.room.Wait()
		}
	}
	if a.free < n || a.closed {
		return false
	}
	a.free -= n
	return true
}

// give returns n bytes.
func (a *allowance) give(n int64) {
	if n == 0 {
		return
	}
	a.mu.Lock()
	a.free += n
	a.room.Broadcast()
	a.mu.Unlock()
}

// close makes every waiting and later take fail.
func (a *allowance) close() {
	a.mu.Lock()
	a.closed = true
	a.room.Broadcast()
	a.mu.Unlock()
}
