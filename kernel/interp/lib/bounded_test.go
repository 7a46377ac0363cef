package lib

import (
	"math/big"
	"strings"
	"sync/atomic"
	"testing"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

func TestReprIsStarlarksWithinItsBounds(t *testing.T) {
	s := newSession()
	for _, expr := range []string{
		"None", "True", "1", "-1 << 70", "1.5", "float('nan')", `"a\n\"é\x7f"`, `b"\xff"`, "[]", "[1, [2]]", "()", "(1,)", "(1, 2)",
		"{}", `{"a": [1], 2: None}`, "set()", `set([1, (2,)])`, "len", "range(3)", "struct(a=1, b=struct())", "json", `module("m")`, "[].append",
	} {
		v, err := s.eval(expr)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		got, err := Repr(v, 1000, nil)
		if err != nil || got != v.String() {
			t.Errorf("Repr(%s) = %q, %v; want %q", expr, got, err, v.String())
		}
	}
}

func TestReprFailsBeyondItsBounds(t *testing.T) {
	ten := starlark.MakeBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(4300), nil))
	var stop atomic.Bool
	stop.Store(true)
	deep := starlark.NewList(nil)
	for range MaxDepth + 1 {
		deep = starlark.NewList([]starlark.Value{deep})
	}
	for _, test := range []struct {
		name  string
		value starlark.Value
		max   int
		stop  *atomic.Bool
		class string
	}{
		{"string", starlark.String("abcdef"), 7, nil, "MemoryError"},
		{"list", starlark.NewList([]starlark.Value{starlark.MakeInt(1), starlark.MakeInt(2)}), 5, nil, "MemoryError"},
		{"digits", ten, 10000, nil, "ValueError"},
		{"depth", deep, 100000, nil, "RecursionError"},
		{"stop", starlark.Tuple{}, 100, &stop, "KeyboardInterrupt"},
	} {
		_, err := Repr(test.value, test.max, test.stop)
		if e := exception.Find(err); e == nil || e.Class != test.class {
			t.Errorf("%s: got %v, want %s", test.name, err, test.class)
		}
	}
	if got, err := Repr(starlark.String("abcdef"), 8, nil); err != nil || got != `"abcdef"` {
		t.Errorf("at the bound: %q, %v", got, err)
	}
}

func TestPrettyReprBreaksWhatDoesNotFit(t *testing.T) {
	s := newSession()
	for _, test := range []struct {
		expr  string
		width int
		want  string
	}{
		{`[1, 2, 3]`, 9, `[1, 2, 3]`},
		{`[1, 2, 3]`, 8, "[1, 2,\n 3]"},
		{`[1, 2, 3]`, 5, "[1,\n 2,\n 3]"},
		{`(100, -2.5, None, True)`, 15, "(100, -2.5,\n None, True)"},
		{`struct(aa = [1000, 2000], b = struct())`, 26, "struct(aa = [1000, 2000],\n       b = struct())"},
		{`["x"] * 1003`, 10, "[" + strings.Repeat("\"x\",\n ", 1000) + "… 3 more]"},
		{`[["x"] * 999, "x", {}, ()]`, 10, "[[" + strings.Repeat("\"x\",\n  ", 998) + "\"x\"],\n … 3 more]"},
		{`[["x"] * 1009, "x"]`, 10, "[[" + strings.Repeat("\"x\",\n  ", 999) + "… 10 more],\n … 1 more]"},
		{`b"x" * 1001`, 80, `<bytes, length 1001: b"` + strings.Repeat("x", 64) + `"…>`},
		{`[-math.factorial(2000), 1]`, 80, "[<int of 19053 bits, about -3.3e5735>, 1]"},
		{`{"name": [1, 2], "b": (3,)}`, 20, "{\"name\": [1, 2],\n \"b\": (3,)}"},
		{`{"name": [1000, 2000]}`, 16, "{\"name\": [1000,\n          2000]}"},
		{`("aaaa", ["bbbb", "cccc"])`, 18, "(\"aaaa\",\n [\"bbbb\", \"cccc\"])"},
		{`("aaaa", ["bbbb", "cccc"])`, 17, "(\"aaaa\",\n [\"bbbb\",\n  \"cccc\"])"},
		{`set([100, 200])`, 10, "set([100,\n     200])"},
		{`["éé", "éé"]`, 12, `["éé", "éé"]`},
		{`[]`, 1, `[]`},
		{`"a long string is never broken"`, 5, `"a long string is never broken"`},
	} {
		v, err := s.eval(test.expr)
		if err != nil {
			t.Fatal(err)
		}
		got, err := PrettyRepr(v, test.width, 1<<20, nil)
		if err != nil || got != test.want {
			t.Errorf("%s at width %d: got\n%s\n%v, want\n%s", test.expr, test.width, got, err, test.want)
		}
	}
}

func TestPrettyReprOfSharedAndCyclicValues(t *testing.T) {
	s := newSession()
	if err := s.exec("setup", `
x = ["aaaaaaaaaa"]
for i in range(40):
    x = [x] * 10
y = [list(range(50))]
y.append(y)
`); err != nil {
		t.Fatal(err)
	}
	got, err := PrettyRepr(s.globals["x"], 80, 1<<20, nil)
	if lines := strings.Count(got, "\n"); err != nil || lines > 2*maxShown || !strings.Contains(got, "… 9 more") {
		t.Errorf("got %d lines, %v", lines, err)
	}
	got, err = PrettyRepr(s.globals["y"], 80, 1<<20, nil)
	if err != nil || !strings.Contains(got, "[...]") {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestPrintWritesToTheHost(t *testing.T) {
	s := newSession()
	if err := s.exec("cell", `
print("a", 1, [b"x"], sep="-", end="!\n", flush=True)
print()
eprint("careful", b"x")
`); err != nil {
		t.Fatal(err)
	}
	if got, want := s.printed.String(), "stdout|a-1-[b\"x\"]!\nstdout|\nstderr|careful x\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
