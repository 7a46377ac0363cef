package starlarkasync_test

import (
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
)

// background gives the names and states of the tasks in the background.
func (n *notebook) background() string {
	var lines []string
	for _, w := range n.loop.Background() {
		lines = append(lines, w.Name()+" "+w.State())
	}
	return strings.Join(lines, "\n")
}

func TestStateOfATask(t *testing.T) {
	const setup = `
		lock, other, door = asyncio.Lock(), asyncio.Lock(), asyncio.Event()
		empty, full = asyncio.Queue(), asyncio.Queue(1)
		full.put_nowait(1)
		future, barrier, cond = asyncio.Future(), asyncio.Barrier(2), asyncio.Condition()
		def task(coro, name="t"): return asyncio.create_task(coro, name=name)
		async def forever(): await asyncio.sleep(99)
		async def stubborn():
			await catch(forever())
			await forever()
		async def group(g):
			for i in range(5): g.create_task(forever(), name=str(i))
			task(run_with(lock, lambda: asyncio.sleep(9)), "x")
		async def gets_lock(): await lock.acquire()
		async def value(x): return await x`
	for name, c := range map[string]struct{ source, want string }{
		"not started": {"task(forever())", "is ready, not started"},
		"ready":       {"async def turns():\n\twhile True:\n\t\tawait asyncio.sleep(0)\ntask(turns())\nawait asyncio.sleep(0)", "is ready"},
		"sleep":       {"task(asyncio.sleep(90.5))\nawait asyncio.sleep(1.25)", "sleeps, 1m29s left"},
		"lock":        {"await lock.acquire()\ntask(lock.acquire())\nawait asyncio.sleep(0)", "awaits Lock lock held by In [2]"},
		"lost lock":   {"await task(gets_lock(), 'a')\ntask(lock.acquire())\nawait asyncio.sleep(0)", "awaits Lock lock held by a, which has ended without release()"},
		"event":       {"task(door.wait())\nawait asyncio.sleep(0)", "awaits Event door"},
		"no name":     {"task(asyncio.Event().wait())\nawait asyncio.sleep(0)", "awaits an Event"},
		"semaphore":   {"task(asyncio.Semaphore(0).acquire())\nawait asyncio.sleep(0)", "awaits a Semaphore"},
		"condition":   {"task(run_with(cond, lambda: cond.wait()))\nawait asyncio.sleep(0)", "awaits Condition cond"},
		"barrier":     {"task(barrier.wait())\nawait asyncio.sleep(0)", "awaits Barrier barrier, 1 of 2 have come"},
		"get":         {"task(empty.get())\nawait asyncio.sleep(0)", "awaits an item of Queue empty"},
		"put":         {"task(full.put(2))\nawait asyncio.sleep(0)", "awaits room in Queue full"},
		"join":        {"task(full.join())\nawait asyncio.sleep(0)", "awaits task_done() of Queue full for 1 more"},
		"future":      {"task(value(future))\nawait asyncio.sleep(0)", "awaits Future future that nobody has ended"},
		"task":        {"f = task(forever(), 'f')\ntask(value(f))\nawait asyncio.sleep(0)", "awaits f"},
		"gather":      {"f = task(value(asyncio.gather(*[task(forever(), str(i)) for i in range(5)])))\nawait asyncio.sleep(0)", "awaits a gather of 0, 1, 2 and 2 more"},
		"wait":        {"a = [task(forever(), 'a'), task(forever(), 'b')]\ntask(asyncio.wait(a, return_when='FIRST_COMPLETED'))\nawait asyncio.sleep(0)", "awaits the first of a and b"},
		"shield":      {"f = task(forever(), 'f')\ntask(value(asyncio.shield(f)))\nawait asyncio.sleep(0)", "awaits f"},
		"group":       {"task(run_with(asyncio.TaskGroup(), group))\nawait asyncio.sleep(0)", "awaits a TaskGroup of 0, 1, 2 and 2 more"},
		"completed":   {"async def first():\n\tasync for x in asyncio.as_completed([forever()]): pass\ntask(first())\nawait asyncio.sleep(0)", "awaits the next of as_completed"},
		"cancelling":  {"s = task(stubborn())\nawait asyncio.sleep(0)\ns.cancel()\nawait asyncio.sleep(0)", "is being cancelled, sleeps, 1m39s left"},
		"failed":      {"async def bad(): fail('no')\nawait asyncio.wait([task(bad())])", "failed: fail: no"},
	} {
		t.Run(name, func(t *testing.T) {
			var n *notebook
			n = newNotebook(t, starlarkasync.Options{Virtual: true, NameOf: func(v starlark.Value) string {
				for name, x := range n.session.Snapshot() {
					if x == v {
						return name
					}
				}
				return ""
			}})
			n.ok(setup)
			n.run(c.source + "\nshow_background()")
			for line := range strings.Lines(strings.Join(n.take(&n.out), "\n")) {
				if state, ok := strings.CutPrefix(strings.TrimSpace(line), "t "); ok {
					equal(t, state, c.want)
					return
				}
			}
			t.Error("the task is not listed")
		})
	}
}

func TestWhereAndAgeOfATask(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		def pause(): run_in_foreground(asyncio.sleep(1000))
		async def inner(): pause()
		async def outer(n):
			if n > 0:
				return await outer(n - 1)
			await inner()
		for i in range(2): asyncio.create_task(outer(i))
		asyncio.create_task(asyncio.sleep(1000))`)
	n.ok("await asyncio.sleep(62.5)\nt = asyncio.create_task(inner())\nawait asyncio.sleep(0.125)")
	var got []string
	for _, w := range n.loop.Background() {
		got = append(got, fmt.Sprintf("%s | %s | %v | %v", w.Where(), w.Origin(), w.Age(), w.Steps() > 0))
	}
	equal(t, strings.Join(got, "\n"), `outer → inner → pause, In [1]:1 | In [1]:7 | 1m3s | true
outer → … → pause, In [1]:1 | In [1]:7 | 1m3s | true
sleep | In [1]:8 | 1m3s | false
sleep | In [1]:1 | 1m3s | false
sleep | In [1]:1 | 1m3s | false
inner → pause, In [1]:1 | In [2]:2 | 125ms | true
sleep | In [1]:1 | 125ms | false`)
}

func TestFailuresAreListedUntilTheyWereSeenOrRetrieved(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("async def bad(x): fail(x)")
	n.ok("a = asyncio.create_task(bad('a'))\nb = asyncio.create_task(bad('b'))")
	n.take(&n.notices)
	n.ok("await catch(b)")
	equal(t, n.background(), "Task-1 failed: fail: a")
	equal(t, n.background(), "")
	n.ok("c = asyncio.create_task(bad('c'))\nawait asyncio.sleep(0)\nawait asyncio.sleep(0)\nshow_background()")
	equal(t, strings.Join(n.take(&n.out), "\n"), "Task-3 failed: fail: c")
	if got := n.take(&n.notices); len(got) != 1 {
		t.Errorf("reports: %q", got)
	}
	equal(t, n.background(), "")
	n.ok("for i in range(300): asyncio.create_task(bad(i))")
	if got := len(n.loop.Background()); got != 100 {
		t.Errorf("%d failures are kept", got)
	}
}

func TestExecutorJobsAreListed(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok("j = run_in_background(block)")
	n.wait("blocked")
	equal(t, n.background(), "executor job runs on another core")
	w := n.loop.Background()[0]
	equal(t, w.Where()+" "+w.Origin(), "block In [1]:1")
	n.ok("j.cancel()")
	equal(t, n.background(), "executor job is being cancelled")
	close(n.release)
}
