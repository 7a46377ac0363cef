"""What the scenarios type: one template for Python and Starlark, and how a scenario ends early."""


# Macros: SLEEP(s), COUNT(), BG(coro), AIO., @RICH@ (imports needed for rich display).  None = scenario is skipped.
MACROS = {
    "python": [(r"SLEEP\(([^)]*)\)", r"__import__('time').sleep(\1)"), (r"COUNT\(\)", "__import__('itertools').count()"),
               (r"BG\(", "__import__('asyncio').ensure_future("), (r"AIO\.", "__import__('asyncio')."),
               (r"@RICH@", "from IPython.display import HTML, SVG, Markdown, JSON, clear_output")],
    "starlark": [(r"SLEEP\(([^)]*)\)", r"run_in_foreground(asyncio.sleep(\1))"), (r"COUNT\(\)", "itertools.count()"),
                 (r"BG\(", "run_in_background("), (r"AIO\.", "asyncio."), (r"@RICH@\n?", "")],
}
COMMON = dict(
    live="for i in range(6):\n    print('line', i)\n    SLEEP(0.4)",
    slow="for i in range(%d):\n    print('slow', i)\n    SLEEP(0.2)",
    ticker="async def tick():\n    for i in range(1000):\n        print('tick', i)\n        await AIO.sleep(0.25)\nt = BG(tick())",
    error="def boom(x):\n    return x // 0\nprint('before')\nboom(1)",
    error_re="zero",
    endless="print('spin')\nfor i in COUNT():\n    pass",
    sleep="print('zzz')\nSLEEP(60)", sleep_short="print('zzz')\nSLEEP(%s)",
    highlight="def greet(name):\n    for i in range(3):\n        print('text', i)  # remark\n    return \"other\"",
    func='def area(w, h=2):\n    """Area of a box."""\n    return w * h\ns = "abc"',
    complete="s.is", complete_has="isalnum", complete_emoji='e = "\U0001F600\U0001F389"; s.is',
    input="name = input('Who? ')\nprint('hi', name)",
    password=None, interrupt_re="KeyboardInterrupt|[Ii]nterrupt|[Cc]ancel",
    rich={"HTML": ("@RICH@\ndisplay(HTML('<b class=\"probe-b\">bold</b>'))", "b.probe-b")},
    upd_show="_ = display('old text', display_id='d1')", upd_set="_ = display('new text', display_id='d1', update=True)",
    clear="@RICH@\nfor i in range(30):\n    clear_output(wait=True)\n    print('step', i)\n    SLEEP(0.03)",
    flood="for i in range(100000):\n    print('line', i)", big="print('x' * 5000000 + 'END')",
    multi="def twice(x):\n    return x * 2", multi_call="twice(21)",
    debug="def calc(a):\n    b = a + 1\n    c = b * 2\n    return c\nprint('result', calc(20))",
    eprint=None, progress=None,
)
SNIPPETS = {
    "python": dict(COMMON, password="import getpass\np = getpass.getpass('Secret: ')\nprint('len', len(p))",
        eprint="import sys\nprint('to err', file=sys.stderr)",
        rich=dict(COMMON["rich"],
            SVG=("@RICH@\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"18\"/></svg>'))", ".jp-RenderedSVG"),
            Markdown=("@RICH@\ndisplay(Markdown('## Head'))", ".jp-RenderedMarkdown h2"),
            JSON=("@RICH@\ndisplay(JSON({'a': [1, 2]}))", ".jp-RenderedJSON"))),
    "starlark": dict(COMMON, progress="for i in progress(range(8), desc='files'):\n    SLEEP(0.2)", password="p = getpass('Secret: ')\nprint('len', len(p))", eprint="eprint('to err')", rich=dict(COMMON["rich"],
        SVG=("display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"18\"/></svg>'))", ".jp-RenderedSVG"),
        Markdown=("display(Markdown('## Head'))", ".jp-RenderedMarkdown h2"),
        JSON=("display(JSON({'a': [1, 2]}))", ".jp-RenderedJSON"))),
}


class Skip(Exception): pass
class Bad(AssertionError): pass


def check(cond, msg):
    if not cond: raise Bad(msg)
