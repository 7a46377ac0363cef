package zmtp

import (
	"crypto/rand"
	"errors"
	"net"
	"slices"
	"time"

	"github.com/go-zeromq/zmq4"
)

// errNoFrames is returned for a message without frames, which ZMTP cannot
// express.
var errNoFrames = errors.New("zmtp: a message needs at least one frame")

// errNoPeer: nobody has the identity that a message is for.
var errNoPeer = errors.New("zmtp: no peer has this identity")

// Router is a ROUTER socket: it receives from many peers and answers each by
// its identity.
//
// When a second connection announces an identity that is in use, it takes it
// over (ZMQ_ROUTER_HANDOVER): from then on replies go to the new connection
// and what the old one sends is ignored. The old one is not closed, because
// its owner may be alive, and would reconnect and take the identity back. If
// the new one ends first, the old one has the identity again.
type Router struct {
	endpoint
	in chan received
	// peers has, for each identity, its connections from the oldest to the
	// newest; all but the last are parked. It is guarded by endpoint.mu.
	peers map[string][]*peer
	// late are messages for peers that may yet come. It is guarded by endpoint.mu.
	late []lateMessage
}

// received is a message waiting for Recv, and what it holds of the allowance.
type received struct {
	Message
	claim int64
}

// ListenRouter binds a ROUTER socket to a "tcp" address (host:port, port 0 for
// a free one) or to the path of an "ipc" socket, and begins to accept.
func ListenRouter(network, addr string, cfg Config) (*Router, error) {
	r := &Router{in: make(chan received, 16), peers: map[string][]*peer{}}
	if err := r.start(network, addr, zmq4.Router, cfg, 0, r); err != nil {
		return nil, err
	}
	return r, nil
}

// Addr is the address the socket is bound to.
func (r *Router) Addr() net.Addr { return r.listener.Addr() }

// Recv returns the next message of any peer, or [ErrClosed] once Close has
// begun. Messages of one peer come in the order they were sent. Peers are read
// only a little ahead of Recv, and a peer that is not read gets no answer to
// its PING either: call Recv again soon.
func (r *Router) Recv() (Message, error) {
	if r.isClosing() {
		return Message{}, ErrClosed
	}
	select {
	case m := <-r.in:
		r.allowance.give(m.claim)
		return m.Message, nil
	case <-r.done:
		return Message{}, ErrClosed
	}
}

// Send queues a message for the peer that has the identity now, which need
// not be the connection that a request came from. It never waits for the
// peer. It fails if there is no such peer, and if the peer's queue is full; in
// that case the peer is dropped. It may be called concurrently.
func (r *Router) Send(identity string, frames [][]byte) error {
	if len(frames) == 0 {
		return errNoFrames
	}
	if r.isClosing() {
		return ErrClosed
	}
	r.mu.Lock()
	p := owner(r.peers[identity])
	r.mu.Unlock()
	if p == nil {
		return errNoPeer
	}
	return p.send(frames)
}

// Close delivers what is queued, for at most linger, and closes the socket. It
// returns as soon as all peers have everything. It may be called at any time
// and more than once.
func (r *Router) Close(linger time.Duration) error { return r.close(linger) }

func (r *Router) attach(p *peer) {
	// ZMTP keeps identities that begin with a zero byte to the router.
	if p.identity == "" || p.identity[0] == 0 || len(p.identity) > 255 {
		p.identity = "\x00" + rand.Text()
	}
	owners := r.peers[p.identity]
	if old := owner(owners); old != nil {
		old.park()
	}
	r.peers[p.identity] = append(owners, p)
	r.deliverLate(p)
}

func (r *Router) detach(p *peer) {
	owners := slices.DeleteFunc(r.peers[p.identity], func(other *peer) bool { return other == p })
	if len(owners) == 0 {
		delete(r.peers, p.identity)
		return
	}
	r.peers[p.identity] = owners
	owner(owners).unpark()
}

// owner is the connection that has the identity now, or nil.
func owner(owners []*peer) *peer {
	if len(owners) == 0 {
		return nil
	}
	return owners[len(owners)-1]
}

func (r *Router) receive(p *peer, frames [][]byte, claim int64) {
	if p.isParked() {
		r.allowance.give(claim)
		return
	}
	select {
	case r.in <- received{Message{Identity: p.identity, Frames: frames}, claim}:
	case <-r.done:
		// Keep reading, or the rest of our own data could be lost (see finish).
		r.allowance.give(claim)
	}
}
