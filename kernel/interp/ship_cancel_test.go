package interp

import (
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync/exception"
)

// TestCancelStopsEveryKindOfLoop: each body would go on for ever, or for very
// long, or until the memory is full.
func TestCancelStopsEveryKindOfLoop(t *testing.T) {
	for _, body := range []string{
		"while True: pass",
		"for i in range(1 << 62): pass",
		"[x for x in range(1 << 62)]",
		"xs = [1]; [xs.append(x) for x in xs]",
		"again(0)",
		"spin(*itertools.count())",
		"[].extend(itertools.count())",
		"{}.update(zip(itertools.count(), itertools.count()))",
		"max(range(1 << 62))",
		"min(itertools.count(), key=lambda x: x)",
		"sum(itertools.repeat(1))",
		"any(itertools.repeat(False))",
		"list(itertools.count())",
		"set(itertools.cycle([1]))",
		"list(itertools.permutations(range(20)))",
		"sorted([1, 2], key=spin)",
		"sorted([1, 2], key=functools.cmp_to_key(spin))",
		"functools.reduce(lambda a, b: b, itertools.count())",
		"functools.cache(spin)()",
		"functools.partial(spin)()",
		"while True: catch_call(spin)",
		"while True: catch_call(max, range(1 << 62))",
		"while True: catch_call(len, itertools.starmap(fail, [[]]))",
		"while True: catch_call(list, itertools.starmap(fail, [[]]))",
		"while True: asyncio.run(catch(forever()))",
		"asyncio.run(run_finally(forever(), spin))",
		"time.sleep(1000)",
		"while True: time.sleep(0.001)",
		"stats.mean(itertools.count())",
		"random.shuffle(list(range(1 << 24)))",
		"while True: re.sub('b', 'c', 'ab' * 100000)",
		"json.encode([[1] * 1000000] * 1000)",
		"str([list(range(1000))] * 1000000)",
		"x = 3\n    while True: x = x * x",
		"while True: print('x')",
		"while True: double('xy')",
	} {
		s := newShipTest(t, false)
		begun := make(chan bool)
		s.shipper.home.extra = func(*lib.Host) starlark.StringDict {
			return starlark.StringDict{"begun": starlark.NewBuiltin("begun", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
				close(begun)
				return starlark.None, nil
			})}
		}
		s.run(`
def spin(*a):
    while True: pass
def again(n): return again(n + 1) + 1
def double(x):
    for i in range(20): x = x + x
async def forever(): spin()
def work():
    begun()
    ` + body)
		work, _ := s.session.Get("work")
		j, err := s.shipper.ship(nil, work.(starlark.Callable), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan bool)
		go func() { defer close(ended); j.Run(func(wait func()) { wait() }) }() // ends when cancelled
		<-begun
		j.Cancel()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatalf("%s goes on", body)
		}
		if _, err := j.Finish(nil); exception.Find(err) == nil || exception.Find(err).Class != "KeyboardInterrupt" {
			t.Errorf("%s: %v", body, err)
		}
	}
}
