"""The example that asks questions: clients that cannot answer execute it, too. e2e/lab types answers into it."""
import pathlib
import subprocess

import nbformat

EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "input.ipynb"


def test_questions_have_defaults_in_nbconvert(tmp_path):
    subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output-dir", str(tmp_path), str(EXAMPLE)],
                   check=True, capture_output=True, timeout=120)
    saved, executed = [nbformat.read(path, 4) for path in (EXAMPLE, tmp_path / EXAMPLE.name)]
    assert any("nobody can answer" in str(c.get("outputs")) for c in saved.cells)
    assert [c.get("outputs") for c in executed.cells] == [c.get("outputs") for c in saved.cells]
