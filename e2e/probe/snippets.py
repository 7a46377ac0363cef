"""What to type in each language for what kernel_probe.py and kernel_bench.py ask of a kernel.

Look-up order: SNIPPETS["kernel:<name of the kernelspec>"], then SNIPPETS[<language>].
A missing key or None means that the language has no such thing: the check is skipped.
"""
import json

from snippets_rivals import BASH, GONB, GONOTES, JS, RUST


PY = {
    "trivial": "1+1", "trivial_result": "2",
    "hello": "print('hello, world')",
    "stderr": "import sys; print('oops', file=sys.stderr)",
    "error": "1/0",
    "error_undefined": "no_such_name_xyz",
    "syntax_error": "1 +* 2",
    "set": lambda n, v: "%s = %d" % (n, v),
    "get": lambda n: "print(%s)" % n,
    "def_names": lambda n: "\n".join("bench_name_%04d = %d" % (i, i) for i in range(n)),
    "print_expr": lambda e: "print(%s)" % e,
    "uexpr_ok": "1+1", "uexpr_err": "no_such_name_xyz",
    "loop": "while True:\n    pass",
    "sleep": lambda s: "import time; time.sleep(%s)" % s,
    "lines": lambda n: "for i in range(%d):\n    print('line %%06d abcdefghijklmnopqrstuvwxyz' %% i)" % n,
    "lines_bytes": lambda n: n * (len("line 000000 abcdefghijklmnopqrstuvwxyz") + 1),
    "flushes": lambda n: "for i in range(%d):\n    print(i, flush=True)" % n,
    "displays": lambda n: "from IPython.display import display\nfor i in range(%d):\n    display(i)" % n,
    "bigstr": lambda n: "print('x' * %d)" % n,
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>hi</b>'))", "display_mime": "text/html",
    "display_update": "from IPython.display import display\nh = display(1, display_id='did1')\nh.update(2)",
    "clear_output": "from IPython.display import clear_output\nclear_output(wait=True)",
    "cr": "for i in range(3):\n    print('progress %d\\r' % i, end='')",
    "unicode": "# \u0438\u043c\u044f\ns = '\U0001f600e\u0301\u4e2d\u6587'\nprint(s)", "unicode_out": "\U0001f600e\u0301\u4e2d\u6587",
    "bigcode": lambda n: "s = '%s'\nprint(len(s))" % ("a" * n),
    "bigcode_out": lambda n: str(n),
    "input": lambda p: "r = input(%r)\nprint('got:' + r + ':' + str(len(r)))" % p,
    "password": "import getpass; print('pw', len(getpass.getpass('pw? ')))",
    "complete_prefix": "bench_name_00", "complete_expect": "bench_name_0042",
    "complete_own": ("my_long_variable_name = 5", "my_long_vari", "my_long_variable_name"),
    "nonbmp_prefix": "s = '\U0001f600\U0001f600\U0001f600'; ",
    "inspect": ("def documented_fn(a, b=2):\n    '''The doc string here.'''\n    return a", "documented_fn", "doc string here"),
    "is_complete": {"complete": ["x = 1", "print(1)", "if 1:\n    x = 2\n\n"], "incomplete": ["def f():", "x = (1,", "if 1:\n    y = 2"], "invalid": ["1 +* 2", "x = )"]},
    "hist_unique": "98765 + 1",
    "fib": "def fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)\nprint(fib(27))", "fib_out": "196418",
    "sum": "def f():\n    s = 0\n    for i in range(1000000):\n        s += i\n    return s\nprint(f())", "sum_out": "499999500000",
    "strbuild": "def f():\n    p = []\n    for i in range(200000):\n        p.append('%d,' % i)\n    return ''.join(p)\nprint(len(f()))", "strbuild_out": "1288890",
    "a_tasks": lambda n: "import asyncio\nasync def _t():\n    await asyncio.sleep(0.01)\n    return 1\n_r = await asyncio.gather(*[_t() for _ in range(%d)])\nprint(sum(_r))" % n,
    "a_bg_tasks": lambda n, s: "import asyncio\nasync def _t2():\n    await asyncio.sleep(%s)\n_ts = [asyncio.create_task(_t2()) for _ in range(%d)]" % (s, n),
    "a_switch": lambda tasks, n: "import asyncio\nasync def _sw():\n    for _ in range(%d):\n        await asyncio.sleep(0)\n_ = await asyncio.gather(*[_sw() for _ in range(%d)])" % (n, tasks),
    "a_flood": lambda n: "import asyncio\nasync def _fl():\n    for i in range(%d):\n        print('flood line %%06d abcdefghijklmnopqrstuvwxyz' %% i)\n        await asyncio.sleep(0)\n_ft = asyncio.create_task(_fl())" % n,
    "a_cancel": "_ft.cancel()",
}

STAR = {
    "trivial": "1+1", "trivial_result": "2",
    "hello": "print('hello, world')",
    "stderr": "eprint('oops')",
    "error": "1//0",
    "error_undefined": "no_such_name_xyz",
    "syntax_error": "1 +* 2",
    "set": lambda n, v: "%s = %d" % (n, v),
    "get": lambda n: "print(%s)" % n,
    "def_names": PY["def_names"],
    "print_expr": lambda e: "print(%s)" % e,
    "uexpr_ok": "1+1", "uexpr_err": "no_such_name_xyz",
    "loop": "while True:\n    pass",
    "sleep": lambda s: "run_in_foreground(asyncio.sleep(%s))" % s,
    # Starlark's % has no %06d.
    "lines": lambda n: "for i in range(%d):\n    print('line %%s abcdefghijklmnopqrstuvwxyz' %% str(1000000 + i)[1:])" % n, "lines_bytes": PY["lines_bytes"],
    "flushes": lambda n: "for i in range(%d):\n    print(i)" % n,
    "displays": lambda n: "for i in range(%d):\n    display(i)" % n,
    "bigstr": PY["bigstr"],
    "display": "display(HTML('<b>hi</b>'))", "display_mime": "text/html",
    "display_update": "display(1, display_id='did1')\ndisplay(2, display_id='did1', update=True)",
    "clear_output": "clear_output(wait=True)",
    "cr": "for i in range(3):\n    print('progress %d' % i, end='\\r')",
    "unicode": PY["unicode"], "unicode_out": PY["unicode_out"],
    "bigcode": PY["bigcode"], "bigcode_out": PY["bigcode_out"],
    "input": lambda p: "r = input(%s)\nprint('got:' + r + ':' + str(len(r)))" % json.dumps(p),
    "password": "print('pw', len(input('pw? ', password=True)))",
    "complete_prefix": "bench_name_00", "complete_expect": "bench_name_0042",
    "complete_own": PY["complete_own"],
    "nonbmp_prefix": PY["nonbmp_prefix"],
    "inspect": ('def documented_fn(a, b=2):\n    """The doc string here."""\n    return a', "documented_fn", "doc string here"),
    "is_complete": {"complete": ["x = 1", "print(1)", "if 1:\n    x = 2\n\n"], "incomplete": ["def f():", "x = (1,", "if 1:\n    y = 2"], "invalid": ["1 +* 2", "x = )"]},
    "hist_unique": "98765 + 1",
    "fib": "def fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)\nprint(fib(27))", "fib_out": "196418",
    "sum": "def f():\n    s = 0\n    for i in range(1000000):\n        s += i\n    return s\nprint(f())", "sum_out": "499999500000",
    "strbuild": PY["strbuild"], "strbuild_out": "1288890",
    "a_tasks": lambda n: "async def _t():\n    await asyncio.sleep(0.01)\n    return 1\nasync def _m():\n    r = await asyncio.gather(*[_t() for _ in range(%d)])\n    s = 0\n    for x in r:\n        s += x\n    return s\nprint(run_in_foreground(_m()))" % n,
    "a_bg_tasks": lambda n, s: "async def _t2():\n    await asyncio.sleep(%s)\n_ts = [run_in_background(_t2()) for _ in range(%d)]" % (s, n),
    "a_switch": lambda tasks, n: "async def _sw():\n    for _ in range(%d):\n        await asyncio.sleep(0)\nasync def _swm():\n    await asyncio.gather(*[_sw() for _ in range(%d)])\nrun_in_foreground(_swm())" % (n, tasks),
    "a_flood": lambda n: "async def _fl():\n    for i in range(%d):\n        print('flood line %%s abcdefghijklmnopqrstuvwxyz' %% str(1000000 + i)[1:])\n        await asyncio.sleep(0)\n_ft = run_in_background(_fl())" % n,
    "a_cancel": "_ft.cancel()",
}

SNIPPETS = {"python": PY, "starlark": STAR, "bash": BASH, "kernel:gonb": GONB, "kernel:gophernotes": GONOTES, "go": GONOTES,
            "typescript": JS, "javascript": JS, "rust": RUST}


class Snips:
    def __init__(self, kernel_name, language):
        self.d = SNIPPETS.get("kernel:" + kernel_name) or SNIPPETS.get((language or "").lower()) or {}

    def get(self, key, *a):
        v = self.d.get(key)
        if v is None:
            return None
        return v(*a) if callable(v) else v

    def has(self, *keys):
        return all(self.d.get(k) is not None for k in keys)
