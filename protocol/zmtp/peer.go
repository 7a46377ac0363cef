package zmtp

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
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
		size += len(f) + 32
	}
	return item{frames: frames, size: size}
}

// peer is a connection after its handshake, with the queue of what it is to
// be sent. Its reader is the goroutine that calls read; its writer is started
// when the queue gets its first item and ends when all of it is written.
type peer struct {
	identity string
	guard    *guard
	conn     *zmq4.Conn
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
	topics    subscriptions
	ping      []byte // the context of a PING to be answered
	pinged    bool
	parked    *parking // set when another peer has taken the identity
}

func newPeer(g *guard, conn *zmq4.Conn, cfg *Config) *peer {
	p := &peer{guard: g, conn: conn, cfg: cfg, gone: make(chan struct{})}
	p.changed.L = &p.mu
	return p
}

// read calls receive with every message until the connection ends, and says
// why it did. The claim is what the message holds of the allowance; receive
// gives it back.
func (p *peer) read(receive func(frames [][]byte, claim int64)) error {
	defer close(p.gone)
	for {
		msg, err := p.conn.RecvMsg()
		claim := p.guard.endMessage()
		if err != nil {
			p.guard.allowance.give(claim)
			p.drain()
			return err
		}
		receive(msg.Frames, claim)
	}
}

// drain reads to the end of a connection that is being finished. Closing one
// that holds unread input would make the system throw away what it has not
// sent yet.
func (p *peer) drain() {
	p.mu.Lock()
	finishing := p.finishing
	p.mu.Unlock()
	if finishing {
		io.Copy(io.Discard, p.guard.in)
	}
}

// pong answers a PING. The answer goes ahead of what is queued, and of several
// only the last is sent: a peer that asks and does not read costs nothing.
func (p *peer) pong(context []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ping, p.pinged = context, true
	p.startWriter()
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

// startWriter is called when there is something to write. p.mu must be held.
func (p *peer) startWriter() {
	if !p.writing && !p.dropped {
		p.writing = true
		go p.write() // ends when the queue is empty or the peer dropped
	}
}

// waitForRoom returns when the queue is below its limit, when the peer is
// finished, or when it has kept publishers waiting for too long and was
// dropped for it. p.mu must be held; it is released while waiting.
func (p *peer) waitForRoom() {
	full := func() bool { return p.queued > p.cfg.MaxQueue && !p.dropped && !p.finishing }
	if !full() {
		return
	}
	start := time.Now()
	timer := time.AfterFunc(3*p.cfg.Stall-p.waited, func() {
		p.drop("it reads too slowly, and publishing had to wait for it")
	})
	for full() {
		p.changed.Wait()
	}
	timer.Stop()
	p.waited += time.Since(start)
}

// write is the writer.
func (p *peer) write() {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.guard
	g.out = takeBuffer(chunks{g})
	for !p.dropped {
		var err error
		switch {
		case p.pinged:
			err = p.writePong()
		case len(p.queue) > 0:
			err = p.writeQueue()
		case g.out.Buffered() > 0:
			p.mu.Unlock()
			err = g.out.Flush()
			p.mu.Lock()
		default:
			g.clearDeadline()
			returnBuffer(g.out)
			g.out = nil
			p.waited, p.writing = 0, false
			if cap(p.spare) > 64 {
				p.queue, p.spare = nil, nil
			}
			p.changed.Broadcast()
			return
		}
		if err != nil {
			p.dropLocked(writeFault(err))
		}
	}
	returnBuffer(g.out)
	g.out = nil
	p.writing = false
	p.changed.Broadcast()
}

// writeQueue writes all that is queued now. p.mu is released meanwhile.
func (p *peer) writeQueue() error {
	batch := p.queue
	p.queue, p.spare = p.spare[:0], nil
	p.mu.Unlock()
	var err error
	written := 0
	for i := range batch {
		err = p.conn.SendMsg(zmq4.NewMsgFrom(batch[i].frames...))
		if err = cmp.Or(p.guard.fault, err); err != nil {
			break
		}
		written += batch[i].size
		batch[i] = item{}
		if written < writeChunk {
			continue
		}
		p.mu.Lock()
		p.queued -= written
		written = 0
		p.changed.Broadcast()
		if p.pinged {
			err = p.writePong()
		}
		p.mu.Unlock()
		if err != nil {
			break
		}
	}
	p.mu.Lock()
	p.spare = batch[:0]
	p.queued -= written
	p.changed.Broadcast()
	return err
}

// writePong answers the last PING. p.mu is released meanwhile.
func (p *peer) writePong() error {
	context := p.ping
	p.ping, p.pinged = nil, false
	p.mu.Unlock()
	defer p.mu.Lock()
	err := p.conn.SendCmd(zmq4.CmdPong, context)
	return cmp.Or(p.guard.fault, err)
}

func writeFault(err error) string {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return "it does not read"
	}
	return err.Error()
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

// maxDrain bounds how long input is read of a peer that has everything.
const maxDrain = 250 * time.Millisecond

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

func takeBuffer(w io.Writer) *bufio.Writer {
	if b, ok := buffers.Get().(*bufio.Writer); ok {
		b.Reset(w)
		return b
	}
	return bufio.NewWriterSize(w, writeBuffer)
}

func returnBuffer(b *bufio.Writer) {
	b.Reset(nil)
	buffers.Put(b)
}
