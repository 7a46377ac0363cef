package syntax

import (
	"testing"

	"go.starlark.net/starlark"
)

func TestLoopsLockNothing(t *testing.T) {
	conversation{
		{"xs = [1, 2]\nfor x in xs:\n    if len(xs) < 5:\n        xs.append(x)\nxs", "[1, 2, 1, 2, 1]"},
		{"xs = [3, 4]\nfor i in xs:\n    xs[0] = 7\nxs", "[7, 4]"},
		{"d = {1: 2}\nfor k in d:\n    d[k] = 3\nd", "{1: 3}"},
		{"for k in d:\n    d[k + 1] = 3", "RuntimeError: dictionary changed size during iteration"},
		{"d", "{1: 3, 2: 3}"},
		{"d[5] = 5", ""},
		{"s = set([1])\nfor x in s:\n    s.add(x + 1)", "RuntimeError: set changed size during iteration"},
		{"def f():\n    for k in d:\n        d.pop(k)\n        break\n    return d\nf()", "{2: 3, 5: 5}"},
		{"n = []\ndef g():\n    for k in d:\n        d.pop(k)\n        n.append(k)\ng()", "RuntimeError: dictionary changed size during iteration"},
		{"n", "[2]"},
		{"for x in 5:\n    print(x)", "TypeError: int value is not iterable"},
	}.check(t, newTestbed())
}

func TestComprehensionsWithCallsLockNothing(t *testing.T) {
	conversation{
		{"xs = [1, 2]\n[xs.append(9) for x in xs if len(xs) < 5]", "[None, None, None]"},
		{"d = {1: 2}\n[d.update([(k + 1, 0)]) for k in d]", "RuntimeError: dictionary changed size during iteration"},
		{"d", "{1: 2, 2: 0}"},
		{"{k: d.pop(k) for k in d}", "RuntimeError: dictionary changed size during iteration"},
		{"log = []\n[log.append((a, b)) or e.update([(len(log), 1)]) for a in [1, 2] for e in [{}] for b, c in {(1, 2): 3}.items()]", "[None, None]"},
		{"t = {(1, 2): 0}\n[t.update([((a, b + 1), 0)]) for a, b in t]", "RuntimeError: dictionary changed size during iteration"},
		{"[len(a) for (a,) in [['x']]]", "[1]"},
		{"[(a, b, c) for a, [b, c] in [(1, (2, 3))]]", "[(1, 2, 3)]"},
	}.check(t, newTestbed())
}

func TestFailedUnpackLocksNothing(t *testing.T) {
	conversation{
		{"x = [1, 2, 3]\na, b = x", "ValueError: too many values to unpack (got 3, want 2)"},
		{"x.append(4)\nx", "[1, 2, 3, 4]"},
		{"a, (b, c) = 1, x", "ValueError: too many values to unpack (got 4, want 2)"},
		{"x.append(5)", ""},
		{"for a, b in [x]: pass", "ValueError: too many values to unpack (got 5, want 2)"},
		{"x.append(6)", ""},
		{"for a, (b, c) in [(1, x)]: pass", "ValueError: too many values to unpack (got 6, want 2)"},
		{"x.append(7)", ""},
		{"[a for a, b in (x,)]", "ValueError: too many values to unpack (got 7, want 2)"},
		{"x.append(8)", ""},
		{"d = {1: 1, 2: 2, 3: 3}\na, b = d", "ValueError: too many values to unpack (got 3, want 2)"},
		{"d[4] = 4", ""},
		{"s = set([1, 2, 3])\n[a, b] = s", "ValueError: too many values to unpack (got 3, want 2)"},
		{"s.add(4)", ""},
		{"a, b = 5", "TypeError: got int in sequence assignment"},
		{"a, b = [1, [2]]\nb.append(3)\nb", "[2, 3]"},
		{"(a, b), c = [[1], 2]", "ValueError: too few values to unpack (got 1, want 2)"},
		{"a, b = b, a\n(a, b)", "([2, 3], 1)"},
	}.check(t, newTestbed())
}

func TestAsyncForSeesItemsErrorsAndTheEnd(t *testing.T) {
	b := newTestbed()
	conversation{
		{"s = []\nasync for i in ticks(4):\n    if i == 1: continue\n    if i == 3: break\n    s.append(i)\ns", "[0, 2]"},
		{"async def f():\n    async for i in ticks(2, 'no more'):\n        print(i)\nawait f()", "0\n1\nValueError: no more"},
		{"async for a, b in ticks(101):\n    s.append(b)\nlen(s)", "103"},
		{"async for x in [1]:\n    pass", "TypeError: 'async for' requires an object with __aiter__ method, got list"},
		{"def g():\n    async for i in ticks(3): pass", "SyntaxError: 'async for' outside async function"},
		{"[x async for x in ticks(2)]", "SyntaxError: asynchronous comprehensions are not supported"},
	}.check(t, b)
	e := b.fail(t, "async def f():\n    if True:\n        async for i in ticks(2, 'no more'):\n            pass\nawait f()")
	if got := position(&starlark.EvalError{CallStack: e.Stack}).String(); got != "In [7]:3:9" {
		t.Errorf("the error of the iterator is at %s", got)
	}
}

// TestInterruptedLoopsAreShownAtTheLoop stops each loop, which is in line 3, after
// different numbers of steps.
func TestInterruptedLoopsAreShownAtTheLoop(t *testing.T) {
	for _, loop := range []string{
		"while True: pass", "while 1: pass", "while (True): pass", "while 'x': pass", "while not False: pass", "while 1 < 2: pass", "while [1]: pass",
		"while True or y: pass", "while 1 if y else 2: pass", "while True: continue", "while True: x = 1", "while ((y)): pass",
		"while True and y: pass", "for _ in range(1 << 40): pass", "[0 for _ in range(1 << 40)]", "while 'a'.upper(): pass",
	} {
		for _, src := range []string{"x = 1\ny = 2\n" + loop, "def h(y):\n    x = 1\n    " + loop + "\nh(2)"} {
			for steps := uint64(100); steps < 112; steps++ {
				cell, err := newTestbed().Compile("c", src)
				if err != nil {
					t.Fatal(err)
				}
				thread := new(starlark.Thread)
				thread.SetMaxExecutionSteps(steps)
				_, err = cell.Call(thread)
				if pos := position(err); pos.Line != 3 {
					t.Errorf("after %d steps: %v, at %s, of\n%s", steps, err, pos, src)
					break
				}
			}
		}
	}
}

func TestLoopsWithConstantConditionsDoWhatTheySay(t *testing.T) {
	conversation{
		{"n = [0]\nwhile True:\n    n[0] += 1\n    if n[0] == 3: break\nn", "[3]"},
		{"while False: n[0] = 9\nwhile None: n[0] = 9\nwhile 0: n[0] = 9\nwhile '': n[0] = 9\nwhile []: n[0] = 9\nwhile 0.0: n[0] = 9\nn", "[3]"},
		{"while 5 > n[0]: n[0] += 1\nn", "[5]"},
		{"while True and n[0] < 7: n[0] += 1\nwhile not True or n[0] < 8: n[0] += 1\nn", "[8]"},
		{"def f():\n    i = 0\n    while 1:\n        i += 1\n        if i == 4: return i\nf()", "4"},
	}.check(t, newTestbed())
}

func TestNamesOfLoopsStayHidden(t *testing.T) {
	b := newTestbed()
	b.run("for a, b in [(1, 2)]: pass\nasync for x in ticks(1): pass\n[len(k) for k in ['']]\nload_ = 1")
	for _, name := range b.Names() {
		if name[0] == '%' || name == "k" {
			t.Errorf("name %q is visible", name)
		}
	}
}
