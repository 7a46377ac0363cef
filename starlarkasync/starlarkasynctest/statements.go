package starlarkasynctest

import (
	"fmt"
	"slices"
)

const plainMakers = 5

// maker writes a statement.
type maker struct {
	kind kind // "" for those that every program has
	make func(g *generator)
}

// makers are the statements; the first plainMakers contain no others. It is a
// function because the others do.
func makers() []maker {
	return []maker{
		{"", (*generator).await},
		{"", (*generator).await},
		{"", (*generator).await},
		{"", (*generator).act},
		{"", (*generator).act},
		{"", (*generator).kept},
		{"cancel", (*generator).act},
		{"cancel", (*generator).itself},
		{"callback", (*generator).soon},
		{"callback", (*generator).whenDone},
		{"foreground", (*generator).foreground},
		{"timeout", (*generator).timeout},
		{"task group", (*generator).taskGroup},
		{"task group", (*generator).taskGroup},
		{"lock", func(g *generator) { g.with(pick(g, []string{"lock0", "lock1"}), g.statement) }},
		{"lock", (*generator).acquire},
		{"semaphore", func(g *generator) { g.with("sem", g.statement) }},
		{"condition", func(g *generator) { g.with("cond", func() { g.shows("cond.wait()") }) }},
		{"queue", (*generator).consume},
		{"queue", (*generator).shutdown},
		{"queue", func(g *generator) { g.shows("queue.get()") }},
		{"queue", func(g *generator) { g.shows("queue.put(" + fmt.Sprint(g.step()) + ")") }},
		{"barrier", (*generator).barrier},
	}
}

// statement writes any statement of the chosen kinds.
func (g *generator) statement() {
	var list []maker
	for _, m := range makers() {
		if m.kind == "" || slices.Contains(g.chosen, m.kind) {
			list = append(list, m)
		}
	}
	if g.indent > 2 { // deep enough
		list = list[:plainMakers]
	}
	pick(g, list).make(g)
}

// statementOf writes a statement of kind k.
func (g *generator) statementOf(k kind) {
	var texts []string
	for _, list := range [][]entry{coroutines, futures} {
		for _, e := range list {
			if e.kind == k {
				texts = append(texts, e.text)
			}
		}
	}
	var list []maker
	for _, m := range makers() {
		if m.kind == k {
			list = append(list, m)
		}
	}
	if len(list) == 0 || len(texts) > 0 && g.one(2) {
		g.shows(g.expand(pick(g, texts), 0))
		return
	}
	pick(g, list).make(g)
}

// shows waits for x and shows the result, mostly also that of an error.
func (g *generator) shows(x string) {
	if !g.one(4) {
		x = "catch(" + x + ")"
	}
	g.line("say(%s, %d, await %s)", g.me, g.step(), x)
}

func (g *generator) await() {
	if g.one(6) {
		g.line("for i in range(2):")
		g.indent++
		defer func() { g.indent-- }()
	}
	g.shows(g.awaitable(0))
}

func (g *generator) act() { g.line("say(%s, %d, %s)", g.me, g.step(), g.action()) }

// kept starts something, does something else, may cancel it, and awaits it.
func (g *generator) kept() {
	name := fmt.Sprintf("x%d", g.step())
	x := g.expand(pick(g, g.among(futures)).text, 0)
	g.line("%s = %s", name, x)
	for range g.rand.IntN(3) {
		g.shows(g.awaitable(1))
	}
	if !g.one(3) {
		g.line("say(%s, %d, %s.cancel(\"by %d\"))", g.me, g.step(), name, g.step())
	}
	g.shows(name)
}

func (g *generator) itself() {
	call := pick(g, []string{"cancel(\"itself\")", "cancel()", "uncancel()", "cancelling()"})
	g.line("say(%s, %d, asyncio.current_task().%s)", g.me, g.step(), call)
}

func (g *generator) soon() {
	if g.one(6) {
		g.line("loop.call_soon(fail, \"nobody sees %d\")", g.step())
	}
	name := fmt.Sprintf("h%d", g.step())
	when := pick(g, []string{"soon(", "later(" + g.delay() + ", ", "at(loop.time() + " + g.delay() + ", "})
	g.line("%s = loop.call_%slambda: say(%s, %d, %s))", name, when, g.me, g.step(), g.action())
	if g.one(4) {
		g.shows(g.awaitable(1))
		g.line("say(%s, %d, (%s.cancel(), %s.cancelled()))", g.me, g.step(), name, name)
	}
}

func (g *generator) whenDone() {
	x := g.expand(pick(g, []string{"$T", "future($F)", "futures[$F]"}), nested)
	g.line("%s.add_done_callback(lambda f: say(%s, %d, (f.cancelled(), %s)))", x, g.me, g.step(), g.action())
}

func (g *generator) foreground() {
	g.line("say(%s, %d, run_in_foreground(%s))", g.me, g.step(), g.awaitable(0))
}

// with writes a block inside of a context manager.
func (g *generator) with(manager string, first func()) {
	name := fmt.Sprintf("block%d", g.step())
	g.line("async def %s(v):", name)
	g.indent++
	first()
	for range g.rand.IntN(2) {
		g.statement()
	}
	g.ending(name)
	g.indent--
	g.shows(fmt.Sprintf("with_(%s, %s)", manager, name))
}

func (g *generator) timeout() {
	g.with("asyncio.timeout("+g.delay()+")", func() {
		if g.one(2) {
			g.line("v.reschedule(%s)", pick(g, []string{"None", "loop.time() + " + g.delay(), "loop.time() + " + g.delay()}))
		}
		g.shows(g.awaitable(0))
		g.line("say(%s, %d, (v.when(), v.expired()))", g.me, g.step())
	})
}

func (g *generator) taskGroup() {
	g.with("asyncio.TaskGroup()", func() {
		for range 1 + g.rand.IntN(3) {
			child := g.expand("bad($D, \"error $N\")", 0)
			if g.leaves > 0 && !g.one(4) {
				child = g.leaf()
			}
			g.line("v.create_task(%s)", child)
		}
		if g.one(2) {
			g.shows(g.awaitable(0))
		}
	})
}

// acquire takes a lock and gives it back, unless an error comes between.
func (g *generator) acquire() {
	lock := pick(g, []string{"lock0", "lock1"})
	g.line("say(%s, %d, await %s.acquire())", g.me, g.step(), lock)
	g.shows(g.awaitable(1))
	g.line("say(%s, %d, catch_call(%s.release))", g.me, g.step(), lock)
}

func (g *generator) consume() {
	g.line("for i in range(%d):", 1+g.rand.IntN(3))
	g.indent++
	g.line("say(%s, %d, await queue.get())", g.me, g.step())
	g.line("say(%s, %d, catch_call(queue.task_done))", g.me, g.step())
	g.indent--
}

// barrier rarely aborts it: that lasts until somebody resets it.
func (g *generator) barrier() {
	x := "bar.wait()"
	if g.one(6) {
		x = "bar.abort()"
	}
	g.shows(x)
}

// shutdown is rare: until a cell makes another queue, this one is of no use.
func (g *generator) shutdown() {
	if g.one(3) {
		g.consume()
		return
	}
	g.line("say(%s, %d, catch_call(queue.put_nowait, %d))", g.me, g.step(), g.step())
	g.shows("asyncio.sleep(" + g.delay() + ")")
	if g.one(2) {
		g.line("say(%s, %d, queue.shutdown(immediate=%s))", g.me, g.step(), pick(g, []string{"True", "True", "False"}))
		return
	}
	g.shows("queue.join()")
}
