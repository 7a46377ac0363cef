package kernel

import "starkernel/protocol"

// refuseDebug answers a debug_request: there is no debugger, and a client that
// asks all the same must not wait for ever.
func (k *Kernel) refuseDebug(req *Request) (any, error) {
	// An unreadable request is refused all the same.
	r, _ := content[protocol.DebugRequest](req)
	return protocol.DebugReply{
		Type:       "response",
		Seq:        r.Seq,
		RequestSeq: r.Seq,
		Command:    r.Command,
		Message:    "this kernel has no debugger",
	}, nil
}
