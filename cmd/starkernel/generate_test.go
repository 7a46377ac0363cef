package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"starkernel/starlarkasync/starlarkasynctest"
)

// generateNotebook gives a random program with cells, the same one for the same
// seed. It has the cells of the random programs of package starlarkasynctest, whose
// tasks share locks, queues and the like, and between them cells of its own, which
// use what a notebook has beside the event loop.
//
// The first cells may fail: they are tagged so. The others must not.
func generateNotebook(seed uint64) string {
	g := &notebookGenerator{rand: rand.New(rand.NewPCG(seed, 1))}
	g.out.WriteString(firstCell)
	for i, cell := range strings.Split(starlarkasynctest.Generate(seed), "\n# %%") {
		if i == 0 { // the line with the seed
			continue
		}
		_, source, _ := strings.Cut(cell, "\n") // without options for other clocks
		g.out.WriteString("# %% tags=[\"raises-exception\"]\n" + source + "\n")
		for range 1 + g.rand.IntN(2) {
			g.cell()
		}
	}
	g.out.WriteString("# %% [markdown]\n# # The end\n# %%\n")
	g.add(endings[g.rand.IntN(len(endings))])
	return g.out.String()
}

// firstCell defines what the programs of starlarkasynctest know by other names, and
// used, which tells that a feature came to its end.
const firstCell = `# %%
finally_, with_, errstr = run_finally, run_with, str
def used(feature):
    print("used", feature)
def burn(n):
    for i in range(n):
        if i % 1000 == 0:
            print("burns", i)
    return n
def draws(n):
    print("draws", random.random(), time.now(), time.monotonic())
    return [random.randint(0, 1000) for i in range(n)]
def refuses(n):
    if n % 3 == 2:
        fail("refuses", n)
    return random.random()
`

type notebookGenerator struct {
	rand   *rand.Rand
	out    strings.Builder
	number int // of the last feature
}

// cell writes a cell with a few features.
func (g *notebookGenerator) cell() {
	if g.rand.IntN(6) == 0 {
		g.out.WriteString("# %% tags=[\"raises-exception\"]\n")
		g.add(failures[g.rand.IntN(len(failures))])
		return
	}
	g.out.WriteString("# %%\n")
	for range 2 + g.rand.IntN(3) {
		g.add(features[g.rand.IntN(len(features))])
	}
}

// delays are few, so that many timers are due at the same time.
var delays = []string{"0", "0.25", "0.5", "0.5", "1", "2"}

// add writes a feature: $N makes a name its own, $I is a small number, $D a delay.
func (g *notebookGenerator) add(f feature) {
	g.number++
	text := strings.ReplaceAll(f.text, "$N", "_"+strconv.Itoa(g.number))
	for strings.Contains(text, "$I") {
		text = strings.Replace(text, "$I", strconv.Itoa(2+g.rand.IntN(5)), 1)
	}
	for strings.Contains(text, "$D") {
		text = strings.Replace(text, "$D", delays[g.rand.IntN(len(delays))], 1)
	}
	fmt.Fprintf(&g.out, "%s\n", strings.TrimSpace(strings.ReplaceAll(text, "$USED", fmt.Sprintf("used(%q)", f.name))))
}

type feature struct{ name, text string }

// Some of the features have tasks that go on in later cells.
var features = []feature{
	{"ticker", `
async def ticker$N():
    for i in range($I):
        await asyncio.sleep($D)
        print("ticker$N", i, end = random.choice([" ", "\n"]))
    $USED
t$N = run_in_background(ticker$N())`},
	{"home", `
async def home$N():
    for i in range(20 * $I):
        print("x" * random.randint(1, 2000), i)
        await asyncio.sleep($D / 16)
    eprint("on stderr")
    asyncio.get_running_loop().call_soon(lambda: $USED)
t$N = run_in_background(home$N(), output = "home")`},
	{"equal timers", `
for i in range($I):
    asyncio.get_running_loop().call_later($D, print, "timer$N", i)
print(await asyncio.gather(*[asyncio.sleep($D, i) for i in range($I)]))
$USED`},
	{"lock", `
lock$N = asyncio.Lock()
async def locks$N(i):
    await lock$N.acquire()
    await asyncio.sleep(random.random())
    print("lock$N", i, time.now())
    lock$N.release()
await asyncio.gather(*[locks$N(i) for i in range($I)])
$USED`},
	{"queue", `
queue$N = asyncio.Queue(maxsize = $I)
async def puts$N():
    for i in range(4 * $I):
        await queue$N.put(i)
        await asyncio.sleep(random.random() / 4)
async def gets$N(i):
    while True:
        print("got", i, await queue$N.get())
        await asyncio.sleep(random.random())
        queue$N.task_done()
getters$N = [run_in_background(gets$N(i)) for i in range($I)]
await puts$N()
await queue$N.join()
print([t.cancel() for t in getters$N])
$USED`},
	{"timeout", `
print(await catch(asyncio.wait_for(run_finally(asyncio.sleep(8), lambda: print("tidy")), $D)))
print(await catch(run_with(asyncio.timeout($D), lambda v: asyncio.sleep(1))))
$USED`},
	{"task group", `
async def child$N(i):
    await asyncio.sleep(i * $D)
    if i == 3:
        fail("child", i)
    print("child", i)
async def group$N(g):
    for i in range($I):
        g.create_task(child$N(i))
print(await catch(run_with(asyncio.TaskGroup(), group$N)))
$USED`},
	{"wait", `
async def waits$N(i):
    await asyncio.sleep(random.choice([0.25, 0.5, 1]))
    return i
done$N, left$N = await asyncio.wait([asyncio.create_task(waits$N(i)) for i in range($I)], return_when = asyncio.FIRST_COMPLETED)
print([t.get_name() for t in done$N], left$N)
$USED`},
	{"random", `
r$N = random.Random()
print(random.random(), r$N.gauss(0, 1), random.sample(range(100), $I), random.choices("abc", k = $I), random.randbytes($I))
d$N = dict([(str(random.randint(0, 9)), i) for i in range($I)])
print(d$N, set([random.randint(0, 9) for i in range(9)]) | set("hello".elems()))
$USED`},
	{"job", `
print(await run_in_background(draws, $I), await asyncio.to_thread(draws, $I))
print(await asyncio.gather(*[run_in_background(draws, i) for i in range($I)]))
$USED`},
	{"job for a later cell", `
j$N = [run_in_background(burn, n) for n in (20000, 10, 5000)]
for j in j$N:
    j.add_done_callback(lambda f: print("job of $N", f.cancelled()))
j$N[-1].add_done_callback(lambda f: $USED)
display(j$N[0])`},
	{"cancelled job", `
j$N = [run_in_background(burn, 4000 * n) for n in range(1, $I)]
sum([i * i for i in range(2000 * $I)])
print([j.cancel() for j in j$N])
print(await catch(asyncio.wait_for(asyncio.to_thread(burn, 20000), 0)))
$USED`},
	{"job that fails", `
print(await asyncio.gather(return_exceptions = True, *[run_in_background(refuses, i) for i in range($I)]))
print(await catch(run_with(asyncio.TaskGroup(), lambda g: [g.create_task(asyncio.to_thread(refuses, i)) for i in range(4)])))
run_in_background(refuses, 2)
$USED`},
	{"parallel_map", `
print(await parallel_map(draws, range(3 * $I), workers = $I, progress = lambda done, total: print(done, "of", total)))
sum(await parallel_map(lambda n: len(draws(n)), range(40), progress = True))
$USED`},
	{"parallel_map that fails", `
print(await catch(parallel_map(refuses, range(20 * $I))))
print(await catch(asyncio.wait_for(parallel_map(burn, [5000] * $I), $D)))
$USED`},
	{"display", `
h$N = display("none", display_id = True)
async def shows$N():
    for i in range($I):
        await asyncio.sleep($D)
        h$N.update(HTML("<b>%d</b>" % random.randint(0, 9)))
        print("shown", i)
    $USED
t$N = run_in_background(shows$N())
display({"b": h$N, "a": t$N}, t$N)
h$N`},
	{"progress", `
for n in progress(range($I), desc = "outer"):
    for k in progress(range(10), desc = "inner"):
        await asyncio.sleep(random.random() / 8)
async for t in progress(asyncio.as_completed([asyncio.sleep(random.random(), i) for i in range($I)])):
    print(await t)
for n in progress([3, 1, 0], desc = "left"):
    time.sleep(random.random())
    if n == 1:
        break
$USED`},
	{"table", `
table([struct(n = n, x = random.random(), name = random.choice(["a", "b"])) for n in range($I)])
display(table({"x": [random.randint(0, 9) for _ in range($I)]}))
$USED`},
	{"plot", `
p$N = [{"x": random.random(), "y": random.gauss(0, 1), "kind": random.choice("abc".elems())} for _ in range(5 * $I)]
display(plot.scatter(p$N, x = "x", y = "y", color = "kind"), plot.hist(p$N, x = "y"))
display(vegalite({"data": {"values": p$N}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}}))
$USED`},
	{"unretrieved", `
async def bad$N():
    await asyncio.sleep($D)
    $USED
    fail("nobody asks", random.random())
b$N = [run_in_background(bad$N()), run_in_background(bad$N())]
asyncio.sleep(1)
None`},
	{"jobs", `
j$N = [run_in_background(f, 3000) for f in (burn, refuses)]
print(jobs())
display(jobs())
await asyncio.sleep(0)
print(j$N)
$USED`},
	{"reprs", `
print([burn, lambda: 1, print, asyncio, asyncio.sleep, asyncio.Lock(), asyncio.Queue(), asyncio.get_running_loop(), contextvars.ContextVar("v")])
print(asyncio.current_task(), asyncio.get_running_loop().create_future(), re.compile("a"), error("e"), struct(b = 1, a = 2))
print(asyncio.all_tasks(), hash("text"), dir(asyncio), dir())
$USED`},
	{"time", `
time.sleep($D)
print(time.now(), time.time(), time.monotonic(), time.parse_time("2026-03-14T15:09:26-0$I:00"), time.from_timestamp(10 * $I))
print(await asyncio.to_thread(lambda: (time.now(), time.sleep($D), time.monotonic())))
print(timeit(lambda: time.sleep($D)).average)
$USED`},
	{"long output", `
print("line\n" * random.randint(1000, 9000), end = "")
eprint("é" * random.randint(10000, 50000))
print("y" * 70000)
$USED`},
	{"clear", `
display("gone")
clear_output(wait = True)
$USED`},
	{"caught", `
print(catch_call(lambda: input("?")), catch_call(lambda: [1].push), catch_call(lambda: undefined$N), catch_call(lambda: {}[random.random()]))
$USED`},
}

// failures end their cell with an error.
var failures = []feature{
	{"error", "$USED\ndef deep(n):\n    return deep(n - 1) if n else fail(\"deep\", random.random())\ndeep($I)"},
	{"error of a task", "$USED\nawait asyncio.gather(asyncio.sleep(1), asyncio.to_thread(refuses, 2))"},
	{"missing name", "$USED\nvalue_a$N, value_b$N = 1, 2\nprint(value_c$N)"},
}

// endings leave tasks behind.
var endings = []feature{
	{"nothing left", "$USED"},
	{"tasks left", `
async def left$N(i):
    await run_finally(asyncio.sleep(1000 + i), lambda: print("tidied", i, random.random()))
ts$N = [run_in_background(left$N(i)) for i in range($I)] + [run_in_background(burn, 20000)]
await asyncio.sleep(0)
$USED`},
	{"a stubborn task left", `
async def stubborn$N():
    while True:
        print("stays", await catch(asyncio.sleep(1)), random.random())
t$N = run_in_background(stubborn$N())
await asyncio.sleep(3)
$USED`},
}
