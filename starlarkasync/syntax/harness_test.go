package syntax

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// coroutine is a call of an async def, run by await at once.
type coroutine struct {
	internal
	fn     *starlark.Function
	args   starlark.Tuple
	kwargs []starlark.Tuple
	done   bool
}

// asyncFunction is what an async def binds in these tests.
type asyncFunction struct {
	internal
	fn *starlark.Function
}

func (f *asyncFunction) Name() string { return f.fn.Name() }

func (f *asyncFunction) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return &coroutine{internal: internal{"coroutine"}, fn: f.fn, args: append(starlark.Tuple{}, args...), kwargs: kwargs}, nil
}

// counter is an asynchronous iterator over 0 … n-1; then it fails, if it must.
type counter struct {
	internal
	next, n int
	err     error
}

func (c *counter) Next(*starlark.Thread) (starlark.Value, bool, error) {
	if c.next == c.n {
		return nil, false, c.err
	}
	c.next++
	if c.n > 100 { // as pairs
		return starlark.NewList([]starlark.Value{starlark.MakeInt(c.next - 1), starlark.MakeInt(1)}), true, nil
	}
	return starlark.MakeInt(c.next - 1), true, nil
}

// testbed is a session with the simplest hooks, and what its cells print.
type testbed struct {
	*Session
	out     strings.Builder
	cells   int
	dropped []string
	modules map[string]starlark.StringDict
}

func newTestbed() *testbed {
	b := &testbed{modules: map[string]starlark.StringDict{}}
	predeclared := starlark.StringDict{}
	for name, v := range starlark.Universe {
		predeclared[name] = v
	}
	predeclared["ticks"] = starlark.NewBuiltin("ticks", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		n, _ := starlark.AsInt32(args[0])
		c := &counter{internal: internal{"ticks"}, n: n}
		if len(args) > 1 {
			c.err = exception.New("ValueError", string(args[1].(starlark.String)))
		}
		return c, nil
	})
	predeclared["math"] = starlark.None
	b.Session = NewSession(predeclared, Hooks{
		Await: func(thread *starlark.Thread, v starlark.Value) (starlark.Value, error) {
			c, ok := v.(*coroutine)
			if !ok {
				return nil, exception.Newf("TypeError", "object %s can't be used in 'await' expression", v.Type())
			}
			if c.done {
				return nil, exception.New("RuntimeError", "cannot reuse already awaited coroutine")
			}
			c.done = true
			return starlark.Call(thread, c.fn, c.args, c.kwargs)
		},
		AIter: func(_ *starlark.Thread, v starlark.Value) (AsyncIterator, error) {
			if it, ok := v.(AsyncIterator); ok {
				return it, nil
			}
			return nil, exception.Newf("TypeError", "'async for' requires an object with __aiter__ method, got %s", v.Type())
		},
		Async: func(fn *starlark.Function) starlark.Value {
			return &asyncFunction{internal{"function"}, fn}
		},
		Load: func(_ *starlark.Thread, path string) (starlark.StringDict, error) {
			if m, ok := b.modules[path]; ok {
				return m, nil
			}
			return nil, exception.Newf("FileNotFoundError", "no module %s", path)
		},
		Quiet: func(b *starlark.Builtin) bool {
			return b.Name() != "sorted" && starlark.Universe[b.Name()] != nil
		},
		Dropped: func(v starlark.Value, pos syntax.Position) {
			if c, ok := v.(*coroutine); ok {
				b.dropped = append(b.dropped, fmt.Sprintf("%s at %s", c.fn.Name(), pos))
			}
		},
	})
	return b
}

// run runs a cell, as In [1], In [2] and so on, and gives what it printed and
// then its value or its error.
func (b *testbed) run(src string) string {
	b.out.Reset()
	b.cells++
	v, err := b.eval(fmt.Sprintf("In [%d]", b.cells), src)
	switch {
	case err != nil:
		e := exception.Classify(err)
		b.Suggest(e)
		fmt.Fprintln(&b.out, e.Error())
	case v != starlark.None:
		fmt.Fprintln(&b.out, v)
	}
	return strings.TrimSuffix(b.out.String(), "\n")
}

func (b *testbed) eval(file, src string) (starlark.Value, error) {
	cell, err := b.Compile(file, src)
	if err != nil {
		return nil, err
	}
	thread := &starlark.Thread{Print: func(_ *starlark.Thread, msg string) { fmt.Fprintln(&b.out, msg) }}
	return cell.Call(thread)
}

// fail runs a cell that must fail and gives its error.
func (b *testbed) fail(t *testing.T, src string) *exception.Error {
	t.Helper()
	b.cells++
	_, err := b.eval(fmt.Sprintf("In [%d]", b.cells), src)
	if err == nil {
		t.Fatalf("no error from:\n%s", src)
	}
	return exception.Classify(err)
}

func position(err error) syntax.Position {
	var eval *starlark.EvalError
	if e := exception.Find(err); e != nil && e.Pos.IsValid() {
		return e.Pos
	}
	if errors.As(err, &eval) {
		for i := len(eval.CallStack) - 1; i >= 0; i-- {
			if pos := eval.CallStack[i].Pos; pos.Line > 0 && pos.Filename() != "<builtin>" {
				return pos
			}
		}
	}
	return syntax.Position{}
}
