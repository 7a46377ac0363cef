package starlarkasync_test

import (
	"os"
	"strings"
	"testing"

	"starkernel/starlarkasync"
)

// callsPrelude is the prelude of testdata/calls/calls.py in Starlark.
const callsPrelude = `
async def nothing(): return 0
async def f(a, b=1): return a
async def g(a, *, k): return k
async def h(a, b, c): return a
async def v(a, *args, k=1, **rest): return rest
loop = asyncio.get_running_loop()
def failure(fn, *args, **kwargs):
    return str(catch_call(fn, *args, **kwargs)[1])`

// TestCallsAsInCPython compares values and errors of single calls with those of
// CPython 3.13; see testdata/calls/calls.py.
func TestCallsAsInCPython(t *testing.T) {
	data, err := os.ReadFile("testdata/calls/calls.golden")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	cases := strings.Split(strings.TrimSpace(string(data)), "\n\n")
	for _, c := range cases {
		source, want := c, ""
		if i := strings.LastIndex(c, "\n"); i >= 0 {
			source, want = c[:i], c[i+1:]
		}
		for _, d := range callDeviations {
			if other, ok := d.cases[source]; ok {
				if other == want {
					t.Errorf("%s\nis listed as a deviation and is none", source)
				}
				used[source] = true
				want = other
			}
		}
		n := newNotebook(t, starlarkasync.Options{Virtual: true})
		n.ok(callsPrelude)
		e := n.run(source)
		got := "= " + e.text
		if e.err != nil {
			got = "! " + e.err.Error()
		}
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
		n.loop.Close()
	}
	for _, d := range callDeviations {
		for source := range d.cases {
			if !used[source] {
				t.Errorf("no case %s", source)
			}
		}
	}
}

// callDeviations are the cases where we differ from CPython, and why.
var callDeviations = []struct {
	why   string
	cases map[string]string
}{
	{"CPython's error is an accident of its code, or of duck typing; ours names the parameter", map[string]string{
		`await asyncio.sleep("x")`:                            `! TypeError: sleep: for parameter delay: got string, want float or int`,
		`await asyncio.sleep(None)`:                           `! TypeError: sleep: for parameter delay: got NoneType, want float or int`,
		`await asyncio.wait([1])`:                             `! TypeError: wait: got int, want tasks or futures`,
		`await asyncio.wait([asyncio.Future()], timeout="x")`: `! TypeError: wait: for parameter timeout: got string, want float or int`,
		`await asyncio.wait_for(nothing(), "x")`:              `! TypeError: wait_for: for parameter timeout: got string, want float or int`,
		`asyncio.as_completed([nothing()], timeout="x")`:      `! TypeError: as_completed: for parameter timeout: got string, want float or int`,
		`asyncio.gather([1])`:                                 `! TypeError: An asyncio.Future, a coroutine or an awaitable is required`,
		`asyncio.Semaphore("x")`:                              `! TypeError: Semaphore: for parameter value: got string, want int`,
		`asyncio.Barrier("x")`:                                `! TypeError: Barrier: for parameter parties: got string, want int`,
		`asyncio.Condition(1)`:                                `! TypeError: Condition: for parameter lock: got int, want Lock`,
		`asyncio.TaskGroup().create_task(1)`:                  `! TypeError: a coroutine was expected, got 1`,
		`loop.call_later("x", print)`:                         `! TypeError: call_later: for parameter delay: got string, want float or int`,
		`loop.run_in_executor(1, print)`:                      `! TypeError: run_in_executor: for parameter executor: got int, want None: there is one executor, with a worker for each core`,
	}},
	{"CPython checks callbacks in debug mode only", map[string]string{
		`loop.call_soon(1)`:         `! TypeError: a callable object was expected by call_soon(), got 1`,
		`loop.call_soon(nothing)`:   `! TypeError: coroutines cannot be used with call_soon()`,
		`loop.call_soon(nothing())`: `! TypeError: coroutines cannot be used with call_soon()`,
	}},
	{"the error says what to do in a notebook", map[string]string{
		`asyncio.run(nothing())`:             `! RuntimeError: asyncio.run() cannot be called from a running event loop; write await main()`,
		`loop.run_forever()`:                 `! RuntimeError: This event loop is already running; it does so while a cell runs`,
		`loop.run_until_complete(nothing())`: `! RuntimeError: This event loop is already running; write await main()`,
		`loop.close()`:                       `! RuntimeError: Cannot close a running event loop; it is closed with the session`,
		`asyncio.Future().set_exception(1)`:  `! TypeError: invalid exception object; make one with error(message)`,
	}},
	{"CPython's function is written in C, where errors have other words than those of Python's functions", map[string]string{
		`asyncio.current_task(1, 2)`:            `! TypeError: current_task() takes from 0 to 1 positional arguments but 2 were given`,
		`asyncio.Future().set_result()`:         `! TypeError: Future.set_result() missing 1 required positional argument: 'result'`,
		`asyncio.Future().add_done_callback()`:  `! TypeError: Future.add_done_callback() missing 1 required positional argument: 'fn'`,
		`asyncio.Future().result(1)`:            `! TypeError: Future.result() takes 1 positional argument but 2 were given`,
		`asyncio.Future().cancel(1, 2)`:         `! TypeError: Future.cancel() takes from 1 to 2 positional arguments but 3 were given`,
		`contextvars.ContextVar()`:              `! TypeError: ContextVar.__init__() missing 1 required positional argument: 'name'`,
		`contextvars.ContextVar("x", 1)`:        `! TypeError: ContextVar.__init__() takes 2 positional arguments but 3 were given`,
		`contextvars.ContextVar("x").get(1, 2)`: `! TypeError: ContextVar.get() takes from 1 to 2 positional arguments but 3 were given`,
		`contextvars.ContextVar("x").set()`:     `! TypeError: ContextVar.set() missing 1 required positional argument: 'value'`,
		`contextvars.copy_context(1)`:           `! TypeError: copy_context() takes 0 positional arguments but 1 was given`,
		`contextvars.Context(1)`:                `! TypeError: Context.__init__() takes 1 positional argument but 2 were given`,
	}},
	{"Starlark quotes strings with double quotes", map[string]string{
		`[contextvars.ContextVar("x"), contextvars.ContextVar("it's", default="d")]`: `= [<ContextVar name='x'>, <ContextVar name="it's" default="d">]`,
		`contextvars.Context()["x"]`:     `! TypeError: a ContextVar key was expected, got "x"`,
		`contextvars.Context().get("x")`: `! TypeError: a ContextVar key was expected, got "x"`,
	}},
	{"Starlark's in takes any error of a mapping for False", map[string]string{
		`"x" in contextvars.Context()`: `= False`,
	}},
}
