package starlarkasync_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
)

// shipMap is Options.ShipMap for jobs of one item each, which is its name.
func (g *gates) shipMap(f starlark.Callable) func([]starlark.Value, int) (*starlarkasync.Job, error) {
	return func(items []starlark.Value, _ int) (*starlarkasync.Job, error) {
		j, err := g.ship(nil, f, items, nil)
		finish, run := j.Finish, j.Run
		failed := false
		j.Run = func(rest func(wait func())) {
			run(rest)
			name, _ := starlark.AsString(items[0])
			failed = name[0] == '!'
		}
		j.Failed = func() bool { return failed }
		j.Finish = func(thread *starlark.Thread) (starlark.Value, error) {
			v, err := finish(thread)
			if failed {
				err = fmt.Errorf("fail: %s", v)
			}
			return starlark.Tuple{v}, err
		}
		return j, err
	}
}

func newMap(t *testing.T, virtual bool, names ...string) (*gates, *notebook) {
	g := newGates(names...)
	g.rests = true
	return g, newNotebook(t, starlarkasync.Options{ShipMap: g.shipMap, Virtual: virtual})
}

func TestResultsOfAMapComeInTheOrderOfTheItems(t *testing.T) {
	for _, virtual := range []bool{false, true} {
		g, n := newMap(t, virtual, "a", "b", "c")
		ended := n.start(`await parallel_map(len, ["a", "b", "c"])`)
		for range 3 {
			<-g.started
		}
		close(g.open["c"])
		close(g.open["b"])
		close(g.open["a"])
		equal(t, n.finish(ended).text, `["a", "b", "c"]`)
	}
}

func TestAnErrorOfAMapStopsWhatComesAfterIt(t *testing.T) {
	g, n := newMap(t, false, "a", "!b", "!c", "d")
	ended := n.start(`await parallel_map(len, ["a", "!b", "!c", "d"])`)
	for range 4 {
		<-g.started
	}
	close(g.open["!c"])
	equal(t, <-g.cancelled, "d")
	close(g.open["!b"])           // it comes before, so it is the one that is told
	equal(t, <-g.cancelled, "!c") // it has ended, and nobody takes its error
	close(g.open["a"])
	equal(t, n.finish(ended).err.Error(), `fail: "!b"`)
	n.wantNotices()
}

func TestCancellingAMapStopsItsJobs(t *testing.T) {
	g, n := newMap(t, false, "a", "b")
	n.ok(`t = run_in_background(parallel_map(len, ["a", "b"]))
await asyncio.sleep(0)`)
	<-g.started
	<-g.started
	equal(t, n.ok("t.cancel()\n(await catch(t))[1].name"), `"CancelledError"`)
	<-g.cancelled
	<-g.cancelled
}

func TestAnInterruptStopsTheMapThatIsAwaited(t *testing.T) {
	g, n := newMap(t, false, "a", "b")
	ended := n.start(`await parallel_map(len, ["a", "b"])`)
	<-g.started
	<-g.started
	n.interrupted(ended)
	<-g.cancelled
	<-g.cancelled
}

func TestWorkersLimitAMap(t *testing.T) {
	var running, most atomic.Int32
	n := newNotebook(t, starlarkasync.Options{ShipMap: func(starlark.Callable) func([]starlark.Value, int) (*starlarkasync.Job, error) {
		return func(items []starlark.Value, _ int) (*starlarkasync.Job, error) {
			return &starlarkasync.Job{
				Run: func(rest func(wait func())) {
					k := running.Add(1)
					for m := most.Load(); k > m && !most.CompareAndSwap(m, k); m = most.Load() {
					}
					rest(func() { time.Sleep(time.Millisecond) }) // the next would begin now
					running.Add(-1)
				},
				Finish: func(*starlark.Thread) (starlark.Value, error) { return starlark.Tuple(items), nil },
				Cancel: func() {},
			}, nil
		}
	}})
	for _, workers := range []int{1, 3} {
		most.Store(0)
		equal(t, n.ok(fmt.Sprintf("len(await parallel_map(len, range(2000), workers=%d))", workers)), "2000")
		if k := int(most.Load()); k > workers {
			t.Errorf("%d jobs ran at a time, want %d at most", k, workers)
		}
	}
}

func TestPanicInAMapIsItsError(t *testing.T) {
	_, n := newMap(t, true)
	if got := n.fails(`await parallel_map(len, ["panics"])`); got != "SystemError: internal error: in a job; please report this" {
		t.Error(got)
	}
}

func TestWithoutAnExecutorThereIsNoMap(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	if got := n.fails("parallel_map(len, [])"); got == "" {
		t.Error(got)
	}
}
