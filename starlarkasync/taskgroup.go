package starlarkasync

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// taskGroup is asyncio.TaskGroup, a port of asyncio/taskgroups.py.
type taskGroup struct {
	loop        *Loop
	parent      *Task
	entered     bool
	exiting     bool
	aborting    bool
	parentAsked bool // we cancelled the parent
	tasks       []*Task
	errors      []*exception.Error
	base        *exception.Error
	completed   *Future
}

func newTaskGroup(c *call) (starlark.Value, error) {
	return &taskGroup{loop: c.loop}, c.none()
}

func (g *taskGroup) enter(thread *starlark.Thread) (starlark.Value, error) {
	if g.entered {
		return nil, exception.Newf("RuntimeError", "TaskGroup %s has already been entered", g)
	}
	if g.parent = g.loop.taskOf(thread); g.parent == nil {
		return nil, exception.Newf("RuntimeError", "TaskGroup %s cannot determine the parent task", g)
	}
	g.entered = true
	return g, nil
}

func (g *taskGroup) exit(thread *starlark.Thread, err error) error {
	g.exiting = true
	var bodyError, propagate *exception.Error
	if err != nil {
		bodyError = g.loop.raised(thread, err)
		if bodyError.Fatal {
			g.base = bodyError
		}
		if bodyError.Class == "CancelledError" {
			propagate = bodyError
		}
		if !g.aborting {
			g.abort()
		}
	}
	for len(g.tasks) > 0 {
		if g.completed == nil {
			g.completed = g.loop.NewFuture()
			g.completed.on = g
		}
		if _, err := g.loop.awaitFuture(thread, g.completed); err != nil {
			e := exception.Find(err)
			if e == nil || e.Class != "CancelledError" || e.Fatal {
				return err
			}
			if !g.aborting {
				propagate = e
				g.abort()
			}
		}
		g.completed = nil
	}
	if g.base != nil {
		return g.base
	}
	if g.parentAsked && g.parent.uncancel() == 0 {
		propagate = nil
	}
	if propagate != nil && len(g.errors) == 0 {
		return propagate
	}
	if bodyError != nil && bodyError.Class != "CancelledError" {
		g.errors = append(g.errors, bodyError)
	}
	if len(g.errors) == 0 {
		return nil
	}
	if g.parent.cancels > 0 {
		g.parent.uncancel()
		g.parent.cancel(nil)
	}
	errs := g.errors
	g.errors = nil // its repr does not count them any more
	return group("unhandled errors in a TaskGroup", errs)
}

// group makes an ExceptionGroup.
func group(message string, errs []*exception.Error) *exception.Error {
	e := exception.New("ExceptionGroup", fmt.Sprintf("%s (%d sub-exception%s)", message, len(errs), plural(len(errs))))
	members := make([]starlark.Value, len(errs))
	for i, x := range errs {
		members[i] = x
	}
	e.Args, e.Errors = starlark.Tuple{starlark.String(message), starlark.NewList(members)}, errs
	return e
}

func (g *taskGroup) abort() {
	g.aborting = true
	for _, t := range slices.Clone(g.tasks) {
		t.cancel(nil)
	}
}

func (g *taskGroup) createTask(thread *starlark.Thread, c *Coroutine, name string, x *context) (starlark.Value, error) {
	refuse := func(why string) (starlark.Value, error) {
		if c.state == coroCreated {
			c.state = coroClosed
		}
		return nil, exception.Newf("RuntimeError", "TaskGroup %s %s", g, why)
	}
	switch {
	case !g.entered:
		return refuse("has not been entered")
	case g.exiting && len(g.tasks) == 0:
		return refuse("is finished")
	case g.aborting:
		return refuse("is shutting down")
	}
	t := g.loop.createTask(thread, c, name, x)
	g.tasks = append(g.tasks, t)
	t.addCallback(callback{fn: func(*Future) { g.taskDone(t) }})
	return t, nil
}

func (g *taskGroup) taskDone(t *Task) {
	if i := slices.Index(g.tasks, t); i >= 0 {
		g.tasks = slices.Delete(g.tasks, i, i+1)
	}
	if g.completed != nil && len(g.tasks) == 0 {
		g.completed.SetResult(starlark.True)
	}
	if t.state == cancelled {
		return
	}
	e := t.failure()
	if e == nil {
		return
	}
	g.errors = append(g.errors, e)
	if e.Fatal && g.base == nil {
		g.base = e
	}
	if g.parent.Done() {
		text := fmt.Sprintf("Task %s has errored out but its parent task %s is already completed", t, g.parent)
		g.loop.unhandled(text, text, e, "task", t)
		return
	}
	if !g.aborting && !g.parentAsked {
		g.abort()
		g.parentAsked = true
		g.parent.cancel(nil)
	}
}

func (g *taskGroup) Type() string          { return "TaskGroup" }
func (g *taskGroup) Freeze()               {}
func (g *taskGroup) Truth() starlark.Bool  { return true }
func (g *taskGroup) Hash() (uint32, error) { return pointerHash(g), nil }
func (g *taskGroup) String() string {
	s := "<TaskGroup"
	if len(g.tasks) > 0 {
		s += fmt.Sprintf(" tasks=%d", len(g.tasks))
	}
	if len(g.errors) > 0 {
		s += fmt.Sprintf(" errors=%d", len(g.errors))
	}
	if g.aborting {
		s += " cancelling"
	} else if g.entered {
		s += " entered"
	}
	return s + ">"
}

func (g *taskGroup) AttrNames() []string { return taskGroupMethods.names() }
func (g *taskGroup) Attr(name string) (starlark.Value, error) {
	return taskGroupMethods.attr(g, name)
}

var taskGroupMethods = methods[*taskGroup]{
	"create_task": func(g *taskGroup, c *call) (starlark.Value, error) {
		c.loop = g.loop
		coro, name, x, err := c.coroutine()
		if err != nil {
			return nil, err
		}
		return g.createTask(c.thread, coro, name, x)
	},
}

// optionalText is str(v), "" for None.
func optionalText(v starlark.Value) string {
	if v == nil || v == starlark.None {
		return ""
	}
	return text(v)
}
