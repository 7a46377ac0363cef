package syntax

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// quietEnd ends the body of a loop that may be a region, and loudEnd that of one
// that may not, since it has a call that is never made.
const (
	quietEnd = "if 0: pass"
	loudEnd  = "if 0: (0)()"
)

// loopMaker writes random loops. Each body ends with END. Most risky ones fail.
type loopMaker struct {
	*rand.Rand
	risky bool
	b     strings.Builder
	loops int // around the statement that is written
}

func (m *loopMaker) pick(s ...string) string { return s[m.IntN(len(s))] }

func (m *loopMaker) name() string {
	if !m.risky {
		return m.pick("a", "b", "d", "_", "__")
	}
	return m.pick("a", "b", "c", "d", "xs", "dd", "_", "__", "len", "nope")
}

func (m *loopMaker) expr() string {
	r := strings.NewReplacer("A", m.name(), "B", m.name())
	if !m.risky {
		return r.Replace(m.pick("1", "2", "A", "A + 1", "(A + B) % 1000", "A * B % 997", "-A % 50", "A if B else 3", "A and B", "len(xs)", "dd.get(A, 7)",
			"len([A for A in xs])", "len([lambda q: q + A])", "len(s.see())", "xs[0]"))
	}
	return r.Replace(m.pick(
		"1", "2", "A", "A", "A + 1", "(A + B) % 1000", "A * B % 997", "A // B", "A[B]", "xs[A]", "dd[A]", "-A", "[A, B]", "(A, B)", "len(A)",
		"A if B else 3", "A and B", "A < B", "A in xs", "[A for A in xs]", "[A + q for q in xs if q]", "{q: B for q in [1, 2]}", "dd.get(A, 7)", "str(A)", "A.nope",
		"[(lambda q: q + A) for q in xs] and A", "[len(A) for len in [xs]]", "s.see()"))
}

// risk gives the text, or a plain 1 in its place.
func (m *loopMaker) risk(text string) string {
	if !m.risky {
		return "1"
	}
	return text
}

func (m *loopMaker) target() string {
	if !m.risky {
		return m.name()
	}
	return strings.NewReplacer("A", m.name(), "B", m.name()).Replace(m.pick("A", "A", "A", "A", "A, B", "(A, [B])", "xs[A]", "dd[A]"))
}

func (m *loopMaker) statement(depth int) {
	line := func(s string) { fmt.Fprintf(&m.b, "%s%s\n", strings.Repeat("    ", depth), s) }
	switch k := m.IntN(12); {
	case k < 4:
		line(m.target() + " = " + m.expr())
	case k < 6:
		line(m.name() + " " + m.pick("+=", "-=", "|=") + " " + m.pick(m.expr(), "1", m.risk("[1]"), m.risk("{1: 2}")))
	case k == 6:
		line(m.pick("print("+m.expr()+")", "xs.append(1)", "dd.update(a=1)", m.risk("xs.clear()")))
	case k == 7:
		line("if " + m.expr() + ":")
		m.statement(depth + 1)
		if m.IntN(2) == 0 {
			line("else:")
			m.statement(depth + 1)
		}
	case k == 8 && m.loops > 0:
		line("if " + m.name() + ": " + m.pick("break", "continue"))
	case k < 11 && depth < 3:
		vars, in := m.pick("a", "b", "_", "d"), m.pick("range(4)", "[1, 2, 3]")
		if m.risky {
			vars, in = m.pick("a", "b", "_", "d", "len", "a, b"), m.pick("range(4)", "xs", "dd", "[(1, 2), [3, 4]]", m.expr())
		}
		line("for " + vars + " in " + in + ":")
		m.body(depth + 1)
	case depth < 3:
		line("while c < 6:")
		line("    c += 1")
		m.body(depth + 1)
	default:
		line("pass")
	}
}

func (m *loopMaker) body(depth int) {
	m.loops++
	defer func() { m.loops-- }()
	for range 1 + m.IntN(3) {
		m.statement(depth)
	}
	fmt.Fprintf(&m.b, "%sEND\n", strings.Repeat("    ", depth))
}

// cell writes a cell with at least one loop.
func (m *loopMaker) cell() string {
	m.b.Reset()
	m.b.WriteString("c = 0\nxs = [1, 2]\ndd = {1: 2}\n")
	m.risky = m.IntN(2) == 0
	if !m.risky || m.IntN(2) == 0 {
		m.b.WriteString("a = 1\nb = 2\nd = 3\n_ = 4\n")
	}
	if m.IntN(2) == 0 {
		m.b.WriteString("for a in range(3):\n")
		m.body(1)
	}
	for range 1 + m.IntN(3) {
		m.statement(0)
	}
	m.b.WriteString("while c < 9:\n    c += 1\n")
	m.body(1)
	return m.b.String()
}

// outcome is all that can be seen of a run of a cell. The value of s.see() is
// what other code sees of the names in the middle.
func outcome(t *testing.T, src string) (text string, regions int) {
	t.Helper()
	b := newTestbed()
	stored := map[string]bool{}
	b.hooks.Stored = func(name string) {
		if name[0] == '_' { // of others nobody is told that they were stored unchanged
			stored[name] = true
		}
	}
	b.Set("__", starlark.MakeInt(5))
	b.Set("s", seer(func() starlark.Value { return starlark.String(names(b.Session)) }))
	cell, err := b.Compile("c", src)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	thread := &starlark.Thread{Print: func(_ *starlark.Thread, msg string) { fmt.Fprintln(&b.out, msg) }}
	thread.SetMaxExecutionSteps(20_000)
	_, err = cell.Call(thread)
	if err != nil {
		e := exception.Classify(err)
		if e.Class == "KeyboardInterrupt" || strings.Contains(e.Message, "too many steps") {
			return "too long", 0
		}
		fmt.Fprintf(&b.out, "%s\n%v\n", e.Error(), e.Stack)
	}
	if b.running != nil {
		t.Errorf("a region is left open by\n%s", src)
	}
	fmt.Fprintf(&b.out, "%s stored %v uses %v binds %v", names(b.Session), stored, cell.Uses, cell.Binds)
	return b.out.String(), len(cell.code.(interpreted).regions)
}

// names shows the user's names and values.
func names(s *Session) string {
	var b strings.Builder
	snapshot := s.Snapshot()
	for _, name := range s.Names() {
		if name != "s" {
			fmt.Fprintf(&b, "%s=%s ", name, snapshot[name])
		}
	}
	return b.String()
}

// seer is a value whose method see may look at the session.
type seer func() starlark.Value

func (seer) String() string        { return "seer" }
func (seer) Type() string          { return "seer" }
func (seer) Freeze()               {}
func (seer) Truth() starlark.Bool  { return true }
func (seer) Hash() (uint32, error) { return 0, nil }
func (seer) AttrNames() []string   { return nil }

func (f seer) Attr(name string) (starlark.Value, error) {
	if name != "see" {
		return nil, nil
	}
	return starlark.NewBuiltin("see", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return f(), nil
	}), nil
}

func TestRegionsDoWhatPlainLoopsDo(t *testing.T) {
	m := &loopMaker{Rand: rand.New(rand.NewPCG(1, 2))}
	n := 1500
	if raceDetector || testing.Short() {
		n = 300
	}
	regions, failures := 0, 0
	for range n {
		src := m.cell()
		got, some := outcome(t, strings.ReplaceAll(src, "END", quietEnd))
		want, none := outcome(t, strings.ReplaceAll(src, "END", loudEnd))
		if none != 0 {
			t.Fatalf("the plain version has regions:\n%s", src)
		}
		regions += some
		if strings.Contains(want, "Error: ") {
			failures++
		}
		if got != want && got != "too long" && want != "too long" {
			t.Fatalf("cell:\n%s\nwith regions:\n%s\nplain:\n%s", src, got, want)
		}
	}
	if regions < n/2 || failures < n/4 || failures > n*9/10 {
		t.Errorf("%d cells have %d regions, and %d fail", n, regions, failures)
	}
}

// interrupted are loops for the tests below.
var interrupted = []string{
	"for i in range(3):\n    a = i\n    b = i\n    END",
	"a = 7\nfor i in range(2):\n    for j in range(2):\n        a += 1\n        b, c = a, [a]\n        END\n    END",
	"n = 0\nwhile n < 3:\n    m = n\n    if n: k = n\n    n += 1\n    END",
	// The loop inside is entered many times; a changes between.
	"a = 0\nwhile a < 30:\n    a = a * 2 + 1\n    if a == 0: (0)()\n    for i in range(2):\n        a += 1\n        z = i\n        END",
}

// states gives what names are seen when look is called with each number of
// steps after which it has the thread stopped, until the cell ends.
func states(t *testing.T, src string) (after []string) {
	t.Helper()
	for steps := uint64(1); ; steps++ {
		b := newTestbed()
		cell, err := b.Compile("c", src)
		if err != nil {
			t.Fatal(err)
		}
		thread := new(starlark.Thread)
		seen := ""
		thread.SetMaxExecutionSteps(steps)
		thread.OnMaxSteps = func(thread *starlark.Thread) {
			seen = names(b.Session)
			thread.Cancel("enough")
		}
		_, err = cell.Call(thread)
		if now := names(b.Session); err != nil && now != seen {
			t.Fatalf("after %d steps a look gives %q, and the end of the cell %q:\n%s", steps, seen, now, src)
		}
		after = append(after, names(b.Session))
		if err == nil {
			return after
		}
	}
}

func TestInterruptedRegionsKeepTheValuesSoFar(t *testing.T) {
	for _, src := range interrupted {
		want := slices.Compact(states(t, strings.ReplaceAll(src, "END", loudEnd)))
		got := slices.Compact(states(t, strings.ReplaceAll(src, "END", quietEnd)))
		if !slices.Equal(got, want) {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", src, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestWhatIsARegion(t *testing.T) {
	for src, want := range map[string]int{
		"for i in range(3): x = i":                         1,
		"for i in f(): x = i":                              1,
		"while x: x -= 1":                                  1,
		"for i in range(3):\n    for j in range(i): x = j": 1,
		"for i in range(3): x = len(y)":                    1,
		"for i in range(3): x = (len)(y)":                  1,
		"for i in range(3): xs.append(i)":                  1,
		"for i in range(3): fs.append(lambda: i)":          1,
		"for i in range(3): x = ~i":                        1,
		"if x:\n    for i in range(3): x = i":              1,
		"for i in range(3):\n    f(i)\n    for j in range(i): x = j\n    while x: x -= 1": 2,
		"for i in range(3): x = f(i)":                               0,
		"while f(): x = 1":                                          0,
		"for i in range(3): x = sorted(y, key=f)":                   0,
		"for i in range(3): x = y[0](i)":                            0,
		"for i in range(3): await x":                                0,
		"async for i in ticks(3): x = i":                            0,
		"for i in range(3):\n    def g(): return i":                 0,
		"def g():\n    for i in range(3): x = i":                    0,
		"[i for i in range(3)]":                                     0,
		"for i in range(3):\n    for j in [k for k in f(i)]: x = 1": 1,
	} {
		cell, err := newTestbed().Compile("c", src)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(cell.code.(interpreted).regions); got != want {
			t.Errorf("%d regions, want %d:\n%s", got, want, src)
		}
	}
}

func TestCodeThatARegionCallsSeesItsNames(t *testing.T) {
	b := newTestbed()
	b.Set("s", seer(func() starlark.Value { v, _ := b.Get("x"); return v }))
	conversation{
		{"x = 0\nout = []\nfor i in range(3):\n    x = i * 2\n    out.append(s.see())\nout", "[0, 2, 4]"},
		{"for x in range(2):\n    print(str([s.see()]))", "[0]\n[1]"},
		// Names that are rebound are not quiet any more.
		{"def len(v): return x", ""},
		{"out = []\nfor x in range(3): out.append(len(x))\nout", "[0, 1, 2]"},
		{"def str(v): return x", ""},
		{"out = []\nfor x in range(3): out += [str(x), [str(y) for y in [1]]]\nout", "[0, [0], 1, [1], 2, [2]]"},
		{"fs = []\nfor x in range(3): fs.append(lambda: x)\nx = 9\n[f() for f in fs]", "[9, 9, 9]"},
	}.check(t, b)
}

// overruled are loops with a method that removes all names and sets k. They do
// not read what it has changed: that is where a region differs.
var overruled = []string{
	"for i in range(2):\n    if i == 0: a = 5\n    if i == 1: s.see()\n    END",
	"for i in range(3):\n    if i == 0: a = (1, 2)\n    if i == 1: s.see()\n    END",
	"for i in range(3):\n    if i == 1: s.see()\n    a = []\n    END",
	"for i in range(3):\n    if i == 0: k, len = 1, 2\n    if i == 1: s.see()\n    END",
	"for i in range(3):\n    k = i\n    s.see()\n    END",
	"for i in range(3):\n    s.see()\n    k = []\n    END",
	"for i in range(3):\n    a = i\n    s.see()\n    s.see()\n    END",
	"for i in range(3):\n    for a in range(3):\n        s.see()\n        END\n    b = []\n    END",
}

func TestNamesThatOthersChangeStaySoAfterARegion(t *testing.T) {
	after := func(src string) string {
		b := newTestbed()
		var s seer
		s = func() starlark.Value {
			b.Reset()
			b.Set("k", starlark.MakeInt(9))
			b.Set("s", s)
			return starlark.None
		}
		b.Set("s", s)
		cell, err := b.Compile("c", src)
		if err == nil {
			_, err = cell.Call(new(starlark.Thread))
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, src)
		}
		return names(b.Session)
	}
	for _, src := range overruled {
		got, want := after(strings.ReplaceAll(src, "END", quietEnd)), after(strings.ReplaceAll(src, "END", loudEnd))
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

func TestRegionsOfAFrozenSessionFail(t *testing.T) {
	b := newTestbed()
	cell, err := b.Compile("c", "for i in range(3): pass")
	if err != nil {
		t.Fatal(err)
	}
	b.Freeze()
	_, err = cell.Call(new(starlark.Thread))
	if e := exception.Classify(err); e.Error() != "ValueError: cannot assign to i of a frozen module" {
		t.Error(e)
	}
}

func BenchmarkTopLevelLoop(b *testing.B) {
	for name, end := range map[string]string{"region": quietEnd, "plain": loudEnd} {
		b.Run(name, func(b *testing.B) {
			cell, err := newTestbed().Compile("c", "t = 0\nfor i in range(10000):\n    t = t + i\n    "+end)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := cell.Call(new(starlark.Thread)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
