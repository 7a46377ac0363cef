package interp

import (
	"strings"
	"testing"
	"time"

	"starkernel/kernel"
)

func (n *notebook) drain(limit time.Duration) string {
	out := &recorder{answer: func(string, bool) string { return "" }}
	n.Drain(kernel.Cell{Count: n.count}, out, limit)
	return strings.TrimRight(out.String(), "\n")
}

func TestDrainWaitsForAllThatIsLeft(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run(`
sleep = asyncio.sleep
asyncio = None # the names of the session do not matter
def job():
    print("job")
async def second():
    print("second")
async def first():
    await sleep(3600)
    print("first")
    run_in_background(second())
    run_in_background(job)
run_in_background(first());
`)
	if got, want := n.drain(0), "stdout: first\nsecond\njob"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if names := n.CancelPending(func(string, string) {}); len(names) > 0 {
		t.Errorf("%v are left", names)
	}
}

func TestDrainReportsErrorsOfTasks(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await asyncio.sleep(1)\n    fail('late')\nrun_in_background(f());")
	if got := n.drain(0); !strings.Contains(got, "fail: late") {
		t.Errorf("got %q", got)
	}
}

func TestDrainEndsWhenNothingCanGoOn(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await asyncio.Event().wait()\nrun_in_background(f());")
	n.drain(0)
	if names := n.CancelPending(func(string, string) {}); len(names) != 1 {
		t.Errorf("%v are left, want one task", names)
	}
}

func TestDrainIsLimitedByTheSessionsClock(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    while True:\n        await asyncio.sleep(1)\n        print(time.monotonic())\nrun_in_background(f());")
	if got, want := n.drain(3500*time.Millisecond), "stdout: 1.0\n2.0\n3.0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A job that was cancelled, and still runs, is not waited for as if it had not ended.
func TestDrainEndsWithACancelledJob(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("def f():\n    while True:\n        pass\nj = [run_in_background(f) for i in range(64)]\ntime.sleep(1)\n[x.cancel() for x in j];")
	if got := n.drain(0); got != "" {
		t.Errorf("got %q", got)
	}
}
