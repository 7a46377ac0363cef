package starlarkasync

import (
	"math"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"starkernel/starlarkasync/exception"
)

// builtin makes a function of the loop.
func (l *Loop) builtin(name string, f func(c *call) (starlark.Value, error)) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(&call{l, thread, name, args, kwargs})
	})
}

// Predeclared gives the names that a program of this loop needs: asyncio,
// run_in_background, run_in_foreground, catch, catch_call, run_finally,
// run_with, error and fail.
func (l *Loop) Predeclared() starlark.StringDict {
	d := starlark.StringDict{"asyncio": l.Module()}
	for name, f := range map[string]func(*call) (starlark.Value, error){
		"run_in_background": runInBackground,
		"run_in_foreground": runInForeground,
		"catch":             catchBuiltin,
		"catch_call":        catchCall,
		"run_finally":       runFinallyBuiltin,
		"run_with":          runWithBuiltin,
		"error":             makeError,
		"fail":              fail,
	} {
		d[name] = l.builtin(name, f)
	}
	return d
}

// Module is the asyncio module of this loop.
func (l *Loop) Module() *starlarkstruct.Module {
	m := starlark.StringDict{
		"FIRST_COMPLETED": starlark.String(firstCompleted),
		"FIRST_EXCEPTION": starlark.String(firstException),
		"ALL_COMPLETED":   starlark.String(allCompleted),
	}
	for name, f := range moduleFunctions {
		m[name] = l.builtin(name, f)
	}
	return &starlarkstruct.Module{Name: "asyncio", Members: m}
}

var moduleFunctions = map[string]func(*call) (starlark.Value, error){
	"sleep":               sleep,
	"gather":              gather,
	"wait":                wait,
	"wait_for":            waitFor,
	"shield":              shield,
	"create_task":         createTask,
	"ensure_future":       ensureFuture,
	"current_task":        currentTask,
	"all_tasks":           allTasks,
	"as_completed":        asCompleted,
	"timeout":             timeout,
	"timeout_at":          timeoutAt,
	"to_thread":           toThread,
	"get_running_loop":    runningLoop,
	"get_event_loop":      runningLoop,
	"Future":              newFuture,
	"Task":                createTask,
	"Event":               newEvent,
	"Lock":                newLock,
	"Condition":           newCondition,
	"Semaphore":           newSemaphore,
	"BoundedSemaphore":    newSemaphore,
	"Barrier":             newBarrier,
	"Queue":               newQueue,
	"PriorityQueue":       newQueue,
	"LifoQueue":           newQueue,
	"TaskGroup":           newTaskGroup,
	"iscoroutine":         isCoroutine,
	"iscoroutinefunction": isCoroutineFunction,
	"isfuture":            isFuture,
	"run":                 refuseRun,
	"run_until_complete":  refuseRun,
}

func runInBackground(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "run_in_background: got no target, want a coroutine, a future or a function")
	}
	switch x := c.args[0].(type) {
	case *Coroutine, awaitable:
		if len(c.args) > 1 || len(c.kwargs) > 0 {
			return nil, exception.Newf("TypeError", "run_in_background: a %s takes no arguments; they go into the call that makes it", x.Type())
		}
		return c.loop.ensureFuture(c.thread, x)
	case starlark.Callable:
		return c.loop.execute(c.thread, x, c.args[1:], c.kwargs)
	default:
		if f, err := c.loop.ensureFuture(c.thread, x); err == nil {
			return f, nil
		}
		return nil, exception.Newf("TypeError", "run_in_background: got %s, want a coroutine, a future or a function", x.Type())
	}
}

// runInForeground is await ensure_future(x), as a function that parks whatever
// task calls it.
func runInForeground(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("awaitable", &x); err != nil {
		return nil, err
	}
	if c.loop.taskOf(c.thread) == nil {
		return nil, notOnTask("run_in_foreground")
	}
	f, err := c.loop.ensureFuture(c.thread, x)
	if err != nil {
		return nil, err
	}
	return c.loop.awaitFuture(c.thread, f)
}

func catchBuiltin(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("awaitable", &x); err != nil {
		return nil, err
	}
	return c.loop.catch(x), nil
}

func catchCall(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "catch_call: got no function, want catch_call(f, *args, **kwargs)")
	}
	v, err := starlark.Call(c.thread, c.args[0], c.args[1:], c.kwargs)
	return c.loop.caught(c.thread, v, err)
}

func runFinallyBuiltin(c *call) (starlark.Value, error) {
	var x starlark.Value
	var f starlark.Callable
	if err := c.unpack("awaitable", &x, "f", &f); err != nil {
		return nil, err
	}
	return c.loop.runFinally(x, f), nil
}

func runWithBuiltin(c *call) (starlark.Value, error) {
	var cm starlark.Value
	var f starlark.Callable
	if err := c.unpack("manager", &cm, "f", &f); err != nil {
		return nil, err
	}
	return c.loop.runWith(cm, f)
}

// sleeping is what a sleeping task waits for.
const sleeping = starlark.String("sleeps")

func sleep(c *call) (starlark.Value, error) {
	var delay starlark.Value
	var result starlark.Value = starlark.None
	if err := c.unpack("delay", &delay, "result?", &result); err != nil {
		return nil, err
	}
	d, err := seconds(c.name, "delay", delay)
	if err != nil {
		return nil, err
	}
	l := c.loop
	return native("sleep", func(thread *starlark.Thread) (starlark.Value, error) {
		if math.IsNaN(d) {
			return nil, exception.New("ValueError", "Invalid delay: NaN (not a number)")
		}
		t := l.taskOf(thread)
		if t == nil {
			return nil, notOnTask("asyncio.sleep")
		}
		if d <= 0 {
			return result, t.suspend(nil)
		}
		f := l.NewFuture()
		f.on = sleeping
		h := l.callLater(max(nanoseconds(d)-t.takeLateness(), 0), func() { f.SetResult(starlark.None) })
		_, err := l.awaitFuture(thread, f)
		l.timers.cancel(h)
		if err == nil {
			t.woken, t.wokenSteps = h.when, thread.Steps
		}
		return result, err
	}), nil
}

// seconds converts an int or float argument.
func seconds(fn, param string, v starlark.Value) (float64, error) {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		if f, ok := starlark.AsFloat(v); ok {
			return f, nil
		}
	}
	return 0, exception.Newf("TypeError", "%s: for parameter %s: got %s, want float or int", fn, param, v.Type())
}

func gather(c *call) (starlark.Value, error) {
	returnExceptions := false
	if err := starlark.UnpackArgs(c.name, nil, c.kwargs, "return_exceptions?", &returnExceptions); err != nil {
		return nil, err
	}
	return c.loop.gather(c.thread, c.args, returnExceptions)
}

func wait(c *call) (starlark.Value, error) {
	var fs, limit starlark.Value
	returnWhen := allCompleted
	if err := c.unpack("fs", &fs, "timeout??", &limit, "return_when?", &returnWhen); err != nil {
		return nil, err
	}
	l := c.loop
	return native("wait", func(thread *starlark.Thread) (starlark.Value, error) {
		switch fs.(type) {
		case *Coroutine, awaitable:
			return nil, exception.Newf("TypeError", "expect a list of futures, not %s", fs.Type())
		}
		list, err := values(c.name, fs)
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

// values lists the elements of an iterable.
func values(fn string, v starlark.Value) ([]starlark.Value, error) {
	x, ok := v.(starlark.Iterable)
	if !ok {
		return nil, exception.Newf("TypeError", "%s: '%s' object is not iterable", fn, v.Type())
	}
	it := x.Iterate()
	defer it.Done()
	var list []starlark.Value
	for e := starlark.Value(nil); it.Next(&e); {
		list = append(list, e)
	}
	return list, nil
}

func optionalFloat(fn string, v starlark.Value) (*float64, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	s, err := seconds(fn, "timeout", v)
	return &s, err
}

func waitFor(c *call) (starlark.Value, error) {
	var x, limit starlark.Value
	if err := c.unpack("fut", &x, "timeout", &limit); err != nil {
		return nil, err
	}
	timeout, err := optionalFloat(c.name, limit)
	if err != nil {
		return nil, err
	}
	l := c.loop
	return native("wait_for", func(thread *starlark.Thread) (starlark.Value, error) {
		return l.waitFor(thread, x, timeout)
	}), nil
}

func shield(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("arg", &x); err != nil {
		return nil, err
	}
	return c.loop.shield(c.thread, x)
}

func createTask(c *call) (starlark.Value, error) {
	var x, name, context starlark.Value
	if err := c.unpack("coro", &x, "name?", &name, "context?", &context); err != nil {
		return nil, err
	}
	coro, ok := x.(*Coroutine)
	if !ok {
		return nil, exception.Newf("TypeError", "a coroutine was expected, got %s", x)
	}
	t := c.loop.CreateTask(c.thread, coro)
	t.name = optionalText(name)
	return t, nil
}

func ensureFuture(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("coro_or_future", &x); err != nil {
		return nil, err
	}
	return c.loop.ensureFuture(c.thread, x)
}

func currentTask(c *call) (starlark.Value, error) {
	if t := c.loop.current; t != nil {
		return t, c.none()
	}
	return starlark.None, c.none()
}

func allTasks(c *call) (starlark.Value, error) {
	if err := c.none(); err != nil {
		return nil, err
	}
	tasks := c.loop.PendingTasks()
	set := starlark.NewSet(len(tasks))
	for _, t := range tasks {
		if err := set.Insert(t); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func timeout(c *call) (starlark.Value, error) {
	var delay starlark.Value
	if err := c.unpack("delay", &delay); err != nil {
		return nil, err
	}
	when, err := optionalSeconds(c.name, "delay", delay)
	if err != nil {
		return nil, err
	}
	if when != nil {
		*when += c.loop.now()
	}
	return &timeoutScope{loop: c.loop, when: when}, nil
}

func timeoutAt(c *call) (starlark.Value, error) {
	var at starlark.Value
	if err := c.unpack("when", &at); err != nil {
		return nil, err
	}
	when, err := optionalSeconds(c.name, "when", at)
	return &timeoutScope{loop: c.loop, when: when}, err
}

func toThread(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "to_thread: got no function, want to_thread(func, *args, **kwargs)")
	}
	f, ok := c.args[0].(starlark.Callable)
	if !ok {
		return nil, exception.Newf("TypeError", "to_thread: got %s, want a function", c.args[0].Type())
	}
	l, args, kwargs := c.loop, c.args[1:], c.kwargs
	return native("to_thread", func(thread *starlark.Thread) (starlark.Value, error) {
		fut, err := l.execute(thread, f, args, kwargs)
		if err != nil {
			return nil, err
		}
		return l.awaitFuture(thread, fut)
	}), nil
}

func runningLoop(c *call) (starlark.Value, error) { return &loopValue{c.loop}, c.none() }
func newFuture(c *call) (starlark.Value, error)   { return c.loop.NewFuture(), c.none() }
func newEvent(c *call) (starlark.Value, error)    { return &event{loop: c.loop}, c.none() }
func newLock(c *call) (starlark.Value, error)     { return &lock{loop: c.loop}, c.none() }
func newTaskGroup(c *call) (starlark.Value, error) {
	return &taskGroup{loop: c.loop}, c.none()
}

func newCondition(c *call) (starlark.Value, error) {
	var v starlark.Value
	if err := c.unpack("lock?", &v); err != nil {
		return nil, err
	}
	if v == nil || v == starlark.None {
		return &condition{lock: &lock{loop: c.loop}}, nil
	}
	k, ok := v.(*lock)
	if !ok {
		return nil, exception.Newf("TypeError", "Condition: for parameter lock: got %s, want Lock", v.Type())
	}
	return &condition{lock: k}, nil
}

func newSemaphore(c *call) (starlark.Value, error) {
	value := 1
	if err := c.unpack("value?", &value); err != nil {
		return nil, err
	}
	if value < 0 {
		return nil, exception.New("ValueError", "Semaphore initial value must be >= 0")
	}
	return &semaphore{loop: c.loop, value: value, bound: value, bounded: c.name == "BoundedSemaphore"}, nil
}

func newBarrier(c *call) (starlark.Value, error) {
	var parties int
	if err := c.unpack("parties", &parties); err != nil {
		return nil, err
	}
	if parties < 1 {
		return nil, exception.New("ValueError", "parties must be > 0")
	}
	return &barrier{cond: &condition{lock: &lock{loop: c.loop}}, parties: parties}, nil
}

func newQueue(c *call) (starlark.Value, error) {
	maxsize := 0
	if err := c.unpack("maxsize?", &maxsize); err != nil {
		return nil, err
	}
	q := &queue{kind: c.name, maxsize: maxsize, loop: c.loop, finished: &event{loop: c.loop, set: true}}
	switch c.name {
	case "PriorityQueue":
		q.store = &priorityStore{}
	case "LifoQueue":
		q.store = &lifoStore{}
	default:
		q.store = &fifoStore{}
	}
	return q, nil
}

func isCoroutine(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("obj", &x)
	_, ok := x.(*Coroutine)
	return starlark.Bool(ok), err
}

func isCoroutineFunction(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("func", &x)
	_, ok := x.(*AsyncFunction)
	return starlark.Bool(ok), err
}

func isFuture(c *call) (starlark.Value, error) {
	var x starlark.Value
	err := c.unpack("obj", &x)
	_, ok := x.(awaitable)
	return starlark.Bool(ok), err
}

// refuseRun answers those who start a loop of their own.
func refuseRun(c *call) (starlark.Value, error) {
	for _, a := range c.args {
		if x, ok := a.(*Coroutine); ok {
			x.state = coroClosed
		}
	}
	why := "asyncio.run() cannot be called from a running event loop"
	if c.name != "run" {
		why = "This event loop is already running"
	}
	return nil, exception.New("RuntimeError", why+"; write await main()")
}
