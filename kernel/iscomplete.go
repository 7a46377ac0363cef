package kernel

import "starkernel/protocol"

func (k *Kernel) isComplete(req *Request) (any, error) {
	r, err := content[protocol.IsCompleteRequest](req)
	if err != nil {
		return nil, err
	}
	return k.interp.IsComplete(r.Code), nil
}
