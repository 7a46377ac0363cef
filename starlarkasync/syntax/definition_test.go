package syntax

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// copyFunction makes fn anew in session to, with the same defaults and
// variables.
func copyFunction(t *testing.T, fn *starlark.Function, to *Session) (*starlark.Function, *Definition) {
	t.Helper()
	d, err := SessionOf(fn).Definition(fn)
	if err != nil {
		t.Fatal(err)
	}
	var defaults []starlark.Value
	for _, i := range d.Defaults {
		defaults = append(defaults, fn.ParamDefault(i))
	}
	out, err := d.Make(new(starlark.Thread), to, defaults, func(*starlark.Function) ([]starlark.Value, error) {
		values := make([]starlark.Value, fn.NumFreeVars())
		for i := range values {
			_, values[i] = fn.FreeVar(i)
		}
		return values, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, d
}

// global runs a cell and gives the function that it stores as f.
func global(t *testing.T, b *testbed, src string) *starlark.Function {
	t.Helper()
	b.cells++
	c, err := b.Compile(fmt.Sprintf("c%d", b.cells), src)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Call(new(starlark.Thread)); err != nil {
		t.Fatal(err)
	}
	v, _ := b.Get("f")
	return v.(*starlark.Function)
}

func TestDefinitionIsTheFunctionAtItsPlace(t *testing.T) {
	tests := []struct{ src, call, free, uses string }{
		{"def f(x): return x + 1", "f(1)", "", ""},
		{"f = [lambda: 1, lambda x: x * 2][1]", "f(4)", "", ""},
		{"k = 2\ndef f(x, y=k, *a, z=3, **kw): return x, y, a, z, kw, k", "f(1, 5, 6, q=7)", "", "k"},
		{"k = 2\ndef f(x, y=k, *a, z=3, **kw): return x, y, a, z, kw", "f(1)", "", ""},
		{"def make(a):\n  b = a + 1\n  def inner(c):\n    d = lambda: a + b + c\n    return d()\n  return inner\nf = make(1)", "f(10)", "a b", ""},
		{"def f(n): return 1 if n < 2 else n * f(n - 1)", "f(5)", "", "f"},
		{"def make():\n  def g(n): return 1 if n < 2 else n * g(n - 1)\n  return g\nf = make()", "f(5)", "g", ""},
		{"f = [lambda: (x, y) for x in [1, 2] for y in [3]][0]", "f()", "x y", ""},
		{"def f(x):\n  for a, b in x.items():\n    x.pop(a)\n    return a, b, [len([y]) for y in [b]]", "f({1: 2})", "", "len"},
		{"if True:\n  for i in [1]:\n    def f(): return [i, len]", "f()", "", "i len"},
		{"def f(a): # é\n  é = 'é'; g = lambda x: x + é; return g(a)", "f('a')", "", ""},
		{"def make(x):\n  def g(x=x): return x\n  return g\nf = make(3)", "f(), f(4)", "", ""},
		{"def f(): make(); [1].append(2); return 1\nasync def make(): pass", "f()", "", "make"},
		{"def make():\n  if False: x = 1\n  return lambda bad: x if bad else 0\nf = make()", "f(False)", "x", ""},
	}
	for _, tt := range tests {
		b := newTestbed()
		fn := global(t, b, tt.src)
		twin := b.NewTwin(starlark.StringDict{"len": starlark.Universe["len"]}, Hooks{})
		out, d := copyFunction(t, fn, twin)
		if got := strings.Join(d.Free, " "); got != tt.free {
			t.Errorf("%s: free variables %q, want %q", tt.src, got, tt.free)
		}
		if got := strings.Join(d.Uses, " "); got != tt.uses {
			t.Errorf("%s: globals %q, want %q", tt.src, got, tt.uses)
		}
		if out.Position() != fn.Position() && out.Position().String() != fn.Position().String() || out.Name() != fn.Name() || out.Doc() != fn.Doc() {
			t.Errorf("%s: %s at %s, want %s at %s", tt.src, out, out.Position(), fn, fn.Position())
		}
		for _, name := range d.Uses {
			v, _ := b.Get(name)
			if v == starlark.Value(fn) {
				v = out
			}
			twin.Set(name, v)
		}
		want := call(t, b.Session, tt.call)
		twin.Set("f", out)
		if got := call(t, twin, tt.call); got != want {
			t.Errorf("%s: %s gives %s, want %s", tt.src, tt.call, got, want)
		}
		if SessionOf(out) != twin || twin.Original() != b.Session {
			t.Errorf("%s: the copy is of another session", tt.src)
		}
		if _, again := copyFunction(t, out, b.Session); again != d {
			t.Errorf("%s: the copy has another definition", tt.src)
		}
	}
}

func call(t *testing.T, s *Session, src string) string {
	t.Helper()
	c, err := s.Compile("call", src)
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.Call(new(starlark.Thread))
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return v.String()
}

// TestFunctionsOfOneFileKeepTheirTexts: the name of a file can stand for
// several texts.
func TestFunctionsOfOneFileKeepTheirTexts(t *testing.T) {
	b := newTestbed()
	var fns []*starlark.Function
	for i := range 3 {
		b.cells = 0
		fns = append(fns, global(t, b, fmt.Sprintf("def f(): return %d", i)))
	}
	for i, fn := range fns {
		out, _ := copyFunction(t, fn, b.NewTwin(nil, Hooks{}))
		if v, err := starlark.Call(new(starlark.Thread), out, nil, nil); err != nil || v != starlark.Value(starlark.MakeInt(i)) {
			t.Errorf("function %d gives %v, %v", i, v, err)
		}
	}
}

func TestTextsOfProgramsThatAreGoneAreDropped(t *testing.T) {
	var s sources
	for range 50 {
		s.compiled("c", "text", new(starlark.Program))
	}
	kept := new(starlark.Program)
	s.compiled("c", "kept", kept)
	runtime.GC()
	s.compiled("c", "last", new(starlark.Program))
	if n := len(s.origins["c"]); n > 5 {
		t.Errorf("%d programs are kept, want those in use", n)
	}
	if text, ok := s.of("c", kept); !ok || text != "kept" {
		t.Errorf("got %q, %t", text, ok)
	}
	runtime.KeepAlive(kept)
}

func TestFunctionsWithoutTextHaveNoDefinition(t *testing.T) {
	b := newTestbed()
	fn := global(t, b, "def f(): return 1")
	b.sources = sources{}
	if _, err := b.Definition(fn); !errors.Is(err, ErrNoSource) {
		t.Error(err)
	}
	globals, err := starlark.ExecFileOptions(options, new(starlark.Thread), "x", "def f(): pass", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := SessionOf(globals["f"].(*starlark.Function)); s != nil {
		t.Error("a function of no session has one")
	}
}

func TestErrorOfFillEndsMake(t *testing.T) {
	b := newTestbed()
	fn := global(t, b, "def make(x):\n  return lambda: x\nf = make(1)")
	d, err := b.Definition(fn)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	_, err = d.Make(new(starlark.Thread), b.Session, nil, func(*starlark.Function) ([]starlark.Value, error) { return nil, stop })
	if err != stop {
		t.Error(err)
	}
}

func TestPositionsInACopyAreThoseOfTheCell(t *testing.T) {
	b := newTestbed()
	fn := global(t, b, "x = 1\n\ndef f(a):\n    for k, v in a:\n        x = [1 // k for k in [k]]\n")
	out, _ := copyFunction(t, fn, b.NewTwin(nil, Hooks{}))
	arg := starlark.Tuple{starlark.Tuple{starlark.Tuple{starlark.MakeInt(0), starlark.None}}}
	var stacks []string
	for _, f := range []*starlark.Function{fn, out} {
		_, err := starlark.Call(new(starlark.Thread), f, arg, nil)
		var eval *starlark.EvalError
		if !errors.As(err, &eval) {
			t.Fatal(err)
		}
		stacks = append(stacks, eval.Backtrace())
	}
	if stacks[0] != stacks[1] || !strings.Contains(stacks[0], "c1:5:16") {
		t.Errorf("got %s, want %s", stacks[1], stacks[0])
	}
	if !slices.Equal(b.Names(), []string{"f", "x"}) {
		t.Error(b.Names())
	}
}
