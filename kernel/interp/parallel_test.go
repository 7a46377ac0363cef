package interp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestProgressOfAMapIsOneBar(t *testing.T) {
	n := newNotebook(t, Options{})
	got := texts(n.run("def f(x): return -x\nawait parallel_map(f, range(3), progress=True)"))
	if len(got) < 3 || got[0] != "f:   0% 0/3" || got[len(got)-2] != "f: 100% 3/3" || got[len(got)-1] != "result: [0, -1, -2]" {
		t.Errorf("got %q", got)
	}
}

func TestProgressOfAMapInABatchRunIsShownOnce(t *testing.T) {
	for _, o := range []Options{{Batch: true}, {Virtual: true}} {
		n := newNotebook(t, o)
		if got := texts(n.run("await parallel_map(abs, [-1, 2], progress=True)")); !slices.Equal(got, []string{"abs: 100% 2/2", "result: [1, 2]"}) {
			t.Errorf("got %q", got)
		}
		if !o.Virtual {
			continue // when the error is seen, the next item may have been done
		}
		got := texts(n.run("def f(x): return 1 // x\nawait parallel_map(f, [1, 0, 1], workers=1, progress=True)"))
		if len(got) != 2 || got[0] != "f:  33% 1/3 stopped" || !strings.HasPrefix(got[1], "error: ZeroDivisionError") {
			t.Errorf("got %q", got)
		}
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
