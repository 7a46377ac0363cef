package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

func TestStackOfATask(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		def pause(x):
			run_in_foreground(asyncio.sleep(x))
		async def inner():
			pause(9)
		async def outer():
			await inner()
		async def bad():
			await asyncio.sleep(0)
			fail("no")
		async def broken():
			await bad()
		def stack(t, limit=None):
			return [(f.name, f.lineno) for f in t.get_stack(limit=limit)]`)
	n.ok("t = asyncio.create_task(outer(), name='a')\nf = asyncio.create_task(broken(), name='b')\ns = asyncio.create_task(asyncio.sleep(9))")
	for _, step := range []struct{ source, want string }{
		{"u = asyncio.create_task(outer())\nstack(u)", `[("outer", 5)]`}, // not started
		{"stack(t)", `[("outer", 6), ("inner", 4), ("pause", 2)]`},
		{"stack(t, 2)", `[("inner", 4), ("pause", 2)]`}, // the newest of a stack
		{"stack(t, 9)", `[("outer", 6), ("inner", 4), ("pause", 2)]`},
		{"stack(t, 0) + stack(t, -1)", "[]"},
		{"await catch(f)\nstack(f)", `[("broken", 11), ("bad", 9)]`},
		{"stack(f, 1)", `[("broken", 11)]`}, // the oldest of a traceback
		{"stack(s)", "[]"},
		{"t.cancel()\nawait catch(t)\nstack(t)", "[]"},
		{"async def own(): return stack(asyncio.current_task())\nawait asyncio.create_task(own())", `[("own", 1), ("stack", 13)]`},
		{"u.get_stack(1)", `[frame(filename = "In [1]", line = "run_in_foreground(asyncio.sleep(x))", lineno = 2, name = "pause")]`},
	} {
		equal(t, n.ok(step.source), step.want)
	}
	equal(t, n.fails("t.get_stack('x')"), "TypeError: get_stack: for parameter limit: got string, want int or None")
}

func TestPrintStack(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def inner():
			await asyncio.sleep(9)
		async def outer():
			await inner()
		async def bad():
			fail(error("no", cause=error("why"), notes=["a note"]))
		t = asyncio.create_task(outer())
		b = asyncio.create_task(bad())
		s = asyncio.create_task(asyncio.sleep(1))
		await asyncio.wait([b])
		b.exception()`)
	for _, step := range []struct{ source, want string }{
		{"t.print_stack()", `Stack for <Task pending name='Task-1' coro=<outer() running at In [1]:4>> (most recent call last):
  In [1]:4:5, in outer
    await inner()
    ^
  In [1]:2:5, in inner
    await asyncio.sleep(9)
    ^`},
		{"t.print_stack(limit=1)", `Stack for <Task pending name='Task-1' coro=<outer() running at In [1]:4>> (most recent call last):
  In [1]:2:5, in inner
    await asyncio.sleep(9)
    ^`},
		{"b.print_stack()", `Traceback for <Task finished name='Task-2' coro=<bad() done, defined at In [1]:5> exception=Error("no")> (most recent call last):
  In [1]:6:9, in bad
    fail(error("no", cause=error("why"), notes=["a note"]))
        ^
Error: no
a note`},
		{"b.print_stack(0)", "No stack for <Task finished name='Task-2' coro=<bad() done, defined at In [1]:5> exception=Error(\"no\")>\nError: no\na note"},
		{"s.print_stack()", "No stack for <Task pending name='Task-3' coro=<sleep()>>"},
		{"out = []\ns.print_stack(file=struct(write=out.append))\nprint(out[0])", "No stack for <Task pending name='Task-3' coro=<sleep()>>\n"},
	} {
		n.take(&n.out)
		n.ok(step.source)
		equal(t, strings.Join(n.take(&n.out), "\n"), step.want)
	}
	equal(t, n.fails("t.print_stack(file=1)"), "TypeError: print_stack: for parameter file: got int, want a value with a write function, or None")
}
