package kernel

import "starkernel/protocol"

// Interrupt asks the running cell to end, and aborts the cells that wait. It
// returns at once and does nothing while no cell runs or waits.
func (k *Kernel) Interrupt() { k.queue.interrupt() }

// interruptReply answers an interrupt_request, which Handle has obeyed already.
func (k *Kernel) interruptReply(*Request) (any, error) {
	return protocol.OKReply{Status: protocol.StatusOK}, nil
}
