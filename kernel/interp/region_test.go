package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
)

// A loop at the top level keeps its globals in locals. Functions that run in its
// midst see them all the same.
func TestFunctionsCalledByOperatorsSeeTheGlobalsOfALoop(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("def f(x): return x * k\nk = 1\nout = []\nfor v in itertools.accumulate([1, 1, 1, 1], lambda a, b: a + k):\n    k = v * 10\n    out.append(v)\nout",
		"result: [1, 11, 121, 1331]")
	n.expect("out = []\nfor k in range(3):\n    out.append(list(itertools.starmap(f, [(1,)])))\nout", "result: [[0], [1], [2]]")
	n.expect("log = []\nkey = functools.cmp_to_key(lambda a, b: log.append(k) or a - b)\nfor k in range(3):\n    x = key(1) < key(2)\nlog", "result: [0, 1, 2]")
	n.expect("task = run_in_background(asyncio.sleep(0))\nfor k in range(2): s = str(k)\nk, s", `result: (1, "1")`)
}

func TestResetByAMethodThatALoopCalls(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("s = struct(r=reset)\nfor i in range(2):\n    if i == 0: a = 5\n    if i == 1: s.r()\nprint(a)", "error: NameError: name 'a' is not defined")
	n.expect("async def other(): reset()\ns = struct(r=lambda: run_in_foreground(other()))\nfor i in [1, 2]:\n    if i == 1: a = 5\n    if i == 2: s.r()\nprint(a)",
		"error: NameError: name 'a' is not defined")
}

func TestModulesHaveFastLoopsToo(t *testing.T) {
	dir := t.TempDir()
	text := "def f(x): return x * k\nout = []\nk = 1\nfor v in itertools.starmap(f, [(1,), (2,), (3,)]):\n    k = v + 1\n    out.append(v)\n"
	if err := os.WriteFile(filepath.Join(dir, "m.star"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	n := newNotebook(t, Options{Virtual: true, Folder: dir})
	n.expect("load('m.star', 'out', 'k')\nout, k", "result: ([1, 4, 15], 16)")
	n.expect("for k in range(2): log = list(itertools.starmap(lambda x: k, [(1,)]))\nlog", "result: [1]")
}

func TestInspectionSeesTheValuesOfARunningLoop(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	seen := ""
	cell, err := n.session.Compile("c", "for i in range(100): x = [i]")
	if err != nil {
		t.Fatal(err)
	}
	thread := new(starlark.Thread)
	thread.OnMaxSteps = func(thread *starlark.Thread) {
		seen = n.Inspect("x", 1, 0).Data["text/plain"].(string)
		thread.SetMaxExecutionSteps(1 << 40)
	}
	thread.SetMaxExecutionSteps(100)
	if _, err := cell.Call(thread); err != nil || !strings.Contains(seen, "Length:    1") {
		t.Errorf("%v, x is shown as %q", err, seen)
	}
}

func TestQuietBuiltins(t *testing.T) {
	for name, want := range map[string]bool{
		"len": true, "range": true, "print": true, "math.sqrt": true,
		"sorted": false, "min": false, "dir": false, "reset": false, "functools.reduce": false, "time.sleep": false, "math": false, "math.": false, "": false,
	} {
		if got := lib.Quiet(name); got != want {
			t.Errorf("Quiet(%q) = %v", name, got)
		}
	}
}

func TestMethodsAreNotQuietByTheirName(t *testing.T) {
	s := New(Options{})
	b := s.known["len"].(*starlark.Builtin)
	if quiet := s.hooks().Quiet; !quiet(b) || quiet(b.BindReceiver(starlark.None)) {
		t.Error("len must be quiet, and a method of that name must not")
	}
}

func BenchmarkTopLevelCalls(b *testing.B) {
	s := New(Options{})
	cell, err := s.session.Compile("c", "xs = []\nfor i in range(10000):\n    xs.append(math.sqrt(i))")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := cell.Call(new(starlark.Thread)); err != nil {
			b.Fatal(err)
		}
	}
}
