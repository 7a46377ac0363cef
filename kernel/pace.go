package kernel

import (
	"time"

	"starkernel/protocol"
)

// jupyter_server passes on 1000 messages and 1 MB of streams a second, both
// averaged over three seconds, and drops what is more. It begins to count anew
// at each idle. What is published stays below that by as much as a server needs
// that was held up for a second and then gets more at once.
const (
	paceRate  = 580_000 // bytes a second
	paceBurst = 350_000 // bytes that may come at once
	// pacePiece is how much of a long text goes out at once. JupyterLab draws a
	// line anew for each piece of it: with pieces of 32 KiB, it never got to the
	// end of a line of 5 MB.
	pacePiece = 256 << 10
	// paceMessage is what any message costs: a thousand of them are a megabyte.
	paceMessage = 1000
	// paceFrames is the size of what the server counts beside the content:
	// header, parent and signature.
	paceFrames = 700
	// paceCheck is how soon an interrupt ends a wait.
	paceCheck = 20 * time.Millisecond
)

// pace tells when the next output of a cell may be published. It is not safe for
// concurrent use; nil counts nothing.
type pace struct {
	// paid is the time at which all that was published has been paid for.
	paid time.Time
}

// charge counts a message that is published.
func (p *pace) charge(m *protocol.Message) {
	if p == nil {
		return
	}
	cost := paceMessage
	if m.Header.MsgType == protocol.MsgStream {
		cost = max(cost, paceFrames+len(m.Metadata)+len(m.Content))
	}
	if full := time.Now().Add(-paceTime(paceBurst)); p.paid.Before(full) {
		p.paid = full
	}
	p.paid = p.paid.Add(paceTime(cost))
}

// left is how long the next output has to wait.
func (p *pace) left() time.Duration { return time.Until(p.paid) }

// paceTime is how long so many bytes take.
func paceTime(bytes int) time.Duration { return time.Duration(bytes) * time.Second / paceRate }
