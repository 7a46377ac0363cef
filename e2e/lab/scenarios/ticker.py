"""Background tasks in JupyterLab: the cell that runs is the foreground, others stand still."""
import re, subprocess, tempfile
from browser import *

# The probe first asked, as ipykernel does it, that a task go on printing into its
# own cell when that has ended. Here tasks run only while a cell does, and their
# output belongs to that cell: nbclient and nbconvert drop anything else.


def starlark_only(L):
    if L.lang != "starlark": raise Skip("tasks of other kernels run on between the cells")


def ticks(text): return [int(n) for n in re.findall(r"tick (\d+)", text)]


@scenario
def background_ticker(L):
    """A background task's lines arrive live in the cell that runs, and none between cells."""
    starlark_only(L)
    L.open(L.snip("ticker"), L.expand("SLEEP(2.2)"), L.expand("SLEEP(1.2)")); L.run(0, 1)
    L.page.wait_for_timeout(800); check(ticks(L.out(0)) == [0], "between cells: %r" % L.out(0))
    L.start(1); seen = set()
    def step():
        if L.prompt(1) == "[*]:": seen.add(len(ticks(L.out(1))))
        return L.prompt(1) == "[2]:"
    L.until(step, "cell done"); L.shot("background_ticker-live")
    check(len(seen) >= 3, "counts seen while running: %s" % sorted(seen))
    L.run(2, 3); got = [ticks(L.out(i)) for i in range(3)]
    check(got[0] == [0] and sum(got, []) == list(range(len(sum(got, [])))) and len(got[1]) >= 4 and len(got[2]) >= 2, "ticks %s" % got)
    L.idle(); return "seen while running %s, in the cells %s" % (sorted(seen), got)


@scenario
def demo(L):
    """The ticker demo, cell by cell, shows what starkernel run shows."""
    starlark_only(L)
    import demo as ticker
    L.open(*ticker.CELLS); L.run_all(); L.done(5, 6, 30); L.idle(); L.save()
    here = nbformat.read(os.path.join(L.srv.root, L.path), 4)
    with tempfile.TemporaryDirectory() as d:
        nbformat.write(ticker.notebook(), os.path.join(d, "demo.ipynb"))
        subprocess.run([os.environ["STARKERNEL"], "run", "demo.ipynb", "--inplace"], cwd=d, check=True, capture_output=True, timeout=60)
        there = nbformat.read(os.path.join(d, "demo.ipynb"), 4)
    try: got, want = ticker.check(here), ticker.check(there)
    except AssertionError as e: raise Bad(str(e))
    check(got == want, "%s, but starkernel run: %s" % (got, want))
    return got[2]


@scenario
def interrupt_spares_tasks(L):
    """The stop button ends the cell; the ticker goes on in the next one."""
    starlark_only(L)
    L.open(L.snip("ticker"), L.snip("endless"), L.expand("SLEEP(2)")); L.run(0, 1)
    L.start(1); L.until(lambda: "spin" in L.out(1), "loop runs"); L.busy(); L.interrupt(); L.done(1, 2)
    L.run(2, 3); check(len(ticks(L.out(2))) >= 3, "ticks after the interrupt: %r" % L.out(2))


@scenario
def home_output(L):
    """With output="home" a task prints below the cell that started it; jobs() is a table."""
    starlark_only(L)
    L.open(L.snip("ticker").replace("tick())", 'tick(), output="home")'), L.expand("SLEEP(2.2)"), "jobs()")
    L.run(0, 1); check(ticks(L.out(0)) == [0], "at first: %r" % L.out(0))
    L.run(1, 2); L.until(lambda: len(ticks(L.out(0))) >= 3, "the home cell has the lines of the next cell")
    check(ticks(L.out(1)) == [], "the other cell has %r" % L.out(1))
    L.run(2, 3); L.until(lambda: "tick" in L.out(2), "jobs() is shown")
    check(L.page.locator(NB + " .jp-RenderedHTML table th").count() >= 6, "no table: %r" % L.out(2))
    L.idle(); return "%d lines in the home cell" % len(ticks(L.out(0)))
