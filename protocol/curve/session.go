package curve

import (
	"encoding/binary"
	"math"
)

const (
	messageName = "\x07MESSAGE"
	// HeaderSize is the size of what comes before the box of a MESSAGE.
	HeaderSize = 8 + shortNonce
	// Overhead is what a MESSAGE adds to a frame.
	Overhead = HeaderSize + boxSize + 1
)

// The flags of a frame inside a MESSAGE. The specification knows only More;
// Command is what libzmq sends with its PING and PONG.
const (
	More    = 1
	Command = 2
)

// Session seals and opens the frames of one connection, each as the MESSAGE
// command that goes over the wire. Sealing and opening may go on at the same
// time, each of them in one goroutine at a time.
type Session struct {
	key      Secret
	sealer   string
	sent     uint64 // the number of the last command we sent
	opener   string
	received uint64 // the number of the last command we got
	plain    []byte // kept between calls of Seal
}

// maxKept is the size up to which Seal keeps its buffer.
const maxKept = 16 << 10

// Seal appends the MESSAGE with a frame to out. It fails with [ErrNonce] when
// the connection has no numbers left.
func (s *Session) Seal(out []byte, flags byte, frame []byte) ([]byte, error) {
	if s.sent == math.MaxUint64 {
		return nil, ErrNonce
	}
	s.sent++
	plain := s.plain[:0]
	if n := 1 + len(frame); cap(plain) < n {
		plain = make([]byte, 0, n)
		if n <= maxKept {
			s.plain = plain
		}
	}
	plain = append(append(plain, flags), frame...)
	return sealShort(append(out, messageName...), s.sealer, s.sent, plain, &s.key), nil
}

// follows reports whether a number comes after another. Numbers do not start
// over: a nonce would be used twice.
func follows(number, last uint64) bool { return last < math.MaxUint64 && number == last+1 }

// CheckHeader says whether the first HeaderSize bytes of a MESSAGE can be those
// of the next one. It allows to refuse one before memory is made for it.
func (s *Session) CheckHeader(header []byte) error {
	if len(header) < HeaderSize || string(header[:len(messageName)]) != messageName {
		return ErrMalformed
	}
	if !follows(binary.BigEndian.Uint64(header[len(messageName):]), s.received) {
		return ErrNonce
	}
	return nil
}

// Open returns the frame in a MESSAGE, given as its header and its box. The
// header is checked. A MESSAGE that fails does not count.
func (s *Session) Open(header, sealed []byte) (flags byte, frame []byte, err error) {
	if err := s.CheckHeader(header); err != nil {
		return 0, nil, err
	}
	if len(sealed) < boxSize+1 {
		return 0, nil, ErrMalformed
	}
	plain, err := open(sealed, nonceOf(s.opener, header[len(messageName):HeaderSize]), &s.key)
	if err != nil {
		return 0, nil, err
	}
	s.received++
	return plain[0] & (More | Command), plain[1:], nil
}
