package client

import (
	"context"
	"slices"
	"strings"

	"starkernel/protocol"
)

// Answer is all that a kernel sends because of one request.
type Answer struct {
	Request *protocol.Message
	// Reply is the reply; its Msg is nil if the request has none.
	Reply Received
	// IOPub has the messages from busy to idle.
	IOPub []Received
}

// Request sends a request and collects its answer, up to the reply and the final
// idle.
func (c *Client) Request(ctx context.Context, channel protocol.Channel, msgType string, content any) (*Answer, error) {
	m, err := c.Send(channel, msgType, content)
	if err != nil {
		return nil, err
	}
	return c.Collect(ctx, channel, m)
}

// maxLater bounds the messages that are kept for requests collected later.
const maxLater = 10_000

// Collect collects the answer to a request that was sent on a channel. Messages
// of other requests are kept for their own Collect, within reason.
func (c *Client) Collect(ctx context.Context, channel protocol.Channel, request *protocol.Message) (*Answer, error) {
	a := &Answer{Request: request}
	idle := false
	take := func(r Received) bool {
		if r.ParentID() != request.Header.MsgID {
			return false
		}
		switch r.Channel {
		case protocol.IOPub:
			a.IOPub = append(a.IOPub, r)
			idle = state(r) == protocol.StateIdle
		case channel:
			a.Reply = r
		}
		return true
	}
	c.later = slices.DeleteFunc(c.later, take)
	for !idle || a.Reply.Msg == nil {
		r, err := c.Recv(ctx)
		if err != nil {
			return a, err
		}
		if !take(r) && len(c.later) < maxLater {
			c.later = append(c.later, r)
		}
	}
	return a, nil
}

// state is the execution state in a status message, "" in others.
func state(r Received) string {
	var s protocol.Status
	if r.Msg.Header.MsgType != protocol.MsgStatus || r.Content(&s) != nil {
		return ""
	}
	return s.ExecutionState
}

// Execute executes code, as a front end does that cannot answer questions.
func (c *Client) Execute(ctx context.Context, code string) (*Answer, error) {
	return c.Request(ctx, protocol.Shell, protocol.MsgExecuteRequest,
		protocol.ExecuteRequest{Code: code, StoreHistory: true, StopOnError: true})
}

// Status is the status of the reply, "" without one.
func (a *Answer) Status() string {
	var reply protocol.OKReply
	if a.Reply.Msg == nil || a.Reply.Content(&reply) != nil {
		return ""
	}
	return reply.Status
}

// Types lists what came on iopub: message types, and states for status messages.
func (a *Answer) Types() []string {
	var types []string
	for _, r := range a.IOPub {
		if s := state(r); s != "" {
			types = append(types, s)
		} else {
			types = append(types, r.Msg.Header.MsgType)
		}
	}
	return types
}

// Text is all text written to a stream, "stdout" or "stderr".
func (a *Answer) Text(name string) string {
	var b strings.Builder
	for _, r := range a.IOPub {
		var s protocol.Stream
		if r.Msg.Header.MsgType == protocol.MsgStream && r.Content(&s) == nil && s.Name == name {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Result is the text of the cell's value, "" for none.
func (a *Answer) Result() string {
	for _, r := range a.IOPub {
		var e protocol.ExecuteResult
		if r.Msg.Header.MsgType == protocol.MsgExecuteResult && r.Content(&e) == nil {
			text, _ := e.Data["text/plain"].(string)
			return text
		}
	}
	return ""
}
