package kernel

import (
	"sync"
	"sync/atomic"
)

// queue holds the execute requests that wait, and knows whether a cell runs. It
// is where an interrupt meets them.
type queue struct {
	interp Interpreter

	mu      sync.Mutex
	changed *sync.Cond
	waiting []*Request
	// Requests are numbered as they come: received counts them, taken those
	// that next returned. Requests up to number abort are not run.
	received, taken, abort uint64
	closed                 bool
	// running from next to leave; inside while the interpreter has the cell.
	running, inside bool
	// interrupts counts those of the running cell. It is written under mu. It is
	// read without, since the interpreter may hold a lock that its Interrupt, which
	// is called under mu, waits for.
	interrupts atomic.Int64
}

func (q *queue) init(interp Interpreter) {
	q.interp = interp
	q.changed = sync.NewCond(&q.mu)
}

// add puts a request at the end. A closed queue drops it.
func (q *queue) add(req *Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.received++
	q.waiting = append(q.waiting, req)
	q.changed.Signal()
}

// next waits for a request and takes it. If aborted, the request is not to be
// run; otherwise it counts as running until leave. next returns nil when the
// queue is closed and empty.
func (q *queue) next() (req *Request, aborted bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed {
			return nil, false
		}
		q.changed.Wait()
	}
	req = q.waiting[0]
	q.waiting[0] = nil
	q.waiting = q.waiting[1:]
	q.taken++
	aborted = q.taken <= q.abort
	q.running = !aborted
	return req, aborted
}

// enter says that the interpreter gets the cell now. It reports false if the
// request was interrupted before.
func (q *queue) enter() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inside = q.interrupts.Load() == 0
	return q.inside
}

// leave says that the cell has ended, and whether it was interrupted.
func (q *queue) leave() (interrupted bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running, q.inside = false, false
	return q.interrupts.Swap(0) > 0
}

// wasInterrupted reports whether the running cell was interrupted.
func (q *queue) wasInterrupted() bool { return q.interrupts.Load() > 0 }

// abortReceived aborts every request that waits.
func (q *queue) abortReceived() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.abort = q.received
}

// interrupt interrupts the running cell and aborts every request that waits.
// Without any it does nothing.
func (q *queue) interrupt() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.abort = q.received
	if !q.running {
		return
	}
	q.interrupts.Add(1)
	if q.inside {
		// Under the lock, so that it cannot hit the cell after this one.
		q.interp.Interrupt()
	}
}

// close lets next return nil after it has returned what waits as aborted.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.abort = q.received
	q.changed.Broadcast()
}
