package starlarkasync_test

import (
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
)

func TestUnretrievedErrorIsReportedOnceInTheRunOfItsDeath(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def bad(n):
			await asyncio.sleep(n)
			fail("went wrong")
		t = run_in_background(bad(1))`)
	n.wantNotices()
	n.ok("await asyncio.sleep(2)")
	n.wantNotices(`Task-1 (bad, started in In [1]:4): exception was never retrieved (to handle it: await catch(task))
Traceback (most recent call last):
  In [1]:3:9, in bad
    1 async def bad(n):
    2     await asyncio.sleep(n)
--> 3     fail("went wrong")
              ^
    4 t = run_in_background(bad(1))
fail: went wrong`)
	n.ok("await asyncio.sleep(2)")
	equal(t, n.fails("await t"), "fail: went wrong")
	n.wantNotices()
}

func TestAPanicWhileAResultIsShownIsTheErrorOfTheRun(t *testing.T) {
	loop := starlarkasync.New(starlarkasync.Options{Virtual: true})
	defer loop.Close()
	var shown []string
	_, err := loop.RunForeground("main", func(*starlark.Thread) (starlark.Value, error) {
		return starlark.MakeInt(1), nil
	}, func(v starlark.Value, e *exception.Error) {
		if e == nil {
			panic("kaboom")
		}
		shown = append(shown, e.Error())
	})
	want := "SystemError: internal error: kaboom; please report this"
	if err == nil || err.Error() != want || !slices.Equal(shown, []string{want}) {
		t.Errorf("the run gives %v and shows %q", err, shown)
	}
}

func TestErrorThatSomebodyRetrievedIsNotReported(t *testing.T) {
	for name, source := range map[string]string{
		"await":       "await catch(t)",
		"exception":   "await asyncio.wait([t])\nt.exception()",
		"gather":      "await asyncio.gather(t, return_exceptions=True)",
		"cancel":      "await asyncio.wait([t])\nt.cancel()", // as asyncio does
		"shield":      "await catch(asyncio.shield(t))",
		"wait_for":    "await catch(asyncio.wait_for(t, 5))",
		"the cell":    "await t",
		"group":       "async def inside(g):\n\tg.create_task(bad())\nawait catch(run_with(asyncio.TaskGroup(), inside))\nawait catch(t)",
		"later round": "async def asks():\n\tawait asyncio.sleep(3)\n\tt.exception()\nawait asks()",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{Virtual: true})
			n.run("async def bad():\n\tfail('bad')\nt = run_in_background(bad())\n" + source)
			n.wantNotices()
		})
	}
}

func TestErrorOfTheLastTurnCanBeRetrievedInTheNextRun(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a task asks":         {"async def asks(): return await catch(b)\nb = asyncio.create_task(bad())\na = asyncio.create_task(asks())", ""},
		"a callback asks":     {"b = asyncio.create_task(bad())\nb.add_done_callback(lambda t: t.exception())", ""},
		"a group asks":        {"async def inside(g): g.create_task(bad())\nt = asyncio.create_task(catch(run_with(asyncio.TaskGroup(), inside)))", ""},
		"a callback does not": {"b = asyncio.create_task(bad())\nb.add_done_callback(lambda t: None)", "Task-1 (bad, started in In [2]:1): exception was never retrieved"},
		"gather":              {"g = asyncio.gather(bad(), bad())", "The gather of Task-1 and Task-2: exception was never retrieved"},
		"shield":              {"s = asyncio.shield(bad())", "The shield of Task-1: exception was never retrieved"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{Virtual: true})
			n.ok("async def bad(): fail('bad')")
			n.ok(c.source)
			n.wantNotices()
			for range 3 {
				n.ok("await asyncio.sleep(1)")
			}
			got := strings.Join(n.take(&n.notices), "\n")
			if c.want == "" {
				equal(t, got, "")
			} else if !strings.HasPrefix(got, c.want) || strings.Count(got, "retrieved") != 1 {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestErrorOfTheLastTurnIsReportedAtTheEnd(t *testing.T) {
	for _, source := range []string{"", "\nc = asyncio.create_task(asyncio.sleep(9))"} {
		n := newNotebook(t, starlarkasync.Options{Virtual: true})
		n.ok("async def bad(): fail('bad')\nb = asyncio.create_task(bad())\nb.add_done_callback(lambda t: None)" + source)
		n.wantNotices()
		n.loop.CancelPending("the end")
		if got := n.take(&n.notices); len(got) != 1 || !strings.HasPrefix(got[0], "Task-1 (bad, started in In [1]:2): exception was never retrieved") {
			t.Errorf("notices: %q", got)
		}
	}
}

func TestAwaitOfAFunctionSaysWhatToWrite(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	err := n.run("async def f(): pass\nawait f").err
	equal(t, strings.Join(append(err.Notes, err.Error()), "\n"), "call the function: await f(...)\nTypeError: object function can't be used in 'await' expression")
}

func TestFutureWithAnUnretrievedErrorIsReported(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("f = asyncio.Future()\nf.set_exception(error('lost', name='Mine'))")
	n.wantNotices("Future exception was never retrieved (to handle it: await catch(future))\nMine: lost")
}

func TestDroppedCoroutineIsReported(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def f():\n\treturn 1\nx = 1\nf()\nx")
	n.wantNotices("RuntimeWarning: coroutine 'f' was never awaited (In [1]:4); write await f() or run_in_background(f())")
	n.ok("def g():\n\tf()\ng()\nx = f()")
	n.wantNotices("RuntimeWarning: coroutine 'f' was never awaited (In [2]:2); write await f() or run_in_background(f())")
	n.ok("asyncio.sleep(1)\n1")
	n.wantNotices("RuntimeWarning: coroutine 'sleep' was never awaited (In [3]:1); put await before the call")
	n.ok("await x\nc = f()\nc.close()\n1")
	n.wantNotices()
}

func TestErrorInACallbackIsReported(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("def cb(x):\n\tfail('no', x)\nasyncio.get_running_loop().call_soon(cb, 1)\nasyncio.get_running_loop().call_soon(explode)\nawait asyncio.sleep(1)")
	got := n.take(&n.notices)
	if len(got) != 2 || !strings.HasPrefix(got[0], "Exception in callback cb\n") || !strings.HasSuffix(got[0], "fail: no 1") ||
		!strings.Contains(got[1], "SystemError: internal error: kaboom") {
		t.Errorf("notices: %q", got)
	}
}

func TestPanicInATaskIsItsError(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def f():\n\texplode()\nt = run_in_background(f())\nawait asyncio.wait([t])")
	equal(t, n.ok("t.exception().name"), `"SystemError"`)
	n.take(&n.notices)
	if got := n.fails("explode()"); !strings.HasPrefix(got, "SystemError: internal error: kaboom") {
		t.Error(got)
	}
	equal(t, n.ok("await asyncio.sleep(1, 'alive')"), `"alive"`)
}

func TestDeadlockIsAnErrorInBatch(t *testing.T) {
	for _, o := range []starlarkasync.Options{{Virtual: true}, {Batch: true}} {
		n := newNotebook(t, o)
		got := n.fails(`
			lock = asyncio.Lock()
			done = asyncio.Event()
			async def holder():
				await lock.acquire()
				await done.wait()
			async def waiter():
				await lock.acquire()
			a = asyncio.create_task(holder(), name="a")
			b = asyncio.create_task(waiter(), name="b")
			await asyncio.gather(a, b)`)
		equal(t, got, `RuntimeError: deadlock: the cell waits, and no task, timer or job can wake it
  In [1] awaits a gather of a and b
  a (holder, running at In [1]:5) awaits an Event
  b (waiter, running at In [1]:7) awaits a Lock held by a`)
		equal(t, n.ok("done.set()\nawait asyncio.sleep(0)\n[a.done(), b.done()]"), "[True, False]")
		equal(t, n.ok("lock.release()\nawait asyncio.gather(a, b)"), "[None, None]")
	}
}

func TestDeadlockIsANoticeWhenInteractive(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start("f = asyncio.Future()\nasyncio.get_running_loop().call_soon(signal)\nawait f")
	n.wait("")
	for range 3 { // each wakes the loop, which does not tell it again
		n.loop.Inspect(soon, func() {})
	}
	// Not even an answer from outside counts as one that was expected.
	n.loop.CallSoonThreadsafe(func() { n.signals <- "external" })
	n.wait("external")
	n.interrupted(ended)
	n.wantNotices(`RuntimeWarning: deadlock: the cell waits, and no task, timer or job can wake it
  In [1] awaits a Future that nobody has ended
Interrupt the cell to end it.`)
}

func TestTasksThatAwaitEachOtherCanBeCancelled(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def one():
			await two
		async def another():
			await catch(asyncio.gather(one_task))
		one_task = asyncio.create_task(one())
		two = asyncio.create_task(another())
		await asyncio.sleep(0)
		await asyncio.sleep(0)`)
	equal(t, n.ok("one_task.cancel()\nawait asyncio.sleep(1)\n[one_task.done(), two.done()]"), "[True, True]")
}
