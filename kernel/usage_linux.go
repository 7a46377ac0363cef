package kernel

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"starkernel/protocol"
)

// processMemory returns the proportional set size of this process, or its
// resident set size where the kernel does not tell the former.
func processMemory() int64 {
	if kb := procTable("/proc/self/smaps_rollup")["Pss"]; kb > 0 {
		return kb
	}
	return procTable("/proc/self/status")["VmRSS"]
}

func hostMemory() *protocol.UsageMemory {
	t := procTable("/proc/meminfo")
	if t["MemTotal"] == 0 {
		return nil
	}
	used := t["MemTotal"] - t["MemAvailable"]
	return &protocol.UsageMemory{
		Total:     t["MemTotal"],
		Available: t["MemAvailable"],
		Percent:   percent(used, t["MemTotal"]),
		Used:      used,
		Free:      t["MemFree"],
		Buffers:   t["Buffers"],
		Cached:    t["Cached"],
		Shared:    t["Shmem"],
	}
}

// procTable reads lines of the form "Name:  123 kB", in bytes. It is empty if
// the file cannot be read.
func procTable(path string) map[string]int64 {
	table := map[string]int64{}
	data, err := os.ReadFile(path)
	if err != nil {
		return table
	}
	for line := range strings.Lines(string(data)) {
		name, rest, _ := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if len(fields) != 2 || fields[1] != "kB" {
			continue
		}
		if n, err := strconv.ParseInt(fields[0], 10, 64); err == nil {
			table[name] = n << 10
		}
	}
	return table
}

func readCPUTimes() (t cpuTimes) {
	var own syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &own) == nil {
		t.kernel = time.Duration(own.Utime.Nano() + own.Stime.Nano())
	}
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		return t
	}
	// cpu  user nice system idle iowait irq softirq steal guest guest_nice
	line, _, _ := strings.Cut(string(data), "\n")
	for i, f := range strings.Fields(line) {
		n, err := strconv.ParseInt(f, 10, 64)
		if i == 0 || i > 8 || err != nil {
			continue // guest time is part of user time
		}
		ticks := time.Duration(n) * 10 * time.Millisecond
		t.hostTotal += ticks
		if i != 4 && i != 5 {
			t.hostBusy += ticks
		}
	}
	return t
}
