"""Rich output, updates, floods."""
import re, time
from browser import *


@scenario
def rich_display(L):
    """HTML, SVG, Markdown, JSON are rendered, not shown as text."""
    rich = SNIPPETS[L.lang]["rich"]; L.open(*[L.expand(c) for c, _ in rich.values()]); L.run_all()
    L.done(len(rich) - 1, len(rich))
    for i, (kind, (_, sel)) in enumerate(rich.items()): L.until(lambda: L.page.locator(SEL["cell"]).nth(i).locator(sel).count(), kind + " rendered")
    return ", ".join(rich)

@scenario
def update_display(L):
    """display(update=True) in another cell changes the old output."""
    L.open(L.snip("upd_show"), L.snip("upd_set")); L.run(0, 1); check("old text" in L.out(0), L.out(0)); L.run(1, 2)
    L.until(lambda: "new text" in L.out(0), "cell 1 updated")
    check("old" not in L.out(0) and L.out(1) == "", "%r %r" % (L.out(0), L.out(1)))

@scenario
def clear_output(L):
    """clear_output(wait) loop ends as one line."""
    L.open(L.snip("clear")); L.run(0, 1); check(L.out(0).strip() == "step 29", repr(L.out(0)[-80:]))

def alive(L, cell, n, limit=10):
    t = time.time(); L.run(cell, n, limit); return "next cell ran in %.1f s" % (time.time() - t)

@scenario
def flood_lines(L):
    """100k printed lines: no rate notice, UI alive."""
    L.open(L.snip("flood"), "1+1"); t = time.time(); L.run(0, 1, 90); took = time.time() - t
    L.until(lambda: "line 99999" in L.out(0), "last line", 30); o = L.out(0)
    check("rate exceeded" not in o, "rate notice: %r" % o[o.index("rate exceeded") - 60:][:160] if "rate exceeded" in o else "")
    check(o.count("line ") == 100000, "%d lines" % o.count("line ")); L.idle(30)
    return "%.1f s; %s" % (took, alive(L, 1, 2))

@scenario
def big_string(L):
    """One 5 MB string: all of it, or a clean note; UI alive."""
    L.open(L.snip("big"), "1+1"); L.run(0, 1, 60); L.idle(60); o = L.out(0); note = "rate exceeded" in o
    check("xEND" in o or note or re.search("truncat|omitted|limit", o), "neither text nor note (%d chars)" % len(o))
    a = alive(L, 1, 2, 20)
    return "%d chars shown%s; %s" % (len(o), ", server's 'data rate exceeded' notice" if note else "", a)
