//go:build !linux

package kernel

import "starkernel/protocol"

// Other systems have no file to read these from; the figures are left out.

func processMemory() int64 { return 0 }

func hostMemory() *protocol.UsageMemory { return nil }

func readCPUTimes() cpuTimes { return cpuTimes{} }
