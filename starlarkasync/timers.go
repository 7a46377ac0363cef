package starlarkasync

import "container/heap"

// handle is a scheduled callback, asyncio.Handle; with a time it is an
// asyncio.TimerHandle.
type handle struct {
	fn func()
	// when and seq order timers: those due at the same time fire in the order
	// in which they were made.
	when      int64
	seq       uint64
	cancelled bool
	scheduled bool // the handle is in the heap of timers
}

func (h *handle) run() {
	if !h.cancelled {
		h.fn()
	}
}

// timerHeap is a heap of handles by (when, seq).
type timerHeap []*handle

func (t timerHeap) Len() int { return len(t) }
func (t timerHeap) Less(i, j int) bool {
	return t[i].when < t[j].when || t[i].when == t[j].when && t[i].seq < t[j].seq
}
func (t timerHeap) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t *timerHeap) Push(x any)   { *t = append(*t, x.(*handle)) }
func (t *timerHeap) Pop() any {
	old := *t
	n := len(old) - 1
	h := old[n]
	old[n] = nil
	*t = old[:n]
	h.scheduled = false
	return h
}

// timers is the queue of timers with its count of cancelled ones.
type timers struct {
	heap      timerHeap
	seq       uint64
	cancelled int
}

// minCancelled is the number of cancelled timers from which the heap is rebuilt
// when they are more than half of it (as asyncio does).
const minCancelled = 100

func (t *timers) add(when int64, fn func()) *handle {
	t.seq++
	h := &handle{fn: fn, when: when, seq: t.seq, scheduled: true}
	heap.Push(&t.heap, h)
	return h
}

func (t *timers) cancel(h *handle) {
	if h.cancelled {
		return
	}
	h.cancelled = true
	h.fn = nil
	if h.scheduled {
		t.cancelled++
	}
}

// first gives the timer that is due next, after dropping cancelled ones.
func (t *timers) first() *handle {
	if t.cancelled > minCancelled && t.cancelled*2 > len(t.heap) {
		kept := t.heap[:0]
		for _, h := range t.heap {
			if h.cancelled {
				h.scheduled = false
			} else {
				kept = append(kept, h)
			}
		}
		clear(t.heap[len(kept):])
		t.heap = kept
		t.cancelled = 0
		heap.Init(&t.heap)
	}
	for len(t.heap) > 0 {
		if h := t.heap[0]; !h.cancelled {
			return h
		}
		heap.Pop(&t.heap)
		t.cancelled--
	}
	return nil
}

func (t *timers) pop() { heap.Pop(&t.heap) }
