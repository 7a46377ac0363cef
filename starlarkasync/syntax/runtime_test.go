package syntax

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/starlarkasync/exception"
)

// TestErrorsAreAtThePlaceTheUserWrote runs the chunks of testdata/runtime.star.
func TestErrorsAreAtThePlaceTheUserWrote(t *testing.T) {
	data, err := os.ReadFile("testdata/runtime.star")
	if err != nil {
		t.Fatal(err)
	}
	for chunk := range strings.SplitSeq(string(data), "---\n") {
		want := ""
		for i, line := range strings.Split(chunk, "\n") {
			if _, expect, ok := strings.Cut(line, " ### "); ok {
				want = fmt.Sprintf("%d:%s", i+1, expect)
			}
		}
		e := newTestbed().fail(t, chunk)
		pos := position(&starlark.EvalError{CallStack: e.Stack})
		if got := fmt.Sprintf("%d:%d: %s", pos.Line, pos.Col, e.Error()); got != want {
			t.Errorf("chunk:\n%s\ngot  %s\nwant %s", chunk, got, want)
		}
	}
}

func TestTracebacksShowUserCodeOnly(t *testing.T) {
	b := newTestbed()
	b.run("async def inner(n):\n    return 1 // n\n")
	e := b.fail(t, "async def outer():\n    async for i in ticks(1):\n        return await inner(i)\nx = [await outer()]")
	want := `Traceback (most recent call last):
  In [2]:4:6, in <module>
    x = [await outer()]
         ^
  In [2]:3:16, in outer
    return await inner(i)
           ^
  In [1]:2:14, in inner
    1 async def inner(n):
--> 2     return 1 // n
                   ^
ZeroDivisionError: integer division or modulo by zero`
	if got := strings.Join(exception.Render(e, b.Source, false), "\n"); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestFunctionsKeepNameDocAndPosition(t *testing.T) {
	b := newTestbed()
	b.run("x = 1\nasync def f(a, b=2):\n    '''doc of f'''\n    return a")
	v, _ := b.Get("f")
	fn := v.(*asyncFunction).fn
	if fn.Name() != "f" || fn.Doc() != "doc of f" || fn.Position().String() != "In [1]:2:1" || fn.NumParams() != 2 {
		t.Errorf("%s, %q, %s, %d parameters", fn.Name(), fn.Doc(), fn.Position(), fn.NumParams())
	}
}

func TestNameErrorsSuggestGlobals(t *testing.T) {
	b := newTestbed()
	b.run("counter = 1")
	for name, want := range map[string]string{"conuter": "counter", "Len": "len", "qqqqqq": ""} {
		e := b.fail(t, name)
		b.Suggest(e)
		if got := strings.Join(e.Notes, ""); want == "" && got != "" || want != "" && got != "did you mean "+want+"?" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestErrorsOfModulesNameTheModule(t *testing.T) {
	b := newTestbed()
	b.Set("tools", &starlarkstruct.Module{Name: "tools"})
	b.Set("é", &starlarkstruct.Module{Name: "other"})
	for src, want := range map[string]string{
		"tools.saw":                           "the module is tools: dir(tools) lists what it has",
		"x = [1,\n  tools .saw(1)]":           "the module is tools: dir(tools) lists what it has",
		"def f():\n    return (é.saw)\nf()":   "the module is other: dir(é) lists what it has",
		"tools.dumps(1)":                      "write json.encode(x)",
		"[tools][0].saw":                      "",
		"getattr(tools, 'saw')":               "",
		"def g(tools): tools.saw\ng(len)":     "",
		"fail('module has no .x field or …')": "",
	} {
		e := b.fail(t, src)
		b.Suggest(e)
		if got := strings.Join(e.Notes, "; "); got != want {
			t.Errorf("%s: %v: %q", src, e, got)
		}
	}
}
