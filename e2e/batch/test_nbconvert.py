"""jupyter nbconvert to notebook, HTML, slides and script."""
import os
import pathlib
import re
import subprocess

import nbformat
import pytest

from demo import notebook, stream
from starkernel import starkernel

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))

STORY = ("def square(x):\n    return x * x", "print('nine:', square(3))", "square(7)")


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "a story.ipynb"
    nbformat.write(notebook(*STORY), path)
    return path


def convert(path, to):
    p = subprocess.run(["jupyter", "nbconvert", "--execute", "--to", to, "--output", "result", path.name],
                       cwd=path.parent, capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr
    return sorted(set(os.listdir(path.parent)) - {path.name})


def test_to_notebook(story):
    assert convert(story, "notebook") == ["result.ipynb"]
    nb = nbformat.read(story.parent / "result.ipynb", 4)
    nbformat.validate(nb)
    assert stream(nb.cells[1]) == "nine: 9\n"
    assert nb.cells[2].outputs[0].data["text/plain"] == "49"


def test_to_html(story):
    assert convert(story, "html") == ["result.html"]
    page = (story.parent / "result.html").read_text()
    assert "nine: 9" in page and "49" in page
    assert '<span class="k">def</span>' in page, "the code is not highlighted"


def test_to_script(story):
    assert convert(story, "script") == ["result.star"]
    script = (story.parent / "result.star").read_text()
    assert all(cell in script for cell in STORY)
    assert starkernel(story.parent, "run", "result.star").stdout == "nine: 9\n49\n"


def test_to_slides(tmp_path):
    nb = notebook(*STORY)
    for cell, kind in zip(nb.cells, ("slide", "subslide", "skip")):
        cell.metadata.slideshow = {"slide_type": kind}
    path = tmp_path / "talk.ipynb"
    nbformat.write(nb, path)
    assert convert(path, "slides") == ["result.slides.html"]
    page = (tmp_path / "result.slides.html").read_text()
    assert "nine: 9" in page and "reveal" in page and "square(7)" not in re.sub("<[^>]*>", "", page)


@pytest.mark.parametrize("to", ["html", "slides"])
def test_saved_outputs_are_shown(to, tmp_path):
    """Without a kernel: charts are pictures, tables are tables."""
    p = subprocess.run(["jupyter", "nbconvert", "--to", to, "--output-dir", tmp_path, *EXAMPLES],
                       capture_output=True, text=True, timeout=300)
    assert p.returncode == 0, p.stderr
    for example in EXAMPLES:
        page, = (path.read_text() for path in tmp_path.glob(example.stem + ".*"))
        shown = [o.get("data", {}) for c in nbformat.read(example, 4).cells for o in c.get("outputs", [])]
        assert len(re.findall("<svg|data:image/svg", page)) >= sum("image/svg+xml" in data for data in shown), example
        assert page.count("<table") >= sum("<table" in data.get("text/html", "") for data in shown), example


def test_error_ends_with_a_traceback_and_a_code(tmp_path):
    path = tmp_path / "broken.ipynb"
    nbformat.write(notebook("1 // 0"), path)
    p = subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", path.name], cwd=tmp_path,
                       capture_output=True, text=True, timeout=120)
    assert p.returncode != 0 and "ZeroDivisionError" in p.stderr, p.stderr
