package zmtp

import (
	"errors"
	"time"

	"starkernel/protocol/curve"
)

// ErrClosed is returned by the methods of a socket that has been closed. A
// [Dealer] or [Sub] also returns it once the other end has gone.
var ErrClosed = errors.New("zmtp: socket is closed")

// The defaults of Config's limits.
const (
	DefaultMaxMessage = 512 << 20
	DefaultMaxQueue   = 32 << 20
	DefaultMaxPeers   = 1024
	DefaultStall      = 10 * time.Second
	DefaultHandshake  = 10 * time.Second
)

// Config limits what peers may cost, and says how they are encrypted. The zero
// value of each field means its default.
type Config struct {
	// Curve makes the socket speak CURVE, and refuse peers that do not. Nil
	// means the NULL mechanism: no encryption.
	Curve *Curve
	// MaxMessage is the largest message accepted from a peer, all its frames
	// together, in bytes (default 512 MiB).
	MaxMessage int64
	// MaxIncoming is what all the large messages that one socket holds before
	// they are received may take together, in bytes, the second copy of a frame
	// that CURVE opens included. The default, and the least, is twice
	// MaxMessage. A peer whose message finds no room waits for it, and is
	// dropped after Stall.
	MaxIncoming int64
	// MaxQueue is the number of bytes queued for one peer (default 32 MiB) at
	// which Publish waits for the peer, and Router.Send drops it. One message
	// is accepted whatever its size when the queue is below the limit.
	MaxQueue int
	// Stall is how long a peer may take to accept 256 KiB of pending data
	// before it is dropped (default 10 s). Publish waits at most three times as
	// long for a subscriber before that subscriber's queue is empty again, and
	// for several of them at the same time.
	Stall time.Duration
	// Handshake is the time a new connection has to become a peer (default
	// 10 s).
	Handshake time.Duration
	// MaxPeers is the number of connections held at once, handshakes included
	// (default 1024). Further ones are closed at once.
	MaxPeers int
	// Logf is told why a peer was refused or dropped. It must not block, must
	// not call the socket, and may be called concurrently. Nil means silence.
	Logf func(format string, args ...any)
}

// Curve is what a socket needs to speak CURVE.
type Curve struct {
	// Keys are the socket's own.
	Keys curve.KeyPair
	// Server is the public key of the socket that a Dealer or Sub connects to.
	// Listening sockets do not use it.
	Server curve.Key
}

// Message is one message received by a [Router].
type Message struct {
	// Identity names the peer, for [Router.Send]. It is the identity that the
	// peer announced, or one made up for it.
	Identity string
	// Frames belong to the receiver.
	Frames [][]byte
}

const (
	// writeChunk is the amount of data that Stall is measured over.
	writeChunk = 256 << 10
	// smallMessage is the size up to which an incoming message needs no share
	// of the socket's allowance.
	smallMessage = 64 << 10
	// maxFrames is the largest number of frames of one incoming message.
	maxFrames = 1 << 16
	// frameCost is the memory that a frame takes beside its bytes.
	frameCost = 32
)

func (c Config) withDefaults() Config {
	if c.MaxMessage <= 0 {
		c.MaxMessage = DefaultMaxMessage
	}
	if c.MaxQueue <= 0 {
		c.MaxQueue = DefaultMaxQueue
	}
	if c.Stall <= 0 {
		c.Stall = DefaultStall
	}
	if c.Handshake <= 0 {
		c.Handshake = DefaultHandshake
	}
	if c.MaxPeers <= 0 {
		c.MaxPeers = DefaultMaxPeers
	}
	if c.Logf == nil {
		c.Logf = func(string, ...any) {}
	}
	return c
}
