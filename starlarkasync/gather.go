package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// gathering is the future of a gather: cancelling it cancels the children, and
// it ends when they have ended. (asyncio's _GatheringFuture.)
type gathering struct {
	Future
	children  []awaitable
	cancelled bool
}

func (g *gathering) cancel(msg starlark.Value) bool {
	if g.state != pending {
		return false
	}
	any := false
	for _, c := range g.children {
		if c.cancel(msg) {
			any = true
		}
	}
	if any {
		g.cancelled = true
	}
	return any
}

func (g *gathering) Attr(name string) (starlark.Value, error) {
	return futureMethods.attr(awaitable(g), name)
}

func (g *gathering) Hash() (uint32, error) { return pointerHash(g), nil }
func (g *gathering) String() string        { return "<_GatheringFuture " + g.stateName() + g.outcome() + ">" }

func gather(c *call) (starlark.Value, error) {
	returnExceptions := false
	var aws starlark.Tuple
	if err := c.unpack("*", &aws, "return_exceptions?", &returnExceptions); err != nil {
		return nil, err
	}
	return c.loop.gather(c.thread, aws, returnExceptions)
}

// gather runs awaitables concurrently and gives the list of their results. It
// is a port of asyncio.gather.
func (l *Loop) gather(thread *starlark.Thread, args []starlark.Value, returnExceptions bool) (awaitable, error) {
	if len(args) == 0 {
		f := l.NewFuture()
		f.SetResult(starlark.NewList(nil))
		return f, nil
	}
	g := &gathering{}
	g.loop, g.on = l, g
	distinct, ended := 0, 0
	started := false
	childDone := func(f *Future) {
		ended++
		if !started || g.state != pending {
			f.failure()
			return
		}
		if !returnExceptions {
			if f.state == cancelled {
				g.SetError(f.makeCancelledError())
				return
			}
			if e := f.failure(); e != nil {
				g.SetError(e)
				return
			}
		}
		if ended < distinct {
			return
		}
		results := make([]starlark.Value, len(g.children))
		for i, c := range g.children {
			results[i] = outcomeValue(c.future())
		}
		if g.cancelled {
			// asyncio asks the last child; one that swallowed the cancellation
			// has no message to give.
			g.SetError(g.children[len(g.children)-1].future().makeCancelledError())
			return
		}
		g.SetResult(starlark.NewList(results))
	}
	seen := map[starlark.Value]awaitable{}
	var done []*Future
	for _, arg := range args {
		if child, ok := lookup(seen, arg); ok {
			g.children = append(g.children, child)
			continue
		}
		child, err := l.ensureFuture(thread, arg)
		if err != nil {
			return nil, withStar(err, arg)
		}
		seen[arg] = child
		distinct++
		if f := child.future(); f.Done() {
			done = append(done, f)
		} else {
			f.addCallback(callback{fn: childDone})
		}
		g.children = append(g.children, child)
	}
	started = true
	for _, f := range done {
		childDone(f)
	}
	return g, nil
}

// withStar adds advice to the error of an argument that is a list of awaitables,
// not one.
func withStar(err error, arg starlark.Value) error {
	switch arg.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Set:
		if e := exception.Find(err); e != nil {
			e.Notes = []string{"for the items of a " + arg.Type() + ", write gather(*" + arg.Type() + ")"}
		}
	}
	return err
}

// lookup finds an argument that was given before. Only awaitables are looked
// up: other values, such as tuples, cannot be keys of a Go map.
func lookup(seen map[starlark.Value]awaitable, arg starlark.Value) (awaitable, bool) {
	switch arg.(type) {
	case *Coroutine, awaitable:
		a, ok := seen[arg]
		return a, ok
	}
	return nil, false
}

// outcomeValue is the result of a future that is done, or its error as a value.
func outcomeValue(f *Future) starlark.Value {
	if f.state == cancelled {
		return cancelledError(f.cancelMsg)
	}
	if e := f.failure(); e != nil {
		return e
	}
	return f.value
}
