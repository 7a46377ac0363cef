package starlarkasync

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

const (
	// maxParts is in how many parts parallel_map sends its items at most. How the
	// items are divided depends on their number alone: what is computed must not
	// depend on the number of cores.
	maxParts = 256
	// progressPause is the least time between two calls of progress, in seconds.
	progressPause = 0.1
)

// mapping is one parallel_map. Each part of the items is one job; the jobs end
// in any order, and their results, errors and prints are taken in that of the
// items.
type mapping struct {
	loop   *Loop
	f      starlark.Callable
	group  jobGroup
	show   func(done, total int, ended bool) error
	origin syntax.Position

	items []starlark.Value
	parts []*Job
	done  int // items of the parts that have ended well
	// shown is when progress was called last, and shownDone what it was told.
	shown     float64
	shownDone int
	// wake is what the task waits for; nil while it runs.
	wake *Future
}

func parallelMap(c *call) (starlark.Value, error) {
	var f starlark.Callable
	var items, workers, progress starlark.Value
	if err := c.unpack("f", &f, "items", &items, "workers??", &workers, "progress??", &progress); err != nil {
		return nil, err
	}
	l := c.loop
	if l.opts.ShipMap == nil {
		return nil, noExecutor()
	}
	if _, ok := f.(*AsyncFunction); ok {
		return nil, exception.Newf("TypeError", "parallel_map: %s is an async function, which runs on the loop: await asyncio.gather(*[%s(x) for x in items])", f.Name(), f.Name())
	}
	if _, ok := items.(starlark.Iterable); !ok {
		return nil, exception.Newf("TypeError", "parallel_map: '%s' object is not iterable", items.Type())
	}
	m := &mapping{loop: l, f: f, origin: callSite(c.thread)}
	var err error
	if m.group.workers, err = workerCount(workers); err != nil {
		return nil, err
	}
	return native("parallel_map", func(thread *starlark.Thread) (starlark.Value, error) {
		if m.show, err = l.progressOf(thread, f.Name(), progress); err != nil {
			return nil, err
		}
		if m.items, err = l.values(thread, items); err != nil {
			return nil, err
		}
		m.shown = l.Time()
		return m.run(thread)
	}), nil
}

// workerCount checks the argument workers.
func workerCount(v starlark.Value) (int, error) {
	if v == nil {
		return math.MaxInt, nil // the executor has a worker for each core
	}
	n, ok := v.(starlark.Int)
	if !ok {
		return 0, exception.Newf("TypeError", "parallel_map: for parameter workers: got %s, want int or None", v.Type())
	}
	if n.Sign() <= 0 {
		return 0, exception.Newf("ValueError", "parallel_map: workers must be at least 1, got %s", n)
	}
	if i, ok := n.Int64(); ok && i < math.MaxInt32 {
		return int(i), nil
	}
	return math.MaxInt, nil
}

// progressOf gives what shows the progress: a function of the user's, which is
// not called when the map was ended, or the session's own.
func (l *Loop) progressOf(thread *starlark.Thread, name string, v starlark.Value) (func(done, total int, ended bool) error, error) {
	switch v := v.(type) {
	case nil:
	case starlark.Bool:
		if v && l.opts.Progress != nil {
			return l.opts.Progress(name), nil
		}
	case *AsyncFunction:
		return nil, exception.New("TypeError", "parallel_map: for parameter progress: got an async function, want a plain one")
	case starlark.Callable:
		return func(done, total int, ended bool) error {
			if ended && done < total {
				return nil
			}
			_, err := starlark.Call(thread, v, starlark.Tuple{starlark.MakeInt(done), starlark.MakeInt(total)}, nil)
			return err
		}, nil
	default:
		return nil, exception.Newf("TypeError", "parallel_map: for parameter progress: got %s, want a function, bool or None", v.Type())
	}
	return func(int, int, bool) error { return nil }, nil
}

// run makes the jobs and waits for them on the task of thread.
func (m *mapping) run(thread *starlark.Thread) (starlark.Value, error) {
	defer m.cancel(0)
	if err := m.start(); err != nil {
		return nil, err
	}
	results, err := m.collect(thread)
	if shown := m.show(m.done, len(m.items), true); err == nil {
		err = shown
	}
	if err != nil {
		return nil, err
	}
	return starlark.NewList(results), nil
}

// collect takes the results of the parts, in their order.
func (m *mapping) collect(thread *starlark.Thread) ([]starlark.Value, error) {
	results := make([]starlark.Value, 0, len(m.items))
	for i, j := range m.parts {
		if i == 0 {
			if err := m.show(0, len(m.items), false); err != nil {
				return nil, err
			}
		}
		for !j.future.Done() {
			m.wake = m.loop.NewFuture()
			m.wake.on = m
			_, err := m.loop.awaitFuture(thread, m.wake)
			m.wake = nil
			if err != nil {
				return nil, err
			}
			if err := m.report(); err != nil {
				return nil, err
			}
		}
		if j.future.isCancelled() { // by its own future, which jobs() gives
			return nil, j.future.makeCancelledError()
		}
		v, e := m.loop.outcome(j)
		if e != nil {
			return nil, e
		}
		results = append(results, v.(starlark.Tuple)...)
	}
	return results, nil
}

// waitsFor is the reason of wake.
func (m *mapping) waitsFor(*Loop, *Future) string {
	return fmt.Sprintf("awaits %s on other cores, %d of %d done", m.f.Name(), m.done, len(m.items))
}

// start hands all parts to the executor. What they need is copied here, so that
// nothing that happens later changes what they compute.
func (m *mapping) start() error {
	ship := m.loop.opts.ShipMap(m.f)
	size := (len(m.items) + maxParts - 1) / maxParts
	for i := 0; i < len(m.items); i += size {
		end := min(i+size, len(m.items))
		j, err := ship(m.items[i:end], i)
		if err != nil {
			return err
		}
		j.group = &m.group
		number, count := len(m.parts), end-i
		m.parts = append(m.parts, j)
		m.loop.submit(j, fmt.Sprintf("%s, items[%d:%d]", m.f.Name(), i, end), m.origin)
		j.future.addCallback(callback{fn: func(*Future) { m.partDone(number, count) }})
	}
	return nil
}

// partDone is called when a part has ended. If it failed, the parts after it are
// not needed; those before it are, since one of them may fail, too.
func (m *mapping) partDone(number, items int) {
	j := m.parts[number]
	switch {
	case j.future.isCancelled():
	case j.panicked != nil || j.Failed != nil && j.Failed():
		m.cancel(number + 1)
	default:
		m.done += items
	}
	if m.wake != nil {
		m.wake.SetResult(starlark.None)
	}
}

// report tells the progress if there was some and the last time is long enough
// ago.
func (m *mapping) report() error {
	now := m.loop.Time()
	if m.done == m.shownDone || m.done == len(m.items) || now-m.shown < progressPause {
		return nil
	}
	m.shown, m.shownDone = now, m.done
	return m.show(m.done, len(m.items), false)
}

// cancel stops the parts from number on, and tells those that have ended that
// nobody takes their results. One that was cancelled before, and whose worker has
// not ended yet, is left to finishJob.
func (m *mapping) cancel(number int) {
	for _, j := range m.parts[min(number, len(m.parts)):] {
		if !j.future.cancel(nil) && j.Cancel != nil && j.ended() {
			j.Cancel()
			j.release()
		}
	}
}
