"""Rich output, updates, floods."""
import os, re, time
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

# A cell for each kind of value; what its output has in it, and the MIME type that JupyterLab renders.
GALLERY = [
    ("{'name': 'a text of some length', 'values': list(range(60)), 'inner': {'key': [1.5, None, True]}}", '"values": [0, 1, 2', "text/plain"),
    ("struct(name='ada', born=1815, tags=['a', 'b'])", "born1815", "text/html"),
    ("def area(w, h=2):\n    \"\"\"Area of a box.\"\"\"\n    return w * h\narea", "<function area(w, h=2)", "text/plain"),
    ("struct(_repr_html_=lambda: '<b class=\"probe-own\">own</b>', _repr_markdown_=lambda: 1 // 0)", "own", "text/html"),
    ("display({'text/html': '<i>raw</i>', 'text/plain': 'raw'}, raw=True)", "raw", "text/html"),
    ("Latex('$x^2$')", "x", "text/latex"),
    ("help(base64)", "decode(text", "text/markdown"),
    ("timeit(sorted, range(100))", "per loop", None),
    ("list(range(5000))", "… 4000 more", "text/plain"),
]

@scenario
def value_gallery(L):
    """Values of all kinds, light and dark: each is rendered as its best form."""
    if L.lang != "starlark": raise Skip("Starlark's own values")
    L.open(*[code for code, _, _ in GALLERY]); L.run_all(); L.done(len(GALLERY) - 1, len(GALLERY))
    for i, (code, text, mime) in enumerate(GALLERY):
        check(text in L.out(i), "%s shows %r" % (code, L.out(i)[:300]))
        if mime: check(mime in [o["mime"] for o in L.cell(i)["outs"]], "%s shows as %s" % (code, [o["mime"] for o in L.cell(i)["outs"]]))
    L.in_both_themes(lambda theme: L.shot("value_gallery-" + theme))

BARS = """for i in progress(range(3), desc="outer"):
    for j in progress(range(50), desc="inner"):
        SLEEP(0.01)
for x in progress([1, 2, 3, 0], desc="fails"):
    1 // x"""

@scenario
def progress_bars(L):
    """Nested bars stand in two places; one of a loop that failed is marked; another is updated from later cells."""
    if L.lang != "starlark": raise Skip("progress is Starlark's")
    L.open(L.expand(BARS), "p = progress(total=10, desc='by hand')\np.update(3)", "p.update(4)", L.expand("for x in progress(itertools.count(), desc='unknown'):\n    SLEEP(0.2)"))
    L.run(0, 1); L.run(1, 2); L.run(2, 3)
    bars = L.page.locator(SEL["cell"]).nth(0).locator("progress")
    check(bars.count() == 3, "%d bars" % bars.count())
    check([float(bars.nth(i).get_attribute("value")) for i in range(3)] == [1, 1, .75], "values")
    check("stopped" in L.out(0) and "3/3" in L.out(0) and "50/50" in L.out(0), L.out(0))
    check("7/10" in L.out(1), L.out(1))
    L.start(3); L.until(lambda: re.search("unknown[1-9]", L.out(3)), "the bar moves")
    L.in_both_themes(lambda theme: L.shot("progress_bars-" + theme))
    L.interrupt(); L.until(lambda: "stopped" in L.out(3), "the bar is marked after an interrupt"); L.idle()
    L.save()
    with open(os.path.join(L.srv.root, L.path)) as f: saved = f.read()
    check("3/3" in saved and "50/50" in saved and "7/10" in saved and saved.count("] stopped") == 2, "the saved notebook has not the last states")
