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
    """A folder with the executed examples, from two processes: to start one takes seconds, and examples wait."""
    folder = tmp_path_factory.mktemp("executed")
    running = [subprocess.Popen(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output-dir", folder, *half],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
               for half in (EXAMPLES[::2], EXAMPLES[1::2])]
    for p, (_, stderr) in [(p, p.communicate(timeout=600)) for p in running]:
        assert p.returncode == 0, stderr
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
