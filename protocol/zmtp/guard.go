package zmtp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// The bits of a frame's first byte.
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4
)

const (
	greetingSize = 64
	// where the name of the mechanism is in the greeting
	mechanismStart, mechanismEnd = 12, 32
	maxCommand                   = 4096
	readBuffer                   = 4 << 10
	writeBuffer                  = 16 << 10
	growth                       = 8
)

var (
	errGreeting  = errors.New("peer does not speak ZMTP 3")
	errFrame     = errors.New("peer sent a malformed frame")
	errTooLarge  = errors.New("peer sent a message over the size limit")
	errAllowance = errors.New("no room for a large message")
)

// guard is the net.Conn that zmq4 does the handshake with, and writes to. zmq4
// allocates what a frame's header announces, before any of it has come, and
// answers PING from the reading side, in the middle of whatever is being
// written. So guard reads the headers first and refuses what breaks a limit,
// and after the handshake it is plain or sealed that reads messages from it.
//
// Reads belong to the peer's reader, writes to whoever set out.
type guard struct {
	net.Conn
	in *bufio.Reader
	// out collects writes. During the handshake each Read flushes it.
	out *bufio.Writer

	mechanism string
	limit     int64
	stall     time.Duration
	allowance *allowance
	// onPing is called with the context of each PING, once live.
	onPing func(context []byte)
	// live is set when the handshake is over.
	live bool

	greeting int     // bytes of the greeting still to come
	header   [9]byte // of the current frame
	pending  []byte  // the part of header that zmq4 has not read
	body     int64   // bytes of the current command that zmq4 has not read
	message  int64   // bytes of the current message announced so far
	cost     int64   // memory for them, the frames' bookkeeping included
	frames   int     // frames of the current message announced so far
	claimed  int64   // taken from the allowance for the current message
	chunk    int64   // bytes that may be read under the read deadline

	fault    error        // of the first write that failed
	written  time.Time    // when the write deadline was last set
	received atomic.Int64 // bytes read from the connection
}

func newGuard(conn net.Conn, mechanism string, limit int64, stall time.Duration, a *allowance) *guard {
	g := &guard{
		Conn:      conn,
		mechanism: mechanism,
		limit:     limit,
		stall:     stall,
		allowance: a,
		greeting:  greetingSize,
	}
	g.in = bufio.NewReaderSize(source{g}, readBuffer)
	return g
}

// source reads from the connection and counts.
type source struct{ g *guard }

func (s source) Read(p []byte) (int, error) {
	n, err := s.g.Conn.Read(p)
	s.g.received.Add(int64(n))
	return n, err
}

// Read passes on the greeting and the commands of the handshake.
func (g *guard) Read(p []byte) (int, error) {
	if err := g.out.Flush(); err != nil {
		return 0, err
	}
	for {
		switch {
		case g.greeting > 0:
			if g.greeting == greetingSize {
				if err := g.checkGreeting(); err != nil {
					return 0, err
				}
			}
			n, err := g.in.Read(p[:min(len(p), g.greeting)])
			g.greeting -= n
			return n, err
		case len(g.pending) > 0:
			n := copy(p, g.pending)
			g.pending = g.pending[n:]
			return n, nil
		case g.body > 0:
			n, err := g.in.Read(p[:min(int64(len(p)), g.body)])
			g.body -= int64(n)
			return n, err
		}
		header, size, err := g.readHeader()
		if err != nil {
			return 0, err
		}
		if err := g.checkCommand(header, size); err != nil {
			return 0, err
		}
		g.pending, g.body = header, int64(size)
	}
}

// checkGreeting looks at the signature and the version as soon as they are
// there: older peers and other protocols send less than a greeting and would
// be waited for. The mechanism is zmq4's to check, but it would not say which.
func (g *guard) checkGreeting() error {
	for _, n := range []int{1, 10, 11} {
		b, err := g.in.Peek(n)
		if err != nil {
			return err
		}
		switch last := b[n-1]; {
		case n == 1 && last != 0xff, n == 10 && last != 0x7f, n == 11 && last < 3:
			return errGreeting
		}
	}
	b, err := g.in.Peek(mechanismEnd)
	if err != nil {
		return err
	}
	if name := b[mechanismStart:]; string(bytes.TrimRight(name, "\x00")) != g.mechanism {
		return fmt.Errorf("peer asks for the mechanism %q, want %s", bytes.TrimRight(name, "\x00"), g.mechanism)
	}
	return nil
}

// readFrame reads a frame that was admitted. Whatever the peer has announced, it
// is given at most growth times the memory for what it has sent already. If the
// frame is large it must keep sending, or it would hold that memory.
func (g *guard) readFrame(size uint64) ([]byte, error) {
	b := make([]byte, 0, min(size, smallMessage))
	for uint64(len(b)) < size {
		if len(b) == cap(b) {
			grown := make([]byte, len(b), min(size, growth*uint64(cap(b))))
			copy(grown, b)
			b = grown
		}
		if g.claimed > 0 && g.chunk <= 0 {
			g.chunk = writeChunk
			g.SetReadDeadline(time.Now().Add(g.stall))
		}
		n, err := g.in.Read(b[len(b):cap(b)])
		if err != nil {
			return nil, err
		}
		b = b[:len(b)+n]
		g.chunk -= int64(n)
	}
	return b, nil
}

// readHeader reads the header of a frame.
func (g *guard) readHeader() (header []byte, size uint64, err error) {
	h := g.header[:2]
	if _, err := io.ReadFull(g.in, h); err != nil {
		return nil, 0, cutShort(err)
	}
	if h[0]&^(flagMore|flagLong|flagCommand) != 0 {
		return nil, 0, errFrame
	}
	if h[0]&flagLong == 0 {
		return h, uint64(h[1]), nil
	}
	h = g.header[:9]
	if _, err := io.ReadFull(g.in, h[2:]); err != nil {
		return nil, 0, cutShort(err)
	}
	return h, binary.BigEndian.Uint64(h[1:]), nil
}

// admit decides on a frame whose size has been announced, and counts it. The
// allowance is asked for as many copies as will be in memory at once.
func (g *guard) admit(size uint64, copies int64) error {
	if size > uint64(g.limit-g.message) {
		return errTooLarge
	}
	g.message += int64(size)
	g.cost += int64(size) + frameCost
	g.frames++
	if g.frames > maxFrames {
		return errTooLarge
	}
	if g.cost > smallMessage {
		claim := copies*int64(size) + frameCost
		if !g.allowance.take(claim, g.stall) {
			return errAllowance
		}
		g.claimed += claim
	}
	return nil
}

// checkCommand decides on a frame that must be a command.
func (g *guard) checkCommand(header []byte, size uint64) error {
	if header[0]&flagCommand == 0 || header[0]&flagMore != 0 || g.frames > 0 || size < 1 || size > maxCommand {
		return errFrame
	}
	return nil
}

// obey acts on a command: PING, which is its name, two bytes of time to live
// and up to 16 of context. Others are ignored.
func (g *guard) obey(b []byte) {
	const name = "\x04PING"
	if len(b) >= len(name)+2 && len(b) <= len(name)+2+16 && string(b[:len(name)]) == name {
		g.onPing(b[len(name)+2:])
	}
}

// endMessage is called when a whole message has been read. It returns how
// much of the allowance the message holds; the caller gives it back.
func (g *guard) endMessage() int64 {
	n := g.claimed
	g.message, g.cost, g.frames, g.claimed = 0, 0, 0, 0
	if n > 0 {
		g.chunk = 0
		g.SetReadDeadline(time.Time{})
	}
	return n
}

// cutShort makes the end of the connection inside a header what it is
// elsewhere: the end. zmq4 treats only io.EOF as closed.
func cutShort(err error) error {
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	return err
}

// Write collects p in out. An error is kept in fault, because zmq4 would stop
// reading for it as well.
func (g *guard) Write(p []byte) (int, error) {
	g.out.Write(p)
	return len(p), nil
}

// chunks writes to the connection in pieces, each with its own deadline: a
// large message may take long, a peer that stands still may not.
type chunks struct{ g *guard }

func (c chunks) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if c.g.live {
			c.g.extendDeadline()
		}
		n, err := c.g.Conn.Write(p[:min(len(p), writeChunk)])
		written += n
		if err != nil {
			c.g.fault = err
			return written, err
		}
		p = p[n:]
	}
	return written, nil
}

// extendDeadline renews the write deadline unless it is fresh, because that
// costs as much as a small write. Nobody takes it away after the last write: that
// would cost the same again, and a deadline that passes meanwhile does no harm.
func (g *guard) extendDeadline() {
	now := time.Now()
	if now.Sub(g.written) > g.stall/16 {
		g.written = now
		g.SetWriteDeadline(now.Add(g.stall))
	}
}
