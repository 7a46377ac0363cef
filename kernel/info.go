package kernel

import "starkernel/protocol"

// kernelInfo completes what the interpreter says about itself by what the kernel
// can do. Features are named here once they are implemented.
func (k *Kernel) kernelInfo(*Request) (any, error) {
	info := k.interp.Info()
	info.Status = protocol.StatusOK
	info.ProtocolVersion = protocol.Version
	info.SupportedFeatures = []string{}
	info.Debugger = false
	if info.HelpLinks == nil {
		info.HelpLinks = []protocol.HelpLink{}
	}
	return info, nil
}
