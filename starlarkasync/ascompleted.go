package starlarkasync

import (
	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// completions is the value of as_completed: it gives coroutines to a for loop,
// and the futures themselves to an async for. (asyncio's _AsCompletedIterator.)
type completions struct {
	loop  *Loop
	done  *queue
	todo  map[awaitable]bool
	left  int
	timer *handle
}

// timedOut stands in the queue for what did not come in time.
const timedOut = starlark.String("as_completed: time is up")

// kindCompletions is the kind of the queue inside of as_completed.
const kindCompletions = "as_completed"

func asCompleted(c *call) (starlark.Value, error) {
	var fs, limit starlark.Value
	if err := c.unpack("fs", &fs, "*", nil, "timeout??", &limit); err != nil {
		return nil, err
	}
	switch fs.(type) {
	case *Coroutine, awaitable:
		return nil, exception.Newf("TypeError", "expects an iterable of awaitables, not %s", fs.Type())
	}
	list, err := c.loop.values(c.thread, fs)
	if err != nil {
		return nil, err
	}
	timeout, err := optionalFloat(c.name, limit)
	if err != nil {
		return nil, err
	}
	l := c.loop
	x := &completions{loop: l, todo: map[awaitable]bool{}}
	x.done = &queue{kind: kindCompletions, store: &fifoStore{}, loop: l, finished: &event{loop: l, set: true}}
	seen := map[starlark.Value]awaitable{}
	for _, v := range list {
		if _, ok := lookup(seen, v); ok {
			continue
		}
		f, err := l.ensureFuture(c.thread, v)
		if err != nil {
			return nil, err
		}
		seen[v] = f
		x.todo[f] = true
		f.future().addCallback(callback{owner: x, fn: func(*Future) { x.completed(f) }})
	}
	x.left = len(x.todo)
	if timeout != nil && x.left > 0 {
		x.timer = l.callLater(nanoseconds(*timeout), x.expire)
	}
	return x, nil
}

func (x *completions) completed(f awaitable) {
	if len(x.todo) == 0 {
		return
	}
	delete(x.todo, f)
	x.putNowait(f)
	if len(x.todo) == 0 && x.timer != nil {
		x.loop.timers.cancel(x.timer)
	}
}

func (x *completions) expire() {
	for f := range x.todo {
		f.future().removeCallbacks(func(cb callback) bool { return cb.owner == x })
		x.putNowait(timedOut)
	}
	clear(x.todo)
}

// putNowait cannot fail: the queue has no bound.
func (x *completions) putNowait(v starlark.Value) { _, _ = x.done.putNowait(v) }

// next waits for the next future that is done.
func (x *completions) next(thread *starlark.Thread) (awaitable, error) {
	v, err := x.done.get(thread)
	if err != nil {
		return nil, err
	}
	f, ok := v.(awaitable)
	if !ok {
		return nil, exception.New("TimeoutError", "")
	}
	return f, nil
}

// Next gives the futures in the order in which they are done.
func (x *completions) Next(thread *starlark.Thread) (starlark.Value, bool, error) {
	if x.left == 0 {
		return nil, false, nil
	}
	x.left--
	f, err := x.next(thread)
	return f, err == nil, err
}

// Remaining is how many it will still give.
func (x *completions) Remaining() int { return x.left }

func (x *completions) String() string             { return "<as_completed>" }
func (x *completions) Type() string               { return "as_completed" }
func (x *completions) Freeze()                    {}
func (x *completions) Truth() starlark.Bool       { return true }
func (x *completions) Hash() (uint32, error)      { return pointerHash(x), nil }
func (x *completions) Iterate() starlark.Iterator { return completionsIterator{x} }

// completionsIterator gives one coroutine for each future.
type completionsIterator struct{ x *completions }

func (it completionsIterator) Next(p *starlark.Value) bool {
	if it.x.left == 0 {
		return false
	}
	it.x.left--
	*p = native("_wait_for_one", func(thread *starlark.Thread) (starlark.Value, error) {
		f, err := it.x.next(thread)
		if err != nil {
			return nil, err
		}
		return f.future().result()
	})
	return true
}

func (it completionsIterator) Done() {}

// aiter gives the async iterator of v, as the async for statement does.
func (l *Loop) aiter(thread *starlark.Thread, v starlark.Value) (syntax.AsyncIterator, error) {
	if it, ok := v.(syntax.AsyncIterator); ok {
		return it, nil
	}
	if x, ok := v.(starlark.HasAttrs); ok {
		if m, err := x.Attr("__aiter__"); err == nil && m != nil {
			inner, err := starlark.Call(thread, m, nil, nil)
			if err != nil {
				return nil, err
			}
			if it, ok := inner.(syntax.AsyncIterator); ok {
				return it, nil
			}
			if x, ok = inner.(starlark.HasAttrs); !ok {
				return nil, exception.Newf("TypeError", "'async for' received an object from __aiter__ that does not implement __anext__: %s", inner.Type())
			}
		}
		if m, err := x.Attr("__anext__"); err == nil && m != nil {
			return userIterator{l, m}, nil
		}
	}
	return nil, exception.Newf("TypeError", "'async for' requires an object with __aiter__ method, got %s", v.Type())
}

// userIterator calls the __anext__ of a struct. It ends when that fails with
// the class StopAsyncIteration.
type userIterator struct {
	loop  *Loop
	anext starlark.Value
}

func (it userIterator) Next(thread *starlark.Thread) (starlark.Value, bool, error) {
	v, err := it.loop.callAndAwait(thread, it.anext, nil)
	if err != nil {
		if e := it.loop.raised(thread, err); e.Class == "StopAsyncIteration" {
			return nil, false, nil
		}
		return nil, false, err
	}
	return v, true, nil
}
