package starlarkasynctest

import (
	"fmt"
	"slices"
	"strings"
)

// The grammar of generated programs. A statement is made of awaitables and
// actions; an awaitable is made of others. Each table names the kind to which
// an entry belongs, and entries that are to be frequent stand there more than
// once.

// entry is an expression with places to be filled: $N is a new step, $D a delay,
// $L a lock, $T any task, $F the index of a future, $ME the running task, $X an
// awaitable, $NEW one that has not started, and $WAIT a list for asyncio.wait.
type entry struct {
	kind kind // "" for those that every program has
	text string
}

// actions are calls that do not wait.
var actions = []entry{
	{"", "loop.time()"},
	{"", "$T.cancel(\"by $N\")"},
	{"", "$T.done()"},
	{"cancel", "$T.cancel(\"by $N\")"},
	{"cancel", "$T.cancel()"},
	{"cancel", "($T.cancelled(), $T.cancelling())"},
	{"cancel", "$T.uncancel()"},
	{"cancel", "catch_call($T.result)"},
	{"cancel", "catch_call(lambda: errstr($T.exception()))"},
	{"cancel", "len(asyncio.all_tasks())"},
	{"lock", "(lock0.locked(), lock1.locked())"},
	{"lock", "catch_call($L.release)"},
	{"semaphore", "sem.locked()"},
	{"semaphore", "catch_call(sem.release)"},
	{"condition", "turn()"},
	{"condition", "catch_call(cond.notify)"},
	{"condition", "catch_call(cond.notify_all)"},
	{"event", "event.set()"},
	{"event", "event.set()"},
	{"event", "(event.set(), event.clear())"},
	{"event", "event.clear()"},
	{"queue", "catch_call(queue.put_nowait, $N)"},
	{"queue", "catch_call(queue.put_nowait, $N)"},
	{"queue", "catch_call(queue.get_nowait)"},
	{"queue", "catch_call(queue.task_done)"},
	{"queue", "(queue.qsize(), queue.empty(), queue.full())"},
	{"barrier", "(bar.n_waiting, bar.broken)"},
	{"future", "catch_call(futures[$F].set_result, \"set by $N\")"},
	{"future", "catch_call(futures[$F].set_result, \"set by $N\")"},
	{"future", "catch_call(futures[$F].set_exception, error(\"error $N\"))"},
	{"future", "futures[$F].cancel(\"by $N\")"},
	{"future", "catch_call(futures[$F].result)"},
	{"error", "catch_call(fail, \"caught\", $N)"},
}

// coroutines are awaitables that can become tasks.
var coroutines = []entry{
	{"", "asyncio.sleep($D, $N)"},
	{"", "asyncio.sleep($D, $N)"},
	{"lock", "with_($L, lambda v: $X)"},
	{"lock", "with_($L, lambda v: $X)"},
	{"semaphore", "with_(sem, lambda v: $X)"},
	{"semaphore", "with_(sem, lambda v: $X)"},
	{"condition", "with_(cond, lambda v: cond.wait())"},
	{"condition", "with_(cond, lambda v: cond.wait_for(lambda: turns[0] > 1))"},
	{"condition", "with_(cond, lambda v: asyncio.sleep($D, cond.notify()))"},
	{"condition", "with_(cond, lambda v: asyncio.sleep($D, (turn(), cond.notify_all())))"},
	{"event", "event.wait()"},
	{"event", "event.wait()"},
	{"queue", "queue.get()"},
	{"queue", "queue.get()"},
	{"queue", "queue.put($N)"},
	{"queue", "queue.put($N)"},
	{"queue", "queue.join()"},
	{"barrier", "bar.wait()"},
	{"barrier", "bar.wait()"},
	{"barrier", "with_(bar, lambda v: $X)"},
	{"barrier", "bar.reset()"},
	{"wait", "counts(asyncio.wait($WAIT))"},
	{"wait", "counts(asyncio.wait($WAIT, timeout=$D))"},
	{"wait", "counts(asyncio.wait($WAIT, return_when=asyncio.FIRST_COMPLETED))"},
	{"wait", "counts(asyncio.wait($WAIT, timeout=$D, return_when=asyncio.FIRST_EXCEPTION))"},
	{"wait_for", "asyncio.wait_for($X, $D)"},
	{"wait_for", "asyncio.wait_for($X, $D)"},
	{"wait_for", "asyncio.wait_for($X, None)"},
	{"as_completed", "each($ME, $N, [$NEW, $NEW, $NEW], $D)"},
	{"as_completed", "each($ME, $N, [$NEW, $NEW, $X], None)"},
	{"timeout", "with_(asyncio.timeout($D), lambda v: $X)"},
	{"timeout", "with_(asyncio.timeout_at(loop.time() + $D), lambda v: $X)"},
	{"timeout", "with_(asyncio.timeout(None), lambda v: $X)"},
	{"error", "bad($D, \"error $N\")"},
	{"error", "bad($D, \"error $N\")"},
	{"finally", "finally_($X, lambda: say($ME, $N, \"finally\"))"},
	{"finally", "finally_($X, lambda: $NEW)"},
	{"gather", "shown(asyncio.gather(return_exceptions=True, *[$X, $X, $X]))"},
}

// futures are awaitables that several tasks can await.
var futures = []entry{
	{"gather", "asyncio.gather($X, $X)"},
	{"gather", "asyncio.gather($X, $X, $X)"},
	{"gather", "asyncio.gather(*[$X] * 2)"},
	{"shield", "asyncio.shield($X)"},
	{"shield", "asyncio.shield($X)"},
	{"future", "future($F)"},
	{"future", "futures[$F]"},
	{"", "asyncio.ensure_future($NEW)"},
}

// nested is how deep awaitables contain others at most.
const nested = 3

// among gives the entries of the chosen kinds.
func (g *generator) among(list []entry) []entry {
	return slices.DeleteFunc(slices.Clone(list), func(e entry) bool {
		return e.kind != "" && !slices.Contains(g.chosen, e.kind)
	})
}

// action gives a call that does not wait.
func (g *generator) action() string { return g.expand(pick(g, g.among(actions)).text, nested) }

// coroutine gives an awaitable that has not started.
func (g *generator) coroutine(depth int) string {
	if g.leaves > 0 && g.one(4) {
		return g.leaf()
	}
	if depth >= nested {
		return g.expand("asyncio.sleep($D, $N)", depth)
	}
	return g.expand(pick(g, g.among(coroutines)).text, depth)
}

func (g *generator) leaf() string {
	return fmt.Sprintf("leaf%d((%s, %d))", g.rand.IntN(g.leaves), g.me, g.step())
}

// awaitable gives an expression that can be awaited.
func (g *generator) awaitable(depth int) string {
	switch {
	case g.earlier != "" && g.one(8):
		return fmt.Sprintf("made[%d %% %s]", g.rand.IntN(10), g.earlier)
	case depth < nested && g.one(3):
		return g.expand(pick(g, g.among(futures)).text, depth)
	}
	return g.coroutine(depth)
}

// expand fills in the places of an entry, from left to right.
func (g *generator) expand(text string, depth int) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r < 'A' || r > 'Z' })
		if end < 0 {
			end = len(rest)
		}
		b.WriteString(g.place(rest[:end], depth+1))
		text = rest[end:]
	}
}

func (g *generator) place(name string, depth int) string {
	switch name {
	case "N":
		return fmt.Sprint(g.step())
	case "D":
		return g.delay()
	case "L":
		return fmt.Sprintf("lock%d", g.rand.IntN(2))
	case "F":
		return fmt.Sprint(g.rand.IntN(2))
	case "T":
		return fmt.Sprintf("made[%d %% len(made)]", g.rand.IntN(10))
	case "ME":
		return g.me
	case "X":
		return g.awaitable(depth)
	case "NEW":
		return g.coroutine(depth)
	case "WAIT":
		return fmt.Sprintf("[asyncio.ensure_future(x) for x in [%s, %s]]", g.awaitable(depth), g.awaitable(depth))
	}
	panic("the grammar has no place $" + name)
}
