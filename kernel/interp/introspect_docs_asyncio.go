package interp

import "starkernel/kernel/interp/lib"

// asyncioDocs describe the module asyncio.
var asyncioDocs = []lib.Doc{
	{Signature: `asyncio`, Text: "Tasks, futures, locks and queues in the manner of Python's asyncio. Tasks advance while a cell runs.", Example: `await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))`},
	{Signature: `asyncio.sleep(delay, result=None)`, Text: "A coroutine that ends after delay seconds, with result. sleep(0) lets the other tasks run once.",
		Example: `await asyncio.sleep(0.5)`},
	{Signature: `asyncio.gather(*aws, return_exceptions=False)`, Text: "A future for the results of all awaitables, as a list in their order. The first error becomes its error; with return_exceptions errors are results.",
		Example: `a, b = await asyncio.gather(first(), second())`},
	{Signature: `asyncio.wait(fs, *, timeout=None, return_when="ALL_COMPLETED")`, Text: "Waits for tasks or futures and gives two sets of them, (done, pending). It cancels none and raises no errors of theirs.",
		Example: `done, pending = await asyncio.wait(tasks, timeout=2)`},
	{Signature: `asyncio.wait_for(fut, timeout)`, Text: "Awaits fut for at most timeout seconds; then it is cancelled and the error is TimeoutError. None is no limit.",
		Example: `value = await asyncio.wait_for(work(), 2)`},
	{Signature: `asyncio.shield(arg)`, Text: "A future for arg that can be cancelled without cancelling arg.",
		Example: `await asyncio.shield(task)`},
	{Signature: `asyncio.create_task(coro, *, name=None, context=None)`, Text: "Schedules a coroutine as a task and gives the task.",
		Example: `task = asyncio.create_task(work(), name="work")`},
	{Signature: `asyncio.Task(coro, *, name=None, context=None)`, Text: "Schedules a coroutine as a task; the same as create_task.",
		Example: `task = asyncio.Task(work())`},
	{Signature: `asyncio.ensure_future(coro_or_future, *, loop=None)`, Text: "Makes a task of a coroutine; a task or future is returned as it is.",
		Example: `f = asyncio.ensure_future(work())`},
	{Signature: `asyncio.current_task()`, Text: "The task that runs; in a cell, the task of the cell.", Example: `asyncio.current_task().get_name()`},
	{Signature: `asyncio.all_tasks()`, Text: "The set of the tasks that have not ended.", Example: `[t.get_name() for t in asyncio.all_tasks()]`},
	{Signature: `asyncio.as_completed(fs, *, timeout=None)`, Text: "Goes over awaitables in the order in which they end. With async for it gives the tasks and futures themselves.",
		Example: `async for task in asyncio.as_completed(tasks):
    print(await task)`},
	{Signature: `asyncio.timeout(delay)`, Text: "A manager for run_with that cancels what runs in it after delay seconds and makes that a TimeoutError. None is no limit.",
		Example: `await run_with(asyncio.timeout(2), lambda t: work())`},
	{Signature: `asyncio.timeout_at(when)`, Text: "timeout, with the time of the loop at which it ends.",
		Example: `asyncio.timeout_at(asyncio.get_running_loop().time() + 2)`},
	{Signature: `asyncio.to_thread(func, /, *args, **kwargs)`, Text: "A coroutine that calls a plain function on another core, isolated: it gets copies of its arguments and of what it uses, and its result is copied back.",
		Example: `await asyncio.to_thread(sum, range(1000))`},
	{Signature: `asyncio.get_running_loop()`, Text: "The event loop of the session.", Example: `asyncio.get_running_loop().time()`},
	{Signature: `asyncio.get_event_loop()`, Text: "The event loop of the session.", Example: `asyncio.get_event_loop().time()`},
	{Signature: `asyncio.Future(*, loop=None)`, Text: "A result that comes later: set_result or set_exception ends it.", Example: `f = asyncio.Future()`},
	{Signature: `asyncio.Event()`, Text: "A flag that tasks wait for.", Example: `ready = asyncio.Event()`},
	{Signature: `asyncio.Lock()`, Text: "A lock that one task holds at a time, first come, first served.", Example: `lock = asyncio.Lock()
await run_with(lock, lambda _: work())`},
	{Signature: `asyncio.Condition(lock=None)`, Text: "Lets tasks that hold a lock wait until others notify them.", Example: `changed = asyncio.Condition()`},
	{Signature: `asyncio.Semaphore(value=1)`, Text: "Lets at most value tasks hold it at a time.", Example: `limit = asyncio.Semaphore(10)`},
	{Signature: `asyncio.BoundedSemaphore(value=1)`, Text: "A semaphore for which one release too many is a ValueError.", Example: `limit = asyncio.BoundedSemaphore(10)`},
	{Signature: `asyncio.Barrier(parties)`, Text: "Holds tasks back until parties of them wait.", Example: `start = asyncio.Barrier(3)`},
	{Signature: `asyncio.Queue(maxsize=0)`, Text: "A queue between tasks, first in, first out. With maxsize, put waits while it is full.", Example: `q = asyncio.Queue(maxsize=10)`},
	{Signature: `asyncio.PriorityQueue(maxsize=0)`, Text: "A queue that gives the least item first.", Example: `q = asyncio.PriorityQueue()`},
	{Signature: `asyncio.LifoQueue(maxsize=0)`, Text: "A queue that gives the latest item first.", Example: `q = asyncio.LifoQueue()`},
	{Signature: `asyncio.TaskGroup()`, Text: "A manager for run_with that waits for the tasks made with its create_task; when one fails, the others are cancelled.", Example: `async def both(group):
    group.create_task(work())
    group.create_task(work())

await run_with(asyncio.TaskGroup(), both)`},
	{Signature: `asyncio.iscoroutine(obj)`, Text: "Whether obj is a coroutine.", Example: `asyncio.iscoroutine(asyncio.sleep(0))`},
	{Signature: `asyncio.iscoroutinefunction(func)`, Text: "Whether func was made by async def.", Example: `asyncio.iscoroutinefunction(print)`},
	{Signature: `asyncio.isfuture(obj)`, Text: "Whether obj is a future or task.", Example: `asyncio.isfuture(asyncio.Future())`},
	{Signature: `asyncio.run(main)`, Text: "Not available, since the loop runs with each cell: write await main().", Example: `await main()`},
	{Signature: `asyncio.run_until_complete(future)`, Text: "Not available, since the loop runs with each cell: write await main().", Example: `await main()`},
	{Signature: `asyncio.FIRST_COMPLETED`, Text: "For return_when of wait: until one has ended.", Example: `done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)`},
	{Signature: `asyncio.FIRST_EXCEPTION`, Text: "For return_when of wait: until one has failed, or all have ended.", Example: `done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)`},
	{Signature: `asyncio.ALL_COMPLETED`, Text: "For return_when of wait: until all have ended.", Example: `done, pending = await asyncio.wait(tasks, return_when=asyncio.ALL_COMPLETED)`},
	{Signature: `asyncio.BrokenBarrierError`, Text: "The name of the error of those who wait at a barrier that is broken or reset.", Example: `barrier = asyncio.Barrier(2)
waiting = run_in_background(barrier.wait())
await asyncio.sleep(0)
await barrier.reset()
_, err = await catch(waiting)
err.name == asyncio.BrokenBarrierError # True`},
	{Signature: `asyncio.CancelledError`, Text: "The name of the error of a task or future that was cancelled.", Example: `task.cancel()
_, err = await catch(task)
err.name == asyncio.CancelledError # True`},
	{Signature: `asyncio.InvalidStateError`, Text: "The name of the error of the result of a future that is pending, or of ending a future twice.", Example: `_, err = catch_call(task.result)
err.name == asyncio.InvalidStateError # True`},
	{Signature: `asyncio.QueueEmpty`, Text: "The name of the error of get_nowait when there is no item.", Example: `_, err = catch_call(asyncio.Queue().get_nowait)
err.name == asyncio.QueueEmpty # True`},
	{Signature: `asyncio.QueueFull`, Text: "The name of the error of put_nowait when there is no room.", Example: `full = asyncio.Queue(maxsize=1)
full.put_nowait(1)
_, err = catch_call(full.put_nowait, 2)
err.name == asyncio.QueueFull # True`},
	{Signature: `asyncio.QueueShutDown`, Text: "The name of the error of a queue that was shut down.", Example: `queue.shutdown()
_, err = catch_call(queue.put_nowait, 1)
err.name == asyncio.QueueShutDown # True`},
	{Signature: `asyncio.TimeoutError`, Text: "The name of the error of wait_for and timeout when the time is over.", Example: `_, err = await catch(asyncio.wait_for(asyncio.sleep(10), 1))
err.name == asyncio.TimeoutError # True`},
}

// asyncioTypeDocs describe the methods of asyncio's types, by type. A task has
// those of Future too.
var asyncioTypeDocs = []lib.Doc{
	{Signature: `Future.done()`, Text: "Whether it has a result or an error, or was cancelled.", Example: `task.done() # False`},
	{Signature: `Future.cancelled()`, Text: "Whether it was cancelled.", Example: `task.cancelled() # False`},
	{Signature: `Future.cancel(msg=None)`, Text: "Asks it to end with a CancelledError. False if it is done already.", Example: `task.cancel() # True`},
	{Signature: `Future.result()`, Text: "Its result, or its error raised; InvalidStateError while it is pending.", Example: `await asyncio.wait([task])
task.result() # 7`},
	{Signature: `Future.exception()`, Text: "Its error, or None; InvalidStateError while it is pending.", Example: `await asyncio.wait([task])
task.exception() # None`},
	{Signature: `Future.set_result(result)`, Text: "Ends it with a result.", Example: `f = asyncio.Future()
f.set_result(7)
await f # 7`},
	{Signature: `Future.set_exception(exception)`, Text: "Ends it with an error.", Example: `f = asyncio.Future()
f.set_exception(error("no answer"))
value, err = await catch(f)
err.message # "no answer"`},
	{Signature: `Future.add_done_callback(fn, *, context=None)`, Text: "Has the loop call fn with it when it is done.", Example: `task.add_done_callback(lambda t: print(t.result()))`},
	{Signature: `Future.remove_done_callback(fn)`, Text: "Removes a callback, and tells how many there were.", Example: `task.remove_done_callback(print) # 0`},
	{Signature: `Future.get_loop()`, Text: "The event loop.", Example: `task.get_loop().time()`},
	{Signature: `Task.get_name()`, Text: "The name of the task.", Example: `asyncio.create_task(work(), name="reader").get_name() # "reader"`},
	{Signature: `Task.set_name(value)`, Text: "Names the task.", Example: `task.set_name("reader")`},
	{Signature: `Task.get_context()`, Text: "The context in which the task runs.", Example: `task.get_context().run(print, "as in the task")`},
	{Signature: `Task.get_coro()`, Text: "The coroutine that the task runs.", Example: `asyncio.iscoroutine(task.get_coro()) # True`},
	{Signature: `Task.get_stack(limit=None)`, Text: "The frames of the task's stack, outermost first: structs with filename, lineno, name and line. Of a task that failed, those of its error. limit keeps the newest frames of a stack, the oldest of an error.", Example: `[f.lineno for f in task.get_stack()]`},
	{Signature: `Task.print_stack(limit=None, file=None)`, Text: "Prints where the task is, or where it failed, as a traceback. file is a value with a write function, in place of the output of the cell.", Example: `task.print_stack()`},
	{Signature: `Task.cancelling()`, Text: "How many requests to cancel the task are pending.", Example: `task.cancel()
task.cancelling() # 1`},
	{Signature: `Task.uncancel()`, Text: "Takes one request to cancel back, and tells how many are left.", Example: `task.cancel()
task.uncancel() # 0`},
	{Signature: `coroutine.close()`, Text: "Ends a coroutine that has not started.", Example: `c = work()
c.close()`},
	{Signature: `Lock.acquire()`, Text: "Waits until the lock is free and takes it. To be awaited.", Example: `lock = asyncio.Lock()
await lock.acquire()
await run_finally(work(), lock.release)`},
	{Signature: `Lock.release()`, Text: "Gives the lock to the task that has waited longest.", Example: `lock = asyncio.Lock()
await lock.acquire()
lock.release()`},
	{Signature: `Lock.locked()`, Text: "Whether a task holds it.", Example: `asyncio.Lock().locked() # False`},
	{Signature: `Event.wait()`, Text: "Waits until the flag is set. To be awaited.", Example: `ready = asyncio.Event()
asyncio.get_running_loop().call_later(1, ready.set)
await ready.wait()`},
	{Signature: `Event.set()`, Text: "Sets the flag and wakes all that wait.", Example: `ready = asyncio.Event()
ready.set()`},
	{Signature: `Event.clear()`, Text: "Takes the flag back.", Example: `ready = asyncio.Event()
ready.set()
ready.clear()`},
	{Signature: `Event.is_set()`, Text: "Whether the flag is set.", Example: `asyncio.Event().is_set() # False`},
	{Signature: `Condition.wait()`, Text: "Releases the lock, waits for a notification, and takes the lock again. To be awaited.", Example: `changed = asyncio.Condition()

async def watch():
    await run_with(changed, lambda _: changed.wait())

watching = run_in_background(watch())
await asyncio.sleep(0)
await run_with(changed, lambda _: changed.notify_all())
await watching`},
	{Signature: `Condition.wait_for(predicate)`, Text: "Waits until predicate() is true. To be awaited.", Example: `changed = asyncio.Condition()
items = ["first"]
await run_with(changed, lambda _: changed.wait_for(lambda: len(items) > 0)) # True`},
	{Signature: `Condition.notify(n=1)`, Text: "Wakes n of the tasks that wait.", Example: `changed = asyncio.Condition()
await run_with(changed, lambda _: changed.notify(2))`},
	{Signature: `Condition.notify_all()`, Text: "Wakes all tasks that wait.", Example: `changed = asyncio.Condition()
await run_with(changed, lambda _: changed.notify_all())`},
	{Signature: `Semaphore.acquire()`, Text: "Waits for a free place and takes it. To be awaited.", Example: `limit = asyncio.Semaphore(2)
await limit.acquire() # True`},
	{Signature: `Semaphore.release()`, Text: "Gives a place back.", Example: `limit = asyncio.Semaphore(2)
await limit.acquire()
limit.release()`},
	{Signature: `Semaphore.locked()`, Text: "Whether acquire would wait.", Example: `asyncio.Semaphore(0).locked() # True`},
	{Signature: `BoundedSemaphore.acquire()`, Text: "Waits for a free place and takes it. To be awaited.", Example: `limit = asyncio.BoundedSemaphore(2)
await limit.acquire() # True`},
	{Signature: `BoundedSemaphore.release()`, Text: "Gives a place back; a ValueError if none was taken.", Example: `limit = asyncio.BoundedSemaphore(2)
await limit.acquire()
limit.release()`},
	{Signature: `BoundedSemaphore.locked()`, Text: "Whether acquire would wait.", Example: `asyncio.BoundedSemaphore(2).locked() # False`},
	{Signature: `Barrier.wait()`, Text: "Waits until all parties have come. To be awaited.", Example: `start = asyncio.Barrier(2)
await asyncio.gather(start.wait(), start.wait()) # [0, 1]`},
	{Signature: `Barrier.reset()`, Text: "Empties the barrier; those that wait get a BrokenBarrierError.", Example: `await asyncio.Barrier(2).reset()`},
	{Signature: `Barrier.abort()`, Text: "Breaks the barrier for good.", Example: `await asyncio.Barrier(2).abort()`},
	{Signature: `Queue.put(item)`, Text: "Adds an item, and waits while the queue is full. To be awaited.", Example: `await queue.put("item")`},
	{Signature: `Queue.put_nowait(item)`, Text: "Adds an item; QueueFull if there is no room.", Example: `queue.put_nowait("item")`},
	{Signature: `Queue.get()`, Text: "Removes an item and gives it, and waits while the queue is empty. To be awaited.", Example: `await queue.put("item")
await queue.get() # "item"`},
	{Signature: `Queue.get_nowait()`, Text: "Removes an item and gives it; QueueEmpty if there is none.", Example: `queue.put_nowait("item")
queue.get_nowait() # "item"`},
	{Signature: `Queue.qsize()`, Text: "How many items are in the queue.", Example: `queue.qsize() # 0`},
	{Signature: `Queue.empty()`, Text: "Whether there are no items.", Example: `queue.empty() # True`},
	{Signature: `Queue.full()`, Text: "Whether there is no room.", Example: `asyncio.Queue(maxsize=1).full() # False`},
	{Signature: `Queue.task_done()`, Text: "Tells that an item that was taken has been worked on.", Example: `await queue.put("item")
await queue.get()
queue.task_done()`},
	{Signature: `Queue.join()`, Text: "Waits until all items have been worked on. To be awaited.", Example: `await queue.join()`},
	{Signature: `Queue.shutdown(immediate=False)`, Text: "Ends the queue: put fails with QueueShutDown, and get when it is empty; with immediate at once.", Example: `queue.shutdown()`},
	{Signature: `TaskGroup.create_task(coro, *, name=None, context=None)`, Text: "Schedules a coroutine as a task of the group.", Example: `await run_with(asyncio.TaskGroup(), lambda group: group.create_task(work()))`},
	{Signature: `Timeout.when()`, Text: "The time of the loop at which it ends, or None.", Example: `asyncio.timeout(None).when() # None`},
	{Signature: `Timeout.reschedule(when)`, Text: "Changes when it ends.", Example: `async def longer(timeout):
    timeout.reschedule(timeout.when() + 10)
    await asyncio.sleep(5)

await run_with(asyncio.timeout(1), longer)`},
	{Signature: `Timeout.expired()`, Text: "Whether the time is over.", Example: `asyncio.timeout(1).expired() # False`},
	{Signature: `EventLoop.time()`, Text: "The time of the loop in seconds.", Example: `asyncio.get_running_loop().time()`},
	{Signature: `EventLoop.is_running()`, Text: "Whether the loop runs: true in every cell.", Example: `asyncio.get_running_loop().is_running() # True`},
	{Signature: `EventLoop.is_closed()`, Text: "Whether the session has ended.", Example: `asyncio.get_running_loop().is_closed() # False`},
	{Signature: `EventLoop.get_debug()`, Text: "What set_debug was given, at first False.", Example: `asyncio.get_running_loop().get_debug() # False`},
	{Signature: `EventLoop.set_debug(enabled)`, Text: "Remembers enabled. It changes nothing else: the checks of Python's debug mode are always made.", Example: `asyncio.get_running_loop().set_debug(True)`},
	{Signature: `EventLoop.set_exception_handler(handler)`, Text: "Has the loop call handler(loop, context) for errors that nobody retrieves; context is a dict with message and exception. None: they are shown.", Example: `asyncio.get_running_loop().set_exception_handler(lambda loop, context: print(context["message"]))`},
	{Signature: `EventLoop.get_exception_handler()`, Text: "The exception handler, or None.", Example: `asyncio.get_running_loop().get_exception_handler() # None`},
	{Signature: `EventLoop.call_exception_handler(context)`, Text: "Calls the exception handler, or shows the error if there is none.", Example: `asyncio.get_running_loop().call_exception_handler({"message": "something is wrong"})`},
	{Signature: `EventLoop.default_exception_handler(context)`, Text: "Shows the error that context describes.", Example: `asyncio.get_running_loop().default_exception_handler({"message": "something is wrong"})`},
	{Signature: `EventLoop.run_forever()`, Text: "Not available, since the loop runs with each cell."},
	{Signature: `EventLoop.stop()`, Text: "Not available, since the loop runs with each cell."},
	{Signature: `EventLoop.close()`, Text: "Not available, since the loop is closed with the session."},
	{Signature: `EventLoop.create_future()`, Text: "Makes a pending future.", Example: `f = asyncio.get_running_loop().create_future()`},
	{Signature: `EventLoop.create_task(coro, *, name=None, context=None)`, Text: "Schedules a coroutine as a task.", Example: `task = asyncio.get_running_loop().create_task(work())`},
	{Signature: `EventLoop.run_in_executor(executor, func, *args)`, Text: "Calls a plain function on another core, isolated, and gives a future for its result. executor is None.", Example: `await asyncio.get_running_loop().run_in_executor(None, sum, [1, 2]) # 3`},
	{Signature: `EventLoop.run_until_complete(future)`, Text: "Not available, since the loop runs with each cell: write await main()."},
	{Signature: `EventLoop.call_soon(callback, *args, context=None)`, Text: "Calls callback in the next turn of the loop.", Example: `asyncio.get_running_loop().call_soon(print, "soon")`},
	{Signature: `EventLoop.call_soon_threadsafe(callback, *args, context=None)`, Text: "The same as call_soon.", Example: `asyncio.get_running_loop().call_soon_threadsafe(print, "soon")`},
	{Signature: `EventLoop.call_later(delay, callback, *args, context=None)`, Text: "Calls callback after delay seconds.", Example: `asyncio.get_running_loop().call_later(1, print, "a second later")`},
	{Signature: `EventLoop.call_at(when, callback, *args, context=None)`, Text: "Calls callback at a time of the loop.", Example: `loop = asyncio.get_running_loop()
loop.call_at(loop.time() + 1, print, "a second later")`},
	{Signature: `Handle.cancel()`, Text: "Withdraws the call.", Example: `asyncio.get_running_loop().call_soon(print, "never").cancel()`},
	{Signature: `Handle.cancelled()`, Text: "Whether the call was withdrawn.", Example: `asyncio.get_running_loop().call_soon(print).cancelled() # False`},
	{Signature: `Handle.get_context()`, Text: "The context in which the call is made.", Example: `asyncio.get_running_loop().call_soon(print).get_context()`},
	{Signature: `TimerHandle.cancel()`, Text: "Withdraws the call.", Example: `asyncio.get_running_loop().call_later(1, print, "never").cancel()`},
	{Signature: `TimerHandle.cancelled()`, Text: "Whether the call was withdrawn.", Example: `asyncio.get_running_loop().call_later(1, print).cancelled() # False`},
	{Signature: `TimerHandle.get_context()`, Text: "The context in which the call is made.", Example: `asyncio.get_running_loop().call_later(1, print).get_context()`},
	{Signature: `TimerHandle.when()`, Text: "The time of the loop at which the call is due.", Example: `asyncio.get_running_loop().call_later(1, print).when()`},
}

// contextvarsDocs describe the module contextvars and the methods of its types.
var contextvarsDocs = []lib.Doc{
	{Signature: `contextvars`, Text: "Variables with a value for each context. All cells share one context; each task, and each callback, runs in a copy of the one that made it.", Example: `user = contextvars.ContextVar("user", default="nobody")
user.set("Ada")
user.get() # "Ada"`},
	{Signature: `contextvars.ContextVar(name, *, default)`, Text: "Makes a context variable. Without default, get fails while it is not set.",
		Example: `user = contextvars.ContextVar("user", default="nobody")`},
	{Signature: `contextvars.Context()`, Text: "An empty context.", Example: `contextvars.Context().run(print, "in it")`},
	{Signature: `contextvars.copy_context()`, Text: "A copy of the current context.", Example: `contextvars.copy_context().run(print, "in it")`},
	{Signature: `contextvars.Token`, Text: "What set of a context variable gives. Token.MISSING stands for a variable that was not set.", Example: `contextvars.ContextVar("user").set("Ada").old_value == contextvars.Token.MISSING # True`},
	{Signature: `ContextVar.get(default)`, Text: "The value in the current context, else default, else that of the variable; a LookupError if there is none.", Example: `contextvars.ContextVar("user").get("nobody") # "nobody"`},
	{Signature: `ContextVar.set(value)`, Text: "Sets the variable in the current context and gives a token for reset.", Example: `user = contextvars.ContextVar("user")
token = user.set("Ada")`},
	{Signature: `ContextVar.reset(token)`, Text: "Sets the variable to what it was before the set that gave the token.", Example: `user = contextvars.ContextVar("user", default="nobody")
user.reset(user.set("Ada"))
user.get() # "nobody"`},
	{Signature: `Context.run(callable, *args, **kwargs)`, Text: "Calls a function in the context: what it sets stays there.", Example: `contextvars.copy_context().run(print, "in it")`},
	{Signature: `Context.copy()`, Text: "A copy of the context.", Example: `contextvars.copy_context().copy()`},
	{Signature: `Context.get(key, default=None)`, Text: "The value of a variable, or default.", Example: `contextvars.Context().get(contextvars.ContextVar("user"), "nobody") # "nobody"`},
	{Signature: `Context.keys()`, Text: "The variables that are set.", Example: `contextvars.Context().keys() # []`},
	{Signature: `Context.values()`, Text: "The values of the variables.", Example: `contextvars.Context().values() # []`},
	{Signature: `Context.items()`, Text: "Pairs of a variable and its value.", Example: `contextvars.Context().items() # []`},
}
