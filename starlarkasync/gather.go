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

// gather runs awaitables concurrently and gives the list of their results. It
// is a port of asyncio.gather.
func (l *Loop) gather(thread *starlark.Thread, args []starlark.Value, returnExceptions bool) (awaitable, error) {
	if len(args) == 0 {
		f := l.NewFuture()
		f.SetResult(starlark.NewList(nil))
		return f, nil
	}
	g := &gathering{}
	g.loop = l
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
			return nil, err
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

// shield protects x from the cancellation of whoever awaits the result.
func (l *Loop) shield(thread *starlark.Thread, x starlark.Value) (awaitable, error) {
	inner, err := l.ensureFuture(thread, x)
	if err != nil || inner.future().Done() {
		return inner, err
	}
	outer := l.NewFuture()
	mark := new(byte)
	inner.future().addCallback(callback{owner: mark, fn: func(in *Future) {
		switch {
		case outer.state == cancelled:
			in.failure()
		case in.state == cancelled:
			outer.cancel(nil)
		default:
			if e := in.failure(); e != nil {
				outer.SetError(e)
			} else {
				outer.SetResult(in.value)
			}
		}
	}})
	outer.addCallback(callback{fn: func(*Future) {
		if !inner.future().Done() {
			inner.future().removeCallbacks(func(cb callback) bool { return cb.owner == mark })
		}
	}})
	return outer, nil
}

// wait waits for a set of futures and gives (done, pending).
func (l *Loop) wait(thread *starlark.Thread, futures []awaitable, timeout *float64, returnWhen string) (starlark.Value, error) {
	waiter := l.NewFuture()
	var timer *handle
	if timeout != nil {
		timer = l.callLater(nanoseconds(*timeout), func() { waiter.SetResult(starlark.None) })
	}
	left := len(futures)
	mark := new(byte) // identifies our callbacks
	for _, x := range futures {
		x.future().addCallback(callback{owner: mark, fn: func(f *Future) {
			left--
			if left <= 0 || returnWhen == firstCompleted || returnWhen == firstException && f.failure() != nil {
				if timer != nil {
					l.timers.cancel(timer)
				}
				waiter.SetResult(starlark.None)
			}
		}})
	}
	_, err := l.awaitFuture(thread, waiter)
	if timer != nil {
		l.timers.cancel(timer)
	}
	done, rest := starlark.NewSet(len(futures)), starlark.NewSet(len(futures))
	for _, x := range futures {
		x.future().removeCallbacks(func(cb callback) bool { return cb.owner == mark })
		set := rest
		if x.future().Done() {
			set = done
		}
		if err := set.Insert(x); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	return starlark.Tuple{done, rest}, nil
}

const (
	firstCompleted = "FIRST_COMPLETED"
	firstException = "FIRST_EXCEPTION"
	allCompleted   = "ALL_COMPLETED"
)

// waitFor awaits x, for timeout seconds at most; nil: without a limit.
func (l *Loop) waitFor(thread *starlark.Thread, x starlark.Value, timeout *float64) (starlark.Value, error) {
	if timeout == nil || *timeout > 0 {
		tm := &timeoutScope{loop: l}
		if timeout != nil {
			when := l.now() + nanoseconds(*timeout)
			tm.when = &when
		}
		if err := tm.enter(thread); err != nil {
			return nil, err
		}
		v, err := l.Await(thread, x)
		return v, tm.exit(thread, err)
	}
	fut, err := l.ensureFuture(thread, x)
	if err != nil {
		return nil, err
	}
	if fut.future().Done() {
		return fut.future().result()
	}
	waiter := l.NewFuture()
	mark := new(byte)
	fut.future().addCallback(callback{owner: mark, fn: func(*Future) { waiter.SetResult(starlark.None) }})
	fut.cancel(nil)
	_, err = l.awaitFuture(thread, waiter)
	fut.future().removeCallbacks(func(cb callback) bool { return cb.owner == mark })
	if err != nil {
		return nil, err
	}
	v, err := fut.future().result()
	if e := exception.Find(err); e != nil && e.Class == "CancelledError" {
		return nil, &exception.Error{Class: "TimeoutError", Cause: e}
	}
	return v, err
}
