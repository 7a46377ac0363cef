"""Writes what CPython makes of the programs of a golden file into it.

Coroutines that only await coroutines need no event loop: a cell is compiled
with top-level await and driven by hand.
"""
import ast, contextlib, inspect, io, json, re, sys


def text(value):
    """A value as Starlark writes it: strings in containers in double quotes."""
    if isinstance(value, str):
        return value
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', repr(value))


def show(*args):
    print(*(text(a) for a in args))


def run(cell, names):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            tree = ast.parse(cell)
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr) and not cell.rstrip().endswith(";"):
                tree.body[-1] = ast.copy_location(ast.Assign([ast.Name("_result", ast.Store())], last.value), last)
                ast.fix_missing_locations(tree)
            names.pop("_result", None)
            code = compile(tree, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            result = eval(code, names)
            if inspect.iscoroutine(result):
                with contextlib.suppress(StopIteration):
                    result.send(None)
            value = names.pop("_result", None)
            if isinstance(value, str):
                print(json.dumps(value))
            elif value is not None:
                show(value)
        except Exception as e:
            print(type(e).__name__.replace("IndentationError", "SyntaxError"))
    return out.getvalue()


path = sys.argv[1]
programs = []
for program in open(path, encoding="utf-8").read().split("===\n"):
    names = {"print": show}
    cells = []
    for chunk in program.split("---\n"):
        code = chunk.split(">>>\n")[0]
        cells.append(code + ">>>\n" + run(code, names))
    programs.append("---\n".join(cells))
open(path, "w", encoding="utf-8").write("===\n".join(programs))
