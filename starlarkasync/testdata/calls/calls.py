"""Runs the cases of cases.txt in CPython 3.13 and writes what they give to calls.golden.

    python3.13 calls.py

A case is a block of lines; the last one is an expression, whose value or error
is the case's result. Texts are without addresses, and a Context is <Context>.
"""

import ast
import asyncio
import contextvars
import inspect
import json
import logging
import pathlib
import re
import signal
import sys
import warnings

HERE = pathlib.Path(__file__).parent
PRELUDE = """
async def nothing(): return 0
async def f(a, b=1): return a
async def g(a, *, k): return k
async def h(a, b, c): return a
async def v(a, *args, k=1, **rest): return rest
def failure(fn, *args, **kwargs):
    try: fn(*args, **kwargs)
    except BaseException as e: return text(e)
"""


def plain(text):
    return re.sub(r" at 0x[0-9a-f]+", "", text).replace("<_contextvars.Context object>", "<Context>")


def text(e):
    return plain(f"{type(e).__name__}: {e}").removesuffix(": ")


def show(x):
    if isinstance(x, str):
        return json.dumps(x)
    if isinstance(x, list):
        return "[" + ", ".join(map(show, x)) + "]"
    if isinstance(x, dict):
        return "{" + ", ".join(show(k) + ": " + show(e) for k, e in x.items()) + "}"
    if isinstance(x, tuple):
        return "(" + ", ".join(map(show, x)) + ("," if len(x) == 1 else "") + ")"
    return plain(repr(x))


async def run(source):
    names = {"asyncio": asyncio, "contextvars": contextvars, "text": text, "loop": asyncio.get_running_loop()}
    names["loop"].set_exception_handler(lambda loop, context: None)
    exec(PRELUDE, names)
    tree = ast.parse(source)
    tree.body[-1] = ast.Assign([ast.Name("_", ast.Store())], tree.body[-1].value)
    code = compile(ast.fix_missing_locations(tree), "case", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    try:
        done = eval(code, names)
        if inspect.iscoroutine(done):
            await done
        return "= " + show(names["_"])
    except BaseException as e:
        return "! " + text(e)


def main():
    if sys.version_info[:2] != (3, 13):
        sys.exit("the golden file comes from CPython 3.13")
    logging.disable()
    warnings.simplefilter("ignore")
    cases = [re.sub(r"^#.*\n", "", c, flags=re.M).strip() for c in (HERE / "cases.txt").read_text().split("\n\n")]
    out = []
    for case in filter(None, cases):
        signal.alarm(10)
        out.append(case + "\n" + asyncio.run(run(case)) + "\n")
    (HERE / "calls.golden").write_text("\n".join(out))


main()
