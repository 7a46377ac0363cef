package starlarkasync

// runnable is what a turn of the loop runs: a step of a task, or a handle.
type runnable interface{ run() }

// readyQueue is the FIFO of what runs in the next turns, a ring buffer.
type readyQueue struct {
	ring []runnable
	head int
	n    int
}

func (q *readyQueue) push(r runnable) {
	if q.n == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.n)&(len(q.ring)-1)] = r
	q.n++
}

func (q *readyQueue) pop() runnable {
	r := q.ring[q.head]
	q.ring[q.head] = nil
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.n--
	return r
}

func (q *readyQueue) grow() {
	ring := make([]runnable, max(64, 2*len(q.ring)))
	for i := range q.n {
		ring[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
	}
	q.ring, q.head = ring, 0
}
