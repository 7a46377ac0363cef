package client

import (
	"context"
	"slices"
	"testing"

	"starkernel/protocol"
)

func TestCollectKeepsWhatBelongsToOtherRequests(t *testing.T) {
	session := protocol.NewSession("kernel")
	message := func(parent *protocol.Message, msgType string, content any) *protocol.Message {
		m, err := session.New(msgType, parent, content)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b := message(nil, protocol.MsgExecuteRequest, nil), message(nil, protocol.MsgExecuteRequest, nil)
	c := &Client{in: make(chan Received, 20)}
	for _, request := range []*protocol.Message{a, b} {
		for _, m := range []*protocol.Message{
			message(request, protocol.MsgStatus, protocol.Status{ExecutionState: protocol.StateBusy}),
			message(request, protocol.MsgStream, protocol.Stream{Name: "stdout", Text: "x"}),
			message(request, protocol.MsgStream, protocol.Stream{Name: "stdout", Text: "y"}),
			message(request, protocol.MsgExecuteResult, protocol.ExecuteResult{DisplayData: protocol.DisplayData{Data: protocol.MIMEBundle{"text/plain": "2"}}}),
			message(request, protocol.MsgStatus, protocol.Status{ExecutionState: protocol.StateIdle}),
		} {
			c.in <- Received{protocol.IOPub, m}
		}
		c.in <- Received{protocol.Shell, message(request, protocol.MsgExecuteReply, protocol.OKReply{Status: "ok"})}
	}
	for _, request := range []*protocol.Message{b, a} {
		answer, err := c.Collect(context.Background(), protocol.Shell, request)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.Types(); !slices.Equal(got, []string{"busy", "stream", "stream", "execute_result", "idle"}) {
			t.Errorf("iopub has %v", got)
		}
		if answer.Status() != "ok" || answer.Text("stdout") != "xy" || answer.Text("stderr") != "" || answer.Result() != "2" {
			t.Errorf("status %q, text %q, result %q", answer.Status(), answer.Text("stdout"), answer.Result())
		}
	}
	if len(c.later) != 0 {
		t.Errorf("%d messages are left", len(c.later))
	}
}
