"""Tables and charts, in both themes."""
from browser import *

TABLE = "table([{'name': 'a<b', 'size': i} for i in range(50)], title='Things', max_rows=6)"
CHART = "plot.bar({'apples': 3, 'pears': 5}, title='Fruit')"
DRAWN = ".vega-embed svg.marks, .vega-embed canvas.marks"


def cell(L, i, selector): return L.page.locator(SEL["cell"]).nth(i).locator(selector)

@scenario
def table_and_plot(L):
    """A table is HTML, a chart is drawn by Vega-Lite, both also in the dark theme."""
    if L.lang != "starlark": raise Skip("table and plot are Starlark's")
    L.open(TABLE, CHART); L.run_all(); L.done(1, 2)
    L.until(lambda: cell(L, 0, "table tbody tr").count() == 7, "six rows and one for those left out")
    text = L.out(0)
    for part in ("Things", "a<b", "… 44 rows left out …", "50 rows × 2 columns"): check(part in text, "%r is not in %r" % (part, text))
    L.until(lambda: cell(L, 1, DRAWN).count() == 1, "chart drawn")
    runs = iter((4, 6))
    def again(name):
        L.run_all(); L.done(1, next(runs)); L.until(lambda: cell(L, 1, DRAWN).count() == 1, "chart drawn in the theme " + name)
    L.in_both_themes(again)
    return "%d cells of the table" % cell(L, 0, "td").count()

PAGE = (
    "struct(name='Ada', born=1815, fields=['mathematics', 'poetry'])",
    "table({'city': ['Oslo', 'Quito'], 'height': [23, 2850], 'people': [717710, 1763275]}, title='Cities')",
    "def wave(k):\n    return [math.sin(k * x / 10) for x in range(100)]\n\nplot.line({'slow': wave(1), 'fast': wave(3)}, title='Waves', x_label='time', height=180)",
    "for name in progress(['a', 'b', 'c'], desc='files'):\n    await asyncio.sleep(0.1)",
    "def share(total, people):\n    each = total // len(people)\n    return each\n\nshare(10, [])",
)

@scenario
def page_in_both_themes(L):
    """docs/display-light.png and display-dark.png: a struct, a table, a chart, a progress bar and an error."""
    if L.lang != "starlark": raise Skip("made of Starlark's own values")
    L.open(*PAGE); n = len(PAGE); runs = iter((n, 2 * n))
    def show(name):
        L.run_all(); L.done(n - 1, next(runs)); L.until(lambda: cell(L, 2, DRAWN).count() == 1, "chart drawn")
        L.until(lambda: "ZeroDivisionError" in L.out(n - 1), "the error"); L.page.wait_for_timeout(500)
        if L.shots: L.page.locator(".jp-NotebookPanel-notebook").screenshot(path="%s/display-%s.png" % (L.shots, name))
    L.page.set_viewport_size({"width": 1150, "height": 1180}); L.cmd("application:toggle-left-area")
    try: L.in_both_themes(show)
    finally: L.page.set_viewport_size({"width": 1400, "height": 900}); L.cmd("application:toggle-left-area")
