package kernel

import "starkernel/protocol"

func (k *Kernel) connect(*Request) (any, error) {
	reply := k.connection
	reply.Status = protocol.StatusOK
	return reply, nil
}
