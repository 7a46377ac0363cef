"""Tables and charts, in both themes."""
from browser import *

TABLE = "table([{'name': 'a<b', 'size': i} for i in range(50)], title='Things', max_rows=6)"
CHART = "plot.bar({'apples': 3, 'pears': 5}, title='Fruit')"
DRAWN = ".vega-embed svg.marks, .vega-embed canvas.marks"


def cell(L, i, selector): return L.page.locator(SEL["cell"]).nth(i).locator(selector)

def theme(L, name):
    L.cmd("apputils:change-theme", {"theme": name})
    L.until(lambda: L.js("document.body.dataset.jpThemeName") == name, name)

@scenario
def table_and_plot(L):
    """A table is HTML, a chart is drawn by Vega-Lite, both also in the dark theme."""
    if L.lang != "starlark": raise Skip("table and plot are Starlark's")
    L.open(TABLE, CHART); L.run_all(); L.done(1, 2)
    L.until(lambda: cell(L, 0, "table tbody tr").count() == 7, "six rows and one for those left out")
    text = L.out(0)
    for part in ("Things", "a<b", "… 44 rows left out …", "50 rows × 2 columns"): check(part in text, "%r is not in %r" % (part, text))
    L.until(lambda: cell(L, 1, DRAWN).count() == 1, "chart drawn")
    try:
        theme(L, "JupyterLab Dark"); L.cmd("notebook:run-all-cells"); L.done(1, 4)
        L.until(lambda: cell(L, 1, DRAWN).count() == 1, "chart drawn in the dark theme")
    finally: theme(L, "JupyterLab Light")
    return "%d cells of the table" % cell(L, 0, "td").count()
