package starlarkasync

import (
	"runtime"
	"slices"
	"sync"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// Job is one call for the executor, isolated from the session: what it needs
// was copied when it was made.
type Job struct {
	// Run does the work, on another goroutine.
	Run func()
	// Finish brings the result or error back. The loop's goroutine calls it
	// after Run.
	Finish func(thread *starlark.Thread) (starlark.Value, error)
	// Cancel makes Run end soon. Any goroutine may call it.
	Cancel func()

	name   string
	origin syntax.Position
	born   int64 // by the loop's clock
	future *jobFuture
	done   chan struct{}
	// panicked is the error of a panic of Run.
	panicked error
	ran      bool // guarded by executor.mu: Run was or will be called
	void     bool // guarded by executor.mu: cancelled before it ran
}

// executor runs jobs on GOMAXPROCS goroutines, in the order of submission. They
// end when there is nothing to do.
type executor struct {
	mu      sync.Mutex
	queue   []*Job
	workers int
}

// jobs is shared by all loops of the process: the number of cores is.
var jobs executor

func (x *executor) submit(j *Job) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.queue = append(x.queue, j)
	if x.workers < runtime.GOMAXPROCS(0) {
		x.workers++
		go x.work() // ends itself when the queue is empty
	}
}

func (x *executor) work() {
	for {
		x.mu.Lock()
		if len(x.queue) == 0 {
			x.workers--
			x.mu.Unlock()
			return
		}
		j := x.queue[0]
		x.queue = x.queue[1:]
		run := !j.void
		j.ran = run
		x.mu.Unlock()
		if run {
			j.panicked = guard(func() error { j.Run(); return nil })
		}
		close(j.done)
		j.future.loop.jobDone(j)
	}
}

// jobFuture is the future of a job. Cancelling it stops the job, unlike in
// CPython, whose threads cannot be stopped.
type jobFuture struct {
	Future
	job *Job
}

func (f *jobFuture) cancel(msg starlark.Value) bool {
	if !f.Future.cancel(msg) {
		return false
	}
	jobs.mu.Lock()
	f.job.void = !f.job.ran
	jobs.mu.Unlock()
	if f.job.void {
		f.loop.dropJob(f.job) // nobody waits for a job that does not run
	}
	f.job.Cancel()
	return true
}

func (f *jobFuture) Attr(name string) (starlark.Value, error) {
	return futureMethods.attr(awaitable(f), name)
}
func (f *jobFuture) Hash() (uint32, error) { return pointerHash(f), nil }

// execute hands a call to the executor.
func (l *Loop) execute(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (awaitable, error) {
	if l.closed {
		return nil, newClosed()
	}
	if l.opts.Ship == nil {
		return nil, exception.New("RuntimeError", "there is no executor here: an executor job cannot start another one; call the function, or return a coroutine")
	}
	j, err := l.opts.Ship(thread, f, args, kwargs)
	if err != nil {
		return nil, err
	}
	j.done = make(chan struct{})
	j.future = &jobFuture{job: j}
	j.future.loop, j.future.Future.job = l, j
	j.name, j.origin, j.born = f.Name(), callSite(thread), l.now()
	l.jobs = append(l.jobs, j)
	jobs.submit(j)
	return j.future, nil
}

// jobDone is called by the worker. Under the virtual clock the loop fetches
// results itself, in the order of submission.
func (l *Loop) jobDone(j *Job) {
	if l.opts.Virtual {
		l.wakeUp()
		return
	}
	l.CallSoonThreadsafe(func() {
		l.dropJob(j)
		l.finishJob(j)
	})
}

func (l *Loop) dropJob(j *Job) {
	if i := slices.Index(l.jobs, j); i >= 0 {
		l.jobs = slices.Delete(l.jobs, i, i+1)
	}
}

func (l *Loop) finishJob(j *Job) {
	if j.void {
		return
	}
	var v starlark.Value
	err := j.panicked
	if err == nil {
		err = guard(func() (err error) {
			v, err = j.Finish(&l.thread)
			return err
		})
	}
	if err != nil {
		j.future.SetError(l.raised(&l.thread, err))
		return
	}
	j.future.SetResult(v)
}

// awaitJob waits in real time for the job that was submitted first.
func (l *Loop) awaitJob() {
	j := l.jobs[0]
	select {
	case <-j.done:
		l.jobs = l.jobs[1:]
		l.callSoon(func() { l.finishJob(j) })
	case <-l.wake:
	}
}

func toThread(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "to_thread: got no function, want to_thread(func, *args, **kwargs)")
	}
	f, ok := c.args[0].(starlark.Callable)
	if !ok {
		return nil, exception.Newf("TypeError", "to_thread: got %s, want a function", c.args[0].Type())
	}
	l, args, kwargs := c.loop, c.args[1:], c.kwargs
	return native("to_thread", func(thread *starlark.Thread) (starlark.Value, error) {
		fut, err := l.execute(thread, f, args, kwargs)
		if err != nil {
			return nil, err
		}
		return l.awaitFuture(thread, fut)
	}), nil
}
