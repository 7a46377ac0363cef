// Package starlarkasync runs Starlark code as asyncio tasks.
//
// A [Loop] is a port of CPython's event loop for Starlark: tasks, futures,
// gather, wait, timeouts, locks, queues and task groups come in CPython's order,
// to the round of the ready queue. [Loop.Predeclared] gives a program the
// modules asyncio and contextvars, and run_in_background, run_in_foreground,
// parallel_map, catch, catch_call, run_finally, run_with, error and fail; package
// syntax compiles cells with async def, await and async for.
//
// The loop follows the shell's model of jobs: a foreground run
// ([Loop.RunForeground]) advances background tasks, and between runs they are
// frozen. A task has a stack of its own, so that run_in_foreground can wait
// anywhere, also in a plain function.
//
// A program that embeds it makes a [Loop] and a session whose cells run on it
// ([Loop.Hooks]), compiles a cell and runs it; the first example is all of it.
//
// # Goroutines
//
// One task runs at a time, on the goroutine of RunForeground. All methods belong
// to that goroutine, but for these, which any goroutine may call at any time:
// [Loop.Interrupt], [Loop.Inspect] and [Loop.CallSoonThreadsafe]. Who compiles
// cells or touches the session's names outside of a run owns the loop meanwhile
// ([Loop.Own]). Close is called between runs; interrupts and inspections may come
// while it works and afterwards. Then no goroutine of the loop is left, but those
// of jobs that do not obey their Cancel. Nothing here calls runtime.LockOSThread,
// and no builtin may.
//
// # Order
//
// Events come in CPython's order. What other goroutines deliver runs in the next
// turn, in the order of arrival; under the virtual clock results of executor jobs
// come in the order of submission. Interrupts that come before the loop has taken
// note of the first are one, as with CPython's signals. Interrupts come before
// inspections.
//
// # Clock
//
// Time is real or virtual ([Options.Virtual]). Virtual time begins at 0 and stands
// still while anything can run, while an executor job has not ended and while an
// answer from outside is awaited; then it jumps to the next timer. A time.sleep
// ([Loop.BlockingSleep]) moves it without firing timers.
//
// # Errors
//
// What a cell, a task or a job fails with is an exception.Error with the name of a
// Python class and a Starlark traceback; panics of builtins are SystemErrors.
// An error that nobody asked for is a notice at the end of the run in which it came,
// or of the next one if somebody is about to ask. A cell that nothing can wake is a
// deadlock: an error in batch and under the virtual clock, else a notice, and the cell
// waits for an interrupt.
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
//	get_stack of a parked task    gives all functions on its stack
//
// It is not a kernel: it knows no messages, no cells' history and no display.
package starlarkasync
