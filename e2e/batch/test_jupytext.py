"""jupytext: notebooks as .py files with a kernelspec, and our programs."""
import pathlib
import subprocess

import nbformat
import pytest

from demo import notebook, stream
from starkernel import starkernel

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))


def jupytext(folder, *args, text=None):
    p = subprocess.run(["jupytext", *args], cwd=folder, input=text, capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr
    return p.stdout


def cells(path):
    """What of a notebook a text file has."""
    return [(c.cell_type, c.source.rstrip(), c.metadata.get("tags")) for c in nbformat.read(path, 4).cells]


def without_blanks(text):
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_our_programs_are_its_percent_format(path, tmp_path):
    nb = nbformat.read(path, 4)
    nb.cells[0].metadata.update(title="A title", tags=["x"], number=1.5)
    nbformat.write(nb, tmp_path / "a.ipynb")
    starkernel(tmp_path, "convert", "a.ipynb", "a.star")
    ours = (tmp_path / "a.star").read_text()
    theirs = jupytext(tmp_path, "--to", "py:percent", "--output", "-", "a.ipynb")
    header, mark, body = theirs.partition("# ---\n\n")
    assert "name: starlark" in header
    # It has two blank lines after functions, as Python's style guide says.
    assert without_blanks(body) == without_blanks(ours)

    text = jupytext(tmp_path, "--from", "py:percent", "--to", "ipynb", "--set-kernel", "starlark", "-", text=ours)
    (tmp_path / "b.ipynb").write_text(text)
    assert cells(tmp_path / "b.ipynb") == cells(tmp_path / "a.ipynb")
    assert nbformat.read(tmp_path / "b.ipynb", 4).metadata.kernelspec.name == "starlark"


def test_a_pair_is_kept_in_step(tmp_path):
    nbformat.write(notebook("x = 1", "x + 1"), tmp_path / "a.ipynb")
    jupytext(tmp_path, "--set-formats", "ipynb,py:percent", "a.ipynb")
    program = (tmp_path / "a.py").read_text()
    (tmp_path / "a.py").write_text(program.replace("x = 1", "x = 41"))
    jupytext(tmp_path, "--sync", "--execute", "a.py")
    nb = nbformat.read(tmp_path / "a.ipynb", 4)
    assert nb.cells[0].source == "x = 41" and nb.cells[1].outputs[0].data["text/plain"] == "42"
    (tmp_path / "a.py").write_text(program + "\nprint(x)\n")
    assert starkernel(tmp_path, "run", "a.py").stdout == "1\n"
