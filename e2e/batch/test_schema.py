"""What the program writes is valid by the schemas of nbformat, whatever version of nbformat 4 it reads."""
import json
import pathlib

import nbformat
import pytest

from starkernel import starkernel

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))
UNKNOWN = {"number": 1.50, "deep": [{"é": None}], "large": 10**30}
WIDGETS = {"application/vnd.jupyter.widget-state+json": {
    "version_major": 2, "version_minor": 0, "state": {"a": {"model_name": "IntSliderModel", "state": {"value": 7}}}}}
CODE = ["print('one')\nprint('two')", "display(JSON({'a': [1, None]}))\nHTML('<b>x</b>')", "1 // 0"]


def make(minor):
    """A notebook with all that its version allows."""
    cells = [{"cell_type": "code", "metadata": {"collapsed": False, "mine": UNKNOWN, "tags": ["raises-exception"]},
              "source": source.splitlines(True), "outputs": [], "execution_count": None} for source in CODE]
    cells.append({"cell_type": "markdown", "metadata": {}, "source": ["![a](attachment:a.png)"],
                  **({"attachments": {"a.png": {"image/png": "aGk=\n"}}} if minor >= 1 else {})})
    cells.append({"cell_type": "raw", "metadata": {"format": "text/html"}, "source": []})
    for i, cell in enumerate(cells if minor >= 5 else []):
        cell["id"] = "own-%d" % i
    return {"cells": cells, "nbformat": 4, "nbformat_minor": minor, "metadata": {
        "kernelspec": {"name": "starlark", "display_name": "Starlark", "language": "starlark"},
        "mine": UNKNOWN, "widgets": WIDGETS}}


def read(path):
    nb = json.loads(path.read_text())
    nbformat.validate(nb, version=4, version_minor=5)
    assert nb["nbformat_minor"] == 5
    return nb


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_version_is_read_and_the_newest_written(minor, tmp_path):
    old = make(minor)
    nbformat.validate(old, version=4, version_minor=minor)
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    starkernel(tmp_path, "run", "old.ipynb", "-o", "ran.ipynb")
    ran = read(tmp_path / "ran.ipynb")
    starkernel(tmp_path, "convert", "old.ipynb", "new.ipynb")
    new = read(tmp_path / "new.ipynb")
    assert [len(c["outputs"]) for c in ran["cells"][:3]] != [0, 0, 0]
    for nb in ran, new:
        assert nb["metadata"]["mine"] == UNKNOWN and nb["metadata"]["widgets"] == WIDGETS
        assert [c["source"] for c in nb["cells"]] == [c["source"] for c in old["cells"]]
        assert all(c["metadata"]["mine"] == UNKNOWN for c in nb["cells"][:3])
        assert nb["cells"][3].get("attachments") == old["cells"][3].get("attachments")
        if minor == 5:
            assert [c["id"] for c in nb["cells"]] == [c["id"] for c in old["cells"]]


def test_what_nbformat_wrote_stays_byte_for_byte(tmp_path):
    nbformat.write(nbformat.from_dict(make(5)), tmp_path / "a.ipynb")
    starkernel(tmp_path, "convert", "a.ipynb", "b.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_and_what_programs_become(path, tmp_path):
    nbformat.validate(json.loads(path.read_text()))
    starkernel(tmp_path, "convert", path, "a.star")
    starkernel(tmp_path, "convert", "a.star", "b.ipynb")
    nb = read(tmp_path / "b.ipynb")
    (tmp_path / "c.star").write_bytes((tmp_path / "a.star").read_bytes())
    starkernel(tmp_path, "convert", "-f", "b.ipynb", "c.star")
    assert (tmp_path / "c.star").read_bytes() == (tmp_path / "a.star").read_bytes()
    sources = ["".join(c["source"]).rstrip() for c in json.loads(path.read_text())["cells"]]
    assert ["".join(c["source"]) for c in nb["cells"]] == sources
