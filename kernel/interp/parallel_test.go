package interp

import (
	"fmt"
	"strings"
	"testing"
)

func TestProgressOfAMapIsOneLine(t *testing.T) {
	n := newNotebook(t, Options{})
	got := strings.Split(n.run("def f(x): return -x\nawait parallel_map(f, range(3), progress=True)"), "\n")
	id, _, _ := strings.Cut(strings.TrimPrefix(got[0], "display "), ":")
	if len(got) < 3 || got[0] != "display "+id+": map[text/plain:f: 0 of 3]" || got[len(got)-2] != "update "+id+": map[text/plain:f: 3 of 3]" || got[len(got)-1] != "result: [0, -1, -2]" {
		t.Errorf("got %s", got)
	}
}

func TestProgressOfAMapInABatchRunIsShownOnce(t *testing.T) {
	for _, o := range []Options{{Batch: true}, {Virtual: true}} {
		n := newNotebook(t, o)
		n.expect("await parallel_map(abs, [-1, 2], progress=True)", "display : map[text/plain:abs: 2 of 2]\nresult: [1, 2]")
		if !o.Virtual {
			continue // when the error is seen, the next item may have been done
		}
		n.expect("def f(x): return 1 // x\n(await catch(parallel_map(f, [1, 0, 1], workers=1, progress=True)))[1]",
			"display : map[text/plain:f: 1 of 3, stopped]\nresult: ZeroDivisionError(\"integer division or modulo by zero\")\n    raised at In [2]:1, in f")
	}
}

func TestErrorOfAMapNamesTheItem(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.run("def f(x):\n    return 1 // x\nawait parallel_map(f, [3, 0])")
	if got := strings.Join(n.last.Err.Traceback, "\n"); !strings.Contains(got, "parallel_map: items[1] = 0") || !strings.Contains(got, "2:14") {
		t.Error(got)
	}
	n.run("def g(x):\n    return x['a']\nawait parallel_map(g, [{}])")
	if got := strings.Join(n.last.Err.Traceback, "\n"); !strings.HasSuffix(got, "parallel_map: items[0]") {
		t.Error(got)
	}
}

// TestAMapDoesNotDependOnItsWorkers: numbers, prints and results are the same.
func TestAMapDoesNotDependOnItsWorkers(t *testing.T) {
	seed := uint64(7)
	var first string
	for _, workers := range []string{"1", "2", "None", "1000"} {
		n := newNotebook(t, Options{Seed: &seed})
		got := n.run(fmt.Sprintf("def f(x):\n    print(x)\n    return x + random.random(), random.Random().random()\nr = await parallel_map(f, range(1000), workers=%s)\nprint(len(set(r)))\nr", workers))
		if first == "" {
			first = got
		}
		if got != first || !strings.Contains(got, "\n999\n1000\n") {
			t.Errorf("workers=%s: got %.300s…\nwant %.300s…", workers, got, first)
		}
	}
}

func TestValuesForDisplayComeBackFromAJob(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("await asyncio.to_thread(lambda: HTML('<b>x</b>'))", "result: <b>x</b>")
	n.expect("h = HTML('<b>y</b>')\nawait parallel_map(lambda x: (x, h), [h])", `result: [(HTML("<b>y</b>"), HTML("<b>y</b>"))]`)
}

func TestContextVarsOfAMapAreThoseOfItsFunction(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect("v = contextvars.ContextVar('v', default=0)\ndef f(w):\n    w.set(7)\n    return v.get()\nawait parallel_map(f, [v, v])", "result: [7, 7]")
	n.expect("v.get()", "result: 0")
}
