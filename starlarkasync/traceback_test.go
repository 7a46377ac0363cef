package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
)

func TestTracebackOfACellHasEachFrameOnce(t *testing.T) {
	const setup = `
		def g():
			fail("x")
		async def f():
			g()
		async def k():
			await asyncio.sleep(9)
		async def group(g):
			g.create_task(f())`
	for name, c := range map[string]struct{ source, want string }{
		"run_finally":    {"await run_finally(f(), g)", "<module>:1 g:2"},
		"run_with":       {"await run_with(asyncio.Lock(), f)", "<module>:1 f:4 g:2"},
		"finally passes": {"await run_finally(f(), lambda: None)", "<module>:1 f:4 g:2"},
		"a task":         {"await asyncio.create_task(f())", "<module>:1 f:4 g:2"},
		"cancelled":      {"t = asyncio.create_task(k())\nawait asyncio.sleep(0)\nt.cancel()\nawait t", "<module>:4 k:6"},
		"never started":  {"t = asyncio.create_task(k())\nt.cancel()\nawait t", "<module>:3"},
		"raised again":   {"v, e = await catch(f())\nfail(e)", "<module>:2 <module>:1 f:4 g:2"},
		"gather":         {"await asyncio.gather(f())", "<module>:1 f:4 g:2"},
		"of line 2":      {"await [f,\n f][0]()", "<module>:1 f:4 g:2"},
		"call in line 2": {"await [g,\n g][0]()", "<module>:2 g:2"},
		"caught group":   {"v, e = await catch(run_with(asyncio.TaskGroup(), group))\nfail(e)", "<module>:2 <module>:1"},
		"caught timeout": {"v, e = await catch(asyncio.wait_for(k(), 1))\nfail(e)", "<module>:2 <module>:1"},
		"group":          {"await run_with(asyncio.TaskGroup(), group)", "<module>:1"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{Virtual: true})
			n.ok(setup)
			var got []string
			for _, f := range exception.UserFrames(n.run(c.source).err.Stack) {
				got = append(got, f.Name+":"+f.Pos.String()[strings.Index(f.Pos.String(), "]:")+2:])
			}
			for i, f := range got {
				got[i] = f[:strings.LastIndex(f, ":")]
			}
			equal(t, strings.Join(got, " "), c.want)
		})
	}
}

func TestErrorValuesTellAllAboutThem(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def bad():
			fail(error("no", name="ValueError", cause=error("why"), notes=["look"]))
		async def nested(g):
			g.create_task(bad())
		async def group(g):
			g.create_task(bad())
			g.create_task(run_with(asyncio.TaskGroup(), nested))
		v, e = await catch(bad())
		v, g = await catch(run_with(asyncio.TaskGroup(), group))`)
	for source, want := range map[string]string{
		"[e.name, e.message, e.args]":        `["ValueError", "no", ("no",)]`,
		"e.cause":                            "Error: why",
		"e.notes":                            `("look",)`,
		"e.exceptions":                       "()",
		"e.traceback":                        `"In [1]:8:8: in <module>\nIn [1]:2:9: in bad\n"`,
		"g.name":                             `"ExceptionGroup"`,
		"g.message":                          `"unhandled errors in a TaskGroup (2 sub-exceptions)"`,
		"g.args":                             `("unhandled errors in a TaskGroup", [ValueError: no, ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)])`,
		"g.exceptions[0]":                    "ValueError: no",
		"g.exceptions[1].exceptions":         "(ValueError: no,)",
		"error('x', notes=('a', 'b')).notes": `("a", "b")`,
	} {
		equal(t, n.ok(source), want)
	}
	equal(t, n.fails("error('x', notes=[1])"), "TypeError: error: for parameter notes: got int, want strings")
}
