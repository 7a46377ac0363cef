package starlarkasynctest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Generate gives a random program in the format of the corpus, the same one
// for the same seed. Five tasks or more share a few primitives of four kinds
// or more, over one to four cells. Every step prints a line with its time, its
// task and a number of its own, so that the order of events can be seen.
//
// Every program ends: tasks await only tasks that were made before them, loops
// are bounded, and every 64 virtual seconds a rescue cancels everything that
// still waits, in the order of creation.
func Generate(seed uint64) string {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0))}
	g.line("# generated from seed %d", seed)
	g.chooseKinds()
	cells := 1 + g.rand.IntN(4)
	for n := 1; n <= cells; n++ {
		g.cell(n, n == cells)
	}
	return g.out.String()
}

// kind is a family of primitives. A program draws on a few.
type kind string

// Every program may sleep, cancel and call back. Of these kinds it has some.
var kinds = []kind{"lock", "semaphore", "condition", "event", "queue", "barrier", "future", "gather", "wait", "wait_for",
	"as_completed", "timeout", "shield", "task group", "foreground", "error", "finally", "cancel", "callback"}

// minKinds and minTasks are what every program has at least.
const (
	minKinds = 4
	minTasks = 5
)

type generator struct {
	rand   *rand.Rand
	out    strings.Builder
	indent int
	number int // of the last step
	chosen []kind
	leaves int // functions leaf0, leaf1, … that can be called here
	// me is the expression that names the running task.
	me string
	// earlier is the number of tasks that may be awaited here, as an expression;
	// "" for none.
	earlier string
}

func (g *generator) line(format string, args ...any) {
	g.out.WriteString(strings.Repeat("    ", g.indent))
	fmt.Fprintf(&g.out, format, args...)
	g.out.WriteByte('\n')
}

// step gives the number of a new step.
func (g *generator) step() int {
	g.number++
	return g.number
}

// one reports true once in n times.
func (g *generator) one(n int) bool { return g.rand.IntN(n) == 0 }

func pick[T any](g *generator, list []T) T { return list[g.rand.IntN(len(list))] }

// delays are few, so that ties are frequent, and exact binary fractions.
var delays = []string{"0", "0", "0.25", "0.5", "0.5", "1", "1", "1.5", "2"}

func (g *generator) delay() string { return pick(g, delays) }

func (g *generator) chooseKinds() {
	g.chosen = append(g.chosen, kinds...)
	g.rand.Shuffle(len(g.chosen), func(i, j int) { g.chosen[i], g.chosen[j] = g.chosen[j], g.chosen[i] })
	g.chosen = g.chosen[:minKinds+g.rand.IntN(5)]
}

// cell writes cell n.
func (g *generator) cell(n int, last bool) {
	header := "# %%"
	if n > 1 && g.one(4) {
		header += " advance=" + pick(g, []string{"0.25", "0.5", "1", "3"})
	}
	if g.one(4) {
		header += " interrupt=" + pick(g, []string{"0.25", "0.5", "1", "2"})
	}
	g.line("")
	g.line("%s", header)
	g.me, g.earlier = fmt.Sprintf("\"cell %d\"", n), "len(made)"
	if n == 1 {
		g.prologue()
		for range minTasks + g.rand.IntN(4) {
			g.spawn()
		}
	} else {
		g.line("cells.append(asyncio.current_task())")
		if g.one(3) {
			g.primitives() // tasks go on with the old ones, or take the new ones from here on
		}
		for range g.rand.IntN(3) {
			g.spawn()
		}
	}
	g.line("say(%s, %d, await asyncio.sleep(%s))", g.me, g.step(), g.delay())
	for range g.rand.IntN(4) {
		if g.one(2) {
			g.statement()
		} else { // the cells to come have more to do if this one is not stuck
			g.line("say(%s, %d, await catch(asyncio.wait_for(%s, 4)))", g.me, g.step(), g.awaitable(1))
		}
	}
	switch {
	case last:
		g.line("await asyncio.sleep(8)")
		g.line("[[t.done(), t.cancelled(), t.cancelling()] for t in made]")
	case g.one(2):
		g.line("%s", g.action())
	}
}

func (g *generator) spawn() { g.line("spawn(worker%d)", g.rand.IntN(g.workers())) }

// workers is the number of worker functions: one for each chosen kind.
func (g *generator) workers() int { return len(g.chosen) }

// primitives makes those that all tasks of a program share.
func (g *generator) primitives() {
	g.line("lock0 = asyncio.Lock()")
	g.line("lock1 = asyncio.Lock()")
	g.line("sem = asyncio.%s(%d)", pick(g, []string{"Semaphore", "BoundedSemaphore"}), 1+g.rand.IntN(2))
	g.line("cond = asyncio.Condition(%s)", pick(g, []string{"", "lock0"}))
	g.line("event = asyncio.Event()")
	g.line("queue = asyncio.%s(%d)", pick(g, []string{"Queue", "Queue", "PriorityQueue", "LifoQueue"}), g.rand.IntN(3))
	g.line("bar = asyncio.Barrier(%d)", 2+g.rand.IntN(2))
	g.line("locks.extend([lock0, lock1, cond])")
}

// shared are the functions of every program.
const shared = `
loop = asyncio.get_running_loop()
def say(me, step, value):
    print(loop.time(), me, step, value)
futures = [loop.create_future() for i in range(2)]
turns = [0]
def turn():
    turns[0] += 1
    return turns[0]
def future(i):
    if futures[i].done():
        futures[i] = loop.create_future()
    return futures[i]
def show(v):
    return errstr(v) if hasattr(v, "args") else v
async def shown(gathering):
    return [show(v) for v in await gathering]
async def counts(waiting):
    done, pending = await waiting
    return (len(done), len(pending))
async def each(me, step, awaitables, timeout):
    for c in asyncio.as_completed(awaitables, timeout=timeout):
        say(me, step, await catch(c))
async def bad(delay, text):
    await asyncio.sleep(delay)
    fail(text)

made = [run_in_background(asyncio.sleep(1, "first"))]
living = []
locks = []
cells = [asyncio.current_task()]
def spawn(worker):
    made.append(run_in_background(worker(len(made))))
def rescue():
    for t in made + living + cells:
        t.cancel("rescue")
    for lock in locks:
        if lock.locked() and loop.time() > 200:
            lock.release()
    loop.call_later(64, rescue)
loop.call_later(64, rescue)
`

func (g *generator) prologue() {
	g.line("%s", strings.TrimSpace(shared))
	g.primitives()
	me, earlier := g.me, g.earlier
	for g.leaves < 2 {
		g.me, g.earlier = "me", ""
		g.function(fmt.Sprintf("leaf%d", g.leaves), g.statement)
		g.leaves++
	}
	for i := range g.workers() {
		g.me, g.earlier = "me", "me"
		g.function(fmt.Sprintf("worker%d", i), func() { g.statementOf(g.chosen[i]) })
	}
	g.me, g.earlier = me, earlier
}

// function writes a function of a task whose first statement is given.
func (g *generator) function(name string, first func()) {
	g.line("async def %s(me):", name)
	g.indent++
	g.line("living.append(asyncio.current_task())")
	first()
	for range g.rand.IntN(4) {
		g.statement()
	}
	g.ending(name)
	g.indent--
}

// ending is the last statement of a function.
func (g *generator) ending(name string) {
	if g.one(8) {
		g.line("fail(\"%s %d\")", name, g.step())
		return
	}
	g.line("return \"%s %d\"", name, g.step())
}
