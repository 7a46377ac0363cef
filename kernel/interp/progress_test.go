package interp

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"starkernel/kernel"
)

// variable is what differs from run to run in the text of a bar, or is drawn.
var variable = regexp.MustCompile(`[█ ]*\|| \[[^\]]*\]`)

// texts gives what a cell has shown: of bars the text, without times.
func texts(shown string) []string {
	var list []string
	for _, line := range strings.Split(shown, "\n") {
		if _, bar, ok := strings.Cut(line, "text/plain:"); ok {
			line = variable.ReplaceAllString(strings.TrimSuffix(bar, "]"), "")
		}
		list = append(list, line)
	}
	return list
}

// TestTimerShowsTheLastUpdate: what a burst of updates ends with is shown soon,
// also while the cell waits.
func TestTimerShowsTheLastUpdate(t *testing.T) {
	n := newNotebook(t, Options{})
	shown := make(chan string, 100)
	out := &watcher{shown: shown}
	go func() {
		defer close(shown)
		n.Execute(kernel.Cell{Code: "p = progress(total=5000)\nfor _ in range(4999): p.update()\nrun_in_foreground(asyncio.sleep(3600))", Count: 1}, out)
	}()
	updates := 0
	for text := range shown {
		updates++
		if strings.Contains(text, " 4999/5000 ") && !strings.Contains(text, "stopped") {
			break
		}
	}
	n.Interrupt()
	last := ""
	for text := range shown {
		last = text
	}
	if !strings.HasSuffix(last, "stopped") || updates > 1000 {
		t.Errorf("%d updates, the last is %q", updates, last)
	}
}

// watcher hands on the texts of displays.
type watcher struct {
	recorder
	shown chan string
}

func (w *watcher) Display(d kernel.Display) { w.shown <- fmt.Sprint(d.Data["text/plain"]) }

func TestBarsOfAConsoleAreALineThatIsReplaced(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	for _, test := range []struct{ code, want string }{
		{"for i in progress(range(2), desc='x'):\n    await asyncio.sleep(1)",
			"stdout: x:   0%|                    | 0/2 [00:00]\r\x1b[Kx:  50%|██████████          | 1/2 [00:01<00:01, 1.0/s]\r\x1b[Kx: 100%|████████████████████| 2/2 [00:02, 1.0/s]"},
		{"for i in progress(range(1)):\n    for j in progress(range(1)):\n        await asyncio.sleep(1)",
			"stdout:   0%|                    | 0/1 [00:00]\r\x1b[K  0%|                    | 0/1 [00:00]    0%|                    | 0/1 [00:00]\r\x1b[K100%|████████████████████| 1/1 [00:01, 1.0/s]\n100%|████████████████████| 1/1 [00:01, 1.0/s]"},
	} {
		n.count++
		got := n.execute(kernel.Cell{Code: test.code, Count: n.count, AllowStdin: true})
		if got != test.want {
			t.Errorf("%s\ngot  %q\nwant %q", test.code, got, test.want)
		}
	}
	got := n.execute(kernel.Cell{Code: "p = progress(total=3)\np.update()\nprint('between')\np.update()\n'result'", Count: 9, AllowStdin: true})
	want := "stdout:   0%|                    | 0/3 [00:00]\r\x1b[Kbetween\n\nresult: \"result\"\nstdout:  66%|█████████████       | 2/3 [00:00]"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestALineOfBarsOfWideCharactersFitsATerminal: one that wraps cannot be erased.
func TestALineOfBarsOfWideCharactersFitsATerminal(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	got := n.execute(kernel.Cell{Code: "p = progress(desc='日' * 50)", Count: 1, AllowStdin: true})
	if want := "stdout: " + strings.Repeat("日", 39); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTimeitMeasuresRealTime(t *testing.T) {
	n := newNotebook(t, Options{})
	got := n.run("t = timeit(lambda: sum(range(100)), repeat=3)\nt.average > 0 and t.best <= t.average and t.average <= t.worst and len(t.timings) == 3")
	if !strings.HasSuffix(got, "\nresult: True") || !strings.Contains(got, " ± ") {
		t.Error(got)
	}
}

func TestTimeitChoosesLoopsThatTake50Milliseconds(t *testing.T) {
	for perLoop, want := range map[float64]int{1: 1, 0.05: 1, 0.001: 50, 2e-5: 5000} {
		n, err := enoughLoops(func(loops int) (float64, error) { return float64(loops) * perLoop, nil })
		if n != want || err != nil {
			t.Errorf("%v s: %d loops, %v, want %d", perLoop, n, err, want)
		}
	}
}
