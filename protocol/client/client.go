package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/google/uuid"

	"starkernel/protocol"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

// Received is a message from the kernel and the channel it came by.
type Received struct {
	Channel protocol.Channel
	Msg     *protocol.Message
}

// Is reports whether the message is of a type and answers a request.
func (r Received) Is(msgType string, request *protocol.Message) bool {
	return r.Msg.Header.MsgType == msgType && r.ParentID() == request.Header.MsgID
}

// ParentID is the id of the request that caused the message, "" for none.
func (r Received) ParentID() string {
	var h protocol.Header
	// A parent that is no header has no id.
	_ = json.Unmarshal(r.Msg.Parent, &h)
	return h.MsgID
}

// Content decodes the content of the message into v.
func (r Received) Content(v any) error { return json.Unmarshal(r.Msg.Content, v) }

// Client is connected to one kernel. It is for one goroutine at a time.
type Client struct {
	info    connection.Info
	codec   *wire.Codec
	session *protocol.Session
	sockets zmtp.Config

	requests map[protocol.Channel]*zmtp.Dealer
	iopub    *zmtp.Sub

	in      chan Received
	later   []Received // of other requests than the one collected
	cancel  context.CancelFunc
	readers sync.WaitGroup
}

// Connect connects to the kernel that info describes, and waits at most five
// seconds until messages on iopub arrive.
func Connect(info connection.Info) (*Client, error) {
	keys, encrypted, err := info.CurveKeys()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &Client{
		info:     info,
		codec:    wire.NewCodec([]byte(info.Key)),
		session:  protocol.NewSession("client"),
		requests: map[protocol.Channel]*zmtp.Dealer{},
		in:       make(chan Received, 64),
		cancel:   cancel,
	}
	if encrypted {
		// As Jupyter has it: the pair in the file is the kernel's and the clients'.
		c.sockets.Curve = &zmtp.Curve{Keys: keys, Server: keys.Public}
	}
	if err := c.connect(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) connect(ctx context.Context) error {
	identity := uuid.NewString() // the same on all channels, as kernels expect
	for channel, port := range map[protocol.Channel]int{
		protocol.Shell: c.info.ShellPort, protocol.Control: c.info.ControlPort, protocol.Stdin: c.info.StdinPort,
	} {
		network, addr := c.info.Address(port)
		d, err := zmtp.DialDealer(network, addr, identity, c.sockets)
		if err != nil {
			return fmt.Errorf("%s: %w", channel, err)
		}
		c.requests[channel] = d
		c.readers.Go(func() { c.read(ctx, channel, d.Recv) }) // until Close
	}
	network, addr := c.info.Address(c.info.IOPubPort)
	sub, err := zmtp.DialSub(network, addr, []string{""}, c.sockets)
	if err != nil {
		return fmt.Errorf("iopub: %w", err)
	}
	c.iopub = sub
	c.readers.Go(func() { c.read(ctx, protocol.IOPub, sub.Recv) })
	return c.awaitIOPub()
}

// awaitIOPub asks for kernel_info until the answer's status arrives: a
// subscription takes a moment, and not every kernel sends a welcome.
func (c *Client) awaitIOPub() error {
	for range 50 {
		if _, err := c.Send(protocol.Control, protocol.MsgKernelInfoRequest, struct{}{}); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		_, err := c.Await(ctx, func(r Received) bool { return r.Channel == protocol.IOPub })
		cancel()
		if err == nil {
			return c.settle()
		}
	}
	return errors.New("the kernel does not answer")
}

// settle drops the answers to the questions of awaitIOPub: it asks once more and
// waits for the end of that answer.
func (c *Client) settle() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := c.Request(ctx, protocol.Control, protocol.MsgKernelInfoRequest, struct{}{})
	return err
}

func (c *Client) read(ctx context.Context, channel protocol.Channel, recv func(context.Context) ([][]byte, error)) {
	for {
		frames, err := recv(ctx)
		if err != nil {
			return
		}
		m, _, err := c.codec.Decode(frames)
		if err != nil {
			continue // not for us to judge
		}
		select {
		case c.in <- Received{channel, m}:
		case <-ctx.Done():
			return
		}
	}
}

// Send sends a message and returns it.
func (c *Client) Send(channel protocol.Channel, msgType string, content any) (*protocol.Message, error) {
	return c.send(channel, msgType, nil, content)
}

func (c *Client) send(channel protocol.Channel, msgType string, parent *protocol.Message, content any) (*protocol.Message, error) {
	m, err := c.session.New(msgType, parent, content)
	if err != nil {
		return nil, err
	}
	frames, err := c.codec.Encode(m)
	if err != nil {
		return nil, err
	}
	return m, c.requests[channel].Send(frames)
}

// Recv returns the next message of any channel.
func (c *Client) Recv(ctx context.Context) (Received, error) {
	select {
	case r := <-c.in:
		return r, nil
	case <-ctx.Done():
		return Received{}, ctx.Err()
	}
}

// Await returns the next message for which wanted is true and drops those before
// it.
func (c *Client) Await(ctx context.Context, wanted func(Received) bool) (Received, error) {
	for {
		r, err := c.Recv(ctx)
		if err != nil || wanted(r) {
			return r, err
		}
	}
}

// Expect returns the next message of a type that answers request.
func (c *Client) Expect(ctx context.Context, msgType string, request *protocol.Message) (Received, error) {
	r, err := c.Await(ctx, func(r Received) bool { return r.Is(msgType, request) })
	if err != nil {
		return r, fmt.Errorf("%s: %w", msgType, err)
	}
	return r, nil
}

// AnswerInput answers an input_request.
func (c *Client) AnswerInput(question Received, value string) error {
	_, err := c.send(protocol.Stdin, protocol.MsgInputReply, question.Msg, protocol.InputReply{Value: value})
	return err
}

// Heartbeat sends bytes on the heartbeat channel and waits for their echo.
func (c *Client) Heartbeat(ctx context.Context, data []byte) error {
	network, addr := c.info.Address(c.info.HBPort)
	d, err := zmtp.DialDealer(network, addr, "", c.sockets)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Send([][]byte{{}, data}); err != nil {
		return err
	}
	frames, err := d.Recv(ctx)
	if err != nil {
		return err
	}
	if len(frames) != 2 || string(frames[1]) != string(data) {
		return fmt.Errorf("heartbeat: got %q back", frames)
	}
	return nil
}

// Close disconnects. It may be called more than once.
func (c *Client) Close() error {
	c.cancel()
	var errs []error
	for _, d := range c.requests {
		errs = append(errs, d.Close())
	}
	if c.iopub != nil {
		errs = append(errs, c.iopub.Close())
	}
	c.readers.Wait()
	err := errors.Join(errs...)
	if errors.Is(err, net.ErrClosed) {
		return nil // the kernel was first
	}
	return err
}
