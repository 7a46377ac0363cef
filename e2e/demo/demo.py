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
    """Cell by cell what a reader of the executed demo sees, without what depends on the moment.

    A tick falls into whichever cell runs when its second is over; clients pause
    between cells for different times. So ticks are counted over all cells.
    """
    cells, ticks = [], []
    for c in nb.cells:
        lines = stream(c).splitlines()
        ticks += [int(line) for line in lines if line.isdigit()]
        shown = [line for line in lines if not line.isdigit()]
        for o in c.outputs:
            if o.output_type == "execute_result":
                shown.append(o.data["text/plain"])
            elif o.output_type == "error":
                shown.append("%s: %s" % (o.ename, o.evalue))
            elif o.output_type == "display_data" or stream(c, "stderr"):
                shown.append(repr(o))
        cells.append("\n".join(shown))
    assert ticks == list(range(len(ticks))) and 5 <= len(ticks) <= 7, "ticks %s" % ticks
    assert stream(nb.cells[1]).strip() == "0", "the ticker starts in the last round of the second cell: %r" % stream(nb.cells[1])
    assert len(stream(nb.cells[3]).split()) >= 4, "the fourth cell shows the ticks: %r" % stream(nb.cells[3])
    return [re.sub(r"0x[0-9a-f]+", "0x", text) for text in cells]


WANT = ["", "", "<Task pending name='Task-1' coro=<ticker() running at In [1]:4>>", "", ""]


def check(nb):
    """The demo shows what it should; returns what was seen."""
    got = seen(nb)
    assert got[:5] == WANT, got
    assert WANT[2] in got[5] and "In [6]" in got[5], got[5]
    return got
