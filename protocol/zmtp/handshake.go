package zmtp

import (
	"cmp"
	"fmt"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// handshake makes a peer of a fresh connection, within cfg.Handshake. limit
// is the largest message it may send. The connection is left open when it
// fails; closing it ends a handshake under way.
func handshake(conn net.Conn, typ zmq4.SocketType, identity string, listening bool, limit int64, a *allowance, cfg *Config) (*peer, error) {
	security := null.Security()
	var c *curveSecurity
	if cfg.Curve != nil {
		c = &curveSecurity{Curve: cfg.Curve}
		security = c
	}
	g := newGuard(conn, string(security.Type()), limit, cfg.Stall, a)
	conn.SetDeadline(time.Now().Add(cfg.Handshake))
	g.out = takeBuffer(chunks{g})
	zc, err := open(g, security, typ, identity, listening)
	// The last command is still to go out, also when it says why we refuse.
	err = cmp.Or(err, g.out.Flush())
	returnBuffer(g.out)
	g.out = nil
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Time{})
	var frames framing = &plain{zc, g}
	if c != nil {
		frames = &sealed{g, c.session}
	}
	p := newPeer(g, frames, cfg)
	p.identity = zc.Peer.Meta["Identity"]
	g.onPing = p.pong
	g.live = true
	return p, nil
}

// open is zmq4.Open without its panics: it slices malformed metadata beyond
// its end, and gives up on a socket type it does not know.
func open(g *guard, security zmq4.Security, typ zmq4.SocketType, identity string, listening bool) (zc *zmq4.Conn, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("peer sent malformed metadata (%v)", r)
		}
	}()
	return zmq4.Open(g, security, typ, zmq4.SocketIdentity(identity), listening, nil)
}
