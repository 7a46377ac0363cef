package interp

import (
	"strings"
	"testing"
)

func TestJobsIsATableAndASequence(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("jobs()", "result: no background tasks")
	n.expect("len(jobs()), list(jobs()), bool(jobs())", "result: (0, [], False)")
	n.run(`printer = asyncio.Lock()
async def holder():
    await printer.acquire()
    await asyncio.sleep(3600)
async def waiter():
    await run_with(printer, lambda: None)
h = run_in_background(holder())
w = asyncio.create_task(waiter(), name="<w&>")
`)
	n.run("await asyncio.sleep(90)")
	got := n.run("jobs()")
	for _, want := range []string{
		"#  NAME    STATE                               WHERE             STARTED IN  AGE    STEPS\n",
		"0  Task-1  sleeps, 58m30s left                 holder, In [3]:4  In [3]:7    1m30s  ",
		"1  <w&>    awaits Lock printer held by Task-1  waiter, In [3]:6  In [3]:8    1m30s  ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
	n.expect("print(str(jobs()) == str(jobs()), jobs())", "stdout: True "+strings.TrimPrefix(got, "result: "))
	if got := n.run("display(jobs())"); !strings.Contains(got, `<td style="text-align:left">&lt;w&amp;&gt;</td>`) || !strings.Contains(got, "text/plain:#  NAME ") {
		t.Errorf("display(jobs()) shows %s", got)
	}
	n.expect("len(jobs()), jobs()[0] == h, jobs()[-1] == w, [t.get_name() for t in jobs()]", `result: (2, True, True, ["Task-1", "<w&>"])`)
	got = n.run("jobs()[0].cancel()\nawait catch(h)\njobs()")
	if strings.Contains(got, "Task-1  ") || !strings.Contains(got, "awaits Lock printer held by Task-1, which has ended without release()") {
		t.Errorf("got:\n%s", got)
	}
}

func TestJobsOfThousandsOfTasksIsShort(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run(`async def work(n):
    for _ in range(n): pass
    await asyncio.sleep(9)
for i in range(1000): run_in_background(work(5000 if i == 700 else 1))
await asyncio.sleep(1)`)
	got := n.run("jobs()")
	if lines := strings.Count(got, "\n") + 1; lines != 42 {
		t.Errorf("%d lines:\n%s", lines, got)
	}
	for _, want := range []string{"\n29   Task-30 ", "\n700  Task-701 ", "k\n", "\n… and 960 more, which began later and computed less; jobs() has them all"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func TestJobsShowsAFailedTaskOnce(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def bad(): fail('first\\n' + 200 * 'x')\nb = run_in_background(bad())")
	if got := n.run("jobs()"); !strings.Contains(got, "  failed: fail: first xxx") || !strings.Contains(got, "xxx…  bad, In [1]:1") {
		t.Errorf("got:\n%s", got)
	}
	n.expect("jobs()", "result: no background tasks")
}

func TestCount(t *testing.T) {
	for n, want := range map[uint64]string{0: "", 7: "<1k", 999: "<1k", 1000: "1.0k", 9949: "9.9k", 12345: "12k", 3400000: "3.4M", 5e12: "5.0T"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %s, want %s", n, got, want)
		}
	}
}
