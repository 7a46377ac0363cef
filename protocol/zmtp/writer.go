package zmtp

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/go-zeromq/zmq4"
)

// startWriter is called when there is something to write. p.mu must be held.
func (p *peer) startWriter() {
	if !p.writing {
		p.writing = true
		go func() { // ends when the queue is empty or the peer dropped
			p.mu.Lock()
			defer p.mu.Unlock()
			p.write()
		}()
	}
}

// write is the writer. p.mu must be held; it is released meanwhile.
func (p *peer) write() {
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
		p.written(written)
		written = 0
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
	p.written(written)
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

// pong answers a PING. The answer goes ahead of what is queued, and of several
// only the last is sent: a peer that asks and does not read costs nothing.
func (p *peer) pong(context []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped || p.finishing {
		return
	}
	p.ping, p.pinged = context, true
	p.startWriter()
}

// buffers holds idle write buffers: only a connection that is being written
// to has one.
var buffers sync.Pool

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
