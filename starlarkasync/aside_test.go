package starlarkasync_test

import (
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

func TestAsideRunsOnAStackOfItsOwn(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.ok("aside(lambda x: x + 1, 2)"), "3")
	equal(t, n.ok("async def f(): return aside(lambda: asyncio.current_task().get_name())\nawait asyncio.create_task(f(), name='mine')"), `"mine"`)
	equal(t, n.ok("t = aside(lambda: run_in_background(asyncio.sleep(1, 'slept')))\nawait t"), `"slept"`)
	equal(t, n.ok("await catch(f())"), `("In [4]", None)`)
	for source, want := range map[string]string{
		"aside(lambda: run_in_foreground(asyncio.sleep(1)))":                      "RuntimeError: run_in_foreground needs a running task",
		"aside(lambda: 1 // 0)":                                                   "ZeroDivisionError: ",
		"aside(explode)":                                                          "SystemError: internal error: kaboom",
		"def g():\n\twhile True: pass\naside(g)":                                  "TimeoutError: g took more than 100000 steps",
		"def h(): return aside(h)\nh()":                                           "RecursionError: maximum recursion depth exceeded while a value is displayed",
		"def down(n): return down(n - 1) if n else aside(lambda: 1)\ndown(99990)": "RecursionError: ",
	} {
		if got := n.fails(source); !strings.HasPrefix(got, want) {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
	}
	equal(t, n.ok("catch_call(aside, lambda: fail('x'))[1]"), "fail: x")
	equal(t, n.ok("aside(lambda: 'goes on')"), `"goes on"`)
}

func TestInterruptEndsAside(t *testing.T) {
	const endless = "def endless():\n\twhile True: pass\ndef spin():\n\tsignal('here')\n\tpoll()\n"
	for name, source := range map[string]string{
		"of the cell":       "aside(spin)",
		"of a task":         "async def f(): catch_call(aside, spin)\nawait asyncio.create_task(f())",
		"inside of another": "aside(lambda: catch_call(aside, spin))",
		"before it":         "def both():\n\tinterrupt()\n\taside(endless)\nboth()",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.findsRunaways()
			ended := n.start(endless + source)
			if name != "before it" {
				n.wait("here")
				n.wait("polls")
			}
			n.loop.Interrupt()
			e := n.finish(ended)
			if e.err == nil || e.err.Class != "KeyboardInterrupt" {
				t.Errorf("got %v, %v", e.value, e.err)
			}
			equal(t, n.ok("aside(lambda: 'goes on')"), `"goes on"`)
			equal(t, n.ok("stopped()"), "False")
		})
	}
}
