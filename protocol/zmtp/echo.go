package zmtp

import (
	"net"

	"github.com/go-zeromq/zmq4"
)

// maxEcho is the largest message that is echoed.
const maxEcho = 4 << 20

// Echo is a REP socket that answers every request with itself, for
// heartbeats. It needs nobody to run it: each peer is answered on its own
// connection's goroutine, whatever the rest of the process does.
//
// It keeps no state between request and answer, so a peer may send several
// requests at once. A message without the empty frame that ends a REQ
// envelope is ignored.
type Echo struct {
	endpoint
}

// ListenEcho binds the socket and begins to answer; network and addr are as
// for [ListenRouter].
func ListenEcho(network, addr string, cfg Config) (*Echo, error) {
	e := &Echo{}
	if err := e.start(network, addr, zmq4.Rep, cfg, maxEcho, e); err != nil {
		return nil, err
	}
	return e, nil
}

// Addr is the address the socket is bound to.
func (e *Echo) Addr() net.Addr { return e.listener.Addr() }

// Close closes the socket; answers that are still queued are lost.
func (e *Echo) Close() error { return e.close(0) }

func (e *Echo) attach(*peer) {}
func (e *Echo) detach(*peer) {}

func (e *Echo) receive(p *peer, frames [][]byte, claim int64) {
	for _, f := range frames {
		if len(f) == 0 {
			// Until the answer is written, its memory counts, and nothing more is
			// read of a peer that takes none.
			p.sendNow(frames)
			break
		}
	}
	e.allowance.give(claim)
}
