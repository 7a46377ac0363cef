"""All examples are executed by nbconvert, on the real clock, and show what they were saved with but for times."""
import itertools
import pathlib
import re
import subprocess

import nbformat
import pytest

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A folder with the executed examples, from one process: to start nbconvert takes seconds."""
    folder = tmp_path_factory.mktemp("executed")
    p = subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output-dir", folder, *EXAMPLES],
                       capture_output=True, text=True, timeout=600)
    assert p.returncode == 0, p.stderr
    return folder


def shown(cell):
    """What a cell shows, without numbers: times differ, and with them what is counted in them, and into how many
    messages the prints go."""
    outputs = cell.get("outputs", ())
    kinds = [(o.output_type, o.get("name") or o.get("ename") or sorted(o.get("data", ()))) for o in outputs]
    text = "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)
    return [kind for kind, _ in itertools.groupby(kinds)], set(re.findall(r"[A-Za-z]{4,}", text)) - {"each", "left"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_in_nbconvert(example, executed):
    saved, now = [nbformat.read(path, 4) for path in (example, executed / example.name)]
    assert saved.cells
    for a, b in zip(saved.cells, now.cells, strict=True):
        assert shown(b) == shown(a), a.source


def test_questions_have_defaults_in_nbconvert(executed):
    """The example that asks them, too: e2e/lab types answers into it."""
    saved, now = [nbformat.read(path, 4) for path in (EXAMPLES[0].with_name("input.ipynb"), executed / "input.ipynb")]
    assert any("nobody can answer" in str(c.get("outputs")) for c in saved.cells)
    assert [c.get("outputs") for c in now.cells] == [c.get("outputs") for c in saved.cells]
