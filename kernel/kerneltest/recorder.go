package kerneltest

import (
	"slices"
	"sync"

	"starkernel/kernel"
	"starkernel/protocol"
)

// Recorder is a kernel.Outbox that keeps all messages in the order in which they
// were sent, whatever their channel.
type Recorder struct {
	mu   sync.Mutex
	sent []Sent
}

// Sent is a message that a kernel has sent.
type Sent struct {
	Channel protocol.Channel
	Peer    string // "" on iopub
	Msg     *protocol.Message
}

var _ kernel.Outbox = (*Recorder)(nil)

// Publish implements kernel.Outbox.
func (r *Recorder) Publish(msgs ...*protocol.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range msgs {
		r.sent = append(r.sent, Sent{protocol.IOPub, "", m})
	}
}

// Reply implements kernel.Outbox.
func (r *Recorder) Reply(req *kernel.Request, reply *protocol.Message) {
	r.add(Sent{req.Channel, req.Peer, reply})
}

// Input implements kernel.Outbox.
func (r *Recorder) Input(req *kernel.Request, question *protocol.Message) {
	r.add(Sent{protocol.Stdin, req.Peer, question})
}

func (r *Recorder) add(s Sent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, s)
}

// Sent returns what was sent so far.
func (r *Recorder) Sent() []Sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.sent)
}
