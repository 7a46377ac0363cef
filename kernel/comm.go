package kernel

import "starkernel/protocol"

// The kernel has no comm targets yet: it closes every comm that a client opens,
// and messages to comms that are not open go to the log.

func (k *Kernel) commInfo(req *Request) (any, error) {
	if _, err := content[protocol.CommInfoRequest](req); err != nil {
		return nil, err
	}
	return protocol.CommInfoReply{Status: protocol.StatusOK, Comms: map[string]protocol.CommInfo{}}, nil
}

func (k *Kernel) commOpen(req *Request) (any, error) {
	r, err := content[protocol.CommOpen](req)
	if err != nil {
		return nil, err
	}
	k.warnings.Warn("comm_open for an unknown target", "target", r.TargetName)
	closed := protocol.CommMsg{CommID: r.CommID, Data: map[string]any{}}
	k.out.Publish(k.message(protocol.MsgCommClose, req.Msg, closed))
	return nil, nil
}

func (k *Kernel) commMsg(req *Request) (any, error) {
	r, err := content[protocol.CommMsg](req)
	if err != nil {
		return nil, err
	}
	k.warnings.Warn("message for a comm that is not open", "type", req.Msg.Header.MsgType, "comm", r.CommID)
	return nil, nil
}
