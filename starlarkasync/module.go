package starlarkasync

import (
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

// builtin makes a function of the loop.
func (l *Loop) builtin(name string, f func(c *call) (starlark.Value, error)) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(&call{loop: l, thread: thread, name: name, args: args, kwargs: kwargs})
	})
}

// Predeclared gives the names that a program of this loop needs: asyncio,
// contextvars, run_in_background, run_in_foreground, parallel_map, catch, catch_call,
// run_finally, run_with, error and fail.
func (l *Loop) Predeclared() starlark.StringDict {
	d := starlark.StringDict{"asyncio": l.module(), "contextvars": l.contextvars()}
	for name, f := range map[string]func(*call) (starlark.Value, error){
		"run_in_background": runInBackground,
		"run_in_foreground": runInForeground,
		"parallel_map":      parallelMap,
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

// module is the asyncio module of this loop.
func (l *Loop) module() *starlarkstruct.Module {
	m := starlark.StringDict{
		"FIRST_COMPLETED": starlark.String(firstCompleted),
		"FIRST_EXCEPTION": starlark.String(firstException),
		"ALL_COMPLETED":   starlark.String(allCompleted),
	}
	for _, name := range errorNames {
		m[name] = starlark.String(name)
	}
	for name, f := range moduleFunctions {
		m[name] = l.builtin(name, f)
	}
	return &starlarkstruct.Module{Name: "asyncio", Members: m}
}

// errorNames are asyncio's classes of errors: strings, to compare with the name
// of an error value and to make one with error(name=…).
var errorNames = []string{
	"BrokenBarrierError", "CancelledError", "InvalidStateError", "QueueEmpty", "QueueFull", "QueueShutDown", "TimeoutError",
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
