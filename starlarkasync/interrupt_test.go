package starlarkasync_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
)

// counting starts a background task that must survive what follows.
const counting = `
	count = [0]
	async def counter():
		while True:
			await asyncio.sleep(0.001)
			count[0] += 1
	survivor = run_in_background(counter())
`

// interrupted interrupts a running cell and checks that it ends by
// KeyboardInterrupt.
func (n *notebook) interrupted(ended <-chan ending) ending {
	n.t.Helper()
	n.loop.Interrupt()
	e := n.finish(ended)
	if e.err == nil || e.err.Class != "KeyboardInterrupt" {
		n.t.Errorf("the cell ended with %v, %v; want KeyboardInterrupt", e.value, e.err)
	}
	if n.stop.Load() {
		n.t.Error("the stop flag is set after the run")
	}
	return e
}

// served waits until the loop has taken note of the interrupts so far: those that
// come together are one.
func (n *notebook) served() {
	n.t.Helper()
	n.eventually("the interrupt is served", func() bool { return !n.loop.InterruptAsked() })
}

func (n *notebook) goesOn() {
	n.t.Helper()
	before := n.ok("count[0]")
	if after := n.ok("await asyncio.sleep(0.02)\ncount[0]"); after == before {
		n.t.Errorf("the background task does not go on: %s", after)
	}
}

func TestInterruptEndsACellThatComputes(t *testing.T) {
	for name, source := range map[string]string{
		"loop":          "signal('here')\nwhile True: pass",
		"comprehension": "signal('here')\nx = [i for i in range(1000 * 1000 * 1000) if i < 0]",
		"sort":          "signal('here')\nx = sorted(range(1000 * 1000), key=lambda x: [0 for i in range(1000)])",
		"pause":         "signal('here')\npause(3600)",
		"builtin":       "signal('here')\nsignal('here')\npoll()",
		"task's stack": `
			async def f():
				signal('here')
				while True: pass
			await f()`,
		"plain function": `
			async def f():
				return 1
			def g():
				run_in_foreground(f())
				signal('here')
				while True: pass
			g()`,
		"catch": `
			async def f():
				signal('here')
				while True: pass
			while True:
				r = await catch(f())`,
		"catch_call": `
			def f():
				signal('here')
				while True: pass
			while True:
				r = catch_call(f)`,
		"after a sleep": "await asyncio.sleep(0.01)\nsignal('here')\nwhile True: pass",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.ok(counting)
			ended := n.start(source)
			n.wait("here")
			if name == "builtin" {
				n.wait("here")
				n.wait("polls")
			}
			e := n.interrupted(ended)
			if e.err != nil && !e.err.Fatal {
				t.Error("the interrupt could have been caught")
			}
			n.goesOn()
		})
	}
}

func TestInterruptCancelsWhatACellWaitsFor(t *testing.T) {
	for name, source := range map[string]string{
		"sleep":      "await asyncio.sleep(3600)",
		"foreground": "run_in_foreground(asyncio.sleep(3600))",
		"gather":     "await asyncio.gather(*[asyncio.sleep(3600) for i in range(10000)])",
		"job":        "def spin():\n\twhile True: pass\nawait asyncio.to_thread(spin)",
		"future":     "await asyncio.Future()",
		"timeout":    "await run_with(asyncio.timeout(3600), lambda cm: asyncio.sleep(3600))",
		"group":      "await run_with(asyncio.TaskGroup(), lambda g: g.create_task(asyncio.sleep(3600)))",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.ok(counting)
			// The timer fires when the cell waits.
			ended := n.start("asyncio.get_running_loop().call_later(0.01, signal, 'waits')\n" + source)
			n.wait("waits")
			e := n.interrupted(ended)
			if e.err != nil && len(e.err.Notes) > 0 {
				t.Errorf("notes: %q", e.err.Notes)
			}
			n.goesOn()
			n.wantNotices()
		})
	}
}

func TestInterruptSparesWhatIsShielded(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok("go = asyncio.Event()\nt = run_in_background(go.wait())")
	ended := n.start("asyncio.get_running_loop().call_later(0, signal, 'waits')\nawait asyncio.shield(t)")
	n.wait("waits")
	n.interrupted(ended)
	equal(t, n.ok("go.set()\nawait t"), "True")
}

func TestSecondInterruptCannotBeCaught(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok(counting)
	ended := n.start(`
		async def beat():
			while True:
				r = await catch(asyncio.sleep(3600))
				signal(str(r[1]))
		asyncio.get_running_loop().call_later(0.01, signal, 'waits')
		await beat()`)
	n.wait("waits")
	n.loop.Interrupt()
	n.wait("CancelledError")
	n.loop.Inspect(soon, func() {}) // the cell waits again
	e := n.interrupted(ended)
	if !e.err.Fatal {
		t.Error("the second interrupt could have been caught")
	}
	n.goesOn()
}

func TestCancellationDoesNotReplaceAnInterrupt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	equal(t, n.fails(`
		loop, me = asyncio.get_running_loop(), asyncio.current_task()
		loop.call_later(1, interrupt)
		loop.call_later(2, interrupt)
		loop.call_later(2, me.cancel)
		await catch(asyncio.sleep(100))
		await catch(asyncio.sleep(100))
		print("caught")`), "KeyboardInterrupt")
}

func TestRunFinallyRunsAfterAnInterrupt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start(`
		log = []
		async def compute():
			signal('here')
			while True: pass
		async def cleanup():
			for i in range(5000): pass # many steps
			log.append('begins')
			log.append(stopped()) # builtins work
			await asyncio.sleep(0.01)
			log.append('ends')
		await run_finally(compute(), cleanup)`)
	n.wait("here")
	n.interrupted(ended)
	equal(t, n.ok("log"), `["begins", False, "ends"]`)
}

func TestSecondInterruptEndsTheCleanup(t *testing.T) {
	for name, source := range map[string]string{
		"computes": "def cleanup():\n\tsignal('cleanup')\n\twhile True: pass",
		"waits":    "async def cleanup():\n\tasyncio.get_running_loop().call_soon(signal, 'cleanup')\n\tawait asyncio.sleep(3600)",
		"catches":  "async def cleanup():\n\tasyncio.get_running_loop().call_soon(signal, 'cleanup')\n\twhile True:\n\t\tawait catch(asyncio.sleep(3600))",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.ok(source)
			ended := n.start(`
				async def compute():
					signal('here')
					while True: pass
				await run_finally(compute(), cleanup)`)
			n.wait("here")
			n.loop.Interrupt()
			n.wait("cleanup")
			n.interrupted(ended)
			equal(t, n.ok("1"), "1")
		})
	}
}

func TestErrorOfACleanupDoesNotHideTheInterrupt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start(`
		async def compute():
			signal('here')
			while True: pass
		r = await catch(run_finally(compute(), lambda: fail('broken')))
		print('caught', r)`)
	n.wait("here")
	e := n.interrupted(ended)
	if len(e.err.Notes) != 1 || !strings.Contains(e.err.Notes[0], "fail: broken") {
		t.Errorf("notes: %q", e.err.Notes)
	}
	if len(n.out) > 0 {
		t.Errorf("printed %q", n.out)
	}
}

func TestInterruptInAConditionLeavesItsLockInOrder(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.ok("cond = asyncio.Condition()")
	ended := n.start(`
		async def holder():
			await cond.acquire()
			signal('waits')
		async def inside(x):
			h = run_in_background(holder())
			await cond.wait()
		await run_with(cond, inside)`)
	n.wait("waits") // the lock is held: after the first interrupt the cell waits for it
	n.loop.Interrupt()
	n.served()
	n.interrupted(ended)
	equal(t, n.ok("cond.release()\nawait cond.acquire()"), "True")
}

func TestRunawayBackgroundTaskEndsWithTheCell(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.findsRunaways()
	n.ok(counting)
	ended := n.start(`
		async def compute():
			await asyncio.sleep(0)
			signal('here')
			while True: pass
		async def careful():
			await run_finally(compute(), lambda: signal('cleanup'))
		t = run_in_background(careful())
		await asyncio.sleep(3600)`)
	n.wait("here")
	e := n.interrupted(ended)
	n.wait("cleanup")
	if len(e.err.Notes) != 1 || !strings.Contains(e.err.Notes[0], "background task Task-2") {
		t.Errorf("the notes do not name the task: %q", e.err.Notes)
	}
	if text := e.err.Stack.String(); !strings.Contains(text, "in compute") {
		t.Errorf("the traceback does not show the task:\n%s", text)
	}
	equal(t, n.ok("t.exception().name"), `"KeyboardInterrupt"`)
	n.wantNotices()
	n.goesOn()
}

func TestRunawayWithAWaitingCleanupFinishesInLaterCells(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.findsRunaways()
	ended := n.start(`
		async def compute():
			signal('here')
			while True: pass
		async def cleanup():
			await asyncio.sleep(0.02)
			print('clean')
		t = run_in_background(run_finally(compute(), cleanup))
		await asyncio.sleep(3600)`)
	n.wait("here")
	n.interrupted(ended)
	n.ok("await asyncio.wait([t])")
	equal(t, strings.Join(n.take(&n.out), "|"), "clean")
}

func TestRunawayAfterTheBodyIsReported(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.findsRunaways()
	ended := n.start(`
		async def compute():
			signal('here')
			while True: pass
		t = run_in_background(compute())
		"value"`)
	n.wait("here")
	n.loop.Interrupt()
	if e := n.finish(ended); e.err != nil || e.value.String() != `"value"` {
		t.Errorf("the cell ended with %v, %v", e.value, e.err)
	}
	got := n.take(&n.notices)
	if len(got) != 1 || !strings.Contains(got[0], "Task-1 (compute, started in In [1]:4)") || !strings.Contains(got[0], "KeyboardInterrupt") {
		t.Errorf("notices: %q", got)
	}
	equal(t, n.ok("1"), "1")
}

func TestRunawayCallbackEndsWithTheCell(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.findsRunaways()
	n.ok(counting)
	ended := n.start(`
		def spin():
			signal('here')
			while True: pass
		asyncio.get_running_loop().call_soon(spin)
		await asyncio.sleep(3600)`)
	n.wait("here")
	e := n.interrupted(ended)
	if len(e.err.Notes) != 1 || !strings.Contains(e.err.Notes[0], "a callback") || !strings.Contains(e.err.Stack.String(), "spin") {
		t.Errorf("notes %q, stack %v", e.err.Notes, e.err.Stack)
	}
	n.goesOn()
}

func TestInterruptBeforeTheBodyStartsEndsTheCell(t *testing.T) {
	leftover := `
		async def first():
			await asyncio.sleep(0)
			%s
		t = run_in_background(first())`
	t.Run("runaway", func(t *testing.T) {
		n := newNotebook(t, starlarkasync.Options{})
		n.findsRunaways()
		n.ok(strings.Replace(leftover, "%s", "signal('here')\n\t\t\twhile True: pass", 1))
		ended := n.start("print('never')")
		n.wait("here")
		if e := n.interrupted(ended); len(e.err.Notes) == 0 {
			t.Error("the error does not name the task")
		}
		if len(n.out) > 0 {
			t.Error("the body ran")
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		n := newNotebook(t, starlarkasync.Options{})
		n.ok(strings.Replace(leftover, "%s", "interrupt()", 1))
		equal(t, n.fails("print('never')"), "KeyboardInterrupt")
		if len(n.out) > 0 {
			t.Error("the body ran")
		}
		equal(t, n.ok("1"), "1")
	})
}

func TestInterruptBetweenRunsDoesNothing(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	n.loop.Interrupt()
	n.ok("t = run_in_background(asyncio.sleep(0, 'kept'))")
	for range 10 {
		n.loop.Interrupt()
	}
	equal(t, n.ok("await asyncio.sleep(0.1)\nawait t"), `"kept"`)
}

func TestStormOfInterruptsLeavesALoopThatAnswers(t *testing.T) {
	for name, source := range map[string]string{
		"computes": "signal('here')\nwhile True: pass",
		"waits":    "signal('here')\nawait asyncio.sleep(3600)",
		"catches":  "signal('here')\nwhile True:\n\tawait catch(asyncio.sleep(3600))",
		"turns":    "signal('here')\nwhile True:\n\tawait asyncio.sleep(0)",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.ok(counting)
			for range 3 {
				ended := n.start(source)
				n.wait("here")
				var all sync.WaitGroup
				for range 50 {
					all.Go(n.loop.Interrupt)
				}
				if name == "catches" { // those that come together are one
					all.Wait()
					n.served()
				}
				n.interrupted(ended)
				all.Wait()
				n.goesOn()
			}
		})
	}
}

// TestInterruptsAtAnyMoment interrupts cells that park, compute, clean up and
// end all the time: each run must end, and the loop stay usable. Background tasks
// live on, unless there is no patience with those that have their turn.
func TestInterruptsAtAnyMoment(t *testing.T) {
	t.Run("patient", func(t *testing.T) {
		n := newNotebook(t, starlarkasync.Options{})
		n.ok(counting)
		n.interruptAtAnyMoment(func() {
			t.Helper()
			equal(t, n.ok("[b.done() for b in bs]"), "[False, False, False, False, False]")
		})
		n.goesOn()
	})
	t.Run("impatient", func(t *testing.T) {
		n := newNotebook(t, starlarkasync.Options{})
		starlarkasync.SetGrace(n.loop, 0)
		n.interruptAtAnyMoment(func() {
			t.Helper()
			equal(t, n.ok("bs = [run_in_background(background()) if b.done() else b for b in bs]\nawait asyncio.sleep(0, 1)"), "1")
		})
	})
}

func (n *notebook) interruptAtAnyMoment(check func()) {
	n.ok(`
		async def step(n):
			for i in range(n): pass
			await asyncio.sleep(0)
		async def mixed():
			while True:
				await run_finally(step(300), lambda: step(100))
				await asyncio.sleep(0.0001)
				pause(0.0001)
		async def background():
			while True:
				await step(1000)
				await asyncio.sleep(0.0005)
		bs = [run_in_background(background()) for i in range(5)]`)
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	n.t.Logf("seed %d", seed)
	for i := range rounds {
		ended := n.start("signal('here')\nawait mixed()")
		n.wait("here")
		for again := true; again; {
			timer := time.NewTimer(time.Duration(random.IntN(int(time.Millisecond))))
			select {
			case e := <-ended:
				if e.err == nil || e.err.Class != "KeyboardInterrupt" {
					n.t.Fatalf("round %d: ended with %v, %v", i, e.value, e.err)
				}
				again = false
			case <-timer.C:
				n.loop.Interrupt()
			}
			timer.Stop()
		}
		check()
	}
}

// TestInterruptsComeBeforeInspections holds up the loop until both wait.
func TestInterruptsComeBeforeInspections(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start("asyncio.get_running_loop().call_soon(block)\nawait asyncio.sleep(3600)")
	n.wait("blocked")
	n.loop.Interrupt()
	asked := make(chan bool, 1)
	inspected := make(chan bool)
	go func() { inspected <- n.loop.Inspect(soon, func() { asked <- n.loop.InterruptAsked() }) }()
	n.eventually("the inspection waits", func() bool { return starlarkasync.Inspections(n.loop) == 1 })
	close(n.release)
	if e := n.finish(ended); e.err == nil || e.err.Class != "KeyboardInterrupt" {
		t.Errorf("the cell ended with %v", e.err)
	}
	if !<-inspected || <-asked {
		t.Error("the interrupt was not served before the inspection")
	}
}

func TestInterruptWhileInspecting(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start("signal('here')\nwhile True: pass")
	n.wait("here")
	inside := make(chan struct{})
	done := make(chan bool)
	go func() {
		done <- n.loop.Inspect(soon, func() {
			close(inside)
			n.loop.Interrupt()
		})
	}()
	<-inside
	if e := n.finish(ended); e.err == nil || e.err.Class != "KeyboardInterrupt" {
		t.Errorf("the cell ended with %v", e.err)
	}
	if !<-done {
		t.Error("Inspect reports that it did not run")
	}
}

func TestCancelledErrorWithoutInterruptIsNoKeyboardInterrupt(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	equal(t, n.fails("t = run_in_background(asyncio.sleep(1))\nt.cancel('me')\nawait t"), "CancelledError: me")
	// An interrupt that the cell has swallowed does not rename later errors.
	ended := n.start(`
		asyncio.get_running_loop().call_later(0, signal, 'waits')
		await catch(asyncio.sleep(3600))
		fail("my own")`)
	n.wait("waits")
	n.loop.Interrupt()
	if e := n.finish(ended); e.err == nil || e.err.Error() != "fail: my own" {
		t.Errorf("got %v", e.err)
	}
}

func TestInterruptWithdrawsAnExternalWait(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Batch: true})
	withdrawn := make(chan struct{})
	n.session.Set("ask", starlark.NewBuiltin("ask", func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return n.loop.AwaitExternal(thread, "ask", func(func(starlark.Value, error)) func() {
			n.signals <- "asked"
			return func() { close(withdrawn) }
		})
	}))
	ended := n.start("ask()")
	n.wait("asked")
	n.loop.Inspect(soon, func() {}) // it waits
	n.interrupted(ended)
	<-withdrawn
}

// An iterator's error, which Resolve takes, does not make the thread go on.
func TestInterruptThatMeetsAnErrorOfAnIterator(t *testing.T) {
	var left error
	n := newNotebook(t, starlarkasync.Options{Virtual: true, Resolve: func(thread *starlark.Thread, _ error) error {
		err := left
		if left = nil; err != nil {
			thread.Uncancel()
		}
		return err
	}})
	n.session.Set("leave", starlark.NewBuiltin("leave", func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		left = errors.New("of the iterator")
		thread.Cancel("error in an iterator")
		n.loop.Interrupt()
		return starlark.None, nil
	}))
	equal(t, n.fails("catch_call(lambda: [leave()])\nprint('it went on')"), "KeyboardInterrupt")
	equal(t, strings.Join(n.take(&n.out), "|"), "")
	n.ok("1")
}
