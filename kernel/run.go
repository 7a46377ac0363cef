package kernel

import (
	"fmt"
	"sync"
	"time"

	"starkernel/protocol"
)

// streamDelay is how long printed text waits for more of it.
const streamDelay = 25 * time.Millisecond

// run is the Output of one cell. It publishes with the execute_request as the
// parent, whichever task writes: clients drop output of any other parent.
type run struct {
	k    *Kernel
	req  *Request
	cell Cell

	// mu keeps the order of calls. It is held while a message is published, so
	// that a writer is held back when clients are.
	mu         sync.Mutex
	pace       *pace
	text       buffer
	timer      *time.Timer
	ticking    bool
	ended      bool
	errorShown bool
	result     string // the text of the result
}

var _ Output = (*run)(nil)

func newRun(k *Kernel, req *Request, cell Cell) *run {
	r := &run{k: k, req: req, cell: cell}
	r.text.emit = r.publishText
	if k.paced {
		r.pace = &pace{}
	}
	return r
}

// Stream collects text; see buffer. An interrupt cuts a long text short that is
// held back when it comes. Text that a silent cell writes is dropped,
// text of background tasks waits for the next cell that is not silent.
func (r *run) Stream(name, text string, from Origin) {
	interrupts := r.k.queue.interrupts.Load()
	for r.pace != nil && len(text) > pacePiece {
		if !r.awaitTurn(interrupts) {
			return // the server would drop the rest, and the error with it
		}
		r.write(name, text[:pacePiece], from)
		text = text[pacePiece:]
	}
	r.awaitTurn(interrupts)
	r.write(name, text, from)
}

// write is Stream for a piece of the text whose turn has come.
func (r *run) write(name, text string, from Origin) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.ended || text == "":
		return
	case r.cell.Silent:
		if from.Task != "" {
			r.k.kept.add(name, text, from)
		}
		return
	}
	r.text.write(name, text, from)
	if len(r.text.text) == 0 || r.ticking {
		return
	}
	r.ticking = true
	if r.timer == nil {
		r.timer = time.AfterFunc(streamDelay, r.tick) // end stops it
	} else {
		r.timer.Reset(streamDelay)
	}
}

// awaitTurn waits until output may be published at the pace of the cell. It
// reports false if the cell was interrupted more than so many times first.
func (r *run) awaitTurn(interrupts int64) bool {
	if r.pace == nil {
		return true
	}
	for {
		r.mu.Lock()
		left := r.pace.left()
		r.mu.Unlock()
		if left <= 0 {
			return true
		}
		if r.k.queue.interrupts.Load() > interrupts {
			return false
		}
		time.Sleep(min(left, paceCheck))
	}
}

func (r *run) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ticking = false
	if !r.ended {
		r.text.flush(false)
	}
}

func (r *run) publishText(name, text string, spans []taskSpan) {
	m := r.k.message(protocol.MsgStream, r.req.Msg, protocol.Stream{Name: name, Text: text})
	m.Topic = "stream." + name
	if spans != nil {
		meta, err := protocol.Marshal(map[string]any{"starkernel": map[string]any{"spans": spans}})
		if err == nil {
			m.Metadata = meta
		}
	}
	r.pace.charge(m)
	r.k.out.Publish(m)
}

// Display shows d. A silent cell can only update what is there already.
func (r *run) Display(d Display) {
	msgType := protocol.MsgDisplayData
	if d.Update {
		msgType = protocol.MsgUpdateDisplayData
	} else if r.cell.Silent {
		return
	}
	r.show(msgType, d, func(c protocol.DisplayData) any { return c })
}

// Result shows the value of the cell.
func (r *run) Result(d Display) {
	if r.cell.Silent {
		return
	}
	r.show(protocol.MsgExecuteResult, d, func(c protocol.DisplayData) any {
		return protocol.ExecuteResult{DisplayData: c, ExecutionCount: r.cell.Count}
	})
	if text, ok := d.Data["text/plain"].(string); ok {
		r.mu.Lock()
		r.result = text
		r.mu.Unlock()
	}
}

// show publishes a display with the content that wrap makes of it. Data that
// JSON cannot hold is replaced by a text that says so.
func (r *run) show(msgType string, d Display, wrap func(protocol.DisplayData) any) {
	r.send(func() *protocol.Message {
		m, err := r.k.session.New(msgType, r.req.Msg, wrap(displayData(d)))
		if err != nil {
			sorry := protocol.MIMEBundle{"text/plain": fmt.Sprintf("<cannot be shown: %v>", err)}
			m = r.k.message(msgType, r.req.Msg, wrap(displayData(Display{Data: sorry, DisplayID: d.DisplayID})))
		}
		return m
	})
}

// displayData makes the content of a display. It has no null, for clients that
// look into it without asking.
func displayData(d Display) protocol.DisplayData {
	c := protocol.DisplayData{Data: d.Data, Metadata: d.Metadata, Transient: protocol.Transient{DisplayID: d.DisplayID, Log: d.Log}}
	if c.Data == nil {
		c.Data = protocol.MIMEBundle{}
	}
	if c.Metadata == nil {
		c.Metadata = map[string]any{}
	}
	return c
}

// Error shows the error of the cell. A silent cell tells it in the reply only.
func (r *run) Error(e *CellError) {
	r.mu.Lock()
	r.errorShown = true
	r.mu.Unlock()
	if !r.cell.Silent {
		r.publish(protocol.MsgError, errorContent(e))
	}
}

// ClearOutput clears the output of the cell.
func (r *run) ClearOutput(wait bool) {
	if !r.cell.Silent {
		r.publish(protocol.MsgClearOutput, protocol.ClearOutput{Wait: wait})
	}
}

// Flush publishes collected text, incomplete lines of background tasks included.
func (r *run) Flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.text.release()
		r.text.flush(false)
	}
}

// Input asks the client of the cell. A cell that has ended asks nothing.
func (r *run) Input(prompt string, password bool, deliver func(text string, ok bool)) (cancel func()) {
	// The lock is held meanwhile, so that the end of the cell finds the question.
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		q := &question{deliver: deliver}
		go q.end("", false)
		return q.withdraw
	}
	r.text.flush(false)
	if password {
		answer := deliver
		deliver = func(text string, ok bool) {
			r.k.secrets.add(text)
			answer(text, ok)
		}
	}
	return r.k.stdin.ask(r.req, protocol.InputRequest{Prompt: prompt, Password: password}, deliver)
}

// publish publishes a message after the text that was written before it.
func (r *run) publish(msgType string, content any) {
	r.send(func() *protocol.Message { return r.k.message(msgType, r.req.Msg, content) })
}

// send does so with a message that is made when its turn has come.
func (r *run) send(message func() *protocol.Message) {
	r.awaitTurn(r.k.queue.interrupts.Load())
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	r.text.flush(false)
	m := message()
	r.pace.charge(m)
	r.k.out.Publish(m)
}

// end publishes what is left: the error if nobody showed it, then all text.
// Afterwards the run takes nothing.
func (r *run) end(err *CellError) {
	if err != nil && !r.errorShown {
		r.Error(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text.release()
	r.text.flush(true)
	r.ended = true
	if r.timer != nil {
		r.timer.Stop()
	}
}
