package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A heap of a few MB would be collected all the time: trade some memory for a
// sixth of the time of programs that allocate. A large heap grows as is usual.
const (
	mostGCPercent  = 400
	leastGCPercent = 100
	headroom       = 96 << 20 // bytes that the heap may grow in between
)

// gcPercent is the percentage by which a heap with so many live bytes may grow
// until the next collection.
func gcPercent(live uint64) int {
	return int(min(max(headroom*100/max(live, 1), leastGCPercent), mostGCPercent))
}

// tuneHeap sets the percentage now and after each collection, unless the user
// did by GOGC. GOMEMLIMIT works as always.
func tuneHeap() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(mostGCPercent)
		afterCollection(mostGCPercent)
	}
}

// afterCollection adapts the percentage when the next collection ends. The
// cleanup of an unreachable object tells when that is.
func afterCollection(percent int) {
	type sentinel struct{ _ *byte }
	runtime.AddCleanup(new(sentinel), func(percent int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if now := gcPercent(live[0].Value.Uint64()); now != percent {
			debug.SetGCPercent(now)
			percent = now
		}
		afterCollection(percent)
	}, percent)
}
