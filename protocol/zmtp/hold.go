package zmtp

import "time"

// hold is a time during which publishers wait for a peer.
type hold struct {
	since time.Time
	timer *time.Timer
}

// full reports whether the queue has reached its limit. p.mu must be held.
func (p *peer) full() bool { return p.queued > p.cfg.MaxQueue && !p.dropped && !p.finishing }

// holdUp begins to count the time for which publishers wait, if the queue is
// full. A peer that has kept them waiting for too long is dropped. The count
// ends when there is room again. p.mu must be held.
func (p *peer) holdUp() {
	if !p.full() || p.hold != nil {
		return
	}
	timer := time.AfterFunc(3*p.cfg.Stall-p.waited, func() {
		p.drop("it reads too slowly, and publishing had to wait for it")
	})
	p.hold = &hold{since: time.Now(), timer: timer}
}

// release ends the count. p.mu must be held.
func (p *peer) release() {
	if p.hold == nil {
		return
	}
	p.hold.timer.Stop()
	p.waited += time.Since(p.hold.since)
	p.hold = nil
}

// written takes what the connection has accepted off the queue's size. p.mu
// must be held.
func (p *peer) written(bytes int) {
	p.queued -= bytes
	if !p.full() {
		p.release()
	}
	p.changed.Broadcast()
}

// waitForRoom returns when the queue is below its limit, when the peer is
// finished, or when it has kept publishers waiting for too long and was
// dropped for it. p.mu must be held; it is released while waiting.
func (p *peer) waitForRoom() {
	for p.full() {
		// Again each time: another waiter may have taken the room.
		p.holdUp()
		p.changed.Wait()
	}
	p.release()
}
