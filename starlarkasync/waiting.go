package starlarkasync

import (
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"
)

// reason is what a future is for, when its own type does not tell: it explains
// what a task that awaits the future waits for.
type reason interface {
	waitsFor(l *Loop, f *Future) string
}

// sleeping is the reason of asyncio.sleep.
type sleeping struct{ timer *handle }

func (s sleeping) waitsFor(l *Loop, _ *Future) string {
	left := max(time.Duration(s.timer.when-l.now()), 0)
	return "sleeps, " + readable(left).String() + " left"
}

// several is the reason of those that wait for more than one future.
type several struct {
	of   string // such as "a gather of"
	wait []awaitable
}

// maxNamed is how many of several tasks are named.
const maxNamed = 3

func (s several) waitsFor(l *Loop, _ *Future) string {
	var left []awaitable
	for _, x := range s.wait {
		if !x.future().Done() {
			left = append(left, x)
		}
	}
	return "awaits " + s.of + " " + l.namesOf(left)
}

func (g *gathering) waitsFor(l *Loop, f *Future) string {
	return several{"a gather of", g.children}.waitsFor(l, f)
}

// namesOf names a few of the futures, and tells how many more there are.
func (l *Loop) namesOf(futures []awaitable) string {
	var names []string
	for i, x := range futures {
		if i == maxNamed {
			names = append(names, fmt.Sprintf("%d more", len(futures)-maxNamed))
			break
		}
		names = append(names, l.nameOf(x))
	}
	if n := len(names); n > 1 {
		names = append(names[:n-2], names[n-2]+" and "+names[n-1])
	}
	return strings.Join(names, ", ")
}

// awaiting is the reason of a future that stands for another one.
type awaiting struct{ x awaitable }

func (a awaiting) waitsFor(l *Loop, _ *Future) string { return "awaits " + l.nameOf(a.x) }

// outside is the reason of AwaitExternal: the name of the operation.
type outside string

func (o outside) waitsFor(*Loop, *Future) string { return "awaits " + string(o) }

func (k *lock) waitsFor(l *Loop, _ *Future) string {
	s := "awaits " + l.nameOf(k)
	if k.owner == nil {
		return s
	}
	s += " held by " + k.owner.Name()
	if k.owner.Done() {
		s += ", which has ended without release()"
	}
	return s
}

func (e *event) waitsFor(l *Loop, _ *Future) string     { return "awaits " + l.nameOf(e) }
func (s *semaphore) waitsFor(l *Loop, _ *Future) string { return "awaits " + l.nameOf(s) }

func (c *condition) waitsFor(l *Loop, _ *Future) string {
	if b := c.barrier; b != nil {
		return fmt.Sprintf("awaits %s, %d of %d have come", l.nameOf(b), b.waiting(), b.parties)
	}
	return "awaits " + l.nameOf(c)
}

func (q *queue) waitsFor(l *Loop, _ *Future) string {
	switch {
	case q.kind == kindCompletions:
		return "awaits the next of as_completed"
	case q.full():
		return "awaits room in " + l.nameOf(q)
	}
	return "awaits an item of " + l.nameOf(q)
}

// joining is the reason of Queue.join.
type joining struct{ q *queue }

func (j joining) waitsFor(l *Loop, _ *Future) string {
	return fmt.Sprintf("awaits task_done() of %s for %d more", l.nameOf(j.q), j.q.unfinished)
}

func (g *taskGroup) waitsFor(l *Loop, f *Future) string {
	wait := make([]awaitable, len(g.tasks))
	for i, t := range g.tasks {
		wait[i] = t
	}
	return several{"a TaskGroup of", wait}.waitsFor(l, f)
}

// waitsFor says what a parked task waits for.
func (t *Task) waitsFor() string {
	switch w := t.waiting.(type) {
	case nil:
		return "is ready"
	case *Task, *jobFuture:
		return "awaits " + t.loop.nameOf(w)
	default:
		f := w.future()
		if f.on != nil {
			return f.on.waitsFor(t.loop, f)
		}
		return "awaits " + t.loop.nameOf(w) + " that nobody has ended"
	}
}

// nameOf names a value in an explanation: a task by its name, others by their
// type and the name by which the program knows them.
func (l *Loop) nameOf(v starlark.Value) string {
	switch v := v.(type) {
	case *Task:
		return v.Name()
	case *jobFuture:
		return "the executor job " + v.job.name
	}
	if l.opts.NameOf != nil {
		if name := l.opts.NameOf(v); name != "" {
			return v.Type() + " " + name
		}
	}
	if strings.ContainsAny(v.Type()[:1], "AEIOU") {
		return "an " + v.Type()
	}
	return "a " + v.Type()
}

// readable rounds a duration to what a person wants to read.
func readable(d time.Duration) time.Duration {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond)
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Second)
}
