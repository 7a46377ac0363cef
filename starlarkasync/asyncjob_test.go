package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

func TestJobsThatGiveCoroutinesAreReported(t *testing.T) {
	const asyncFunction = "RuntimeWarning: f is an async function: called as a plain one it gives a coroutine, which does not run until it is awaited (In [3]:1); write "
	const result = ", was never awaited (In [3]:1); write await f() or run_in_background(f())"
	for source, want := range map[string]string{
		"j = run_in_background(f)":                                               asyncFunction + "run_in_background(f())",
		"j = run_in_background(g, 1)":                                            strings.Replace(asyncFunction, " f ", " g ", 1) + "run_in_background(g(...))",
		"c = await asyncio.to_thread(f)":                                         asyncFunction + "await f()",
		"c = await asyncio.create_task(asyncio.to_thread(f))":                    asyncFunction + "await f()",
		"j = asyncio.get_running_loop().run_in_executor(None, f)":                asyncFunction + "await f()",
		"await asyncio.to_thread(f)\n0":                                          asyncFunction + "await f()",
		"await run_in_background(f)\n0":                                          asyncFunction + "run_in_background(f())",
		"for i in range(3): run_in_background(f)":                                asyncFunction + "run_in_background(f())",
		"j = run_in_background(nameless)\nawait asyncio.sleep(1)":                "RuntimeWarning: coroutine 'f', the result of executor job lambda" + result,
		"j = run_in_background(plain)\nawait asyncio.sleep(1)":                   "RuntimeWarning: coroutine 'f', the result of executor job plain" + result,
		"for i in range(3): run_in_background(plain)\nawait asyncio.sleep(1)":    "RuntimeWarning: coroutine 'f', the result of executor job plain" + result,
		"t = run_in_background(await run_in_background(plain))":                  "",
		"c = await asyncio.to_thread(plain)":                                     "",
		"await (await run_in_background(plain))":                                 "",
		"j = run_in_background(plain)\nawait asyncio.sleep(1)\nawait j.result()": "",
		"j = run_in_background(plain)\nawait asyncio.sleep(1)\nc = j.result()":   "",
		"j = run_in_background(len, 'x')\nawait asyncio.sleep(1)":                "",
	} {
		t.Run(source, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{Virtual: true})
			// The harness does not copy globals, so that jobs must not use any.
			n.ok("async def f(): return 1\nasync def g(x): return x")
			n.ok("def calls(f):\n\tdef plain(): return f()\n\treturn plain, lambda: f()\nplain, nameless = calls(f)")
			n.ok(source)
			n.ok("await asyncio.sleep(1)")
			if want == "" {
				n.wantNotices()
			} else {
				n.wantNotices(want)
			}
		})
	}
}

func TestAsyncFunctionAsAJobIsToldAtOnce(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	n.ok("async def f(x): pass\nj = run_in_background(f, 'a')")
	n.wantNotices("RuntimeWarning: f is an async function: called as a plain one it gives a coroutine, which does not run until it is awaited (In [1]:2); write run_in_background(f(...))")
	close(g.open["a"])
	n.ok("await j\nj = run_in_background(f, 'a')")
	n.wantNotices("RuntimeWarning: f is an async function: called as a plain one it gives a coroutine, which does not run until it is awaited (In [2]:2); write run_in_background(f(...))")
}

func TestOutputBelongsToAFunctionThatTakesIt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def f(): pass\nasync def takes(output): return output\ndef plain(*output): pass\ndef named(*, output): return output\ndef rest(**rest): return rest")
	const refused = "TypeError: run_in_background: output= is for coroutines, and "
	for source, want := range map[string]string{
		"run_in_background(f, output='home')":     refused + `f() has no parameter of that name; write run_in_background(f(), output="home")`,
		"run_in_background(plain, output='home')": refused + "plain() has no parameter of that name; leave it out",
	} {
		equal(t, n.fails(source), want)
	}
	n.wantNotices()
	equal(t, n.ok("await (await run_in_background(takes, output='home'))"), `"home"`)
	equal(t, n.ok("await run_in_background(named, output='home')"), `"home"`)
	equal(t, n.ok("await run_in_background(rest, output='home')"), `{"output": "home"}`)
	equal(t, n.fails("await run_in_background(len, output='home')"), "TypeError: len: unexpected keyword arguments")
}

func TestGatherOfAListSaysWhatToWrite(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	for source, want := range map[string]string{
		"asyncio.gather([asyncio.sleep(1)])":    "for the items of a list, write gather(*list)",
		"asyncio.gather((asyncio.sleep(1),))":   "for the items of a tuple, write gather(*tuple)",
		"asyncio.gather(set())":                 "for the items of a set, write gather(*set)",
		"asyncio.gather(asyncio.sleep(1), 'x')": "",
	} {
		err := n.run(source).err
		equal(t, err.Error(), "TypeError: An asyncio.Future, a coroutine or an awaitable is required")
		equal(t, strings.Join(err.Notes, "\n"), want)
	}
}
