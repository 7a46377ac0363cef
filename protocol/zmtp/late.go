package zmtp

import (
	"slices"
	"time"
)

// How long, and how many, messages wait for peers that are not there yet.
const (
	lateFor = 5 * time.Second
	maxLate = 64
)

// lateMessage is for the peer that will have an identity.
type lateMessage struct {
	identity string
	frames   [][]byte
	until    time.Time
}

// SendLate is Send for a peer that may not be there yet: one that comes within
// five seconds still gets the message. The connections of a client, which are
// made one by one, may become ready in any order. Of more than 64 such messages
// the oldest are dropped.
func (r *Router) SendLate(identity string, frames [][]byte) error {
	err := r.Send(identity, frames)
	if err != errNoPeer {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := owner(r.peers[identity]); p != nil { // it came meanwhile
		return p.send(frames)
	}
	if len(r.late) == maxLate {
		r.late = slices.Delete(r.late, 0, 1)
	}
	r.late = append(r.late, lateMessage{identity, frames, time.Now().Add(lateFor)})
	return nil
}

// deliverLate sends a peer that has come what waits for it, and forgets what has
// waited too long. The endpoint's mutex is held.
func (r *Router) deliverLate(p *peer) {
	now := time.Now()
	r.late = slices.DeleteFunc(r.late, func(m lateMessage) bool {
		if m.identity == p.identity && now.Before(m.until) {
			_ = p.send(m.frames) // it has just come: its queue is empty
		}
		return m.identity == p.identity || now.After(m.until)
	})
}
