package kernel

import "starkernel/protocol"

func (k *Kernel) complete(req *Request) (any, error) {
	r, err := content[protocol.CompleteRequest](req)
	if err != nil {
		return nil, err
	}
	cursor := clampCursor(r.Code, r.CursorPos)
	reply := k.interp.Complete(r.Code, cursor)
	reply.Status = protocol.StatusOK
	if reply.Matches == nil {
		reply.Matches = []string{}
	}
	if reply.Metadata == nil {
		reply.Metadata = map[string]any{} // JupyterLab throws without
	}
	return reply, nil
}

// clampCursor moves a cursor that lies outside the code to the code's nearest end.
func clampCursor(code string, cursor int) int {
	return min(max(cursor, 0), protocol.CodePoints(code, len(code)))
}
