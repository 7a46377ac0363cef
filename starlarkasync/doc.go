// Package starlarkasync runs Starlark code as asyncio tasks.
//
// A [Loop] is a port of CPython's event loop for Starlark: tasks, futures,
// gather, wait, timeouts, locks, queues and task groups come in CPython's order,
// to the round of the ready queue. [Loop.Predeclared] gives a program the
// asyncio module and run_in_background, run_in_foreground, catch, catch_call,
// run_finally, run_with, error and fail; package syntax compiles cells with
// async def, await and async for.
//
// The loop follows the shell's model of jobs: a foreground run
// ([Loop.RunForeground]) advances background tasks, and between runs they are
// frozen. A task has a stack of its own, so that run_in_foreground can wait
// anywhere, also in a plain function.
//
// Invariants: one task runs at a time, on the goroutine of RunForeground. All
// methods belong to that goroutine, but for Interrupt, Inspect and
// CallSoonThreadsafe, which any goroutine may call. Who compiles cells or
// touches the session's names outside of a run owns the loop meanwhile
// ([Loop.Own]). Nothing here calls
// runtime.LockOSThread, and no builtin may. [Loop.Close] unwinds the tasks that
// are left; no goroutine stays behind.
//
// Where it differs from CPython:
//
//	timers due at the same time   fire in the order in which they were made
//	cancel of an executor job     stops the job
//	a pending task                never disappears, though nobody refers to it
//	KeyboardInterrupt             cannot be caught; run_finally's function runs,
//	                              and its error does not replace the interrupt
//	tasks that await each other   can be cancelled (RecursionError in CPython)
//	sleep after a late sleep      makes up for the lateness, up to 100 ms
//	repr of a task                has no wait_for and cb
//
// It is not a kernel: it knows no messages, no cells' history and no display.
package starlarkasync
