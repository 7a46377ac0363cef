"""The ticker demo gives the same output in starkernel run and in nbconvert; e2e/lab has it in JupyterLab."""
import os
import subprocess
import time

import nbformat

from demo import check, notebook

STARKERNEL = os.environ["STARKERNEL"]


def test_demo_is_the_same_in_run_and_in_nbconvert(tmp_path):
    path = tmp_path / "ticker.ipynb"
    nbformat.write(notebook(), path)
    subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output", "converted", path.name],
                   cwd=tmp_path, check=True, capture_output=True, timeout=120)
    t = time.time()
    p = subprocess.run([STARKERNEL, "run", path.name, "-o", "ran.ipynb"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr
    assert time.time() - t >= 5, "five seconds of the loop take five seconds"
    assert "Task-1" in p.stderr, "the pending ticker is named at the end: %r" % p.stderr
    ran, converted = [nbformat.read(tmp_path / name, 4) for name in ("ran.ipynb", "converted.ipynb")]
    nbformat.validate(ran)
    assert check(ran) == check(converted)
    assert [c.execution_count for c in ran.cells] == [c.execution_count for c in converted.cells]


def test_demo_takes_no_time_under_the_virtual_clock_and_is_the_same_twice(tmp_path):
    path = tmp_path / "ticker.ipynb"
    nbformat.write(notebook(), path)
    shown, took = [], []
    for _ in range(2):
        t = time.time()
        p = subprocess.run([STARKERNEL, "run", "--clock=virtual", path.name], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert p.returncode == 0, p.stderr
        took.append(time.time() - t)
        shown.append(p.stdout)
    assert min(took) < 5, "five seconds of the loop take no time: %s" % took
    assert shown[0] == shown[1]
    assert [line for line in shown[0].splitlines() if line.isdigit()] == list("012345"), shown[0]


def test_run_and_nbclient_save_the_same_notebook(tmp_path):
    cells = ("x = [1, 2]", "print('a')\nprint('b')\nx", "display(HTML('<i>i</i>'))", "None")
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(*cells), path)
    subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--output", "converted", path.name],
                   cwd=tmp_path, check=True, capture_output=True, timeout=120)
    subprocess.run([STARKERNEL, "run", path.name, "-o", "ran.ipynb"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    ran, converted = [nbformat.read(tmp_path / name, 4) for name in ("ran.ipynb", "converted.ipynb")]
    assert [c.outputs for c in ran.cells] == [c.outputs for c in converted.cells]
    assert [set(c.metadata.get("execution", {})) for c in ran.cells] == [set(c.metadata.get("execution", {})) for c in converted.cells]
