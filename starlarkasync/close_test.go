package starlarkasync_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.uber.org/goleak"

	"starkernel/starlarkasync"
)

func TestCloseUnwindsSuspendedTasks(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok(`
		async def waits():
			print("again")
			await asyncio.sleep(1)
			print("never")
		async def deep(n):
			if n > 0:
				return await deep(n - 1)
			await run_finally(asyncio.sleep(3600), waits)
		async def loops():
			while True:
				await catch(asyncio.sleep(3600))
		async def spawns():
			await run_finally(asyncio.sleep(3600), lambda: asyncio.create_task(deep(3)))
		ts = [asyncio.create_task(f) for f in [deep(5), loops(), spawns(), asyncio.sleep(3600)]]
		await asyncio.sleep(0)
		q = asyncio.create_task(loops()) # never starts`)
	n.loop.Close()
	n.loop.Close()
	equal(t, strings.Join(n.take(&n.out), "|"), "again")
	n.wantNotices()
}

func TestCloseEndsACleanupThatComputes(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok(`
		def spin():
			while True:
				catch_call(spin_more)
		def spin_more():
			while True: pass
		t = asyncio.create_task(run_finally(asyncio.sleep(3600), spin))
		u = asyncio.create_task(run_finally(asyncio.sleep(3600), lambda: pause(3600)))
		await asyncio.sleep(0)`)
	start := time.Now()
	n.loop.Close()
	if d := time.Since(start); d > soon {
		t.Errorf("Close took %v", d)
	}
}

// TestCloseLeavesNoGoroutine closes a loop with parked tasks, some of which clean
// up, and jobs that run, while others interrupt and inspect it.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	for _, virtual := range []bool{false, true} {
		before := goleak.IgnoreCurrent()
		n := newNotebook(t, starlarkasync.Options{Virtual: virtual, Ship: newGates().ship})
		n.ok(`
			seen = {}
			def clean(i):
				for k in range(100): seen[k] = i
			async def parked(i):
				await run_finally(asyncio.Event().wait(), lambda: clean(i))
			ts = [asyncio.create_task(parked(i)) for i in range(1000)]
			jobs = [run_in_background(len, "job") for i in range(5)]
			await asyncio.sleep(0)`)
		stop := make(chan struct{})
		var others sync.WaitGroup
		for _, f := range []func(){n.loop.Interrupt, func() {
			n.loop.Inspect(time.Millisecond, func() {
				v, _ := n.session.Get("seen")
				v.(*starlark.Dict).Keys()
			})
		}} {
			others.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(100 * time.Microsecond):
						f()
					}
				}
			})
		}
		n.run("await asyncio.Event().wait()") // an interrupt ends it
		n.loop.Close()
		close(stop)
		others.Wait()
		n.eventually("no goroutine is left", func() bool { return goleak.Find(before) == nil })
	}
}

// A task that goes on does the same before it is given up, however fast the machine.
func TestCancelPendingIsLimitedByTheVirtualClock(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def stays():
			while True:
				await catch(asyncio.sleep(4))
				print("stays")
		t = asyncio.create_task(stays())
		await asyncio.sleep(0)`)
	equal(t, strings.Join(n.loop.CancelPending("end"), "|"), "Task-1 (stays, started in In [1]:5)")
	equal(t, strings.Join(n.take(&n.out), "|"), "stays|stays|stays")
	equal(t, fmt.Sprint(n.loop.Time()), "10")
}

// A job keeps virtual time from moving.
func TestCancelPendingWaitsForNoJobUnderTheVirtualClock(t *testing.T) {
	g := newGates("a")
	n := newNotebook(t, starlarkasync.Options{Virtual: true, Ship: g.ship})
	n.ok(`
		async def tidy():
			await asyncio.sleep(1)
			print("tidied")
		t = asyncio.create_task(run_finally(asyncio.sleep(3600), tidy))
		f = run_in_background(len, "a")
		await asyncio.sleep(0)`)
	<-g.started
	n.loop.CancelPending("end")
	equal(t, strings.Join(n.take(&n.out), "|"), "tidied")
}

func TestCancelPendingEndsTasksAndNamesThem(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		async def tidy(name):
			await run_finally(asyncio.sleep(3600), lambda: print("tidied", name))
		async def bad():
			await catch(asyncio.sleep(3600))
			fail("late")
		a = asyncio.create_task(tidy("a"))
		b = asyncio.create_task(bad(), name="b")
		await asyncio.sleep(0)`)
	names := n.loop.CancelPending("end")
	equal(t, strings.Join(names, "|"), "Task-1 (tidy, started in In [1]:6)|b (bad, started in In [1]:7)")
	equal(t, strings.Join(n.take(&n.out), "|"), "tidied a")
	got := n.take(&n.notices)
	if len(got) != 1 || !strings.HasPrefix(got[0], "b (bad, started in In [1]:7): exception was never retrieved") {
		t.Errorf("notices: %q", got)
	}
	if again := n.loop.CancelPending("end"); again != nil {
		t.Errorf("still pending: %q", again)
	}
}

func TestCancelPendingIsBounded(t *testing.T) {
	for name, source := range map[string]string{
		"swallows": "while True:\n\t\tawait catch(asyncio.sleep(1))",
		"computes": "await catch(asyncio.sleep(3600))\n\twhile True: pass",
		"waits":    "while True:\n\t\tawait catch(asyncio.Future())",
		"blocks":   "await catch(asyncio.sleep(3600))\n\twhile True: pause(1)",
	} {
		for _, virtual := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				n := newNotebook(t, starlarkasync.Options{Virtual: virtual})
				n.findsRunaways()
				n.ok("async def f():\n\t" + source + "\nt = asyncio.create_task(f())\nawait asyncio.sleep(0)")
				start := time.Now()
				if names := starlarkasync.CancelPendingWithin(n.loop, 20*time.Millisecond); len(names) != 1 {
					t.Errorf("names: %q", names)
				}
				if d := time.Since(start); d > soon {
					t.Errorf("it took %v", d)
				}
			})
		}
	}
}

func TestInterruptEndsCancelPending(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok("async def f():\n\twhile True:\n\t\tawait catch(asyncio.sleep(3600))\n\t\tsignal('swallowed')\nt = asyncio.create_task(f())\nawait asyncio.sleep(0)")
	done := make(chan []string)
	go func() { done <- starlarkasync.CancelPendingWithin(n.loop, 2*soon) }()
	n.wait("swallowed")
	n.loop.Interrupt()
	select {
	case <-done:
	case <-time.After(soon):
		t.Error("it did not end")
		<-done
	}
}

func TestTheEndDoesNotCallTheProgramsHandler(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	n.ok(`
		told = []
		asyncio.get_running_loop().set_exception_handler(lambda loop, about: told.append(about))
		async def bad(): fail("late")
		t = asyncio.create_task(bad())
		t.add_done_callback(print)`)
	n.loop.CancelPending("end")
	if got := n.take(&n.notices); len(got) != 1 || !strings.Contains(got[0], "fail: late") {
		t.Errorf("notices: %q", got)
	}
	equal(t, n.ok("told"), "[]")
}
