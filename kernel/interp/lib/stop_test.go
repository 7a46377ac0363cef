package lib

import (
	"strings"
	"testing"
	"time"

	"starkernel/starlarkasync/exception"
)

// TestStopEndsLongBuiltins sets Stop while a builtin runs that would take from
// seconds to for ever, and expects it to return soon.
func TestStopEndsLongBuiltins(t *testing.T) {
	setup := `
def dag(n):
    x = ["aaaaaaaaaa"]
    for i in range(n):
        x = [x] * 10
    return x
big = dag(40)
long = "ab " * 7000000
nums = list(range(600000))
def slow(x):
    for i in range(100000):
        pass
    return x
xs = []
`
	for _, expr := range []string{
		`max(range(1000000000000))`,
		`list(itertools.count())`,
		`sum(itertools.count())`,
		`sorted(range(1000), key=slow)`,
		`xs.extend(itertools.repeat(1))`,
		`len(*[list(itertools.islice(itertools.cycle([1]), 0, None, 1000))])`,
		`all(itertools.count(1))`,
		`functools.reduce(lambda a, b: b, itertools.count())`,
		`zip(itertools.count(), itertools.count())`,
		`set(itertools.cycle([1]))`,
		`list(itertools.filterfalse(None, itertools.count(1)))`,
		`list(itertools.chain_from_iterable(itertools.repeat([])))`,
		`str(big)`,
		`json.encode(big)`,
		`re.findall("(a|b|ab)*c", long)`,
		`re.search("(x+x+)+y", long)`,
		`re.sub("a", "b", long)`,
		`re.split(" ", long)`,
		`csv.read(long.replace(" ", ","))`,
		`hashlib.sha512(long * 10)`,
		`stats.variance(nums)`,
		`stats.harmonic_mean(nums[1:])`,
		`sorted([(x,) for x in nums])`,
		`random.choices(nums, k=50000000)`,
		`math.factorial(400000)`,
		`binary.unpack("20000000B", long[:20000000])`,
		`table(itertools.count())`,
		`table([[big]] * 10000, max_rows=10000)`,
		`plot.line(itertools.count())`,
		`plot.hist(itertools.repeat(1))`,
		`plot.bar(itertools.repeat("a"), [1])`,
	} {
		t.Run(expr, func(t *testing.T) {
			t.Parallel()
			s := newSession()
			if err := s.exec("setup", setup); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			stopped := time.AfterFunc(30*time.Millisecond, func() {
				s.stop.Store(true)
				s.thread.Cancel("interrupted")
			})
			defer stopped.Stop()
			go func() {
				_, err := s.eval(expr)
				done <- err
			}()
			select {
			case err := <-done:
				// A fast machine may be done before the stop.
				if err == nil && s.stop.Load() {
					t.Log("finished before it was stopped")
				}
			case <-time.After(2 * time.Minute): // the machine may be slow
				t.Fatal("still running")
			}
		})
	}
}

// TestStoppedBuiltinsDoNothing checks what the test above cannot on a busy machine:
// a builtin that starts when Stop is set already does next to nothing.
func TestStoppedBuiltinsDoNothing(t *testing.T) {
	s := newSession()
	if err := s.exec("setup", `long = "ab " * 7000000`); err != nil {
		t.Fatal(err)
	}
	s.stop.Store(true)
	for _, expr := range []string{
		`list(itertools.count())`, `max(range(1000000000000))`, `re.findall("(a|b|ab)*c", long)`,
		`json.decode("[" + "1," * 100000 + "1]")`, `repr([1])`, `sorted([2, 1], key=len)`, `csv.read(long)`,
		`hashlib.md5(long)`, `stats.mean(range(1000000000))`, `random.sample(range(1000000), 500000)`,
		`table([1])`, `plot.line([1])`, `plot.hist([1])`, `plot.heatmap([range(9)])`, `vegalite({"data": {}})`,
	} {
		if v, err := s.eval(expr); err == nil {
			t.Errorf("%s: got %v, want an error", expr, v)
		} else if describe(err) != "KeyboardInterrupt" {
			t.Errorf("%s: got %s", expr, describe(err))
		}
	}
}

// A thread that is told to stop between an iterator's error and the code that
// takes the error does not go on.
func TestErrorOfAnIteratorDoesNotUndoAStop(t *testing.T) {
	s := newSession()
	setPending(s.thread, exception.New("ValueError", "left behind"))
	s.stop.Store(true)
	s.thread.Cancel("KeyboardInterrupt")
	if err := s.host.Pending(s.thread); err == nil || err.Error() != "ValueError: left behind" {
		t.Errorf("the error is %v", err)
	}
	if err := s.exec("cell", "1 + 1"); err == nil || !strings.Contains(err.Error(), "KeyboardInterrupt") {
		t.Errorf("the thread goes on: %v", err)
	}
}
