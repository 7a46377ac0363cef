package interp

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestManyJobsOfAllKinds starts jobs of all kinds while tasks change what the
// jobs were given, and cancels some of them. Each result is compared with what
// the cell knew when it started the job.
func TestManyJobsOfAllKinds(t *testing.T) {
	jobs := 1000
	if testing.Short() {
		jobs = 100
	}
	s := newShipTest(t, false)
	s.run(`
big = {"xs": list(range(1000)), "rows": [[i, {"k": i}] for i in range(100)]}
counts = {"changes": 0}
def change():
    n = counts["changes"]
    counts["changes"] = n + 1
    big["xs"].append(n)
    big["xs"].pop(0)
    big["rows"][n % 100][1]["k"] += 1
async def changes():
    while True:
        change()
        await asyncio.sleep(0.0005)

def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def total(b, also):
    if b["xs"] != also: fail("the list is not one")
    sums = sum(b["xs"]), sum([row[1]["k"] for row in big["rows"]])
    b["xs"].clear()
    big["rows"].clear()
    return sums
def talk(i):
    for part in ["a", "b", "c"]: print("<%d%s>" % (i, part))
    return i
def wrong(i): fail(error("wrong %d" % i, name="ValueError", cause=error(i)))
def counter(start):
    cell = [start]
    def add(): cell[0] += 1
    def get(): return cell[0]
    return add, get
def count(add, get):
    for i in range(10): add()
    return get()
def nest(i): return {"a": [i, (i, {"b": set([i])})], "f": lambda x: (x, i, fib(5))}
def nap(i):
    time.sleep(0.0005)
    return i
def spin():
    while True: pass
async def later(i):
    await nothing()
    return i
async def nothing(): pass
def awaits(c): return asyncio.run(c)

def start(i):
    kind = i % 10
    if kind == 0: return run_in_background(fib, 10), 55
    if kind == 1: return run_in_background(total, big, big["xs"]), (sum(big["xs"]), sum([row[1]["k"] for row in big["rows"]]))
    if kind == 2: return run_in_background(talk, i), i
    if kind == 3: return run_in_background(wrong, i), "ValueError: wrong %d, because Error: %d" % (i, i)
    if kind == 4: return run_in_background(count, *counter(i)), i + 10
    if kind == 5: return run_in_background(nest, i), [i, (i, {"b": set([i])})]
    if kind == 6: return run_in_background(nap, i), i
    if kind == 7: return run_in_background(spin), "CancelledError: "
    if kind == 8: return run_in_background(awaits, later(i)), i
    return run_in_background(parallel_map(lambda x: x * i, range(i % 7))), [x * i for x in range(i % 7)]
def text(e): return e.name + ": " + e.message + (", because " + str(e.cause) if e.cause else "")
def check(i, got, want):
    if i % 10 == 5 and type(got) == "dict":
        if got["f"](1) != (1, i, 5): fail("the function gives", got["f"](1))
        return got["a"] == want
    return got == want`)
	got := s.run(fmt.Sprintf(`
dice = random.Random(5)
beside = run_in_background(changes())
started = []
cancelled = set()
for i in range(%d):
    started.append(start(i))
    if dice.random() < 0.1 or i %% 10 == 7:
        at = i if i %% 10 == 7 else dice.randrange(len(started))
        if started[at][0].cancel(): cancelled.add(at)
    change()
    if i %% 20 == 0: await asyncio.sleep(0)
bad = []
for i, (f, want) in enumerate(started):
    value, err = await catch(f)
    got = value if err == None else text(err)
    if i in cancelled: want = "CancelledError: "
    if not check(i, got, want): bad.append((i, got, want))
beside.cancel()
bad[:5], len(started), counts["changes"] >= len(started), len(big["xs"])`, jobs))
	out := got[:strings.LastIndex(got, ">")+1]
	if want := fmt.Sprintf("([], %d, True, 1000)", jobs); !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want %s", got[len(out):], want)
	}
	// What a job prints comes as a whole.
	lines := regexp.MustCompile(`(?s)<(\d+)a>\n<(\d+)b>\n<(\d+)c>`).FindAllStringSubmatch(out, -1)
	for _, m := range lines {
		if m[1] != m[2] || m[2] != m[3] {
			t.Errorf("prints are mixed: %s", m[0])
		}
	}
	if n := strings.Count(out, "\n") + 1; n != 3*len(lines) || len(lines) < jobs/20 {
		t.Errorf("%d jobs printed %d lines", len(lines), n)
	}
	if n := len(s.shipper.active); n != 0 {
		t.Errorf("%d jobs are active", n)
	}
	waitForWorkers(t, s)
}
