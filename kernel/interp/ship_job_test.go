package interp

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"
	gosyntax "go.starlark.net/syntax"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// waitForWorkers fails if the executor is still busy with cancelled jobs.
func waitForWorkers(t *testing.T, s *shipTest) {
	t.Helper()
	done := make(chan string, 1)
	go func() { // ends with the cell
		done <- s.run("await asyncio.gather(*[asyncio.to_thread(lambda: 1) for i in range(8)])")
	}()
	select {
	case got := <-done:
		if !strings.HasSuffix(got, "[1, 1, 1, 1, 1, 1, 1, 1]") {
			t.Error(got)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("cancelled jobs go on")
	}
}

func TestCancelAllEndsTheJobsThatRun(t *testing.T) {
	s := newShipTest(t, false)
	s.run("def spin():\n    while True: pass\nfs = [run_in_background(spin) for i in range(3)]\nawait asyncio.sleep(0.02)")
	if n := len(s.shipper.active); n != 3 {
		t.Fatalf("%d jobs are active, want 3", n)
	}
	s.shipper.cancelAll()
	if got, want := s.run("[e.name for _, e in [await catch(f) for f in fs]]"), `["KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt"]`; got != "KeyboardInterrupt" && got != want {
		t.Error(got)
	}
	waitForWorkers(t, s)
	for end := time.Now().Add(time.Minute); len(s.shipper.active) > 0 && time.Now().Before(end); { // the others end soon
		s.run("await asyncio.sleep(0.005)")
	}
	if n := len(s.shipper.active); n != 0 {
		t.Errorf("%d jobs are still active", n)
	}
}

func TestJobThatIsCancelledBeforeItRunsDoesNotRun(t *testing.T) {
	s := newShipTest(t, true)
	job, err := s.shipper.ship(nil, starlark.NewBuiltin("len", nil), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	job.Cancel()
	job.Cancel()
	if _, err := job.Finish(nil); exception.Find(err) == nil || exception.Find(err).Class != "CancelledError" {
		t.Error(err)
	}
}

func TestPanicInAJobIsItsError(t *testing.T) {
	s := newShipTest(t, true)
	s.shipper.home.extra = nil
	j := &job{shipper: s.shipper, env: newJobEnv(&s.shipper.home), name: "f", calls: make([]jobCall, 1)}
	j.f = starlark.NewBuiltin("f", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		panic("boom")
	})
	j.run(nil)
	if _, err := j.finish(nil); err == nil || err.Error() != "SystemError: f: internal error in an executor job: boom" {
		t.Error(err)
	}
}

func TestOutputOfAJobIsCutAtOneMegabyte(t *testing.T) {
	s := newShipTest(t, true)
	got := s.run("def f():\n    for i in range(3): print('é' * 200000)\nawait asyncio.to_thread(f)")
	if !strings.HasSuffix(got, "é\n[output of the job truncated at 1 MB]") || len(got) > maxJobOutput+len(truncatedNotice)+1 || len(got) < maxJobOutput {
		t.Errorf("%d bytes, …%q", len(got), got[len(got)-60:])
	}
}

func TestErrorOfAJobHasTheFramesOfTheCells(t *testing.T) {
	s := newShipTest(t, true)
	s.run("def inner(x):\n    return x // 0")
	s.run("def outer(x):\n    return inner(x)\nf = run_in_background(outer, 1)")
	got := s.run("print((await catch(f))[1].traceback)")
	if want := "In [2]:2:17: in outer\nIn [1]:2:14: in inner\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFunctionsOfAModuleBringTheirOwnGlobals: a function looks names up in the
// session that defined it, in a job as at home.
func TestFunctionsOfAModuleBringTheirOwnGlobals(t *testing.T) {
	s := newShipTest(t, true)
	module := syntax.NewSession(s.names, s.hooks)
	load := func(text string) starlark.Value {
		code, err := module.Compile("lib.star", text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := code.Call(new(starlark.Thread)); err != nil {
			t.Fatal(err)
		}
		v, _ := module.Get("f")
		return v
	}
	old := load("n = 'module'\nitems = [1]\ndef f(change=False):\n    if change: items.append(2)\n    return n, items")
	s.session.Set("f", old)
	got := s.run("n = 'cell'\ndef both(): return f(), n\nawait asyncio.to_thread(both)")
	if want := `(("module", [1]), "cell")`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// The same file with another text: each function has its own.
	changed := load("n = 'changed'\nitems = [1]\ndef f(change=False):\n    if change: items.append(3)\n    return [n]")
	s.session.Set("g", changed)
	module.Freeze()
	got = s.run("await asyncio.gather(asyncio.to_thread(f), asyncio.to_thread(g))")
	if want := `[("changed", [1]), ["changed"]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got = s.run("(await catch(asyncio.to_thread(f, True)))[1]")
	if want := `TypeError("append: cannot append to frozen list")`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestJobsShareNothing runs many jobs that share helpers and change their
// copies of one list. The race detector sees what they share.
func TestJobsShareNothing(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 100
	}
	s := newShipTest(t, false)
	got := s.run(fmt.Sprintf(`
shared = [1, {"a": [2]}, struct(x=[3]), set([4])]
table = {"count": 0, "re": re.compile("(a+)b")}
err = error("shared", name="ValueError")
def memo(n, seen={}):
    if n < 2: return n
    if n not in seen: seen[n] = memo(n - 1) + memo(n - 2)
    return seen[n]
def helper(i):
    shared.append(i)
    shared[1]["a"].append(i)
    shared[2].x.append(i)
    shared[3].add(i + 100)
    table["count"] += 1
    if i %% 50 == 0: fail(err)
    return len(shared), table["re"].search("xaab").group(1), random.random() < 1, time.now() == None
def work(i, xs):
    xs.append(i)
    a, b, c, d = helper(i)
    return [a, b, xs, memo(20), lambda: (i, len(shared)), sorted(itertools.chain(xs, [i]))]
argument = [0]
results = await asyncio.gather(return_exceptions=True, *[asyncio.to_thread(work, i, argument) for i in range(%d)])
bad = [r for i, r in enumerate(results) if i %% 50 != 0 and (r[:4] != [5, "aa", [0, i], 6765] or r[4]() != (i, 4))]
errors = [r for i, r in enumerate(results) if i %% 50 == 0 and r.name != "ValueError"]
bad, errors, shared, table["count"], argument, err.traceback, len(results)`, n))
	want := fmt.Sprintf(`([], [], [1, {"a": [2]}, struct(x = [3]), set([4])], 0, [0], "", %d)`, n)
	if got != want {
		t.Errorf("got %.2000s\nwant %s", got, want)
	}
}

const fib = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"

// TestJobsRunAtTheSameTime: two jobs meet, which they can only while both run.
// BenchmarkFibOnJobs tells what that gains.
func TestJobsRunAtTheSameTime(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("needs two cores")
	}
	s := newShipTest(t, false)
	var both sync.WaitGroup
	both.Add(2)
	s.shipper.home.extra = func(*lib.Host) starlark.StringDict {
		return starlark.StringDict{"meet": starlark.NewBuiltin("meet", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			both.Done()
			met := make(chan bool)
			go func() { both.Wait(); close(met) }() // ends when both jobs are here
			select {
			case <-met:
				return starlark.True, nil
			case <-time.After(2 * time.Minute):
				return starlark.False, nil
			}
		})}
	}
	if got := s.run("await asyncio.gather(asyncio.to_thread(lambda: meet()), asyncio.to_thread(lambda: meet()))"); got != "[True, True]" {
		t.Error(got)
	}
}

func TestShippedFunctionsAreCompiledOnce(t *testing.T) {
	s := newShipTest(t, true)
	s.run(fib)
	v, _ := s.session.Get("fib")
	first, err := s.session.Definition(v.(*starlark.Function))
	if err != nil {
		t.Fatal(err)
	}
	s.run("await asyncio.to_thread(fib, 5)")
	if second, _ := s.session.Definition(v.(*starlark.Function)); first != second {
		t.Error("compiled again")
	}
}

func TestFunctionWithoutSourceIsAnError(t *testing.T) {
	s := newShipTest(t, true)
	globals, err := starlark.ExecFileOptions(new(gosyntax.FileOptions), new(starlark.Thread), "x.star", "def f(): pass", nil)
	if err != nil {
		t.Fatal(err)
	}
	s.session.Set("f", globals["f"])
	if got, want := s.run("await asyncio.to_thread(f)"), "TypeError: cannot send to the executor: f: function f, which was defined outside of cells"; got != want {
		t.Error(got)
	}
}

func TestInterruptEndsTheCopying(t *testing.T) {
	s := newShipTest(t, true)
	s.run(fib)
	f, _ := s.session.Get("fib")
	s.stop.Store(true)
	_, err := s.shipper.ship(nil, f.(starlark.Callable), nil, nil)
	if e := exception.Find(err); e == nil || e.Class != "KeyboardInterrupt" {
		t.Error(err)
	}
	if n := len(s.shipper.active); n != 0 {
		t.Errorf("%d jobs are active", n)
	}
}

func TestErrorOfCopyingHasAdvice(t *testing.T) {
	s := newShipTest(t, true)
	_, e := s.call("run_in_background(lambda x: x, asyncio.Event())")
	if e == nil || len(e.Notes) != 1 || !strings.HasPrefix(e.Notes[0], "a job has copies of all it needs") {
		t.Errorf("%+v", e)
	}
}

// TestLongPathsAreCut: the text of an error stays short, whatever it names.
func TestLongPathsAreCut(t *testing.T) {
	s := newShipTest(t, true)
	got := s.run(`
def wrap(f):
    return lambda: f()
f = asyncio.Event()
for i in range(100): f = wrap(f)
catch_call(run_in_background, f, {"k" * 1000: 1})[1].message`)
	if want := `"cannot send to the executor: lambda -> variable f -> lambda -> variable f -> lambda -> variable f -> … -> lambda -> variable f -> lambda -> variable f -> lambda -> variable f: Event"`; got != want {
		t.Errorf("got %s", got)
	}
	got = s.run("d = asyncio.Event()\nfor i in range(1000): d = {'key': d}\ncatch_call(run_in_background, wrap(None), d)[1].message")
	if len(got) > 400 || !strings.Contains(got, "…") {
		t.Errorf("got %s", got)
	}
}
