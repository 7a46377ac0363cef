package interp

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"starkernel/kernel"
)

var displayID = regexp.MustCompile(`\b([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16})\b`)

// home runs a cell and gives what it shows, with short ids and texts alone.
func (n *notebook) home(code string) string {
	got := displayID.ReplaceAllString(n.run(code), "ID")
	got = strings.NewReplacer("map[text/plain:", "[", " ID:", "", "\n\n", "\n").Replace(got)
	return got
}

const ticker = `async def ticker(first=0):
    if first:
        await asyncio.sleep(first)
    for i in itertools.count():
        print(i)
        await asyncio.sleep(1)
`

func TestHomeOutputStaysInTheCellThatStartedTheTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNotebook(t, Options{})
		n.run(ticker)
		for _, step := range []struct{ code, want string }{
			{"t = run_in_background(ticker(), output='home')\nprint('body')", "stdout: body\ndisplay [0]"},
			{"print('a')\nawait asyncio.sleep(2.5)\nprint('b')", "stdout: a\nupdate [0\n1]\nupdate [0\n1\n2]\nstdout: b"},
			{"pass", ""}, // the clock has not moved on
			{"eprint('x')\nt.cancel()\nawait catch(t);", "stderr: x"},
			// The home cell has its display also if the first print comes later.
			{"l = run_in_background(ticker(1), output='home')\n'result'", "result: \"result\"\ndisplay []"},
			{"await asyncio.sleep(1)", "update [0]"},
			// Tasks of tasks print there, too, unless they choose.
			{"async def parent():\n    asyncio.create_task(ticker())\n    run_in_background(ticker(), output='foreground')\np = run_in_background(parent(), output='home')\nl.cancel()\nfor _ in range(3): await asyncio.sleep(0)", "display [0]\nstdout: 0"},
		} {
			if got := n.home(step.code); got != step.want {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", step.code, got, step.want)
			}
		}
	})
}

func TestHomeOutputHasThePrintsOfJobs(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("def job(x): print('job', x)\nasync def starter():\n    run_in_background(job, 1)\n    await asyncio.to_thread(job, 2)\n    await parallel_map(job, [3])")
	if got, want := n.home("await run_in_background(starter(), output='home')"), "update [job 1\njob 2\njob 3]"; !strings.HasSuffix(got, want) || strings.Contains(got, "stdout") {
		t.Errorf("got:\n%s\nwant %s at its end", got, want)
	}
	if got, want := n.home("await asyncio.to_thread(job, 4)"), "stdout: job 4"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestHomeOutputIsSentTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNotebook(t, Options{})
		n.run("async def chatter():\n    for i in range(1000):\n        print(i)\n        await asyncio.sleep(0.002)")
		n.run("c = run_in_background(chatter(), output='home')")
		got := n.home("await c")
		if updates := strings.Count(got, "update ["); updates < 15 || updates > 22 {
			t.Errorf("%d updates in two seconds", updates)
		}
		if !strings.HasSuffix(got, "\n998\n999]") {
			t.Errorf("the end is %q", got[max(0, len(got)-50):])
		}
		// What was held back goes out also if nothing more is printed.
		n.run("async def two():\n    print('one')\n    print('two')\n    await asyncio.sleep(9)\nc = run_in_background(two(), output='home')\nawait asyncio.sleep(0)\nc.cancel()")
		n.run("q = asyncio.Queue()\nasync def on_demand():\n    while True:\n        print(await q.get())\nc = run_in_background(on_demand(), output='home')")
		got = n.home("q.put_nowait(1)\nq.put_nowait(2)\nawait asyncio.sleep(1)\nprint('later')")
		if want := "update [1\n2]\nstdout: later"; got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	})
}

func TestHomeOutputOfABatchRunIsInOrder(t *testing.T) {
	for _, o := range []Options{{Virtual: true}, {Batch: true}} {
		synctest.Test(t, func(t *testing.T) {
			n := newNotebook(t, o)
			n.run(ticker)
			n.run("t = run_in_background(ticker(), output='home')")
			n.run("await asyncio.sleep(99.5)")
			got := n.home("await asyncio.sleep(1)\nprint('a')\nawait asyncio.sleep(1)\nt.cancel();")
			if got = regexp.MustCompile(`(?s)\[.*?(\d+)\]`).ReplaceAllString(got, "$1"); got != "update 100\nstdout: a\nupdate 101" {
				t.Errorf("with %+v: %s", o, got)
			}
		})
	}
}

func TestHomeOutputIsBounded(t *testing.T) {
	for _, o := range []Options{{}, {Virtual: true}} {
		n := newNotebook(t, o)
		n.run("async def floods():\n    for i in range(3000): print('line', i, 'é' * 20)\nf = run_in_background(floods(), output='home')")
		n.run("await f")
		n.run("async def ends(): print('x' * 9000000)\nf = run_in_background(ends(), output='home')\nawait f")
		lines := n.out.lines
		last := lines[len(lines)-1]
		limit := maxHomeText
		if o.Virtual {
			limit = maxHomeTextBatch
		}
		if len(last) < limit || len(last) > 2*limit+200 || !strings.Contains(last, "["+homeCutNotice[1:]+"xx") {
			t.Errorf("%d bytes, from %.100q", len(last), last)
		}
	}
}

func TestHomeOutputCountsWhatWasPrinted(t *testing.T) {
	o := &homeOutputs{limit: 100, virtual: true}
	h, out := &homeOutput{}, &logRecorder{}
	o.begin(out)
	printed := 0
	for _, text := range []string{"line\n", "bad \xff\xfe", strings.Repeat("é", 90) + "\n", "half a line, no more", strings.Repeat("x\n", 500)} {
		o.write(h, text)
		printed += len(strings.ToValidUTF8(text, "\uFFFD"))
		text, _ := out.last.Data["text/plain"].(string)
		kept, cut := strings.CutPrefix(text, homeCutNotice)
		if !out.last.Log.Open {
			kept += "\n"
		}
		if cut != (out.last.Log.Skipped > 0) || out.last.Log.Skipped+len(kept) != printed {
			t.Errorf("%d bytes were printed, sent was %+v, %q", printed, *out.last.Log, text)
		}
	}
	o.end()
}

// logRecorder keeps the last display.
type logRecorder struct {
	kernel.Output
	last kernel.Display
}

func (r *logRecorder) Display(d kernel.Display) { r.last = d }

func TestHomeOutputKeepsWholeLines(t *testing.T) {
	h := &homeOutput{}
	for range 1000 {
		h.add("été\n", 100)
		if len(h.text) > 200 || !strings.HasPrefix(string(h.text), "été\n") {
			t.Fatalf("kept %q", h.text)
		}
	}
	h = &homeOutput{}
	h.add(strings.Repeat("é", 500), 99)
	if got := string(h.text); got != strings.Repeat("é", 49) {
		t.Errorf("kept %q", got)
	}
}

func TestHomeOutputOfASilentCellIsPrinted(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run(ticker)
	got := n.execute(kernel.Cell{Code: "t = run_in_background(ticker(), output='home')", Silent: true})
	if got != "stdout: 0" {
		t.Errorf("got %s", got)
	}
	n.expect("await asyncio.sleep(1)", "stdout: 1")
}

func TestHomeOutputAtTheEndIsPrinted(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    await run_finally(asyncio.sleep(9), lambda: print('bye'))\nt = run_in_background(f(), output='home')")
	got := ""
	n.CancelPending(func(name, text string) { got += name + " " + text })
	if got != "stdout bye\n" {
		t.Errorf("got %q", got)
	}
}

func TestErrorOfATaskWithHomeOutputIsReportedInTheForeground(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f():\n    print('works')\n    await asyncio.sleep(1)\n    fail('no')\nt = run_in_background(f(), output='home')")
	if got := n.home("await asyncio.sleep(2)"); !strings.HasPrefix(got, "stderr: Task-1 (f, started in In [1]:5): exception was never retrieved") {
		t.Errorf("got %s", got)
	}
}

func TestArgumentsOfRunInBackground(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("async def f(): pass\ndef g(**kwargs): return kwargs\nt = run_in_background(f())")
	for code, want := range map[string]string{
		"run_in_background(f(), output='side')": `error: ValueError: run_in_background: got output="side", want "foreground" (the cell that runs, the default) or "home" (a display of this cell)`,
		"run_in_background(f(), output=1)":      `error: ValueError: run_in_background: got output=1, want "foreground" (the cell that runs, the default) or "home" (a display of this cell)`,
		"run_in_background(f(), out='home')":    "error: TypeError: run_in_background: a coroutine takes output alone, not out; arguments go into the call that makes it",
		"run_in_background(f(), 1)":             "error: TypeError: run_in_background: a coroutine takes no arguments; they go into the call that makes it",
		"run_in_background(t, output='home')":   `error: TypeError: run_in_background: output="home" comes too late: the Task is there already`,
		"run_in_background(t) == t":             "result: True",
		"run_in_background(1)":                  "error: TypeError: run_in_background: got int, want a coroutine, a future or a function",
		"await run_in_background(g, output=1)":  `result: {"output": 1}`,
	} {
		got := n.run(code)
		if i := strings.Index(got, "\nstderr"); i >= 0 {
			got = got[:i]
		}
		if got != want {
			t.Errorf("%s\ngot:  %s\nwant: %s", code, got, want)
		}
	}
}
