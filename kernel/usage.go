package kernel

import (
	"os"
	"runtime"
	"sync"
	"time"

	"starkernel/protocol"
)

// usage remembers the last measurement, since CPU use is a difference.
type usage struct {
	mu   sync.Mutex
	last cpuTimes
}

// cpuTimes are CPU times at one moment.
type cpuTimes struct {
	at                  time.Time
	kernel              time.Duration // user and system time of this process
	hostBusy, hostTotal time.Duration
}

// answerUsage tells what the process and its host use. CPU figures are averages
// since the request before; in the first one they are 0.
func (k *Kernel) answerUsage(*Request) (any, error) {
	hostname, err := os.Hostname()
	if err != nil {
		hostname = "" // a figure less, no reason to fail
	}
	reply := protocol.UsageReply{
		Hostname:          hostname,
		PID:               os.Getpid(),
		CPUCount:          runtime.NumCPU(),
		KernelMemory:      processMemory(),
		HostVirtualMemory: hostMemory(),
	}
	now := readCPUTimes()
	now.at = time.Now()

	k.usage.mu.Lock()
	before := k.usage.last
	k.usage.last = now
	k.usage.mu.Unlock()
	if !before.at.IsZero() {
		reply.KernelCPU = percent(now.kernel-before.kernel, now.at.Sub(before.at))
		reply.HostCPUPercent = percent(now.hostBusy-before.hostBusy, now.hostTotal-before.hostTotal)
	}
	return reply, nil
}

// percent rounds part of whole to a tenth of a percent.
func percent[T ~int64](part, whole T) float64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return float64(int(float64(part)/float64(whole)*1000+0.5)) / 10
}
