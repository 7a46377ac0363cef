package kernel

import "starkernel/protocol"

// Request is a message that came from a client.
type Request struct {
	// Channel is where the request came from and its reply goes to.
	Channel protocol.Channel
	// Peer and Route say which client that was. The kernel does not look at
	// them; the Outbox needs them to address an answer.
	Peer  string
	Route [][]byte
	Msg   *protocol.Message
}

// Outbox sends the kernel's messages to clients. Its methods may be called from
// any goroutine. They must not change a message and must not call Handle, since
// the Kernel holds locks meanwhile; another goroutine may. They may hold the
// caller back while clients read slowly.
type Outbox interface {
	// Publish sends messages to all clients on iopub, in this order and with no
	// other message between them.
	Publish(msgs ...*protocol.Message)
	// Reply sends a reply to the client of req, on the channel of req.
	Reply(req *Request, reply *protocol.Message)
	// Input sends an input_request on stdin to the client of req.
	Input(req *Request, question *protocol.Message)
}
