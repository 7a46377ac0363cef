package starlarkasync

import (
	"math/rand/v2"
	"testing"

	"go.starlark.net/starlark"
)

func TestReadyQueueIsFirstInFirstOut(t *testing.T) {
	var q readyQueue
	random := rand.New(rand.NewPCG(1, 2))
	in, out := 0, 0
	for range 10000 {
		if random.IntN(2) == 0 || q.n == 0 {
			n := random.IntN(40)
			for range n {
				q.push(&handle{seq: uint64(in)})
				in++
			}
			continue
		}
		for range random.IntN(q.n) + 1 {
			if got := q.pop().(*handle).seq; got != uint64(out) {
				t.Fatalf("got %d, want %d", got, out)
			}
			out++
		}
	}
	if q.n != in-out {
		t.Errorf("%d are left, want %d", q.n, in-out)
	}
}

func TestTimersFireByTimeAndThenInTheOrderOfMaking(t *testing.T) {
	var ts timers
	random := rand.New(rand.NewPCG(1, 2))
	var handles []*handle
	for range 2000 {
		handles = append(handles, ts.add(int64(random.IntN(50)), func() {}))
	}
	for _, h := range handles {
		if random.IntN(3) == 0 {
			ts.cancel(h)
			ts.cancel(h) // counts once
		}
	}
	when, seq, n := int64(-1), uint64(0), 0
	for h := ts.first(); h != nil; h = ts.first() {
		if h.cancelled {
			t.Fatal("a cancelled timer fires")
		}
		if h.when < when || h.when == when && h.seq < seq {
			t.Fatalf("(%d, %d) after (%d, %d)", h.when, h.seq, when, seq)
		}
		when, seq = h.when, h.seq
		ts.pop()
		ts.cancel(h) // one that has left the heap does not count
		n++
	}
	if want := len(handles) * 2 / 3; n < want-100 || n > want+100 {
		t.Errorf("%d timers fired, want about %d", n, want)
	}
	if ts.cancelled != 0 || len(ts.heap) != 0 {
		t.Errorf("%d counted as cancelled, %d left", ts.cancelled, len(ts.heap))
	}
}

func TestCancelledTimersDoNotPileUp(t *testing.T) {
	var ts timers
	ts.add(0, func() {}) // hides the others from first
	largest := 0
	for i := range 100000 { // as wait_for does, whose timers hardly ever fire
		ts.cancel(ts.add(1<<30+int64(i), func() {}))
		ts.first()
		largest = max(largest, len(ts.heap))
	}
	if largest > 2*minCancelled+2 {
		t.Errorf("the heap grew to %d timers", largest)
	}
}

func TestStoresOfQueuesForgetTheirItems(t *testing.T) {
	var s fifoStore
	for i := range 1000 {
		_ = s.put(starlark.MakeInt(i))
		_ = s.put(starlark.MakeInt(i))
		_, _ = s.get()
		_, _ = s.get()
	}
	if cap(s.items) > 200 {
		t.Errorf("an empty queue keeps room for %d items", cap(s.items))
	}
}
