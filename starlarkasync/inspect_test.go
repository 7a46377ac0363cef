package starlarkasync_test

import (
	"strconv"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
)

func TestInspectRunsWhile(t *testing.T) {
	for name, source := range map[string]string{
		"a loop computes":   "signal('here')\nwhile True: pass",
		"a task computes":   "async def f():\n\tsignal('here')\n\twhile True: pass\nt = run_in_background(f())\nawait t",
		"a cell is parked":  "asyncio.get_running_loop().call_soon(signal, 'here')\nawait asyncio.sleep(3600)",
		"nothing can wake":  "asyncio.get_running_loop().call_soon(signal, 'here')\nawait asyncio.Future()",
		"time.sleep blocks": "signal('here')\npause(3600)",
		"a job is awaited":  "def f():\n\twhile True: pass\nasyncio.get_running_loop().call_soon(signal, 'here')\nawait asyncio.to_thread(f)",
	} {
		t.Run(name, func(t *testing.T) {
			n := newNotebook(t, starlarkasync.Options{})
			n.findsRunaways()
			ended := n.start("x = 42\n" + source)
			n.wait("here")
			for range 10 {
				seen := ""
				if !n.loop.Inspect(soon, func() {
					v, _ := n.session.Get("x")
					seen = v.String()
				}) || seen != "42" {
					t.Fatalf("saw %q", seen)
				}
			}
			n.interrupted(ended)
		})
	}
}

func TestInspectUnderTheVirtualClockWhileAJobRuns(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{Virtual: true})
	ended := n.start("def f():\n\twhile True: pass\nasyncio.get_running_loop().call_soon(signal, 'here')\nawait asyncio.to_thread(f)")
	n.wait("here")
	if !n.loop.Inspect(soon, func() {}) {
		t.Error("no inspection while a job is awaited")
	}
	n.interrupted(ended)
}

func TestInspectBetweenRunsIsImmediate(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ran := false
	if !n.loop.Inspect(0, func() { ran = true }) || !ran {
		t.Error("it did not run before the first cell")
	}
	n.ok("1")
	ran = false
	if !n.loop.Inspect(0, func() { ran = true }) || !ran {
		t.Error("it did not run after a cell")
	}
}

func TestInspectGivesUpDuringALongBuiltin(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start("block()\n7")
	n.wait("blocked")
	ran := false
	if n.loop.Inspect(5*time.Millisecond, func() { ran = true }) {
		t.Error("it claims to have run")
	}
	close(n.release)
	if e := n.finish(ended); e.err != nil || e.value.String() != "7" {
		t.Errorf("the cell ended with %v, %v", e.value, e.err)
	}
	if ran {
		t.Error("it ran after it had given up")
	}
}

func TestPanicOfAnInspectionIsTheCallers(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	ended := n.start("signal('here')\nwhile True: pass")
	n.wait("here")
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		n.loop.Inspect(soon, func() { panic("mine") })
	}()
	n.interrupted(ended)
}

// TestNamesCanBeListedWhileCellsStore completes (lists names) and inspects
// (reads values) while cells store new names, which in Go ends the process if
// the two ever meet.
func TestNamesCanBeListedWhileCellsStore(t *testing.T) {
	n := newNotebook(t, starlarkasync.Options{})
	limit := 10 * time.Second
	if testing.Short() {
		limit = 2 * time.Second
	}
	stop := make(chan struct{})
	inspected := make(chan int)
	for range 2 {
		go func() { // ends when stop is closed
			count := 0
			for {
				select {
				case <-stop:
					inspected <- count
					return
				default:
				}
				if n.loop.Inspect(50*time.Millisecond, func() {
					for _, name := range n.session.Names() {
						if v, ok := n.session.Get(name); !ok || v.Type() != "int" {
							n.t.Errorf("%s is %v", name, v)
						}
					}
				}) {
					count++
				}
			}
		}()
	}
	for start := time.Now(); time.Since(start) < limit; {
		for i := range 20 {
			n.ok("n" + strconv.Itoa(i) + " = 1\nfor i in range(5000):\n\tx = i\nawait asyncio.sleep(0.0002)")
			n.loop.Own()
			n.session.Set("v"+strconv.Itoa(i), starlark.MakeInt(i))
			n.loop.Disown()
		}
		n.loop.Own()
		n.session.Reset()
		n.loop.Disown()
	}
	close(stop)
	if a, b := <-inspected, <-inspected; a == 0 || b == 0 {
		t.Errorf("%d and %d inspections", a, b)
	}
}
