package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestLargeHeapsGrowLess(t *testing.T) {
	for live, want := range map[uint64]int{0: 400, 1 << 20: 400, 24 << 20: 400, 48 << 20: 200, 96 << 20: 100, 1 << 40: 100} {
		if got := gcPercent(live); got != want {
			t.Errorf("gcPercent(%d) = %d, want %d", live, got, want)
		}
	}
}

func TestTheHeapIsTunedAfterCollections(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	tuneHeap()
	wait := func(done func(percent uint64) bool) {
		t.Helper()
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		for deadline := time.Now().Add(time.Minute); ; runtime.GC() {
			if metrics.Read(sample); done(sample[0].Value.Uint64()) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("the percentage stays %d", sample[0].Value.Uint64())
			}
		}
	}
	wait(func(p uint64) bool { return p == mostGCPercent })
	large := make([]byte, 128<<20)
	wait(func(p uint64) bool { return p == leastGCPercent })
	runtime.KeepAlive(large)
	large = nil
	wait(func(p uint64) bool { return p == mostGCPercent })
}
