package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

func TestReprOfATaskInEachState(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def ticker():
			for i in range(5):
				await asyncio.sleep(1)
		async def waits():
			await ticker()
		async def fails():
			fail("it's broken")
		def helper():
			run_in_foreground(asyncio.sleep(1))
		async def plain():
			helper()`)
	for _, step := range []struct{ source, want string }{
		{"t = run_in_background(ticker())\nt", "<Task pending name='Task-1' coro=<ticker() running at In [1]:1>>"},
		{"t", "<Task pending name='Task-1' coro=<ticker() running at In [1]:3>>"},
		{"t.cancel()\nt", "<Task cancelling name='Task-1' coro=<ticker() running at In [1]:3>>"},
		{"await catch(t)\nt", "<Task cancelled name='Task-1' coro=<ticker() done, defined at In [1]:1>>"},
		{"t = asyncio.create_task(waits(), name='mine')\nawait asyncio.sleep(1)\nt", "<Task pending name='mine' coro=<waits() running at In [1]:5>>"},
		{"await t\nt", "<Task finished name='mine' coro=<waits() done, defined at In [1]:4> result=None>"},
		{"t = run_in_background(fails())\nawait catch(t)\nt", `<Task finished name='Task-3' coro=<fails() done, defined at In [1]:6> exception=fail("it's broken")>`},
		{"t = run_in_background(plain())\nawait asyncio.sleep(0)\nt", "<Task pending name='Task-4' coro=<plain() running at In [1]:11>>"},
		{"t = run_in_background(asyncio.sleep(0, [1, 'x']))\nawait t\nt", `<Task finished name='Task-6' coro=<sleep()> result=[1, "x"]>`},
		{"t = ticker()\nx = [t, t.close()]\nx[0]", "<coroutine object ticker, defined at In [1]:1>"},
		{"ticker", "<async function ticker>"},
	} {
		equal(t, n.ok(step.source), step.want)
	}
}

func TestReprOfAFuture(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("f = asyncio.Future()")
	equal(t, n.ok("f"), "<Future pending>")
	equal(t, n.ok("f.set_result({'a': (1,)})\nf"), `<Future finished result={"a": (1,)}>`)
	equal(t, n.ok("f = asyncio.Future()\nf.cancel()\nf"), "<Future cancelled>")
	equal(t, n.ok("f = asyncio.Future()\nf.set_exception(error('m', name='E'))\nf.exception()\nf"), `<Future finished exception=E("m")>`)
}

func TestReprOfAResultIsBounded(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok("f = asyncio.Future()\nf.set_result([f])\nf"), "<Future finished result=[<Future finished result=...>]>")
	equal(t, n.ok("f = asyncio.Future()\nf.set_result(range(1000 * 1000 * 1000))\nf"), "<Future finished result=range(...)>")
	tree := n.ok(`
		x = [1]
		for i in range(200): x = [x, x]
		f = asyncio.Future()
		f.set_result({"x": x, "text": "t" * 100000, "struct": struct(x=x), "list": list(range(100))})
		f`)
	if len(tree) > 3000 || !strings.Contains(tree, `"list": [0, 1, 2, 3, 4, 5, ...]`) {
		t.Errorf("%d bytes: %s", len(tree), tree)
	}
}

func TestReprsAreShortAndQuotedAsCPythonDoes(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def f(): pass\ndef named(name): return asyncio.create_task(f(), name=name)")
	for _, step := range []struct{ source, want string }{
		{`named("it's")`, `<Task pending name="it's" coro=<f() running at In [1]:1>>`},
		{`named('say "hi"')`, `<Task pending name='say "hi"' coro=<f() running at In [1]:1>>`},
		{`named("it's \"x\"")`, `<Task pending name='it\'s "x"' coro=<f() running at In [1]:1>>`},
		{`named("a\n<b>")`, `<Task pending name='a\n<b>' coro=<f() running at In [1]:1>>`},
		{"x = asyncio.Future()\nx.set_result('y' * 500)\nx", `<Future finished result="yyyyyyyyyyyy...yyyyyyyyyyyyy">`},
		{"x = asyncio.Future()\nx.set_result({i: i for i in range(9)})\nx", "<Future finished result={0: 0, 1: 1, 2: 2, 3: 3, ...}>"},
		{"x = asyncio.Future()\nx.set_result(1 << 300)\nx", "<Future finished result=203703597633448608...9763336706183397376>"},
		{"x = asyncio.Future()\nx.set_result([1, [2, [3, [4, [5, [6, [7]]]]]]])\nx", "<Future finished result=[1, [2, [3, [4, [5, [6, [...]]]]]]]>"},
		{"x = asyncio.Future()\nx.cancel()\nx", "<Future cancelled>"},
	} {
		equal(t, n.ok(step.source), step.want)
	}
}

func TestReprOfLocksAndQueues(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	for _, step := range []struct{ source, want string }{
		{"asyncio.Lock()", "<Lock [unlocked]>"},
		{"x = asyncio.Lock()\nawait x.acquire()\nt = asyncio.create_task(x.acquire())\nawait asyncio.sleep(0)\nx", "<Lock [locked, waiters:1]>"},
		{"asyncio.Event()", "<Event [unset]>"},
		{"asyncio.Semaphore(2)", "<Semaphore [unlocked, value:2]>"},
		{"asyncio.Condition()", "<Condition [unlocked]>"},
		{"asyncio.Barrier(2)", "<Barrier [filling, waiters:0/2]>"},
		{"asyncio.timeout(5)", "<Timeout [created]>"},
		{"asyncio.TaskGroup()", "<TaskGroup>"},
		{"q = asyncio.LifoQueue()\nfor i in range(9): q.put_nowait(i)\nq.put_nowait(q)\nq", "<LifoQueue maxsize=0 _queue=[0, 1, 2, 3, 4, 5, ...] tasks=10>"},
		{"q = asyncio.PriorityQueue()\nq.put_nowait((2, 'b'))\nq.put_nowait((1, 'a'))\nq", `<PriorityQueue maxsize=0 _queue=[(1, "a"), (2, "b")] tasks=2>`},
		{"def cb(): pass\nasyncio.get_running_loop().call_later(5, cb)", "<TimerHandle when=5.0 cb() at In [11]:1>"},
		{"q = asyncio.Queue(3)\nq.put_nowait(1)\nq", "<Queue maxsize=3 _queue=[1] tasks=1>"},
		{"h = asyncio.get_running_loop().call_later(1, print)\nh.cancel()\nh", "<TimerHandle cancelled when=1.0>"},
	} {
		equal(t, n.ok(step.source), step.want)
	}
}

func TestRunInForegroundWaitsAnywhereOnATasksStack(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		async def value(x):
			await asyncio.sleep(1)
			return x
		def plain(x):
			return run_in_foreground(value(x)) + 1
		async def nested():
			return [plain(y) for y in [plain(1), 10]]
		async def deeper():
			return run_in_foreground(nested())
		t = run_in_background(deeper())
		[plain(5), sorted([3, 1, 2], key=plain), await t, asyncio.get_running_loop().time()]`), "[6, [1, 2, 3], [3, 11], 4.0]")
	equal(t, n.ok("run_in_foreground(t)"), "[3, 11]")
	equal(t, n.fails("run_in_foreground(5)"), "TypeError: An asyncio.Future, a coroutine or an awaitable is required")
}

func TestRunInForegroundOffATaskSaysWhatToDo(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	want := "RuntimeError: run_in_foreground needs a running task: it cannot be used in a callback, in an executor job or while a value is displayed; start a task there with run_in_background"
	n.ok("c = []\ndef cb(*args):\n\tc.append(catch_call(run_in_foreground, asyncio.Future())[1])")
	equal(t, n.ok("asyncio.get_running_loop().call_soon(cb)\nawait asyncio.sleep(0)\nc.pop()"), want)
	equal(t, n.ok("f = asyncio.Future()\nf.add_done_callback(cb)\nf.set_result(1)\nawait asyncio.sleep(0)\nc.pop()"), want)
	for _, call := range []string{"asyncio.run(f())", "asyncio.get_running_loop().run_until_complete(f())"} {
		if got := n.fails("async def f():\n\tpass\n" + call); !strings.HasPrefix(got, "RuntimeError: ") || !strings.HasSuffix(got, "; write await main()") {
			t.Errorf("%s: %s", call, got)
		}
	}
	n.wantNotices()
}

func TestStructsCanBeAwaited(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def f():\n\treturn await asyncio.sleep(1, 'v')\nx = struct(__await__=f)")
	equal(t, n.ok("[await x, run_in_foreground(x), await asyncio.wait_for(x, 5), await asyncio.gather(x, x), await run_in_background(x)]"),
		`["v", "v", "v", ["v", "v"], "v"]`)
	equal(t, n.fails("await struct(__await__=lambda: 5)"), "TypeError: __await__() returned int, want a coroutine or a future")
	equal(t, n.fails("def again():\n\treturn struct(__await__=again, __aiter__=again)\nawait again()"), "TypeError: __await__() returned struct, want a coroutine or a future")
	equal(t, n.fails("async for i in again(): pass"), "TypeError: 'async for' requires an object with __aiter__ method, got struct")
	equal(t, n.fails("await 5"), "TypeError: object int can't be used in 'await' expression")
}

func TestStructsCanBeAsyncIterators(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		def upto(n):
			state = [0]
			async def anext():
				await asyncio.sleep(1)
				if state[0] == n:
					fail(error("", name="StopAsyncIteration"))
				state[0] += 1
				return state[0]
			it = struct(__anext__=anext)
			return struct(__aiter__=lambda: it)
		async def broken():
			fail("broken")`)
	equal(t, n.ok("got = []\nasync for i in upto(3): got.append(i)\n[got, asyncio.get_running_loop().time()]"), "[[1, 2, 3], 4.0]")
	equal(t, n.ok("got = []\nasync for f in asyncio.as_completed([asyncio.sleep(i, i) for i in [3, 1, 2]]): got.append(f.result())\ngot"), "[1, 2, 3]")
	equal(t, n.fails("async for i in struct(__anext__=broken): pass"), "fail: broken")
	if got := n.fails("async for i in [1]: pass"); got != "TypeError: 'async for' requires an object with __aiter__ method, got list" {
		t.Error(got)
	}
}

func TestStructsCanBeManagers(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		log = []
		def manager(swallow, suffix="a"):
			async def enter():
				await asyncio.sleep(1)
				return "in"
			async def leave(err):
				await asyncio.sleep(1)
				log.append(err)
				return swallow
			return struct(__aenter__=enter, __aexit__=leave)
		plain = struct(__enter__=lambda: 1, __exit__=lambda e: None)
		async def bad(v):
			fail("in the body")`)
	equal(t, n.ok("await run_with(manager(False), lambda v: v + 'side')"), `"inside"`)
	equal(t, n.ok("await run_with(plain, lambda v: v + 1)"), "2")
	equal(t, n.ok("await run_with(manager(True), bad)"), "None")
	equal(t, n.fails("await run_with(manager(False), bad)"), "fail: in the body")
	equal(t, n.ok("log"), `[None, fail: in the body, fail: in the body]`)
	ended := n.start(`
		def spin(v):
			signal('here')
			while True: pass
		await run_with(manager(True), spin)`)
	n.wait("here")
	n.interrupted(ended) // no manager swallows an interrupt
	equal(t, n.ok("log[-1].name"), `"KeyboardInterrupt"`)
	if got := n.fails("run_with(5, bad)"); !strings.HasPrefix(got, "TypeError: run_with: got int, want a timeout, lock") {
		t.Error(got)
	}
}

func TestErrorValues(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("cause = error('first', name='ValueError')\ne = error('second', cause=cause)\ndef raises(x):\n\tfail(x)")
	for _, step := range []struct{ source, want string }{
		{"[e.name, e.message, e.args, e.cause == cause, cause.cause]", `["Error", "second", ("second",), True, None]`},
		{"catch_call(raises, e)[1] == e", "True"},
		{"catch_call(raises, 'text')[1]", "fail: text"},
		{"catch_call(fail, 'a', 1, sep='-')[1].message", `"a-1"`},
		{"catch_call(lambda: 1 // 0)[1].name", `"ZeroDivisionError"`},
		{"catch_call(lambda: {}['k'])[1].name", `"KeyError"`},
		{"catch_call(len)[1].name", `"TypeError"`},
		{"catch_call(lambda: 7)", "(7, None)"},
		{"catch_call(error, 'm', cause=5)[1].message", `"error: for parameter cause: got int, want an error value or None"`},
		{"f = asyncio.Future()\nf.set_exception(e)\n[(await catch(f))[1] == e, f.exception() == e]", "[True, True]"},
	} {
		equal(t, n.ok(step.source), step.want)
	}
	equal(t, n.fails("fail(e)"), "Error: second")
}

func TestAllWhoAwaitATaskGetTheSameError(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		async def bad():
			fail("one")
		t = run_in_background(bad())
		async def other():
			return (await catch(t))[1]
		mine = (await catch(t))[1]
		[mine == t.exception(), mine == await other()]`), "[True, True]")
	// The traceback of the cell that awaits it shows both stacks.
	e := n.run("await t")
	if text := e.err.Stack.String(); !strings.Contains(text, "In [2]:1") || !strings.Contains(text, "In [1]:2:9: in bad") {
		t.Errorf("stack:\n%s", text)
	}
	equal(t, n.ok("mine == t.exception()"), "True")
}

func TestArgumentsAreChecked(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	for _, test := range []struct{ source, want string }{
		{"asyncio.sleep('1')", "TypeError: sleep: for parameter delay: got string, want float or int"},
		{"await asyncio.sleep(float('nan'))", "ValueError: Invalid delay: NaN (not a number)"},
		{"asyncio.create_task(5)", "TypeError: a coroutine was expected, got 5"},
		{"asyncio.gather(5)", "TypeError: An asyncio.Future, a coroutine or an awaitable is required"},
		{"asyncio.gather([1], (2,))", "TypeError: An asyncio.Future, a coroutine or an awaitable is required"},
		{"run_in_background(5)", "TypeError: run_in_background: got int, want a coroutine, a future or a function"},
		{"run_in_background(asyncio.sleep(1), 5)", "TypeError: run_in_background: a coroutine takes no arguments; they go into the call that makes it"},
		{"await asyncio.wait([])", "ValueError: Set of Tasks/Futures is empty."},
		{"await asyncio.wait([asyncio.sleep(1)])", "TypeError: Passing coroutines is forbidden, use tasks explicitly."},
		{"asyncio.Future().result()", "InvalidStateError: Result is not set."},
		{"asyncio.Semaphore(-1)", "ValueError: Semaphore initial value must be >= 0"},
		{"asyncio.Lock().release()", "RuntimeError: Lock is not acquired."},
		{"asyncio.get_running_loop().call_soon(5)", "TypeError: a callable object was expected by call_soon(), got 5"},
		{"asyncio.get_running_loop().call_later('x', print)", "TypeError: call_later: for parameter delay: got string, want float or int"},
		{"q = asyncio.PriorityQueue()\nq.put_nowait(1)\nq.put_nowait('x')", "TypeError: string < int not implemented"},
	} {
		e := n.run(test.source)
		if e.err == nil {
			t.Errorf("%s: no error", test.source)
		} else if got := e.err.Error(); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.source, got, test.want)
		}
	}
}

func TestCurrentAndAllTasks(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		seen = []
		def cb():
			seen.append(asyncio.current_task())
		asyncio.get_running_loop().call_soon(cb)
		t = asyncio.create_task(asyncio.sleep(5))
		await asyncio.sleep(0)
		names = sorted([x.get_name() for x in asyncio.all_tasks()])
		[seen, names, asyncio.current_task().get_name()]`), `[[None], ["In [1]", "Task-1"], "In [1]"]`)
	tasks := n.loop.PendingTasks()
	if len(tasks) != 1 || tasks[0].Name() != "Task-1" || tasks[0].Home() != "In [1]" || tasks[0].Origin() != "In [1]:5" {
		t.Errorf("pending: %v", tasks)
	}
}
