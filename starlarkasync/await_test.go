package starlarkasync_test

import (
	"testing"

	"starkernel/starlarkasync"
)

func TestAwaitOfACall(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def f(*args, **kwargs):
			await asyncio.sleep(0)
			return args, kwargs
		async def none():
			pass
		def plain(x):
			return x
		s = struct(f=f, __await__=lambda: f("inner"))
		c = f()`)
	for _, step := range []struct{ source, want string }{
		{"await f(1, k=2, *[3], **{'l': 4})", `((1, 3), {"k": 2, "l": 4})`},
		{"await s.f()", `((), {})`},
		{"await plain(s)", `(("inner",), {})`},
		{"await plain(f(plain(1)))", `((1,), {})`},
		{"await plain(c)", `((), {})`},
		{"await asyncio.sleep(1, 'ok')", `"ok"`},
		{"await none()", "None"},
	} {
		equal(t, n.ok(step.source), step.want)
	}
	for _, step := range []struct{ source, want string }{
		{"await plain(c)", "RuntimeError: cannot reuse already awaited coroutine"},
		{"await plain(1)", "TypeError: object int can't be used in 'await' expression"},
		{"await 1()", "TypeError: invalid call of non-function (int)"},
		{"await none(1)", "TypeError: none() takes 0 positional arguments but 1 was given"},
		{"await asyncio.sleep()", "TypeError: sleep() missing 1 required positional argument: 'delay'"},
	} {
		equal(t, n.fails(step.source), step.want)
	}
}
