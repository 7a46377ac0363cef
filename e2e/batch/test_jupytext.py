"""jupytext: notebooks as .py files with a kernelspec, and our programs."""
import pathlib
import subprocess

import nbformat

from demo import notebook, stream
from starkernel import starkernel

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))


def jupytext(folder, *args):
    p = subprocess.run(["jupytext", *args], cwd=folder, capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr


def cells(path):
    """What of a notebook a text file has."""
    return [(c.cell_type, c.source.rstrip(), c.metadata.get("tags")) for c in nbformat.read(path, 4).cells]


def without_blanks(text):
    return [line for line in text.splitlines() if line.strip()]


def test_our_programs_are_its_percent_format(tmp_path):
    names, ours, back = [path.stem for path in EXAMPLES], tmp_path / "ours", tmp_path / "back"
    ours.mkdir(), back.mkdir()
    for path in EXAMPLES:
        nb = nbformat.read(path, 4)
        nb.cells[0].metadata.update(title="A title", tags=["x"], number=1.5)
        nbformat.write(nb, tmp_path / path.name)
        starkernel(tmp_path, "convert", path.name, ours / (path.stem + ".star"))
        (back / (path.stem + ".py")).write_text((ours / (path.stem + ".star")).read_text())
    # One process for all: to start it takes seconds.
    jupytext(tmp_path, "--to", "py:percent", *(name + ".ipynb" for name in names))
    for name in names:
        header, mark, body = (tmp_path / (name + ".py")).read_text().partition("# ---\n\n")
        assert "name: starlark" in header, name
        # It has two blank lines after functions, as Python's style guide says.
        assert without_blanks(body) == without_blanks((ours / (name + ".star")).read_text()), name

    jupytext(back, "--from", "py:percent", "--to", "ipynb", "--set-kernel", "starlark", *(name + ".py" for name in names))
    for name in names:
        assert cells(back / (name + ".ipynb")) == cells(tmp_path / (name + ".ipynb")), name
        assert nbformat.read(back / (name + ".ipynb"), 4).metadata.kernelspec.name == "starlark", name


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
