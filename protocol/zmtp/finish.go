package zmtp

import (
	"io"
	"net"
	"time"
)

// maxDrain bounds how long input is read of a peer that has everything.
const maxDrain = 250 * time.Millisecond

// refuse makes the peer accept nothing more to send.
func (p *peer) refuse() {
	p.mu.Lock()
	p.finishing = true
	p.changed.Broadcast()
	p.mu.Unlock()
}

// finish delivers what is queued and then closes the connection, at the
// deadline at the latest. It comes after refuse, and needs the reader to
// drain.
func (p *peer) finish(deadline time.Time) {
	timer := time.AfterFunc(time.Until(deadline), func() {
		p.drop("it did not read everything before the end of linger")
		p.guard.Conn.Close()
	})
	defer timer.Stop()
	p.mu.Lock()
	for p.writing && !p.dropped {
		p.changed.Wait()
	}
	p.mu.Unlock()
	closeWrite(p.guard.Conn)
	// A peer that is alive closes its end in return. One that does not is
	// done with when its system has acknowledged everything.
	for pause := 50 * time.Microsecond; !acknowledged(p.guard.Conn) && p.waitGone(pause); {
		pause = min(2*pause, 5*time.Millisecond)
	}
	// Closing resets a connection on which the peer is still sending, and some
	// peers then forget to read.
	for end, seen := time.Now().Add(maxDrain), int64(-1); time.Now().Before(end) && p.waitGone(time.Millisecond); {
		now := p.guard.received.Load()
		if now == seen {
			break
		}
		seen = now
	}
	p.end()
}

// waitGone waits for the other end to close. It reports whether the time was
// up first.
func (p *peer) waitGone(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.gone:
		return false
	case <-timer.C:
		return true
	}
}

func closeWrite(conn net.Conn) {
	if c, ok := conn.(interface{ CloseWrite() error }); ok {
		c.CloseWrite()
	}
}

// drain reads to the end of a connection if it is being finished, and reports
// whether it is. Closing one that holds unread input would make the system
// throw away what it has not sent yet.
func (p *peer) drain() bool {
	p.mu.Lock()
	finishing := p.finishing
	p.mu.Unlock()
	if finishing {
		io.Copy(io.Discard, p.guard.in)
	}
	return finishing
}
