package zmtp

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"starkernel/protocol/curve"
)

// pattern is what distinguishes the listening sockets from each other.
type pattern interface {
	// attach and detach are called when a peer comes and goes, with the
	// endpoint's mutex held.
	attach(p *peer)
	detach(p *peer)
	// receive takes one message. It runs on the peer's reader, so it holds up
	// that peer alone. It must give the claim back to the allowance.
	receive(p *peer, frames [][]byte, claim int64)
}

// endpoint is the listening end of a socket: it accepts connections, turns
// them into peers and ends them.
type endpoint struct {
	typ       zmq4.SocketType
	limit     int64 // size of the largest incoming message
	cfg       Config
	pattern   pattern
	listener  net.Listener
	allowance *allowance
	// done is closed when Close begins.
	done chan struct{}
	// running counts the accept loop and the readers.
	running sync.WaitGroup

	mu      sync.Mutex
	closing bool
	conns   map[net.Conn]*peer // nil during the handshake
}

// start binds the endpoint and begins to accept. limit, if not zero, lowers
// the size of incoming messages.
func (e *endpoint) start(network, addr string, typ zmq4.SocketType, cfg Config, limit int64, pat pattern) error {
	listener, err := listen(network, addr)
	if err != nil {
		return err
	}
	e.typ, e.cfg, e.pattern, e.listener = typ, cfg.withDefaults(), pat, listener
	e.limit = e.cfg.MaxMessage
	if limit > 0 {
		e.limit = min(e.limit, limit)
	}
	room := fullAllowance(e.limit)
	if e.limit == e.cfg.MaxMessage {
		room = max(room, e.cfg.MaxIncoming)
	}
	e.allowance = newAllowance(room)
	e.done = make(chan struct{})
	e.conns = map[net.Conn]*peer{}
	e.running.Add(1)
	go e.accept() // ends when close closes the listener
	return nil
}

// accept is the accept loop.
func (e *endpoint) accept() {
	defer e.running.Done()
	pause := 10 * time.Millisecond
	for {
		conn, err := e.listener.Accept()
		if err == nil {
			pause = 10 * time.Millisecond
			e.admit(conn)
			continue
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		// Out of file descriptors, most likely. The connection stays in the
		// backlog, so that the next Accept would fail at once.
		e.cfg.Logf("zmtp: cannot accept on %v: %v", e.listener.Addr(), err)
		select {
		case <-time.After(pause):
			pause = min(2*pause, time.Second)
		case <-e.done:
			return
		}
	}
}

// admit starts the reader of a new connection, if there is room for it.
func (e *endpoint) admit(conn net.Conn) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closing {
		conn.Close()
		return
	}
	if len(e.conns) >= e.cfg.MaxPeers && !e.evictParked() {
		conn.Close()
		e.cfg.Logf("zmtp: refusing %v: there are %d connections already", conn.RemoteAddr(), len(e.conns))
		return
	}
	e.conns[conn] = nil
	e.running.Add(1)
	go e.serve(conn) // ends when the connection does
}

// evictParked drops the connection that has been parked longest, if any.
func (e *endpoint) evictParked() bool {
	var oldest *peer
	var since time.Time
	for _, p := range e.conns {
		if p == nil {
			continue
		}
		if at, ok := p.evictable(); ok && (oldest == nil || at.Before(since)) {
			oldest, since = p, at
		}
	}
	if oldest == nil {
		return false
	}
	oldest.drop("its identity was taken over, and its place is needed")
	return true
}

// faults are the reasons to drop a peer that are its own doing.
var faults = []error{errFrame, errTooLarge, errAllowance, curve.ErrMalformed, curve.ErrKey, curve.ErrNonce}

// serve is the reader of one connection.
func (e *endpoint) serve(conn net.Conn) {
	defer e.running.Done()
	p, err := handshake(conn, e.typ, "", true, e.limit, e.allowance, &e.cfg)
	if err == nil && !e.attach(conn, p) {
		err = ErrClosed
	}
	if err != nil {
		conn.Close()
		e.mu.Lock()
		closing := e.closing
		delete(e.conns, conn)
		e.mu.Unlock()
		if !closing {
			e.cfg.Logf("zmtp: refusing %v: %v", conn.RemoteAddr(), err)
		}
		return
	}
	err = p.read(func(frames [][]byte, claim int64) { e.pattern.receive(p, frames, claim) })
	for _, fault := range faults {
		if errors.Is(err, fault) {
			p.drop(err.Error())
		}
	}
	p.end()
	e.mu.Lock()
	delete(e.conns, conn)
	e.pattern.detach(p)
	e.mu.Unlock()
}

// attach makes p a peer of the socket, unless the socket is closing.
func (e *endpoint) attach(conn net.Conn, p *peer) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closing {
		return false
	}
	e.conns[conn] = p
	e.pattern.attach(p)
	return true
}

// close stops accepting, delivers the peers' queues within linger, and ends
// every goroutine. A second call waits for the first.
func (e *endpoint) close(linger time.Duration) error {
	var err error
	e.mu.Lock()
	first := !e.closing
	var peers []*peer
	if first {
		e.closing = true
		close(e.done)
		err = e.listener.Close()
		for conn, p := range e.conns {
			if p == nil {
				conn.Close()
			} else {
				p.refuse()
				peers = append(peers, p)
			}
		}
		e.allowance.close() // after refuse: readers that wait go on to drain
	}
	e.mu.Unlock()
	deadline := time.Now().Add(linger)
	var finishing sync.WaitGroup
	for _, p := range peers {
		if linger <= 0 {
			p.drop("")
			continue
		}
		finishing.Go(func() { p.finish(deadline) })
	}
	finishing.Wait()
	e.running.Wait()
	return err
}

// isClosing reports whether Close has begun.
func (e *endpoint) isClosing() bool {
	select {
	case <-e.done:
		return true
	default:
		return false
	}
}
