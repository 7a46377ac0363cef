package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

func TestCellsShareAContextAndTasksCopyIt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		x = contextvars.ContextVar("x", default="unset")
		async def work():
			seen = [x.get()]
			x.set("task's")
			await asyncio.sleep(5)
			seen.append(x.get())
			return seen
		before = asyncio.create_task(work())
		token = x.set("first cell's")
		t = asyncio.create_task(work())`)
	equal(t, n.ok("x.get()"), `"first cell's"`)
	n.ok("x.set('second')")
	equal(t, n.ok("[await before, await t, x.get()]"), `[["unset", "task's"], ["first cell's", "task's"], "second"]`)
	equal(t, n.ok("x.reset(token)\nx.get()"), `"unset"`)
	equal(t, n.ok("[asyncio.current_task().get_context()[x] if x in asyncio.current_task().get_context() else None, before.get_context()[x]]"), `[None, "task's"]`)
}

// A function that Context.run calls can wait, unlike in CPython. Other tasks have
// their own context meanwhile.
func TestContextStaysWhileItsFunctionWaits(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		x = contextvars.ContextVar("x", default="outside")
		c = contextvars.Context()
		def inside():
			x.set("inside")
			run_in_foreground(asyncio.sleep(2))
			return x.get()
		async def other():
			await asyncio.sleep(1)
			return [x.get(), str(catch_call(c.run, print)[1])]
		t = asyncio.create_task(other())
		[c.run(inside), await t, x.get(), c.run(x.get)]`),
		`["inside", ["outside", "RuntimeError: cannot enter context: <Context> is already entered"], "outside", "inside"]`)
}

func TestContextIsLeftAfterAnError(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		x = contextvars.ContextVar("x", default="outside")
		c = contextvars.Context()
		def bad():
			x.set("inside")
			fail("bad")
		[str(catch_call(c.run, bad)[1]), x.get(), c.run(x.get)]`), `["fail: bad", "outside", "inside"]`)
}

func TestErrorsThatNobodyRetrievesGoToTheProgramsHandler(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		told = []
		def handler(loop, about):
			told.append([about["message"], str(about["exception"]), sorted(about.keys())])
		async def bad():
			fail("of the task")
		loop = asyncio.get_running_loop()
		loop.set_exception_handler(handler)
		t = asyncio.create_task(bad())
		f = asyncio.Future()
		f.set_exception(error("of the future"))
		f = None
		await asyncio.sleep(1)`)
	n.wantNotices()
	equal(t, n.ok("told"), `[["Future exception was never retrieved", "Error: of the future", ["exception", "future", "message"]], `+
		`["Task exception was never retrieved", "fail: of the task", ["exception", "message", "task"]]]`)
	n.ok("loop.set_exception_handler(lambda loop, about: fail('of the handler'))\nt = asyncio.create_task(bad())\nawait asyncio.sleep(1)")
	n.ok("loop.set_exception_handler(None)\nloop.call_exception_handler({'message': 'what happened', 'task': 5, 'exception': error('why')})")
	notices := strings.Join(n.take(&n.notices), "\n")
	for _, want := range []string{"Unhandled error in exception handler\n", "fail: of the handler", "what happened\ntask: 5\n", "Error: why"} {
		if !strings.Contains(notices, want) {
			t.Errorf("no %q in:\n%s", want, notices)
		}
	}
	if strings.Contains(notices, "of the task") {
		t.Errorf("the handler's errors were shown, too:\n%s", notices)
	}
}

func TestContextsAreComparedInTheOrderOfTheirVariables(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok(`
		x, y = contextvars.ContextVar("x"), contextvars.ContextVar("y")
		def holds(v):
			cyclic = []
			cyclic.append(cyclic)
			c = contextvars.Context()
			c.run(lambda: (x.set(v), y.set(cyclic)))
			return c
		def compare(c, d): return c == d
		[len([i for i in range(50) if compare(holds(1), holds(2))]), catch_call(compare, holds(1), holds(1))[1] != None]`),
		"[0, True]")
}
