package zmtp

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-zeromq/zmq4"

	"starkernel/protocol/curve"
)

// curveSecurity takes one connection through the handshake of CURVE, as zmq4
// wants it: between the greetings and the first message.
type curveSecurity struct {
	*Curve
	session *curve.Session
}

func (*curveSecurity) Type() zmq4.SecurityType { return zmq4.CurveSecurity }

// Encrypt and Decrypt leave commands as they are. Messages do not come here:
// zmq4 writes a frame's size before it asks for the encrypted frame.
func (*curveSecurity) Encrypt(w io.Writer, b []byte) (int, error) { return w.Write(b) }
func (*curveSecurity) Decrypt(w io.Writer, b []byte) (int, error) { return w.Write(b) }

func (c *curveSecurity) Handshake(conn *zmq4.Conn, listening bool) error {
	if listening {
		err := c.serve(conn)
		if refused(err) {
			// 400 is what libzmq calls a client that is not let in. It gives up
			// then, rather than trying again every 100 ms.
			conn.SendCmd(zmq4.CmdError, []byte("\x03400"))
		}
		return err
	}
	return c.connect(conn)
}

// refused reports whether err is our verdict on what the peer sent.
func refused(err error) bool {
	for _, reason := range []error{curve.ErrMalformed, curve.ErrVersion, curve.ErrKey, curve.ErrNonce} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

func (c *curveSecurity) serve(conn *zmq4.Conn) error {
	server := curve.NewServer(c.Keys)
	hello, err := expect(conn, zmq4.CmdHello)
	if err != nil {
		return err
	}
	welcome, err := server.Welcome(hello)
	if err != nil {
		return fmt.Errorf("HELLO: %w", err)
	}
	if err := conn.SendCmd(zmq4.CmdWelcome, welcome); err != nil {
		return err
	}
	initiate, err := expect(conn, zmq4.CmdInitiate)
	if err != nil {
		return err
	}
	metadata, err := server.Initiate(initiate)
	if err != nil {
		return fmt.Errorf("INITIATE: %w", err)
	}
	if err := conn.Peer.Meta.UnmarshalZMTP(metadata); err != nil {
		return err
	}
	own, err := conn.Meta.MarshalZMTP()
	if err != nil {
		return err
	}
	var ready []byte
	ready, c.session = server.Ready(own)
	return conn.SendCmd(zmq4.CmdReady, ready)
}

func (c *curveSecurity) connect(conn *zmq4.Conn) error {
	client := curve.NewClient(c.Keys, c.Server)
	hello, err := client.Hello()
	if err != nil {
		return fmt.Errorf("the server's public key: %w", err)
	}
	if err := conn.SendCmd(zmq4.CmdHello, hello); err != nil {
		return err
	}
	welcome, err := expect(conn, zmq4.CmdWelcome)
	if err != nil {
		return fmt.Errorf("no WELCOME; does the server have another key? %w", err)
	}
	own, err := conn.Meta.MarshalZMTP()
	if err != nil {
		return err
	}
	initiate, err := client.Initiate(welcome, own)
	if err != nil {
		return fmt.Errorf("WELCOME: %w", err)
	}
	if err := conn.SendCmd(zmq4.CmdInitiate, initiate); err != nil {
		return err
	}
	ready, err := expect(conn, zmq4.CmdReady)
	if err != nil {
		return err
	}
	metadata, session, err := client.Ready(ready)
	if err != nil {
		return fmt.Errorf("READY: %w", err)
	}
	c.session = session
	return conn.Peer.Meta.UnmarshalZMTP(metadata)
}

// expect receives the command with that name.
func expect(conn *zmq4.Conn, name string) ([]byte, error) {
	cmd, err := conn.RecvCmd()
	if err != nil {
		return nil, err
	}
	if cmd.Name == zmq4.CmdError {
		return nil, fmt.Errorf("peer refuses: ERROR %q", cmd.Body)
	}
	if cmd.Name != name {
		return nil, fmt.Errorf("peer sent %q, want %s: %w", cmd.Name, name, curve.ErrMalformed)
	}
	return cmd.Body, nil
}
