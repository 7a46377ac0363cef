package interp

import (
	"strings"
	"testing"

	"starkernel/kernel"
)

func (n *notebook) drain() string {
	out := &recorder{answer: func(string, bool) string { return "" }}
	n.Drain(kernel.Cell{Count: n.count}, out)
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
	if got, want := n.drain(), "stdout: first\nsecond\njob"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if names := n.CancelPending(func(string, string) {}); len(names) > 0 {
		t.Errorf("%v are left", names)
	}
}

func TestDrainReportsErrorsOfTasks(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await asyncio.sleep(1)\n    fail('late')\nrun_in_background(f());")
	if got := n.drain(); !strings.Contains(got, "fail: late") {
		t.Errorf("got %q", got)
	}
}

func TestDrainEndsWhenNothingCanGoOn(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await asyncio.Event().wait()\nrun_in_background(f());")
	n.drain()
	if names := n.CancelPending(func(string, string) {}); len(names) != 1 {
		t.Errorf("%v are left, want one task", names)
	}
}
