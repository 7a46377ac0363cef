package kernel

import "starkernel/protocol"

// shutdown stops all cells, then tells every client on iopub what the one that
// asked is told in the reply. Done is closed after the final idle.
func (k *Kernel) shutdown(req *Request) (any, error) {
	// A content that makes no sense does not keep the kernel alive.
	r, _ := content[protocol.ShutdownRequest](req)
	k.stopExecuting()
	reply := protocol.ShutdownReply{Status: protocol.StatusOK, Restart: r.Restart}
	k.out.Publish(k.message(protocol.MsgShutdownReply, req.Msg, reply))
	return reply, nil
}
