package zmtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// client is the connecting end of one connection.
type client struct {
	cfg  Config
	peer *peer
	in   chan [][]byte
	// closing is closed when Close begins.
	closing chan struct{}
	once    sync.Once
}

// dial connects and begins to read.
func (c *client) dial(network, addr string, typ zmq4.SocketType, identity string, cfg Config) error {
	if len(identity) > 255 {
		return errors.New("zmtp: an identity has at most 255 bytes")
	}
	switch network {
	case "tcp":
	case "ipc":
		network = "unix"
	default:
		return fmt.Errorf("zmtp: unknown transport %q: use tcp or ipc", network)
	}
	c.cfg = cfg.withDefaults()
	conn, err := net.DialTimeout(network, addr, c.cfg.Handshake)
	if err != nil {
		return err
	}
	c.peer, err = handshake(conn, typ, identity, false, c.cfg.MaxMessage, newAllowance(fullAllowance(c.cfg.MaxMessage)), &c.cfg)
	if err != nil {
		conn.Close()
		return fmt.Errorf("zmtp: no handshake with %s: %w", addr, err)
	}
	c.peer.keepReading = true
	c.in = make(chan [][]byte)
	c.closing = make(chan struct{})
	go c.peer.read(c.receive) // ends when the connection does
	return nil
}

// receive hands a message to recv; until it is taken, no more is read.
func (c *client) receive(frames [][]byte, claim int64) {
	select {
	case c.in <- frames:
	case <-c.closing:
	}
	c.peer.guard.allowance.give(claim)
}

// recv returns the next message.
func (c *client) recv(ctx context.Context) ([][]byte, error) {
	select {
	case frames := <-c.in:
		return frames, nil
	case <-c.peer.gone:
	case <-c.closing:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return nil, ErrClosed
}

// send queues a message, and waits while the queue is full.
func (c *client) send(frames [][]byte) error {
	if len(frames) == 0 {
		return errNoFrames
	}
	select {
	case <-c.peer.gone:
		return ErrClosed
	default:
	}
	p := c.peer
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waitForRoom()
	return p.offer(newItem(frames))
}

// close delivers what is queued, for up to a second, and disconnects.
func (c *client) close() error {
	c.once.Do(func() {
		c.peer.refuse()
		close(c.closing)
		c.peer.finish(time.Now().Add(time.Second))
	})
	<-c.peer.gone
	return nil
}

// Dealer is a DEALER socket connected to one peer. It does not reconnect. Its
// methods may be called concurrently.
type Dealer struct{ client }

// DialDealer connects to a ROUTER or REP socket; network and addr are as for
// [ListenRouter]. The identity may be empty.
func DialDealer(network, addr, identity string, cfg Config) (*Dealer, error) {
	d := &Dealer{}
	if err := d.dial(network, addr, zmq4.Dealer, identity, cfg); err != nil {
		return nil, err
	}
	return d, nil
}

// Send queues a message. It waits while the queue is full.
func (d *Dealer) Send(frames [][]byte) error { return d.send(frames) }

// Recv returns the next message. It fails with [ErrClosed] when the
// connection has ended, and with the context's error.
func (d *Dealer) Recv(ctx context.Context) ([][]byte, error) { return d.recv(ctx) }

// Close disconnects, after what is queued has been sent.
func (d *Dealer) Close() error { return d.close() }

// Sub is a SUB socket connected to one publisher. It does not reconnect. Its
// methods may be called concurrently.
type Sub struct{ client }

// DialSub connects to an XPUB or PUB socket and subscribes to the topics; the
// empty topic means everything. network and addr are as for [ListenRouter].
func DialSub(network, addr string, topics []string, cfg Config) (*Sub, error) {
	s := &Sub{}
	if err := s.dial(network, addr, zmq4.Sub, "", cfg); err != nil {
		return nil, err
	}
	for _, topic := range topics {
		if err := s.Subscribe(topic); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// Subscribe asks for the messages whose first frame begins with topic.
func (s *Sub) Subscribe(topic string) error { return s.send([][]byte{[]byte("\x01" + topic)}) }

// Unsubscribe takes one Subscribe back.
func (s *Sub) Unsubscribe(topic string) error { return s.send([][]byte{[]byte("\x00" + topic)}) }

// Recv returns the next message. It fails with [ErrClosed] when the
// connection has ended, and with the context's error.
func (s *Sub) Recv(ctx context.Context) ([][]byte, error) { return s.recv(ctx) }

// Close disconnects.
func (s *Sub) Close() error { return s.close() }
