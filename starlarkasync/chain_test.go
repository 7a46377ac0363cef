package starlarkasync_test

import (
	"strings"
	"testing"
	"time"

	"starkernel/starlarkasync"
)

func TestChainOfWaitingTasksIsBounded(t *testing.T) {
	for name, call := range map[string]string{
		"run_in_foreground": "run_in_foreground(down(n + 1))",
		"create_task":       "run_in_foreground(asyncio.create_task(down(n + 1)))",
		"gather":            "run_in_foreground(asyncio.gather(down(n + 1)))",
		"shield":            "run_in_foreground(asyncio.shield(asyncio.gather(down(n + 1))))",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{Virtual: true})
			// The frames of a call grow the chain faster, and the test ends sooner.
			n.ok("def deep(k, n): return deep(k - 1, n) if k else " + call)
			n.ok(`
				async def down(n):
					deepest[0] = n
					return deep(2000, n)
				deepest = [0]
				e = (await catch(down(0)))[1]`)
			equal(t, n.ok("str(e), deepest[0] < 100"), `("RecursionError: maximum recursion depth exceeded", True)`)
			n.ok("await asyncio.sleep(1)")
			n.wantNotices()
			equal(t, n.ok("len(asyncio.all_tasks())"), "1")
		})
	}
}

func TestTasksThatDoNotWaitForEachOtherAreNoChain(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		def deep(k, f): return deep(k - 1, f) if k else f()
		left = [200]
		async def again(): # ends before the next one does
			left[0] -= 1
			if left[0]:
				deep(2000, lambda: asyncio.create_task(again()))
		async def waits(t): return deep(2000, lambda: run_in_foreground(t))
		async def gives_up(t): # goes on while t does
			return await catch(asyncio.wait_for(asyncio.shield(t), 1))
		asyncio.create_task(again())
		t = asyncio.create_task(asyncio.sleep(500, 7))
		for i in range(100):
			await gives_up(t)
		await asyncio.sleep(1)
		print(left[0], await waits(t))`)
	equal(t, strings.Join(n.take(&n.out), "|"), "0 7")
}

func TestCancelPendingGoesThroughAChainOnce(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def waits(t): await t
		t = asyncio.create_task(asyncio.sleep(3600))
		for i in range(20000):
			t = asyncio.create_task(waits(t))
		first = asyncio.create_task(waits(t))
		await asyncio.sleep(0)`)
	start := time.Now()
	names := n.loop.CancelPending("the end")
	if d := time.Since(start); d > soon {
		t.Errorf("took %v", d)
	}
	if len(names) != 20002 {
		t.Errorf("%d tasks", len(names))
	}
	// Each was asked once, though all those before it wait for it.
	equal(t, n.ok("t.cancelling()"), "1")
	n.wantNotices()
}

func TestCancellationsOfTheEndAreNotReported(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("g = run_in_background(asyncio.gather(asyncio.sleep(9), asyncio.sleep(9)))")
	n.loop.CancelPending("the end")
	n.wantNotices()
}

func TestDeadlockLeavesNothingToReport(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok("e = asyncio.Event()\nts = [asyncio.create_task(e.wait()) for i in range(2)]")
	n.fails("await asyncio.gather(*ts)")
	n.ok("ts[0].cancel()\nawait asyncio.sleep(0)\nawait asyncio.sleep(0)")
	n.wantNotices()
	equal(t, n.ok("ts[1].done()"), "False")
}
