"""papermill: parameters through the Python translator, whose ASCII literals are Starlark too."""
import subprocess

import nbformat

from demo import notebook, stream


def run(path, *args):
    return subprocess.run(["papermill", path.name, "out.ipynb", "-l", "python", *args], cwd=path.parent,
                          capture_output=True, text=True, timeout=120)


def write(tmp_path, *cells):
    nb = notebook(*cells)
    nb.cells[0].metadata.tags = ["parameters"]
    path = tmp_path / "report.ipynb"
    nbformat.write(nb, path)
    return path


def test_parameters_replace_the_defaults(tmp_path):
    path = write(tmp_path, "n = 1\nname = 'nobody'\nratio = 0.5\nitems = []", "print(n, name, ratio, items)")
    p = run(path, "-p", "n", "5", "-p", "name", "Ada", "-p", "ratio", "2.5", "-y", "items: [1, yes, null]")
    assert p.returncode == 0, p.stderr
    nb = nbformat.read(path.parent / "out.ipynb", 4)
    assert stream(nb.cells[-1]) == "5 Ada 2.5 [1, True, None]\n"
    assert "injected-parameters" in nb.cells[1].metadata.tags


def test_defaults_hold_without_parameters(tmp_path):
    path = write(tmp_path, "n = 1", "print(n)")
    p = run(path)
    assert p.returncode == 0, p.stderr
    assert stream(nbformat.read(path.parent / "out.ipynb", 4).cells[-1]) == "1\n"


def test_error_is_saved_and_named(tmp_path):
    path = write(tmp_path, "n = 0", "1 // n", "print('never')")
    p = run(path)
    assert p.returncode != 0 and "ZeroDivisionError" in p.stderr, p.stderr
    nb = nbformat.read(path.parent / "out.ipynb", 4)
    assert any(o.output_type == "error" for c in nb.cells for o in c.get("outputs", []))
    assert not any("never" in stream(c) for c in nb.cells)


def test_a_bar_is_a_line_of_the_log(tmp_path):
    path = write(tmp_path, "n = 1", "for x in progress(range(200), desc='files'):\n    await asyncio.sleep(0.005)")
    p = run(path, "--log-output")
    assert p.returncode == 0, p.stderr
    assert 1 <= (p.stdout + p.stderr).count("files:") <= 2, p.stderr
    assert "200/200" in nbformat.read(path.parent / "out.ipynb", 4).cells[-1].outputs[0].data["text/plain"]
