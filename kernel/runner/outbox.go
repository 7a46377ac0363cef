package runner

import (
	"bytes"
	"encoding/json"
	"sync"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// outbox is the only client of the kernel: what the running cell sends goes into
// the notebook and onto the screen.
type outbox struct {
	mu      sync.Mutex
	outputs *notebook.Outputs
	screen  *local.Screen
	quiet   bool            // only errors are shown
	cell    *notebook.Cell  // the last that began; nil while tasks are waited for
	parent  json.RawMessage // header of the running cell's request; nil for none
	done    chan struct{}   // closed when the cell is idle
	failed  *kernel.CellError
}

var _ kernel.Outbox = (*outbox)(nil)

func newOutbox(outputs *notebook.Outputs, screen *local.Screen) *outbox {
	return &outbox{outputs: outputs, screen: screen}
}

// begin says that messages caused by req are about the cell. The channel is
// closed when the kernel has sent the last of them.
func (o *outbox) begin(c *notebook.Cell, req *protocol.Message) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.outputs.Begin(c)
	o.cell = c
	return o.expect(req)
}

// resume says that messages caused by req add to what a cell has shown.
func (o *outbox) resume(c *notebook.Cell, req *protocol.Message) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.outputs.Continue(c)
	o.cell = nil
	return o.expect(req)
}

func (o *outbox) expect(req *protocol.Message) <-chan struct{} {
	o.parent, o.failed = req.RawHeader, nil
	o.done = make(chan struct{})
	return o.done
}

// settled calls f while the notebook does not change. A cell that still runs has no
// execution count then: that tells it from one that has ended.
func (o *outbox) settled(f func() error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.parent != nil && o.cell != nil {
		o.outputs.Sync()
		count := o.cell.ExecutionCount()
		o.cell.SetExecutionCount(0)
		defer o.cell.SetExecutionCount(count)
	}
	return f()
}

// failure gives the error in the last reply.
func (o *outbox) failure() *kernel.CellError {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failed
}

// close drops what a stuck cell may still send, so that its notebook can be
// written. It has no execution count, as one that has not ended.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.parent != nil {
		o.outputs.End()
		if o.cell != nil {
			o.cell.SetExecutionCount(0)
		}
	}
	o.parent = nil
}

// Publish implements kernel.Outbox.
func (o *outbox) Publish(msgs ...*protocol.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range msgs {
		if !o.take(m) {
			continue
		}
		if !o.quiet || m.Header.MsgType == protocol.MsgError {
			o.screen.Show(m)
		}
		if local.IsIdle(m) {
			o.screen.Refresh()
			o.parent = nil
			close(o.done)
		}
	}
}

// Reply implements kernel.Outbox.
func (o *outbox) Reply(_ *kernel.Request, reply *protocol.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.take(reply) {
		return
	}
	var content struct {
		Status string `json:"status"`
		protocol.ErrorContent
	}
	// The kernel wrote it: it can be read.
	_ = json.Unmarshal(reply.Content, &content)
	switch content.Status {
	case protocol.StatusAborted: // interrupted before it began
		o.failed = &kernel.CellError{EName: "KeyboardInterrupt"}
	case protocol.StatusError:
		o.failed = &kernel.CellError{EName: content.EName, EValue: content.EValue, Traceback: content.Traceback}
	}
}

// add stores an output of the last cell that is not the kernel's.
func (o *outbox) add(m *protocol.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.outputs.Add(m)
}

// note says something about the run, between what cells show.
func (o *outbox) note(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.screen.Note(text)
}

// Input implements kernel.Outbox. No request allows the kernel to ask.
func (o *outbox) Input(*kernel.Request, *protocol.Message) {}

// take stores a message in the notebook if it is about the running cell.
func (o *outbox) take(m *protocol.Message) bool {
	if o.parent == nil || !bytes.Equal(m.Parent, o.parent) {
		return false
	}
	if err := o.outputs.Add(m); err != nil {
		o.screen.Note("a message of the kernel was dropped: " + err.Error())
	}
	return true
}
