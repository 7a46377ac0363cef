package starlarkasync

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// notice reports text and, when e is not nil, its traceback.
func (l *Loop) notice(text string, e *exception.Error) {
	if l.opts.Notice == nil {
		return
	}
	if e != nil {
		detail := e.Error()
		if l.opts.Report != nil {
			detail = l.opts.Report(e)
		}
		text += "\n" + detail
	}
	l.opts.Notice(text)
}

// guard calls f and makes an error of a panic.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = exception.Newf("SystemError", "internal error: %v; please report this", p)
		}
	}()
	return f()
}

// keptFailures is how many failed futures are kept before those whose error was
// retrieved are let go.
const keptFailures = 1024

// failure is a future that got an error.
type failure struct {
	future *Future
	// turn is the turn of the loop in which it got it.
	turn uint64
	// watched: tasks or callbacks wait for the future, and get their turn next.
	watched bool
}

// noteFailure keeps a future that got an error, for the report at the end of the
// run.
func (l *Loop) noteFailure(f *Future) {
	if len(l.failed) >= max(keptFailures, 2*l.failedKept) {
		l.failed = slices.DeleteFunc(l.failed, func(x failure) bool { return x.future.retrieved })
		l.failedKept = len(l.failed)
	}
	l.failed = append(l.failed, failure{f, l.turn, len(f.callbacks) > 0})
}

// reportUnretrieved reports the errors of this run that nobody asked for. Unless
// this was the last run, those who wait for a future that failed in its last turn
// may still ask in the next one.
func (l *Loop) reportUnretrieved(last bool) {
	failed := l.failed
	l.failed, l.failedKept = nil, 0 // an exception handler may add some
	for _, x := range failed {
		f := x.future
		if f.retrieved || f.task == nil && f.err.Fatal {
			continue // an interrupt is reported with its task
		}
		if f.err.Class == "CancelledError" && (f.abandoned || l.ending) {
			continue // the gather of a deadlock, or one that the end has cancelled
		}
		if x.watched && x.turn == l.turn && !last {
			l.failed = append(l.failed, x)
			continue
		}
		l.keepLost(f)
		kind, culprit := "future", starlark.Value(f)
		if f.task != nil {
			kind, culprit = "task", f.task
		}
		text := fmt.Sprintf("%s exception was never retrieved (to handle it: await catch(%s))", f.describe(), kind)
		if last { // no run goes on, so that nothing could end the program's handler
			l.notice(text, f.err)
			continue
		}
		l.unhandled(text, culprit.Type()+" exception was never retrieved", f.err, kind, culprit)
	}
	told := map[syntax.Position]bool{}
	for _, d := range l.dropped {
		if d.coro.state == coroCreated && !told[d.pos] && !(d.job != nil && d.job.future.retrieved) {
			told[d.pos] = true
			advice := "put await before the call"
			if d.coro.fn != nil { // else the name is not how the program calls it
				advice = fmt.Sprintf("write await %s() or run_in_background(%s())", d.coro.name, d.coro.name)
			}
			result := ""
			if d.job != nil {
				result = ", the result of executor job " + d.job.name + ","
			}
			l.notice(fmt.Sprintf("RuntimeWarning: coroutine '%s'%s was never awaited (%s:%d); %s",
				d.coro.name, result, d.pos.Filename(), d.pos.Line, advice), nil)
		}
	}
	l.dropped, l.droppedAt, l.asyncJobs = nil, nil, nil
}

// describe names a future in a report.
func (f *Future) describe() string {
	if t := f.task; t != nil {
		return fmt.Sprintf("%s (%s, started in %s):", t.Name(), t.coro.name, t.Origin())
	}
	if j := f.job; j != nil {
		return fmt.Sprintf("Executor job %s (started in %s):", j.name, j.future.Origin())
	}
	switch on := f.on.(type) {
	case *gathering:
		return "The gather of " + f.loop.namesOf(on.children) + ":"
	case awaiting:
		return "The shield of " + f.loop.nameOf(on.x) + ":"
	}
	return "Future"
}

type droppedCoroutine struct {
	coro *Coroutine
	pos  syntax.Position
	job  *Job // whose result it is, or nil
}

// maxDropped is how many dropped coroutines of one place are kept: a missing
// await in a loop is told once.
const maxDropped = 100

// noteDropped notes that the value of an expression statement was dropped. If it
// is a coroutine that does not run before the foreground run ends, the user is
// warned.
func (l *Loop) noteDropped(v starlark.Value, pos syntax.Position) {
	l.noteCoroutine(v, pos, nil)
}

func (l *Loop) noteCoroutine(v starlark.Value, pos syntax.Position, job *Job) {
	if c, ok := v.(*Coroutine); ok && c.state == coroCreated && l.droppedAt[pos] < maxDropped {
		if l.droppedAt == nil {
			l.droppedAt = map[syntax.Position]int{}
		}
		l.droppedAt[pos]++
		l.dropped = append(l.dropped, droppedCoroutine{c, pos, job})
	}
}

// noteResult notes the result of a job that ends now, for which nobody waits. If
// it is a coroutine, the user is warned unless somebody asks for it in this run.
func (l *Loop) noteResult(j *Job, v starlark.Value) {
	if !j.async && len(j.future.callbacks) == 0 {
		l.noteCoroutine(v, j.origin, j)
	}
}

// warnAsyncJob tells, once for a place and run, that a job calls an async
// function. instead is what to write.
func (l *Loop) warnAsyncJob(j *Job, instead string) {
	j.async = true
	if l.asyncJobs[j.origin] {
		return
	}
	if l.asyncJobs == nil {
		l.asyncJobs = map[syntax.Position]bool{}
	}
	l.asyncJobs[j.origin] = true
	l.notice(fmt.Sprintf("RuntimeWarning: %s is an async function: called as a plain one it gives a coroutine, which does not run until it is awaited (%s); write %s",
		j.name, j.future.Origin(), instead), nil)
}

// onDeadlock is called when nothing can wake the foreground. In batch that is
// the foreground's error; interactively the user is told once, and may
// interrupt.
func (l *Loop) onDeadlock() {
	text := l.explainDeadlock()
	if l.opts.Batch {
		if l.fg.inject == nil {
			if w := l.fg.waiting; w != nil {
				w.future().abandoned = true
			}
			l.fg.throw(exception.New("RuntimeError", text))
		}
		return
	}
	if !l.deadlock {
		l.deadlock = true
		l.notice("RuntimeWarning: "+text+"\nInterrupt the cell to end it.", nil)
	}
	l.block(nil)
}

func (l *Loop) explainDeadlock() string {
	var b strings.Builder
	b.WriteString("deadlock: the cell waits, and no task, timer or job can wake it")
	n := 0
	for t := l.pending.first; t != nil; t = t.next {
		if n++; n > 20 {
			b.WriteString("\n  … and more tasks")
			break
		}
		fmt.Fprintf(&b, "\n  %s", t.Name())
		if t.coro.fn != nil {
			fmt.Fprintf(&b, " (%s, %s)", t.coro.name, t.coro.where(false))
		}
		b.WriteString(" " + t.waitsFor())
	}
	return b.String()
}
