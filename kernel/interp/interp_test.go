package interp

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.starlark.net/starlark"
	"go.uber.org/goleak"

	"starkernel/kernel"
	"starkernel/starlarkasync/starlarkasynctest"
	"starkernel/starlarkasync/syntax"
)

func TestTickerOfTheProposal(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect(`async def ticker():
    for i in itertools.count():
        print(i)
        await asyncio.sleep(1)

ticker1 = run_in_background(ticker())`, "stdout: 0")
	n.expect("ticker1", "result: <Task pending name='Task-1' coro=<ticker() running at In [1]:4>>")
	n.expect("run_in_foreground(asyncio.sleep(5))", "stdout: 1\n2\n3\n4\n5")
	n.expect("run_in_foreground(asyncio.sleep(0))", "")
	n.expect("len(asyncio.all_tasks())", "result: 2")
}

// TestCorpusAgreesWithCPython runs the corpus of package starlarkasync through
// a whole session, with its guarded builtins and its isolated executor.
func TestCorpusAgreesWithCPython(t *testing.T) {
	files, err := filepath.Glob("../../starlarkasync/testdata/asyncio/*/*.golden")
	if err != nil || len(files) < 303 {
		t.Fatalf("%d programs, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".golden")
		t.Run(name, func(t *testing.T) {
			p, err := starlarkasynctest.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			n := newNotebook(t, Options{Virtual: true})
			n.execute(kernel.Cell{Code: corpusNames})
			for i, c := range p.Cells {
				n.loop.BlockingSleep(nil, time.Duration(c.Advance*1e9))
				ended := false
				if c.Interrupt > 0 {
					n.loop.CallLater(time.Duration(c.Interrupt*1e9), func() {
						if !ended { // it is for this cell alone
							n.loop.Interrupt()
						}
					})
				}
				n.run(c.Source)
				ended = true
				got := outcome(n.out)
				got.Time = fmt.Sprint(n.loop.Time())
				if !strings.Contains(got.Time, ".") {
					got.Time += ".0"
				}
				if c.Want.Result == "*" && got.Result != "" {
					got.Result = "*"
				}
				if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.Want) {
					t.Errorf("cell %d:\n%s\ngot  %q\nwant %q", i+1, c.Source, got, c.Want)
				}
			}
		})
	}
}

// corpusNames defines what only the corpus uses.
const corpusNames = `
_catch, _catch_call, _error = catch, catch_call, error
def errstr(e):
    return e.name + ": " + e.message if type(e) not in ("NoneType", "string") else e
async def catch(aw):
    v, e = await _catch(aw)
    return v, errstr(e)
def catch_call(f, *args, **kwargs):
    v, e = _catch_call(f, *args, **kwargs)
    return v, errstr(e)
def error(message):
    return _error(message, name="fail")
finally_ = run_finally
with_ = run_with
`

// outcome takes a recorded cell apart.
func outcome(r *recorder) starlarkasynctest.Outcome {
	var o starlarkasynctest.Outcome
	for _, line := range r.lines {
		kind, text, _ := strings.Cut(line, ": ")
		switch kind {
		case "stdout":
			for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				o.Out = append(o.Out, strings.TrimRight(l, " "))
			}
		case "result":
			// A long value is broken over lines for display.
			o.Result = strings.ReplaceAll(text, "\n", "")
		case "error":
			o.Error = strings.TrimRight(text, " ")
			if !strings.Contains(text, ":") {
				o.Error += ":"
			}
		}
	}
	return o
}

func TestGlobalsAreLateBound(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("def f():\n    return helper() + 1", "")
	n.expect("def g():\n    return later", "")
	n.expect("def helper():\n    return 1\nf()", "result: 2")
	n.expect("later = 7\ndef helper():\n    return 10", "")
	n.expect("g(), f()", "result: (7, 11)")
}

func TestResultsAreRemembered(t *testing.T) {
	n := newNotebook(t, Options{})
	n.expect("40 + 2", "result: 42")
	n.expect("_ + 1", "result: 43")
	n.expect("_, __, _1, Out[2], In[1]", `result: (43, 42, 42, 43, "40 + 2")`)
	n.expect("7;", "")
	n.expect("None", "")
	n.expect("_1", "result: 42")
	n.expect("_ = 'mine'", "")
	n.expect("1", "result: 1")
	n.expect("_", `result: "mine"`)
	if got := n.execute(kernel.Cell{Code: "99", Count: n.count, Silent: true}); got != "" {
		t.Errorf("a silent cell shows %q", got)
	}
	n.expect("99 in Out.values()", "result: False")
	n.expect("reset()\nlen(Out)", "result: 0")
	n.expect("_1", "error: NameError: name '_1' is not defined")
}

func TestOutKeepsAThousandValues(t *testing.T) {
	n := newNotebook(t, Options{})
	for range maxOut + 5 {
		n.run("1")
	}
	n.expect("len(Out)", fmt.Sprintf("result: %d", maxOut))
	n.expect("_3", "error: NameError: name '_3' is not defined")
}

func TestWhatAnErrorLeavesBehindStays(t *testing.T) {
	n := newNotebook(t, Options{})
	n.expect("x = 1\nfail('no')\nx = 2", "error: fail: no")
	n.expect("x", "result: 1")
	n.expect("pairs = [1, 2, 3]\na, b = pairs", "error: ValueError: too many values to unpack (got 3, want 2)")
	n.expect("pairs.append(4)\nlen(pairs)", "result: 4")
}

func TestDisplay(t *testing.T) {
	n := newNotebook(t, Options{})
	n.expect("display(1, 'a')", "display : map[text/plain:1]\ndisplay : map[text/plain:\"a\"]")
	n.expect("h = display(1, display_id='d')\nh.update(2)", "display d: map[text/plain:1]\nupdate d: map[text/plain:2]")
	n.expect("display(HTML('<b>x</b>'))", "display : map[text/html:<b>x</b> text/plain:<b>x</b>]")
	n.expect("HTML('<b>x</b>')", "result: <b>x</b>")
	n.expect("[HTML('<b>x</b>')]", `result: [HTML("<b>x</b>")]`)
	n.expect("display(1, update=True)", "error: TypeError: display: update=True needs the display_id of what is replaced")
	n.expect("clear_output(wait=True)", "clear true")
	n.expect("eprint('a')\nprint('b', 'c', sep='-', end='!')", "stderr: a\n\nstdout: b-c!")
}

func TestDirListsTheNamesOfCells(t *testing.T) {
	n := newNotebook(t, Options{})
	n.expect("dir()", "result: []")
	n.expect("b, a = 1, 2\nfor i in [1]:\n    names = dir()\nnames", `result: ["a", "b", "i"]`)
	n.expect("len = 1\ndef f(): return dir()\nf()", `result: ["a", "b", "f", "i", "len", "names"]`)
	n.expect("'append' in dir([])", "result: True")
	n.expect("await asyncio.to_thread(lambda: 'append' in dir([]))", "result: True")
	n.expect("dir(1, 2)", "error: TypeError: dir: got 2 arguments, want 1")
}

func TestInputParksOnlyItsTask(t *testing.T) {
	n := newNotebook(t, Options{})
	answer := make(chan string)
	n.out = &recorder{answer: func(prompt string, password bool) string { return prompt + <-answer + fmt.Sprint(password) }}
	for code, want := range map[string]string{
		"print(input('name? '))":     "stdout: name? Adafalse",
		"print(getpass())":           "stdout: Password: Adatrue",
		"print(getpass('token? '))":  "stdout: token? Adatrue",
		"print(input('pw? ', True))": "stdout: pw? Adatrue",
	} {
		go func() { answer <- "Ada" }()
		n.count++
		got := n.execute(kernel.Cell{Code: code, Count: n.count, AllowStdin: true})
		if got != want {
			t.Errorf("%s: got %q", code, got)
		}
	}
	n.expect("input()", "error: StdinNotImplementedError: input: this client cannot answer questions; give the value in a cell or as a parameter")
	n.expect("getpass()", "error: StdinNotImplementedError: getpass: this client cannot answer questions; give the value in a cell or as a parameter")
}

func TestUserExpressionsAreEvaluatedAfterSuccess(t *testing.T) {
	n := newNotebook(t, Options{})
	n.execute(kernel.Cell{Code: "x = 3", Count: 1, UserExpressions: map[string]string{"a": "x + 1", "b": "nope", "c": "await asyncio.sleep(0, 5)"}})
	u := n.last.UserExpressions
	if got := fmt.Sprint(u["a"]["data"], u["b"]["ename"], u["c"]["data"]); got != "map[text/plain:4]NameErrormap[text/plain:5]" {
		t.Errorf("got %s", got)
	}
	n.execute(kernel.Cell{Code: "fail()", Count: 2, UserExpressions: map[string]string{"a": "x"}})
	if u := n.last.UserExpressions; u != nil {
		t.Errorf("after an error there are %v", u)
	}
}

func TestLoadedModulesAreFrozenAndReadAgainWhenChanged(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("lib.star", "load('sub/base.star', 'k')\n_private = 1\nxs = []\ndef f(x):\n    return x * k\nasync def g():\n    await asyncio.sleep(1)\n    return 'slept'\n")
	write("sub/base.star", "k = 2\n")
	write("a.star", "load('b.star', 'x')\n")
	write("b.star", "load('a.star', 'x')\n")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.star")); err != nil {
		t.Fatal(err)
	}
	n := newNotebook(t, Options{Virtual: true, Folder: dir})
	n.expect("load('lib.star', 'f', 'g', values='xs')\nf(4), await g()", `result: (8, "slept")`)
	n.expect("values.append(1)", "error: TypeError: append: cannot append to frozen list")
	if got := n.run("load('lib.star', '_private')"); !strings.Contains(got, "error: ") {
		t.Errorf("a private name was loaded: %s", got)
	}
	write("sub/base.star", "k = 3\n")
	n.expect("f(4)", "result: 8")
	n.expect("load('lib.star', 'f')\nf(4)", "result: 12")
	n.expect("load('a.star', 'x')", "error: ImportError: load: cycle of modules: a.star -> b.star -> a.star")
	for _, path := range []string{"/etc/passwd", "../x.star", "link.star", "missing.star", "sub"} {
		if got := n.run(fmt.Sprintf("load(%q, 'x')", path)); !strings.Contains(got, "error: ") || strings.Contains(got, "internal") {
			t.Errorf("load of %s: %s", path, got)
		}
	}
}

func TestPendingTasksAreCancelledAtTheEnd(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await run_finally(asyncio.sleep(9), lambda: print('cleaned up'))\nt = run_in_background(f())")
	var text strings.Builder
	names := n.CancelPending(func(_, s string) { text.WriteString(s) })
	if got := fmt.Sprint(names, text.String()); got != "[Task-1 (f, started in In [1]:3)]cleaned up\n" {
		t.Errorf("got %q", got)
	}
}

// TestRequestsAreAnsweredWhileACellStores completes and inspects from other
// goroutines while cells store names; the race detector watches.
func TestRequestsAreAnsweredWhileACellStores(t *testing.T) {
	period := 10 * time.Second
	if testing.Short() {
		period = time.Second
	}
	n := newNotebook(t, Options{})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				n.Complete("bench_na", 8)
				n.Complete("d['", 3)
				n.Complete("xs.ap", 5)
				n.Inspect("f", 1, 1)
				n.Inspect("xs", 1, 0)
				n.IsComplete("def f():")
			}
		})
	}
	code := `
d, xs = {}, []
def f(a, b=2):
    "doc"
    return a
for i in range(20000):
    bench_name = i
    d["k%d" % (i % 100)] = i
    xs.append(i)
    if i % 1000 == 0:
        await asyncio.sleep(0)
sorted(range(200000), key=lambda x: -x)[0]
`
	for end := time.Now().Add(period); time.Now().Before(end); {
		if got := n.run(code); got != "result: 199999" {
			t.Fatal(got)
		}
	}
	close(stop)
	wg.Wait()
}

func BenchmarkTrivialCell(b *testing.B) {
	s := New(Options{})
	defer s.Close()
	out := &recorder{}
	for i := 0; b.Loop(); i++ {
		out.lines = nil
		s.Execute(kernel.Cell{Code: "1+1", Count: i + 1, StoreHistory: true}, out)
	}
}

func BenchmarkNewSession(b *testing.B) {
	for b.Loop() {
		New(Options{}).Close()
	}
}

func TestAMissingAwaitInALoopIsToldOnce(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("async def f():\n    pass\nfor i in range(100000):\n    f()",
		"stderr: RuntimeWarning: coroutine 'f' was never awaited (In [1]:4); write await f() or run_in_background(f())")
}

func TestAJobThatGivesACoroutineIsTold(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("async def f():\n    pass\nj = run_in_background(f)",
		"stderr: RuntimeWarning: f is an async function: called as a plain one it gives a coroutine, which does not run until it is awaited (In [1]:3); write run_in_background(f())")
	n.expect("j = run_in_background(lambda: f())\nawait asyncio.sleep(1)",
		"stderr: RuntimeWarning: coroutine 'f', the result of executor job lambda, was never awaited (In [2]:1); write await f() or run_in_background(f())")
}

func TestExecutorJobsAreListedAndNamed(t *testing.T) {
	n := newNotebook(t, Options{})
	n.expect("def spin():\n    while True:\n        pass\nj = run_in_background(spin)", "")
	if got := n.run("print(jobs())"); !strings.Contains(got, "executor job  ") || !strings.Contains(got, "spin") {
		t.Errorf("jobs() shows %s", got)
	}
	n.expect("j.cancel()", "result: True")
	got := n.run("def bad():\n    fail('no')\nb = run_in_background(bad)") // it may end in this cell
	if got += n.run("await asyncio.wait([b])\nNone"); !strings.Contains(got, "Executor job bad (started in In [4]:3): exception was never retrieved") {
		t.Errorf("the failed job is told as %s", got)
	}
}

// TestCloseKeepsRequestsOut closes a session whose task cleans up while another
// goroutine inspects; the race detector watches.
func TestCloseKeepsRequestsOut(t *testing.T) {
	s := New(Options{})
	code := "d = {}\ndef clean():\n    for i in range(20000):\n        d[i] = i\nt = run_in_background(run_finally(asyncio.sleep(100), clean))\nawait asyncio.sleep(0)"
	s.Execute(kernel.Cell{Code: code, Count: 1, StoreHistory: true}, &recorder{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			s.Inspect("d", 1, 0)
		}
	}()
	s.Close()
	<-done
}

// TestCloseLeavesNoGoroutine closes a session with parked tasks and jobs that run,
// right after an interrupt.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s := New(Options{})
	code := "async def parked():\n    await run_finally(asyncio.Event().wait(), lambda: time.sleep(3600))\n" +
		"ts = [asyncio.create_task(parked()) for i in range(1000)]\n" +
		"def spin():\n    while True: pass\n" +
		"jobs = [run_in_background(f) for f in [spin] * 3 + [lambda: time.sleep(3600)] * 3]\n" +
		"asyncio.get_running_loop().call_soon(print, 'waits')\nawait asyncio.Event().wait()"
	out := &recorder{}
	ended := make(chan kernel.Outcome)
	go func() { ended <- s.Execute(kernel.Cell{Code: code, Count: 1, StoreHistory: true}, out) }()
	eventually(t, "the cell waits", func() bool {
		out.mu.Lock()
		defer out.mu.Unlock()
		return strings.Contains(out.String(), "waits")
	})
	s.Interrupt()
	go s.Interrupt()
	if o := <-ended; o.Err == nil || o.Err.EName != "KeyboardInterrupt" {
		t.Errorf("the cell ended with %v", o.Err)
	}
	s.Close()
	eventually(t, "no goroutine is left", func() bool { return goleak.Find(before) == nil })
}

// eventually waits until something is so that takes no time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

func TestPayloadsGoIntoTheOutcome(t *testing.T) {
	n := newNotebook(t, Options{})
	n.run("page('long')\nset_next_input('x = 1')\nexit()")
	if got := fmt.Sprint(n.last.Payload, n.last.Exit); got != "[map[data:map[text/plain:long] source:page start:0] map[replace:false source:set_next_input text:x = 1] map[keepkernel:false source:ask_exit]] true" {
		t.Error(got)
	}
	if n.run("1"); n.last.Exit || n.last.Payload != nil {
		t.Error("the next cell has them, too")
	}
}

func TestATickerMakesUpForDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNotebook(t, Options{})
		// Each tick is held up for 4 ms, which in CPython adds up to 0.2 s.
		n.expect("start = asyncio.get_running_loop().time()\n"+
			"for i in range(50):\n    await asyncio.sleep(0.01)\n    time.sleep(0.004)\n"+
			"math.round((asyncio.get_running_loop().time() - start) * 1000)", "result: 504.0")
		// What a task computes is no delay.
		n.expect("start = asyncio.get_running_loop().time()\n"+
			"for i in range(5):\n    await asyncio.sleep(0.01)\n    time.sleep(0.004)\n    for j in range(2000):\n        pass\n"+
			"math.round((asyncio.get_running_loop().time() - start) * 1000)", "result: 70.0")
	})
}

func TestIteratorThatIsTakenApart(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("a, b = itertools.count()", "error: ValueError: too many values to unpack (expected 2)")
	n.expect("str(catch_call(error, 'x', notes=itertools.starmap(lambda: fail('why'), [()]))[1])", `result: "fail: why"`)
}

func TestPanicInAModuleLeavesTheSessionAsItWas(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	inner := syntax.NewSession(starlark.StringDict{"f": starlark.NewBuiltin("f", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		panic("of a builtin")
	})}, syntax.Hooks{})
	code, err := inner.Compile("m.star", "f()")
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		err = n.callModule(new(starlark.Thread), "m.star", inner, code)
		t.Errorf("no panic, but %v", err)
	}()
	if n.inner != n.session || len(n.modules.loading) > 0 {
		t.Errorf("loading %q, and the session is still that of the module", n.modules.loading)
	}
}
