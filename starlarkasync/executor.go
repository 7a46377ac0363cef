package starlarkasync

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// Job is work for the executor, isolated from the session: what it needs was
// copied when it was made.
type Job struct {
	// Run does the work, on another goroutine. What it has to wait for it does in
	// functions given to rest: meanwhile another job has the core.
	Run func(rest func(wait func()))
	// Finish brings the result or error back. The loop's goroutine calls it
	// after Run.
	Finish func(thread *starlark.Thread) (starlark.Value, error)
	// Failed, if not nil, tells after Run whether Finish will give an error.
	Failed func() bool
	// Cancel makes Run end soon. Any goroutine may call it.
	Cancel func()

	name   string
	origin syntax.Position
	// async: the user was told that the job calls an async function.
	async  bool
	born   int64 // by the loop's clock
	future *jobFuture
	// group is the parallel_map of which the job is a part, and which calls
	// Finish.
	group *jobGroup
	done  chan struct{}
	// panicked is the error of a panic of Run.
	panicked error
	state    jobState // guarded by executor.mu
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
	withdrawn := jobs.withdraw(f.job)
	f.job.Cancel()
	if withdrawn { // nobody waits for a job that does not run
		f.loop.dropJob(f.job)
		f.job.release()
	}
	return true
}

func (f *jobFuture) Attr(name string) (starlark.Value, error) {
	return futureMethods.attr(awaitable(f), name)
}
func (f *jobFuture) Hash() (uint32, error) { return pointerHash(f), nil }

// execute hands a call to the executor. instead is what to write around the call
// of an async function, such as "await %s".
func (l *Loop) execute(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple, instead string) (awaitable, error) {
	if l.closed {
		return nil, newClosed()
	}
	if l.opts.Ship == nil {
		return nil, noExecutor()
	}
	j, err := l.opts.Ship(thread, f, args, kwargs)
	if err != nil {
		return nil, err
	}
	origin := callSite(thread)
	if t := l.taskOf(thread); t != nil && !origin.IsValid() { // a task of to_thread itself
		origin = t.origin
	}
	l.submit(j, f.Name(), origin)
	if a, ok := f.(*AsyncFunction); ok {
		call := a.Name() + "()"
		if len(args)+len(kwargs) > 0 {
			call = a.Name() + "(...)"
		}
		l.warnAsyncJob(j, fmt.Sprintf(instead, call))
	}
	return j.future, nil
}

func noExecutor() error {
	return exception.New("RuntimeError", "there is no executor here: an executor job cannot start another one; call the function, or return a coroutine")
}

// submit hands a job to the executor.
func (l *Loop) submit(j *Job, name string, origin syntax.Position) {
	j.done = make(chan struct{})
	j.future = &jobFuture{job: j}
	j.future.loop, j.future.Future.job = l, j
	j.name, j.origin, j.born = name, origin, l.now()
	l.jobs = append(l.jobs, j)
	jobs.submit(j)
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
	switch {
	case j.future.isCancelled() && (j.group != nil || l.opts.Virtual):
		// Nobody takes the results. How much a job printed before it was stopped
		// depends on the machine, which must not be seen under the virtual clock.
		j.release()
		return
	case j.group != nil:
		j.future.SetResult(starlark.None)
		return
	}
	v, e := l.outcome(j)
	if e != nil {
		j.future.SetError(e)
		return
	}
	l.noteResult(j, v)
	j.future.SetResult(v)
}

// outcome brings the result or error of a job back.
func (l *Loop) outcome(j *Job) (v starlark.Value, e *exception.Error) {
	err := j.panicked
	if err == nil {
		err = guard(func() (err error) {
			v, err = j.Finish(&l.thread)
			return err
		})
	}
	j.release()
	if err != nil {
		return nil, l.raised(&l.thread, err)
	}
	return v, nil
}

// ended: the worker is done with the job.
func (j *Job) ended() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// release lets go of what was copied; the user may keep the future.
func (j *Job) release() { j.Run, j.Finish, j.Failed, j.Cancel = nil, nil, nil, nil }

// awaitJob waits in real time for the job that was submitted first.
func (l *Loop) awaitJob() {
	j := l.jobs[0]
	select {
	case <-j.done:
		l.jobs[0] = nil
		l.jobs = l.jobs[1:]
		l.callSoon(func() { l.finishJob(j) })
	case <-l.wake:
	}
}

func toThread(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "to_thread() missing 1 required positional argument: 'func'")
	}
	f, ok := c.args[0].(starlark.Callable)
	if !ok {
		return nil, notCallable(c.args[0])
	}
	l, args, kwargs := c.loop, c.args[1:], c.kwargs
	return native("to_thread", func(thread *starlark.Thread) (starlark.Value, error) {
		fut, err := l.execute(thread, f, args, kwargs, "await %s")
		if err != nil {
			return nil, err
		}
		return l.awaitFuture(thread, fut)
	}), nil
}
