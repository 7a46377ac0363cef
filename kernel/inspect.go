package kernel

import "starkernel/protocol"

func (k *Kernel) inspect(req *Request) (any, error) {
	r, err := content[protocol.InspectRequest](req)
	if err != nil {
		return nil, err
	}
	reply := k.interp.Inspect(r.Code, clampCursor(r.Code, r.CursorPos), r.DetailLevel)
	reply.Status = protocol.StatusOK
	if reply.Data == nil {
		reply.Data = protocol.MIMEBundle{}
	}
	if reply.Metadata == nil {
		reply.Metadata = map[string]any{}
	}
	return reply, nil
}
