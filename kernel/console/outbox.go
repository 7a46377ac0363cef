package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/protocol"
)

// maxHeld is how many messages are kept while a question is on the terminal.
const maxHeld = 10_000

// outbox is the only client of the kernel: what the running cell sends goes onto
// the screen, and its questions to the person.
type outbox struct {
	questions chan *protocol.Message

	mu      sync.Mutex
	screen  *local.Screen
	parent  json.RawMessage // header of the running cell's request; nil for none
	done    chan struct{}   // closed when the cell is idle
	outcome outcome         // of the running cell
	asking  bool            // a question is on the terminal: messages are held
	held    []*protocol.Message
	skipped int // messages that were too many to be held
}

// outcome is what a cell leaves behind.
type outcome struct {
	count int    // its execution count, 0 if it did not run
	next  string // what the next prompt begins with
	exit  bool   // it asked for the end
}

var _ kernel.Outbox = (*outbox)(nil)

func newOutbox(screen *local.Screen) *outbox {
	return &outbox{questions: make(chan *protocol.Message, 1), screen: screen}
}

// begin says that messages caused by req are to be shown. The channel is closed
// when the kernel has sent the last of them.
func (o *outbox) begin(req *protocol.Message) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.screen.Begin()
	o.parent, o.outcome = req.RawHeader, outcome{}
	o.done = make(chan struct{})
	return o.done
}

// end says that the cell is over, also if it is still running. What it sends from
// now on is dropped.
func (o *outbox) end() outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.parent = nil
	o.screen.EndLine()
	o.forgetQuestion()
	return o.outcome
}

// typed says that text was shown on the terminal.
func (o *outbox) typed(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.screen.Typed(text)
}

// note says something about the session.
func (o *outbox) note(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.screen.Note(text)
}

// hold leaves the terminal to a question. What comes meanwhile is shown by release.
func (o *outbox) hold() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asking = true
	o.screen.Refresh()
	o.screen.EndLine()
}

// release shows what came while the question with its answer was on the terminal.
func (o *outbox) release(shown string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asking = false
	o.screen.Typed(shown)
	for _, m := range o.held {
		o.screen.Show(m)
	}
	if o.skipped > 0 {
		o.screen.Note(fmt.Sprintf("(%d pieces of output came during the question and are not shown)", o.skipped))
	}
	o.held, o.skipped = nil, 0
	o.screen.Refresh()
}

// Publish implements kernel.Outbox.
func (o *outbox) Publish(msgs ...*protocol.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range msgs {
		switch {
		case !o.ours(m):
		case local.IsIdle(m):
			if !o.asking {
				o.screen.Refresh()
			}
			close(o.done)
			o.parent = nil
		case !o.asking:
			o.screen.Show(m)
		case len(o.held) < maxHeld:
			o.held = append(o.held, m)
		default:
			o.skipped++
		}
	}
}

// Reply implements kernel.Outbox.
func (o *outbox) Reply(_ *kernel.Request, reply *protocol.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ours(reply) {
		return
	}
	var content struct {
		ExecutionCount int `json:"execution_count"`
		Payload        []struct {
			Source string              `json:"source"`
			Text   string              `json:"text"`
			Data   protocol.MIMEBundle `json:"data"`
		} `json:"payload"`
	}
	// The kernel wrote it: it can be read.
	_ = json.Unmarshal(reply.Content, &content)
	o.outcome.count = content.ExecutionCount
	for _, p := range content.Payload {
		switch p.Source {
		case "set_next_input":
			o.outcome.next = p.Text
		case "ask_exit":
			o.outcome.exit = true
		case "page":
			if text, ok := p.Data["text/plain"].(string); ok {
				o.screen.Note(text)
			}
		}
	}
}

// Input implements kernel.Outbox. The kernel asks one question at a time: one that
// is still there was withdrawn.
func (o *outbox) Input(_ *kernel.Request, question *protocol.Message) {
	o.forgetQuestion()
	o.questions <- question
}

func (o *outbox) forgetQuestion() {
	select {
	case <-o.questions:
	default:
	}
}

// ours: the message is about the running cell.
func (o *outbox) ours(m *protocol.Message) bool {
	return o.parent != nil && bytes.Equal(m.Parent, o.parent)
}
