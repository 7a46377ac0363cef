"""All examples are executed by nbconvert, on the real clock, and show what they were saved with but for times."""
import itertools
import pathlib
import re
import subprocess

import nbformat
import pytest

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.ipynb"))


def shown(cell):
    """What a cell shows, without numbers: times differ, and with them what is counted in them, and into how many
    messages the prints go."""
    outputs = cell.get("outputs", ())
    kinds = [(o.output_type, o.get("name") or o.get("ename") or sorted(o.get("data", ()))) for o in outputs]
    text = "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)
    return [kind for kind, _ in itertools.groupby(kinds)], set(re.findall(r"[A-Za-z]{4,}", text)) - {"each", "left"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_in_nbconvert(example, tmp_path):
    subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output-dir", str(tmp_path), str(example)],
                   check=True, capture_output=True, timeout=300)
    saved, executed = [nbformat.read(path, 4) for path in (example, tmp_path / example.name)]
    assert saved.cells
    for a, b in zip(saved.cells, executed.cells, strict=True):
        assert shown(b) == shown(a), a.source
