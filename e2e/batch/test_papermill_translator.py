"""papermill with our package: parameters in Starlark, and no flag for it."""
import json
import os
import pathlib
import subprocess
import sys

import nbformat
import pytest

from demo import notebook, stream

PACKAGE = pathlib.Path(__file__).parents[2] / "kernelspec" / "papermill"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the package, installed from its wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, PACKAGE],
                   check=True, timeout=120)
    wheel, = folder.glob("starkernel_papermill-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel],
                   check=True, timeout=120)
    return folder / "site"


def start(site, folder, *args):
    env = dict(os.environ, PYTHONPATH=os.pathsep.join([str(site), os.environ["PYTHONPATH"]]))
    p = subprocess.run(args, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr
    return p.stdout


def write(folder, *cells):
    nb = notebook(*cells)
    nb.cells[0].metadata.tags = ["parameters"]
    nbformat.write(nb, folder / "in.ipynb")


def read(folder):
    return nbformat.read(folder / "out.ipynb", 4)


def test_no_flag_is_needed(site, tmp_path):
    write(tmp_path, "n = 1\nname = ''\non = False\nitems = []", "print(n + 1, name, on, items)")
    start(site, tmp_path, "papermill", "in.ipynb", "out.ipynb", "-p", "n", "5", "-p", "name", 'Zoë "星" 😀\\n',
          "-p", "on", "True", "-y", "items: [1.5, null, {a: .inf}]")
    nb = read(tmp_path)
    assert stream(nb.cells[-1]) == '6 Zoë "星" 😀\\n True [1.5, None, {"a": +inf}]\n'
    assert nb.cells[1].metadata.tags == ["injected-parameters"] and nb.cells[1].source.isascii()


# Values as JSON has them, which Starlark gives back.
VALUES = {
    "nothing": None, "yes": True, "no": False, "small": -7, "large": 2**80, "half": 0.5, "tiny": 5e-324,
    "text": "".join(map(chr, range(0x180))) + "\u2028\ud7ff\ue000\uffff\U0001f600\U0010ffff '\"\\x41",
    "empty": {}, "nested": {"a": [1, [2, {"b": []}]], 'quote " \\ é': "\r\n\t\0"},
}


def test_values_come_back(site, tmp_path):
    write(tmp_path, "x = None", "print(json.encode(x))", "print(inf, -inf, nan, type(pair), pair, one, keys)")
    (tmp_path / "values.json").write_text(json.dumps(VALUES))
    (tmp_path / "go.py").write_text(
        "import json, papermill\n"
        "papermill.execute_notebook('in.ipynb', 'out.ipynb', parameters=dict(\n"
        "    x=json.load(open('values.json')), inf=float('inf'), nan=float('nan'),\n"
        "    pair=(1, ('é', [])), one=(1,), keys={1: 'one'}))\n")
    start(site, tmp_path, sys.executable, "go.py")
    nb = read(tmp_path)
    assert json.loads(stream(nb.cells[-2])) == VALUES
    assert stream(nb.cells[-1]) == '+inf -inf nan tuple (1, ("é", [])) (1,) {1: "one"}\n'


def test_what_is_imported_first_does_not_matter(site, tmp_path):
    # One process for all: to import what papermill needs takes seconds.
    (tmp_path / "go.py").write_text(
        "import importlib, sys\n"
        "for first in sys.argv[1:]:\n"
        "    for name in [n for n in sys.modules if n.split('.')[0] in ('papermill', 'starkernel_papermill')]:\n"
        "        del sys.modules[name]\n"
        "    importlib.import_module(first)\n"
        "    import papermill.translators as t\n"
        "    print(t.papermill_translators.find_translator('starlark', 'x').translate('\\udc80\\xff'))\n"
        "    t.papermill_translators.find_translator('x', 'starlark')\n")
    first = ["papermill", "starkernel_papermill", "starkernel_papermill.translator", "starkernel_papermill.engine",
             "papermill.translators"]
    out = start(site, tmp_path, sys.executable, "go.py", *first)
    assert out == '"\\ufffd\\u00ff"\n' * len(first)


def test_help_lists_the_parameters(site, tmp_path):
    write(tmp_path, "count = 3  # type: int how many\nitems = [\n    1,\n    2,\n]\nname = \"é\"  # who")
    shown = " ".join(start(site, tmp_path, "papermill", "--help-notebook", "in.ipynb").split())
    assert shown.endswith("count: int (default 3) how many items: Unknown type (default [1,2,]) "
                          'name: Unknown type (default "é") who'), shown
