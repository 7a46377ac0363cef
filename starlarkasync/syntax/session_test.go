package syntax

import (
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// conversation is cells of one session with what each gives.
type conversation [][2]string

func (c conversation) check(t *testing.T, b *testbed) {
	t.Helper()
	for _, cell := range c {
		if got := b.run(cell[0]); got != cell[1] {
			t.Errorf("cell:\n%s\ngot:\n%s\nwant:\n%s", cell[0], got, cell[1])
		}
	}
}

func TestFunctionsSeeWhatLaterCellsDefine(t *testing.T) {
	conversation{
		{"def f():\n    return helper() + x", ""},
		{"f()", "NameError: name 'helper' is not defined"},
		{"def helper():\n    return 1\nx = 10", ""},
		{"f()", "11"},
		{"def helper():\n    return 2", ""},
		{"f()", "12"},
		{"x = 0\nf()", "2"},
	}.check(t, newTestbed())
}

func TestStoresBeforeAnErrorStay(t *testing.T) {
	conversation{
		{"a = 1\nb = nope\nc = 3", "NameError: name 'nope' is not defined"},
		{"a", "1"},
		{"c", "NameError: name 'c' is not defined"},
	}.check(t, newTestbed())
}

func TestBuiltinsCanBeShadowedAndComeBack(t *testing.T) {
	b := newTestbed()
	conversation{{"len = 3\nlen", "3"}}.check(t, b)
	if got := b.Names(); !slices.Equal(got, []string{"len"}) {
		t.Errorf("Names() = %v", got)
	}
	if !b.Delete("len") || b.Delete("len") || b.Delete("nope") {
		t.Error("Delete must report whether the user had bound the name")
	}
	conversation{{"len([1])", "1"}}.check(t, b)
}

func TestResetForgetsUserNamesOnly(t *testing.T) {
	b := newTestbed()
	b.run("x = 1\nlen = 2\ndef f(): return x")
	b.Reset()
	if got := b.Names(); len(got) != 0 {
		t.Errorf("Names() = %v after Reset", got)
	}
	conversation{
		{"x", "NameError: name 'x' is not defined"},
		{"len('ab')", "2"},
	}.check(t, b)
}

func TestVersionGrowsWithEveryStore(t *testing.T) {
	b := newTestbed()
	v := b.Version()
	b.run("x = 1\nx = 2")
	if got := b.Version() - v; got != 2 {
		t.Errorf("two stores raised the version by %d", got)
	}
	v = b.Version()
	b.run("x\n[y for y in [1]]\ndef_ = None")
	if got := b.Version() - v; got != 1 {
		t.Errorf("one store raised the version by %d", got)
	}
}

func TestSnapshotIsACopy(t *testing.T) {
	b := newTestbed()
	b.run("x = 1")
	snapshot := b.Snapshot()
	b.run("x = 2\ny = 3")
	if len(snapshot) != 1 || snapshot["x"] != starlark.MakeInt(1) {
		t.Errorf("Snapshot() = %v", snapshot)
	}
}

func TestStoredHookIsCalledForStoresOfCodeOnly(t *testing.T) {
	var stored []string
	s := NewSession(starlark.Universe, Hooks{Stored: func(name string) { stored = append(stored, name) }})
	s.Set("a", starlark.None)
	cell, err := s.Compile("c", "b = 1\ndef f(): pass\nfor i in [1]: b += 1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cell.Call(new(starlark.Thread)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(stored, " "); got != "b f i b" {
		t.Errorf("stored %q", got)
	}
}

func TestFrozenSessionRefusesStores(t *testing.T) {
	b := newTestbed()
	b.run("xs = []\nn = 0\ndef f():\n    xs.append(1)")
	cell, err := b.Compile("late", "n = 1")
	if err != nil {
		t.Fatal(err)
	}
	b.Freeze()
	if _, err := cell.Call(new(starlark.Thread)); err == nil || !strings.Contains(err.Error(), "cannot assign to n of a frozen module") {
		t.Errorf("store to a frozen session: %v", err)
	}
	conversation{{"f()", "TypeError: append: cannot append to frozen list"}}.check(t, b)
}

func TestLastExpressionIsTheResult(t *testing.T) {
	tests := []struct {
		src    string
		result bool
	}{
		{"1", true}, {"1;", false}, {"1; 2", true}, {"1; # no", false}, {"x = 1", false}, {"", false}, {"# nothing", false},
		{"if True:\n    1", false}, {"1 # ;", true}, {"';'", true}, {"1;\n\n", false}, {"None", true}, {"'''doc'''", true},
	}
	for _, tt := range tests {
		cell, err := newTestbed().Compile("c", tt.src)
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
		} else if cell.HasResult != tt.result {
			t.Errorf("%q: HasResult = %v", tt.src, cell.HasResult)
		}
	}
}

func TestUsesAndBindsAreTheGlobalNames(t *testing.T) {
	cell, err := newTestbed().Compile("c", `
load("m", "l", k="q")
a, (b, [c]) = x
def f(p, q=y):
    r = z + p
    return [i + w for i in r]
g = lambda h: h + a
d += 1
e[0] = 1
`)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(cell.Binds, " "); got != "a b c d f g k l" {
		t.Errorf("Binds = %s", got)
	}
	if got := strings.Join(cell.Uses, " "); got != "a e w x y z" {
		t.Errorf("Uses = %s", got)
	}
}

func TestLoadBindsGlobals(t *testing.T) {
	b := newTestbed()
	b.modules["lib.star"] = starlark.StringDict{"f": starlark.MakeInt(1), "hello": starlark.MakeInt(2)}
	conversation{
		{`load("lib.star", "f", g="hello")` + "\nf + g", "3"},
		{`load("lib.star", "helo")`, `ImportError: cannot load name "helo" from "lib.star"`},
		{`load("nope.star", "f")`, "FileNotFoundError: no module nope.star"},
		{"def h():\n    load('lib.star', 'f')", "SyntaxError: load must be a top-level statement"},
		{"if True:\n    load('lib.star', 'f')", "SyntaxError: load must be a top-level statement"},
		{"load('lib.star', '_f')", "SyntaxError: load: names with leading underscores are not exported: _f"},
	}.check(t, b)
	if e := b.fail(t, "\n"+`load("lib.star", "helo")`); len(e.Notes) != 1 || e.Notes[0] != "did you mean hello?" || e.Stack[0].Pos.String() != "In [7]:2:1" {
		t.Errorf("notes %q, stack %v", e.Notes, e.Stack)
	}
}

func TestOldSourcesAreDropped(t *testing.T) {
	var s sources
	big := strings.Repeat("x", maxSourceBytes/4)
	for _, name := range []string{"a", "b", "c", "a", "d", "e"} {
		s.add(name, big)
	}
	if _, ok := s.get("a"); ok {
		t.Error("the oldest source was kept beyond the limit")
	}
	for _, name := range []string{"b", "c", "d", "e"} {
		if _, ok := s.get(name); !ok {
			t.Errorf("source %s was dropped", name)
		}
	}
}

func TestDroppedCoroutinesAreReported(t *testing.T) {
	b := newTestbed()
	b.run("async def f(): pass\ndef g():\n    if True:\n        (f())\n    print('x')\n    [].append(1)\n    return f()")
	b.run("f()\n  \ng()\nf();")
	want := []string{"f at In [2]:1:1", "f at In [1]:4:9", "g"}
	if got := strings.Join(b.dropped, "; "); got != strings.Join([]string{want[0], want[1], "f at In [2]:3:1", "f at In [2]:4:1"}, "; ") {
		t.Errorf("dropped: %s", got)
	}
}

func BenchmarkCompileTrivialCell(b *testing.B) {
	s := newTestbed()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Compile("In [1]", "x + 1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompileThirteenLines(b *testing.B) {
	s := newTestbed()
	src := `async def work(n, items):
    total = 0
    for i, x in enumerate(items):
        if x > n:
            total += x * i
        else:
            print("small", x)
        await ticks(1)
    return total

xs = [n * n for n in range(100) if n % 3]
result = await work(3, xs)
print(result, len(xs))
`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Compile("In [1]", src); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStatementCalls(b *testing.B) {
	s := newTestbed()
	cell, err := s.Compile("In [1]", "def nop(): pass\ndef f():\n    for i in range(10000):\n        nop()\nf()")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := cell.Call(new(starlark.Thread)); err != nil {
			b.Fatal(err)
		}
	}
}
