package zmtp

import "time"

// parkedAge is how long a connection stays open after another has taken its
// identity.
const parkedAge = time.Hour

// parking is the state of a peer whose identity another one has taken.
type parking struct {
	since time.Time
	timer *time.Timer
}

// park takes the peer out of use, and closes it when parkedAge has passed.
func (p *peer) park() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped || p.parked != nil {
		return
	}
	timer := time.AfterFunc(parkedAge, func() { p.drop("its identity was taken over long ago") })
	p.parked = &parking{since: time.Now(), timer: timer}
}

// unpark puts the peer back into use.
func (p *peer) unpark() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked != nil {
		p.parked.timer.Stop()
		p.parked = nil
	}
}

// isParked reports whether another peer has the identity.
func (p *peer) isParked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.parked != nil
}

// evictable reports whether the peer is parked and not dropped yet, and since
// when.
func (p *peer) evictable() (since time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked == nil || p.dropped {
		return time.Time{}, false
	}
	return p.parked.since, true
}
