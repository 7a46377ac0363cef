"""The ticker demo, cell by cell, and what of its output must be the same in every client."""
import re

import nbformat

CELLS = [
    "async def ticker():\n    for i in itertools.count():\n        print(i)\n        await asyncio.sleep(1)",
    "ticker1 = run_in_background(ticker())",
    "ticker1",
    "run_in_foreground(asyncio.sleep(5))     # run the event loop for 5 seconds",
    "run_in_foreground(asyncio.sleep(0))     # single-step the loop",
    "asyncio.all_tasks()",
]


def notebook(*cells, kernel="starlark"):
    """A notebook of code cells as Jupyter saves one that has not run."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c) for c in cells or CELLS],
        metadata={"kernelspec": {"name": kernel, "display_name": "Starlark", "language": "starlark"},
                  "language_info": {"name": "starlark", "file_extension": ".star", "mimetype": "text/x-python", "pygments_lexer": "python"}})


def stream(cell, name="stdout"):
    """What a cell printed. Clients cut the text into several outputs."""
    return "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream" and o.name == name)


def seen(nb):
    """Cell by cell what a reader of the executed demo sees, without what depends on the moment."""
    cells = []
    for c in nb.cells:
        shown = stream(c).splitlines()
        for o in c.outputs:
            if o.output_type == "execute_result":
                shown.append(o.data["text/plain"])
            elif o.output_type == "error":
                shown.append("%s: %s" % (o.ename, o.evalue))
            elif o.output_type == "display_data" or stream(c, "stderr"):
                shown.append(repr(o))
        cells.append("\n".join(shown))
    return [re.sub(r"0x[0-9a-f]+", "0x", text) for text in cells]


# The ticker starts in the last round of the second cell, and its fifth tick falls into the five seconds of the fourth.
TASK = "<Task pending name='Task-1' coro=<ticker() running at In [1]:4>>"
WANT = ["", "0", TASK, "1\n2\n3\n4\n5", ""]


def check(nb):
    """The demo shows what it should; returns what was seen.

    The clock is the real one. When the machine stands still for a second, a tick falls into the cell before or
    behind; but it is never lost, and five seconds have more than three.
    """
    got = seen(nb)
    ticks = [[line for line in text.split("\n") if line.isdigit()] for text in got]
    shown = sum(ticks, [])
    assert shown == [str(i) for i in range(len(shown))], got
    assert ticks[:2] == [[], ["0"]] and len(ticks[3]) > 3, got
    rest = ["\n".join(line for line in text.split("\n") if not line.isdigit()) for text in got]
    assert rest[2] == TASK and rest[3] == rest[4] == "" and TASK in rest[5] and "In [6]" in rest[5], got
    return WANT + rest[5:]
