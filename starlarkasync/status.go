package starlarkasync

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.starlark.net/starlark"
)

// Work is what goes on beside the foreground: a [Task], or the future of an
// executor job.
type Work interface {
	starlark.Value
	// Name is the task's name, or "executor job".
	Name() string
	// State says what it does, what it waits for and who holds that, or how it
	// failed.
	State() string
	// Where is the chain of the user's functions and the line at which it is
	// suspended, or failed; for a job the function.
	Where() string
	// Origin is where it was started, such as In [2]:3.
	Origin() string
	// Age is the time since then by the loop's clock, rounded to be read.
	Age() time.Duration
	// Steps is how much a task has computed, in steps of the interpreter; 0 for a
	// job.
	Steps() uint64

	started() int64
}

var (
	_ Work = (*Task)(nil)
	_ Work = (*jobFuture)(nil)
)

// Background gives the tasks and executor jobs other than the foreground task,
// oldest first. Those that have ended are left out, but each that failed with an
// error that nobody has asked for is given once. Of a parallel_map the parts that
// run are given, but none under the virtual clock.
func (l *Loop) Background() []Work {
	list := l.takeLost()
	for t := l.pending.first; t != nil; t = t.next {
		if t != l.fg {
			list = append(list, t)
		}
	}
	for _, j := range l.jobs {
		if l.lists(j) {
			list = append(list, j.future)
		}
	}
	slices.SortStableFunc(list, func(a, b Work) int { return cmp.Compare(a.started(), b.started()) })
	return list
}

// lists reports whether Background gives the job. Under the virtual clock it must
// not depend on how fast the machine is.
func (l *Loop) lists(j *Job) bool {
	if l.opts.Virtual {
		return j.group == nil && j.future.state != cancelled
	}
	return j.group == nil || jobs.stateOf(j) == jobRuns
}

// maxLost is how many failures are kept until Background tells them.
const maxLost = 100

// keepLost keeps a failure that was reported until Background has told it.
func (l *Loop) keepLost(f *Future) {
	if f.told || l.work(f) == nil {
		return
	}
	if len(l.lost) == maxLost {
		l.lost = slices.Delete(l.lost, 0, 1)
	}
	l.lost = append(l.lost, f)
}

// takeLost gives the failures that nobody has asked for, in this run and those
// before, each once.
func (l *Loop) takeLost() []Work {
	var lost []Work
	failed := l.lost
	for _, x := range l.failed {
		failed = append(failed, x.future)
	}
	for _, f := range failed {
		if w := l.work(f); w != nil && !f.retrieved && !f.told {
			f.told = true
			lost = append(lost, w)
		}
	}
	l.lost = nil
	return lost
}

// work gives the background task or the job whose future f is, else nil.
func (l *Loop) work(f *Future) Work {
	switch {
	case f.task != nil && f.task != l.fg:
		return f.task
	case f.job != nil:
		return f.job.future
	}
	return nil
}

// Age is the time since the task was made, rounded to be read.
func (t *Task) Age() time.Duration { return readable(time.Duration(t.loop.now() - t.born)) }

// Steps is how many steps of the interpreter the task has taken.
func (t *Task) Steps() uint64 { return t.thread.Steps }

func (t *Task) started() int64 { return t.born }

// State says what the task does, what it waits for, or how it ended.
func (t *Task) State() string {
	switch {
	case t.state == finished && t.err != nil:
		return "failed: " + shorten(t.err.Error(), maxErrorText)
	case t.state != pending:
		return t.stateName()
	}
	s := t.waitsFor()
	switch {
	case t == t.loop.current:
		s = "runs"
	case t.waiting == nil && t.coro.state == coroCreated:
		s = "is ready, not started"
	}
	if t.cancels > 0 {
		s = "is being cancelled, " + s
	}
	return s
}

// maxChain is how many functions of a stack are named.
const maxChain = 3

// Where names the functions on the task's stack, outermost first, and the line
// of the innermost.
func (t *Task) Where() string {
	stack := t.stack()
	if len(stack) == 0 {
		return t.coro.name
	}
	var names []string
	for _, f := range stack {
		names = append(names, f.Name)
	}
	if len(names) > maxChain {
		names = []string{names[0], "…", names[len(names)-1]}
	}
	pos := stack[len(stack)-1].Pos
	return fmt.Sprintf("%s, %s:%d", strings.Join(names, " → "), pos.Filename(), pos.Line)
}

func (f *jobFuture) Name() string  { return "executor job" }
func (f *jobFuture) Where() string { return f.job.name }
func (f *jobFuture) Origin() string {
	return fmt.Sprintf("%s:%d", f.job.origin.Filename(), f.job.origin.Line)
}
func (f *jobFuture) Age() time.Duration { return readable(time.Duration(f.loop.now() - f.job.born)) }
func (f *jobFuture) Steps() uint64      { return 0 }
func (f *jobFuture) started() int64     { return f.job.born }

func (f *jobFuture) State() string {
	state := jobs.stateOf(f.job)
	switch {
	case f.state == cancelled:
		return "is being cancelled"
	case f.state == finished && f.err != nil:
		return "failed: " + shorten(f.err.Error(), maxErrorText)
	case f.loop.opts.Virtual: // how far it is depends on the machine
		return "runs on another core"
	case state == jobQueued:
		return "waits for a core"
	case state == jobRuns:
		return "runs on another core"
	}
	return "has ended"
}
