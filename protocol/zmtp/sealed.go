package zmtp

import (
	"encoding/binary"
	"io"
	"slices"

	"github.com/go-zeromq/zmq4"

	"starkernel/protocol/curve"
)

// sealed is the framing under CURVE: each frame, and each command, travels in a
// MESSAGE. The guard judges them by the size of what is inside.
type sealed struct {
	guard   *guard
	session *curve.Session
}

// RecvMsg reads a whole message. Commands before it are obeyed.
func (s *sealed) RecvMsg() (zmq4.Msg, error) {
	var frames [][]byte
	for {
		flags, frame, err := s.recv()
		if err != nil {
			return zmq4.Msg{}, err
		}
		if flags&curve.Command != 0 {
			if err := s.command(flags, frame); err != nil {
				return zmq4.Msg{}, err
			}
			continue
		}
		frames = append(frames, frame)
		if flags&curve.More == 0 {
			return zmq4.NewMsgFrom(frames...), nil
		}
	}
}

// recv reads one MESSAGE and opens it.
func (s *sealed) recv() (flags byte, frame []byte, err error) {
	g := s.guard
	h, size, err := g.readHeader()
	if err != nil {
		return 0, nil, err
	}
	// Some peers mark a MESSAGE as a command, libzmq does not.
	if h[0]&flagMore != 0 || size < curve.Overhead {
		return 0, nil, errFrame
	}
	var header [curve.HeaderSize]byte
	if _, err := io.ReadFull(g.in, header[:]); err != nil {
		return 0, nil, cutShort(err)
	}
	if err := s.session.CheckHeader(header[:]); err != nil {
		return 0, nil, err
	}
	inside := size - curve.Overhead
	claimed := g.claimed
	if err := g.admit(inside, 2); err != nil {
		return 0, nil, err
	}
	box, err := g.readFrame(size - curve.HeaderSize)
	if err != nil {
		return 0, nil, err
	}
	flags, frame, err = s.session.Open(header[:], box)
	if g.claimed > claimed {
		// The box is garbage from here on.
		g.claimed -= int64(inside)
		g.allowance.give(int64(inside))
	}
	return flags, frame, err
}

// command acts on a command that came sealed, which counts as no message.
func (s *sealed) command(flags byte, frame []byte) error {
	g := s.guard
	if flags&curve.More != 0 || g.frames > 1 || len(frame) == 0 || len(frame) > maxCommand {
		return errFrame
	}
	g.allowance.give(g.endMessage())
	g.obey(frame)
	return nil
}

// SendMsg seals and writes a message. As with all writes, the guard keeps an
// error of the connection.
func (s *sealed) SendMsg(msg zmq4.Msg) error {
	last := len(msg.Frames) - 1
	for i, frame := range msg.Frames {
		flags := byte(curve.More)
		if i == last {
			flags = 0
		}
		if err := s.send(flags, frame); err != nil {
			return err
		}
	}
	return nil
}

// SendCmd seals and writes a command.
func (s *sealed) SendCmd(name string, body []byte) error {
	command := append([]byte{byte(len(name))}, name...)
	return s.send(curve.Command, append(command, body...))
}

func (s *sealed) send(flags byte, frame []byte) error {
	const maxHeader = 9
	size := curve.Overhead + len(frame)
	// Sealed in place, if the write buffer has room for it.
	b := slices.Grow(s.guard.out.AvailableBuffer(), maxHeader+size)
	if size > 255 {
		b = binary.BigEndian.AppendUint64(append(b, flagLong), uint64(size))
	} else {
		b = append(b, 0, byte(size))
	}
	b, err := s.session.Seal(b, flags, frame)
	if err != nil {
		return err
	}
	_, err = s.guard.Write(b)
	return err
}
