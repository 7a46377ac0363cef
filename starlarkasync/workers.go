package starlarkasync

import (
	"runtime"
	"slices"
	"sync"
)

// jobGroup limits how many of its jobs run at a time.
type jobGroup struct {
	workers int
	running int // guarded by executor.mu
}

type jobState uint8

const (
	jobQueued jobState = iota
	jobRuns
	jobEnded
	jobVoid // cancelled before it ran
)

// executor runs jobs on GOMAXPROCS goroutines, in the order of submission, but
// the parts of a parallel_map after the jobs that stand alone. The goroutines end
// when there is nothing to do.
type executor struct {
	mu      sync.Mutex
	queue   []*Job
	workers int // goroutines that are not at rest
}

// jobs is shared by all loops of the process: the number of cores is.
var jobs executor

func (x *executor) submit(j *Job) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.queue = append(x.queue, j)
	x.employ()
}

// employ starts a worker if there is work and a core for it. The caller holds mu.
func (x *executor) employ() {
	if x.workers < runtime.GOMAXPROCS(0) && x.next() >= 0 {
		x.workers++
		go x.work() // ends itself when there is no job that may run
	}
}

func (x *executor) work() {
	for j := x.take(); j != nil; j = x.take() {
		j.panicked = guard(func() error { j.Run(x.rest); return nil })
		x.mu.Lock()
		j.state = jobEnded
		if j.group != nil {
			j.group.running--
		}
		x.mu.Unlock()
		close(j.done)
		j.future.loop.jobDone(j)
	}
}

// take gives a worker its next job; nil: the worker ends.
func (x *executor) take() *Job {
	x.mu.Lock()
	defer x.mu.Unlock()
	i := x.next()
	if i < 0 || x.workers > runtime.GOMAXPROCS(0) { // others are back from their rest
		x.workers--
		return nil
	}
	j := x.queue[i]
	x.remove(i)
	j.state = jobRuns
	if j.group != nil {
		j.group.running++
	}
	return j
}

// next gives the place in the queue of the job that is to run next, or -1. The
// caller holds mu.
func (x *executor) next() int {
	part := -1
	for i, j := range x.queue {
		if j.group == nil {
			return i
		}
		if part < 0 && j.group.running < j.group.workers {
			part = i
		}
	}
	return part
}

func (x *executor) remove(i int) {
	if i == 0 {
		x.queue[0] = nil // what the job holds is large
		x.queue = x.queue[1:]
		return
	}
	x.queue = slices.Delete(x.queue, i, i+1)
}

// rest calls wait on the goroutine of a worker, whose core another job may use.
func (x *executor) rest(wait func()) {
	x.mu.Lock()
	x.workers--
	x.employ()
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		x.workers++
		x.mu.Unlock()
	}()
	wait()
}

// withdraw takes a job out of the queue. It reports whether it was there.
func (x *executor) withdraw(j *Job) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if j.state != jobQueued {
		return false
	}
	j.state = jobVoid
	if i := slices.Index(x.queue, j); i >= 0 {
		x.remove(i)
	}
	return true
}

func (x *executor) stateOf(j *Job) jobState {
	x.mu.Lock()
	defer x.mu.Unlock()
	return j.state
}
