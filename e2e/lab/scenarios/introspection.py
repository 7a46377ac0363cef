"""Tab and Shift-Tab, also while a cell runs."""
import re
from browser import *


def completer_items(L):
    return L.js("""(s) => [...document.querySelectorAll(s + ' .jp-Completer-item')].map(i => [i.querySelector('.jp-Completer-match').textContent,
      (i.querySelector('.jp-Completer-typeExtended')||{}).textContent || ''])""", SEL["completer"])

def pick(L, i, typed):
    items = completer_items(L); names = [a for a, _ in items]; want = SNIPPETS[L.lang]["complete_has"]
    check(any(n.endswith(want) for n in names), "no %s in %s" % (want, names[:9]))
    L.page.keyboard.press("ArrowDown"); sel = L.text(SEL["completer"] + " .jp-mod-active .jp-Completer-match")
    L.page.keyboard.press("Enter")
    L.until(lambda: not L.has(SEL["completer"]), "popup closes")
    stem = typed[:typed.rindex("s.")]; expect = stem + (sel if sel.startswith("s.") else "s." + sel)
    check(L.cell(i)["src"] == expect, "line is %r, expected %r" % (L.cell(i)["src"], expect)); return items

@scenario
def complete(L):
    """Tab: popup list with types, and a pick replaces the right text."""
    L.open(L.snip("func"), ""); L.run(0, 1); took = L.tab("Tab", 1, L.snip("complete"), SEL["completer"])
    L.shot("complete-popup"); items = pick(L, 1, L.snip("complete"))
    types = sorted({t for _, t in items}); check(types != [""], "no types shown for %s" % items[:3])
    return "%d items, types %s, %.2f s" % (len(items), types, took)

@scenario
def complete_after_emoji(L):
    """Tab after emoji on the same line (UTF-16 against code points)."""
    L.open(L.snip("func"), ""); L.run(0, 1); c = L.snip("complete_emoji"); L.tab("Tab", 1, c, SEL["completer"])
    pick(L, 1, c)

def while_running(L, key, code, box):
    L.open(L.snip("func"), L.snip("endless"), ""); L.run(0, 1); L.start(1)
    L.until(lambda: "spin" in L.out(1), "loop runs"); L.busy(); L.watch()
    try: took = L.tab(key, 2, code, box, 4)
    except Bad: raise Bad("no answer while a cell runs")
    L.page.wait_for_timeout(1200)      # the indicator's own debounce
    st, now = L.watched(), (L.status(), L.indicator(), L.prompt(1)); L.shot("busy-" + key.replace("+", "-"))
    return took, st, now

def still_busy(took, st, now):
    check(now == ("Busy", "busy", "[*]:"), "after the answer: statusbar %s, indicator %s, prompt %s (changes %s)" % (now + (st,)))
    gaps = [b[0] - a[0] for a, b in zip(st, st[1:]) if a[1] != "busy"]      # idle, then busy again a few ms later: not seen by people
    check(not gaps or max(gaps) < 1000, "indicator flickered for %s ms" % gaps)
    return "%.2f s, indicator idle for %s ms" % (took, gaps) if gaps else "%.2f s, indicator busy all the time" % took

@scenario
def complete_while_running(L):
    """Tab while a cell runs: answer within 1 s, indicator stays busy."""
    d = still_busy(*while_running(L, "Tab", L.snip("complete"), SEL["completer"])); pick(L, 2, L.snip("complete"))
    L.interrupt(); L.done(1, 2); L.idle(); return d

@scenario
def inspect_while_running(L):
    """Shift-Tab while a cell runs: answer within 1 s, indicator stays busy."""
    res = while_running(L, "Shift+Tab", "area(", SEL["tooltip"])
    check("Area of a box" in L.text(SEL["tooltip"]), "no docstring"); d = still_busy(*res)
    L.page.keyboard.press("Escape"); L.interrupt(); L.done(1, 2); L.idle(); return d

@scenario
def tooltip(L):
    """Shift-Tab: signature and docstring."""
    L.open(L.snip("func"), ""); L.run(0, 1); took = L.tab("Shift+Tab", 1, "area(", SEL["tooltip"])
    t = L.text(SEL["tooltip"])
    check(re.search(r"area\(w, ?h ?= ?2\)", t) and "Area of a box." in t, "%r" % t[:300])
    check("\x1b" not in t, "raw escapes"); return "%.2f s" % took

@scenario
def contextual_help(L):
    """The help panel follows the cursor."""
    L.open(L.snip("func"), "area", "len"); L.run(0, 1); L.cmd("inspector:open")
    L.page.wait_for_selector(SEL["inspector"]); L.edit(1)
    L.until(lambda: "Area of a box" in L.text(SEL["inspector"]), "help on area"); L.edit(2)
    L.until(lambda: re.search(r"len", L.text(SEL["inspector"])) and "Area" not in L.text(SEL["inspector"]), "help on len")
    L.shot("contextual_help-panel"); L.cmd("inspector:close")
