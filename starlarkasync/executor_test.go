package starlarkasync_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
)

// gates is an executor whose jobs end when the test says so. A job's argument is
// its name and its result.
type gates struct {
	started   chan string
	ended     chan string
	cancelled chan string
	open      map[string]chan struct{}
	early     atomic.Int32 // results asked of jobs that did not run
	rests     bool         // jobs that wait give their core away
}

func newGates(names ...string) *gates {
	g := &gates{started: make(chan string, 100), ended: make(chan string, 100), cancelled: make(chan string, 100), open: map[string]chan struct{}{}}
	for _, name := range names {
		g.open[name] = make(chan struct{})
	}
	return g
}

func (g *gates) ship(_ *starlark.Thread, _ starlark.Callable, args starlark.Tuple, _ []starlark.Tuple) (*starlarkasync.Job, error) {
	name, _ := starlark.AsString(args[0])
	stop := make(chan struct{}, 1)
	var err error
	ran := false
	return &starlarkasync.Job{
		Run: func(rest func(wait func())) {
			ran = true
			g.started <- name
			if name == "panics" {
				panic("in a job")
			}
			wait := func() {
				select {
				case <-g.open[name]:
					g.ended <- name
				case <-stop:
					err = errTest
				}
			}
			if g.rests {
				rest(wait)
			} else {
				wait()
			}
		},
		Finish: func(*starlark.Thread) (starlark.Value, error) {
			if !ran {
				g.early.Add(1)
			}
			return args[0], err
		},
		Cancel: func() {
			stop <- struct{}{}
			g.cancelled <- name
		},
	}, nil
}

func TestJobsAreDeliveredInTheOrderOfSubmissionUnderTheVirtualClock(t *testing.T) {
	g := newGates("a", "b")
	n := newNotebook(t, starlarkasync.Options{Virtual: true, Ship: g.ship})
	ended := n.start(`
		log = []
		async def job(name):
			log.append((await asyncio.to_thread(len, name), asyncio.get_running_loop().time()))
		async def timer():
			await asyncio.sleep(1)
			log.append("timer")
		await asyncio.gather(job("a"), job("b"), timer())
		log`)
	// The second is done first, and yet delivered second; the timer, which is
	// due when virtual time may move again, comes last.
	close(g.open["b"])
	equal(t, <-g.ended, "b")
	close(g.open["a"])
	equal(t, n.finish(ended).value.String(), `[("a", 0.0), ("b", 0.0), "timer"]`)
}

// Whether a job has ended when a timer is due already must not be seen.
func TestTimersThatAreDueComeBeforeJobsUnderTheVirtualClock(t *testing.T) {
	for range 30 {
		g := newGates("a", "b")
		n := newNotebook(t, starlarkasync.Options{Virtual: true, Ship: g.ship})
		close(g.open["a"])
		close(g.open["b"])
		ended := n.start(`
			log = []
			a, b = [run_in_background(len, name) for name in ("a", "b")]
			asyncio.get_running_loop().call_later(1, lambda: log.append(a.done()))
			block()
			pause(2)
			await b
			log`)
		<-g.ended
		<-g.ended
		close(n.release)
		equal(t, n.finish(ended).value.String(), "[False]")
	}
}

// How far a job came that is cancelled must not be seen, either.
func TestNothingComesOfACancelledJobUnderTheVirtualClock(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Virtual: true, Ship: func(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
		j, err := g.ship(thread, f, args, kwargs)
		j.Finish = func(*starlark.Thread) (starlark.Value, error) {
			t.Error("the job was finished")
			return starlark.None, nil
		}
		return j, err
	}})
	n.ok(`f = run_in_background(len, "a")`)
	<-g.started
	equal(t, n.ok("f.cancel()\nawait asyncio.sleep(1)\nf.cancelled()"), "True")
}

func TestJobsGoOnBetweenCells(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	equal(t, n.ok(`f = run_in_background(len, "a")
f.done()`), "False")
	<-g.started
	close(g.open["a"])
	equal(t, n.ok("await f"), `"a"`)
}

func TestCancellingAJobStopsIt(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	n.ok(`f = run_in_background(len, "a")`)
	<-g.started
	equal(t, n.ok("f.cancel()"), "True")
	equal(t, <-g.cancelled, "a")
	equal(t, n.fails("await f"), "CancelledError")
	equal(t, n.ok("[f.cancelled(), f.cancel(), f]"), "[True, False, <Future cancelled>]")
	n.wantNotices()
}

func TestInterruptStopsOnlyTheJobThatIsAwaited(t *testing.T) {
	g := newGates("a", "b")
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	n.ok(`a = run_in_background(len, "a")`)
	<-g.started
	ended := n.start(`asyncio.get_running_loop().call_later(0.01, signal, "waits")
await asyncio.to_thread(len, "b")`)
	<-g.started
	n.wait("waits")
	n.interrupted(ended)
	equal(t, <-g.cancelled, "b")
	close(g.open["a"])
	equal(t, n.ok("await a"), `"a"`)
}

func TestPanicOfAJobIsItsError(t *testing.T) {
	g := newGates()
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	if got := n.fails(`await asyncio.to_thread(len, "panics")`); !strings.HasPrefix(got, "SystemError: internal error: in a job") {
		t.Error(got)
	}
}

func TestCloseCancelsJobsAndDoesNotWait(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	n.ok(`f = run_in_background(len, "a")`)
	<-g.started
	n.loop.Close()
	equal(t, <-g.cancelled, "a")
}

func TestJobsThatWaitForAWorkerCanBeCancelled(t *testing.T) {
	names := make([]string, 40) // more than there are workers
	for i := range names {
		names[i] = "job" + string(rune('A'+i))
	}
	g := newGates(names...)
	for _, virtual := range []bool{false, true} {
		n := newNotebook(t, starlarkasync.Options{Ship: g.ship, Virtual: virtual})
		n.session.Set("names", starlark.NewList(texts(names)))
		n.ok("fs = [run_in_background(len, name) for name in names]")
		for range 2 { // those of a void job must not be asked for a result
			n.ok("for f in fs: f.cancel()\nawait asyncio.wait(fs)\n1")
		}
		equal(t, n.ok("await asyncio.sleep(0.01)\n[f for f in fs if not f.cancelled()]"), "[]")
	}
	if k := g.early.Load(); k > 0 {
		t.Errorf("%d jobs that did not run were asked for a result", k)
	}
}

func texts(ss []string) []starlark.Value {
	vs := make([]starlark.Value, len(ss))
	for i, s := range ss {
		vs[i] = starlark.String(s)
	}
	return vs
}

func TestWithoutAnExecutorCallsAreRefused(t *testing.T) {
	loop := starlarkasync.New(starlarkasync.Options{})
	defer loop.Close()
	_, err := loop.RunForeground("main", func(thread *starlark.Thread) (starlark.Value, error) {
		return starlark.Call(thread, loop.Predeclared()["run_in_background"], starlark.Tuple{starlark.Universe["len"]}, nil)
	}, nil)
	if err == nil || !strings.Contains(err.Error(), "there is no executor here") {
		t.Errorf("got %v", err)
	}
}

func TestAJobThatWaitsGivesItsCoreAway(t *testing.T) {
	names := make([]string, runtime.GOMAXPROCS(0)+2)
	for i := range names {
		names[i] = fmt.Sprint("job", i)
	}
	g := newGates(names...)
	g.rests = true
	n := newNotebook(t, starlarkasync.Options{Ship: g.ship})
	n.session.Set("names", starlark.NewList(texts(names)))
	n.ok("fs = [run_in_background(len, name) for name in names]")
	for range names {
		select {
		case <-g.started:
		case <-time.After(soon):
			t.Fatal("jobs wait for those that wait")
		}
	}
	for _, gate := range g.open {
		close(gate)
	}
	equal(t, n.ok("len(await asyncio.gather(*fs))"), fmt.Sprint(len(names)))
}

func TestTheExecutorOfALoopIsTheOnlyOne(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	equal(t, n.ok("await asyncio.get_running_loop().run_in_executor(None, len, [1])"), "1")
	equal(t, n.fails("asyncio.get_running_loop().run_in_executor('pool', len, [1])"),
		"TypeError: run_in_executor: for parameter executor: got string, want None: there is one executor, with a worker for each core")
}

func TestBlockingSleepBlocksTheLoop(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	start := time.Now()
	equal(t, n.ok(`
		log = []
		loop = asyncio.get_running_loop()
		loop.call_later(1, log.append, "timer")
		pause(3600)
		log.append(loop.time())
		await asyncio.sleep(0)
		await asyncio.sleep(0)
		log`), `[3600.0, "timer"]`)
	if d := time.Since(start); d > soon {
		t.Errorf("virtual time took %v", d)
	}
	n = newNotebook(t, starlarkasync.Options{})
	start = time.Now()
	n.ok("asyncio.get_running_loop().call_later(0, signal, 'timer')\npause(0.02)\nsignal('slept')\nawait asyncio.sleep(0.001)")
	if d := time.Since(start); d < 20*time.Millisecond {
		t.Errorf("real time took %v", d)
	}
	n.wait("slept")
	n.wait("timer")
}

func TestPollingEndsUnderTheVirtualClock(t *testing.T) {
	g := newGates("a", "b")
	close(g.open["a"])
	close(g.open["b"])
	n := newNotebook(t, starlarkasync.Options{Virtual: true, Ship: g.ship})
	got := n.ok(`
		log = []
		async def turns(done):
			for i in range(1000000):
				if done():
					return i
				await asyncio.sleep(0)
		now = asyncio.get_running_loop().time
		a, b = run_in_background(len, "a"), run_in_background(len, "b")
		log.append((await turns(a.done), b.done(), now()))
		log.append((await turns(b.done), now()))
		t = run_in_background(asyncio.sleep(0.01))
		log.append((await turns(t.done), now()))
		log.append((await turns(lambda: now() > 0.0125), now()))
		log`)
	equal(t, got, "[(1000, False, 0.0), (1000, 0.0), (10001, 0.01), (2998, 0.013)]")
}

func TestTimersThatPassBetweenCellsFireInTheNext(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("log = []\nasync def f():\n\tawait asyncio.sleep(5)\n\tlog.append(asyncio.get_running_loop().time())\nt = run_in_background(f())")
	n.loop.BlockingSleep(nil, 7*time.Second)
	equal(t, n.ok("run_in_foreground(asyncio.sleep(0))\nrun_in_foreground(asyncio.sleep(0))\nlog"), "[7.0]")
}
