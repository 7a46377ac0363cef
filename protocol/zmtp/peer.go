package zmtp

import (
	"fmt"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// item is one message in a queue.
type item struct {
	frames [][]byte
	size   int
}

// newItem counts a frame's bookkeeping with it, so that a queue of many empty
// frames is bounded as well.
func newItem(frames [][]byte) item {
	size := 64
	for _, f := range frames {
		size += len(f) + frameCost
	}
	return item{frames: frames, size: size}
}

// framing puts messages and commands into frames and back: plain, or sealed.
type framing interface {
	RecvMsg() (zmq4.Msg, error)
	SendMsg(msg zmq4.Msg) error
	SendCmd(name string, body []byte) error
}

// peer is a connection after its handshake, with the queue of what it is to
// be sent. Its reader is the goroutine that calls read; its writer is started
// when the queue gets its first item and ends when all of it is written. For
// sendNow the writer is the caller.
type peer struct {
	identity string
	guard    *guard
	conn     framing
	cfg      *Config
	// gone is closed when the reader has ended.
	gone chan struct{}
	// keepReading is set at a connecting end: the other side may have closed
	// and left something to be read, so failing to write does not close.
	keepReading bool

	mu sync.Mutex
	// changed is signalled when the queue shrinks or ends, and when writing,
	// dropped or finishing changes.
	changed   sync.Cond
	queue     []item
	spare     []item // the backing array to use next
	queued    int    // bytes not yet handed to the connection
	writing   bool
	dropped   bool
	finishing bool          // Close has begun: nothing new is accepted
	waited    time.Duration // by publishers, since the queue was last empty
	hold      *hold         // set while they wait
	topics    subscriptions
	ping      []byte // the context of a PING to be answered
	pinged    bool
	parked    *parking // set when another peer has taken the identity
}

func newPeer(g *guard, conn framing, cfg *Config) *peer {
	p := &peer{guard: g, conn: conn, cfg: cfg, gone: make(chan struct{})}
	p.changed.L = &p.mu
	return p
}

// read calls receive with every message until the connection ends, and says
// why it did, unless we ended it. The claim is what the message holds of the allowance; receive
// gives it back.
func (p *peer) read(receive func(frames [][]byte, claim int64)) error {
	defer close(p.gone)
	for {
		msg, err := p.conn.RecvMsg()
		claim := p.guard.endMessage()
		if err != nil {
			p.guard.allowance.give(claim)
			if p.drain() {
				return nil
			}
			return err
		}
		receive(msg.Frames, claim)
	}
}

// send queues frames. It never waits: a peer whose queue is full is dropped.
func (p *peer) send(frames [][]byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.offer(newItem(frames))
}

// offer queues it unless the queue is full. p.mu must be held.
func (p *peer) offer(it item) error {
	if p.dropped || p.finishing {
		return ErrClosed
	}
	if p.queued > p.cfg.MaxQueue {
		p.dropLocked("it does not read, and its queue is full")
		return fmt.Errorf("zmtp: peer %q does not read; it was dropped", p.identity)
	}
	p.enqueue(it)
	return nil
}

// enqueue adds items whatever the queue holds. p.mu must be held.
func (p *peer) enqueue(items ...item) {
	p.queue = append(p.queue, items...)
	for i := range items {
		p.queued += items[i].size
	}
	p.startWriter()
}

// sendNow sends frames, and returns when they are written or the peer finished.
// The caller does the writing if nobody else does: to wake another goroutine
// takes longer than a small message.
func (p *peer) sendNow(frames [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped || p.finishing {
		return
	}
	it := newItem(frames)
	p.queue = append(p.queue, it)
	p.queued += it.size
	if !p.writing {
		p.writing = true
		p.write()
	}
	for p.writing && !p.dropped && !p.finishing {
		p.changed.Wait()
	}
}

// drop closes the connection and forgets the queue. The reader and the writer
// end soon after.
func (p *peer) drop(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropLocked(why)
}

func (p *peer) dropLocked(why string) {
	if p.dropped {
		return
	}
	if why != "" {
		p.cfg.Logf("zmtp: dropping peer %q at %v: %s", p.identity, p.guard.RemoteAddr(), why)
	}
	p.dropped = true
	p.release()
	p.queue, p.spare = nil, nil
	if p.parked != nil {
		p.parked.timer.Stop()
	}
	if !p.keepReading {
		p.guard.Conn.Close()
	}
	p.changed.Broadcast()
}

// end drops the peer and returns when its writer has ended.
func (p *peer) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropLocked("")
	p.guard.Conn.Close()
	for p.writing {
		p.changed.Wait()
	}
}
