package starlarkasync

import (
	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

const (
	firstCompleted = "FIRST_COMPLETED"
	firstException = "FIRST_EXCEPTION"
	allCompleted   = "ALL_COMPLETED"
)

func wait(c *call) (starlark.Value, error) {
	var fs, limit starlark.Value
	returnWhen := allCompleted
	if err := c.unpack("fs", &fs, "*", nil, "timeout??", &limit, "return_when?", &returnWhen); err != nil {
		return nil, err
	}
	l := c.loop
	return native("wait", func(thread *starlark.Thread) (starlark.Value, error) {
		switch fs.(type) {
		case *Coroutine, awaitable:
			return nil, exception.Newf("TypeError", "expect a list of futures, not %s", fs.Type())
		}
		list, err := l.values(thread, fs)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, exception.New("ValueError", "Set of Tasks/Futures is empty.")
		}
		switch returnWhen {
		case firstCompleted, firstException, allCompleted:
		default:
			return nil, exception.Newf("ValueError", "Invalid return_when value: %s", returnWhen)
		}
		seen := map[awaitable]bool{}
		var futures []awaitable
		for _, v := range list {
			f, ok := v.(awaitable)
			if !ok {
				if _, coro := v.(*Coroutine); coro {
					return nil, exception.New("TypeError", "Passing coroutines is forbidden, use tasks explicitly.")
				}
				return nil, exception.Newf("TypeError", "wait: got %s, want tasks or futures", v.Type())
			}
			if !seen[f] {
				seen[f] = true
				futures = append(futures, f)
			}
		}
		timeout, err := optionalFloat(c.name, limit)
		if err != nil {
			return nil, err
		}
		return l.wait(thread, futures, timeout, returnWhen)
	}), nil
}

// values lists the elements of an iterable, which may call functions on thread.
func (l *Loop) values(thread *starlark.Thread, v starlark.Value) ([]starlark.Value, error) {
	x, ok := v.(starlark.Iterable)
	if !ok {
		return nil, exception.Newf("TypeError", "'%s' object is not iterable", v.Type())
	}
	it := x.Iterate()
	defer it.Done()
	var list []starlark.Value
	for e := starlark.Value(nil); it.Next(&e); {
		list = append(list, e)
	}
	return list, l.resolve(thread, nil) // the iteration may have ended by an error
}

// untilWhen says what wait waits for.
var untilWhen = map[string]string{firstCompleted: "the first of", firstException: "the first error or the end of", allCompleted: "the end of"}

// wait waits for a set of futures and gives (done, pending).
func (l *Loop) wait(thread *starlark.Thread, futures []awaitable, timeout *float64, returnWhen string) (starlark.Value, error) {
	waiter := l.NewFuture()
	waiter.on = several{untilWhen[returnWhen], futures}
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
