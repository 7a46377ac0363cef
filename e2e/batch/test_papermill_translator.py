"""papermill with our package: parameters in Starlark, and no flag for it."""
import json
import math
import os
import pathlib
import pickle
import random
import re
import subprocess
import sys

import nbformat
import pytest

from demo import notebook, stream
from starkernel import starkernel

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


# Values as text, in Starlark and in Python alike.
TELL = '''
def tell(v):
    kind = type(v)
    if kind == "string":
        return "str" + str([ord(c) for c in v.codepoints()])
    if kind == "float":
        return "float %s" % v
    if kind in ("list", "tuple"):
        return kind + "(" + ";".join([tell(x) for x in v]) + ")"
    if kind == "dict":
        return "dict(" + ";".join([tell(x) for item in v.items() for x in item]) + ")"
    return str(v)
'''


def tell(v):
    if isinstance(v, str):  # half a pair is no character
        return "str" + str([0xFFFD if 0xD800 <= ord(c) < 0xE000 else ord(c) for c in v])
    if isinstance(v, float):
        return "float " + ("+inf" if v == math.inf else repr(v))
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + "(" + ";".join(map(tell, v)) + ")"
    if isinstance(v, dict):
        return "dict(" + ";".join(tell(x) for item in v.items() for x in item) + ")"
    return str(v)


def made(r, depth=0):
    """A value at random."""
    def text():
        ranges = (0, 0x80), (0x22, 0x23), (0x5C, 0x5D), (0x80, 0x500), (0xD7F0, 0xE010), (0, 0x110000)
        return "".join(chr(r.randrange(*r.choice(ranges))) for _ in range(r.randrange(8)))

    def several():
        return range(r.randrange(4))
    flat = [lambda: r.choice([None, True, False]), lambda: r.randint(-9, 9), lambda: r.randint(-2**200, 2**200), text,
            lambda: r.choice([math.inf, -math.inf, math.nan, -0.0, 1e22, 5e-324, r.uniform(-1, 1) * 10.0 ** r.randint(-300, 300)])]
    keys = [text, lambda: r.randint(-9, 9) + 0.5, lambda: r.randint(2, 9), lambda: r.choice([None, True, False]), lambda: (1, text())]
    nested = [lambda: [made(r, depth + 1) for _ in several()], lambda: tuple(made(r, depth + 1) for _ in several()),
              lambda: {r.choice(keys)(): made(r, depth + 1) for _ in several()}]
    return r.choice(flat + nested if depth < 4 else flat)()


def test_random_values_come_back(site, tmp_path):
    r = random.Random(7)
    values = [made(r) for _ in range(500)]
    (tmp_path / "values.pickle").write_bytes(pickle.dumps(values))
    text = start(site, tmp_path, sys.executable, "-c", "import pickle, papermill, papermill.translators as t\n"
                 "t = t.papermill_translators.find_translator('starlark', 'starlark')\n"
                 "for v in pickle.load(open('values.pickle', 'rb')): print('print(tell(%s))' % t.translate(v))")
    assert text.isascii()
    (tmp_path / "tell.star").write_text(TELL + text)
    got = starkernel(tmp_path, "run", "tell.star").stdout.splitlines()
    number = re.compile(r"float (-?[0-9][-+.e0-9]*)")
    for i, v in enumerate(values):  # 1e+22 and 10000000000000000000000.0 are one number
        assert number.sub(lambda m: repr(float(m[1])), got[i]) == number.sub(lambda m: repr(float(m[1])), tell(v)), repr(v)
    assert len(got) == len(values)
