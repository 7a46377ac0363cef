package zmtp

import "github.com/go-zeromq/zmq4"

// plain is the framing without encryption: zmq4 writes the frames, and guard
// reads them.
type plain struct {
	*zmq4.Conn
	guard *guard
}

// RecvMsg reads a whole message. Commands before it are obeyed.
func (p *plain) RecvMsg() (zmq4.Msg, error) {
	g := p.guard
	var frames [][]byte
	for {
		header, size, err := g.readHeader()
		if err != nil {
			return zmq4.Msg{}, err
		}
		flags := header[0]
		if flags&flagCommand != 0 {
			if err := p.command(header, size); err != nil {
				return zmq4.Msg{}, err
			}
			continue
		}
		if err := g.admit(size, 1); err != nil {
			return zmq4.Msg{}, err
		}
		frame, err := g.readFrame(size)
		if err != nil {
			return zmq4.Msg{}, err
		}
		frames = append(frames, frame)
		if flags&flagMore == 0 {
			return zmq4.NewMsgFrom(frames...), nil
		}
	}
}

// command acts on a command, which must not be among the frames of a message.
func (p *plain) command(header []byte, size uint64) error {
	if err := p.guard.checkCommand(header, size); err != nil {
		return err
	}
	body, err := p.guard.readFrame(size)
	if err != nil {
		return err
	}
	p.guard.obey(body)
	return nil
}
