package console

import (
	"bytes"
	"strings"
	"testing"

	"starkernel/kernel/local"
	"starkernel/protocol"
)

// cell is a cell whose messages a test sends.
type cell struct {
	*testing.T
	out      *outbox
	shown    bytes.Buffer
	messages *protocol.Session
	request  *protocol.Message
	done     <-chan struct{}
}

func newCell(t *testing.T) *cell {
	c := &cell{T: t, messages: protocol.NewSession("test")}
	c.out = newOutbox(&local.Screen{Stdout: &c.shown, Stderr: &c.shown, Terminal: true})
	c.request = c.message(nil, protocol.MsgExecuteRequest, protocol.ExecuteRequest{})
	c.request.RawHeader = c.request.ParentHeader()
	c.done = c.out.begin(c.request)
	return c
}

func (c *cell) message(parent *protocol.Message, msgType string, content any) *protocol.Message {
	c.Helper()
	m, err := c.messages.New(msgType, parent, content)
	if err != nil {
		c.Fatal(err)
	}
	return m
}

func (c *cell) publish(msgType string, content any) {
	c.out.Publish(c.message(c.request, msgType, content))
}

func (c *cell) print(text string) {
	c.publish(protocol.MsgStream, protocol.Stream{Name: "stdout", Text: text})
}

func (c *cell) expect(want string) {
	c.Helper()
	if got := c.shown.String(); got != want {
		c.Errorf("shown is %q, want %q", got, want)
	}
}

func TestOutputWaitsForTheAnswer(t *testing.T) {
	c := newCell(t)
	c.print("before")
	c.out.hold()
	c.print("meanwhile\n")
	c.expect("before\n")
	c.out.release("Who? Ada\n")
	c.print("after\n")
	c.expect("before\nmeanwhile\nafter\n")
}

func TestHeldOutputIsBounded(t *testing.T) {
	c := newCell(t)
	c.out.hold()
	for range maxHeld + 2 {
		c.print("x\n")
	}
	c.out.release("")
	if got := c.shown.String(); strings.Count(got, "x\n") != maxHeld || !strings.Contains(got, "(2 pieces of output") {
		t.Errorf("%d lines are shown, and last %q", strings.Count(got, "x\n"), got[len(got)-90:])
	}
}

func TestTheEndOfACell(t *testing.T) {
	c := newCell(t)
	c.out.Input(nil, c.message(c.request, protocol.MsgInputRequest, protocol.InputRequest{}))
	c.print("half a line")
	c.out.Reply(nil, c.message(c.request, protocol.MsgExecuteReply, protocol.ExecuteReply{ExecutionCount: 3, Payload: []protocol.Payload{
		{"source": "set_next_input", "text": "next", "replace": false},
		{"source": "page", "data": protocol.MIMEBundle{"text/plain": "a page"}, "start": 0},
		{"source": "ask_exit", "keepkernel": false},
	}}))
	select {
	case <-c.done:
		t.Error("the cell is over before it is idle")
	default:
	}
	c.publish(protocol.MsgStatus, protocol.Status{ExecutionState: protocol.StateIdle})
	<-c.done
	c.print("late\n")
	if got := c.out.end(); got != (outcome{count: 3, next: "next", exit: true}) || len(c.out.questions) != 0 {
		t.Errorf("the outcome is %+v, with %d questions", got, len(c.out.questions))
	}
	c.expect("half a line\na page\n")
}

func TestOtherRequestsAreNotShown(t *testing.T) {
	c := newCell(t)
	other := c.message(nil, protocol.MsgExecuteRequest, protocol.ExecuteRequest{})
	other.RawHeader = other.ParentHeader()
	c.out.Publish(c.message(other, protocol.MsgStream, protocol.Stream{Name: "stdout", Text: "x"}),
		c.message(other, protocol.MsgStatus, protocol.Status{ExecutionState: protocol.StateIdle}))
	c.expect("")
	select {
	case <-c.done:
		t.Error("the idle of another request ended the cell")
	default:
	}
}

func TestQuestionsOfBubbleteaAreNotPassedOn(t *testing.T) {
	if got := questions.Replace("a\x1b[?ub\x1b[?2026$pc\x1b[?2027$pd\x1b[?2004he"); got != "abcd\x1b[?2004he" {
		t.Errorf("passed on is %q", got)
	}
}

func TestALongPromptStandsAbove(t *testing.T) {
	s := &session{} // no terminal: 80 columns
	for _, c := range []struct{ prompt, above, last string }{
		{"Who? ", "", "Who? "},
		{"a\nb: ", "a\n", "b: "},
		{"a\n", "a\n", ""},
		{strings.Repeat("x", 80), strings.Repeat("x", 80) + "\n", ""},
	} {
		if above, last := s.split(c.prompt); above != c.above || last != c.last {
			t.Errorf("%q is split into %q and %q, want %q and %q", c.prompt, above, last, c.above, c.last)
		}
	}
}
