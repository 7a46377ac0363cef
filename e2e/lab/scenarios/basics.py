"""Launcher, running cells, output that arrives live, errors."""
import re
from browser import *


@scenario
def launcher(L):
    """Launcher shows the kernel, with its logo."""
    L.cmd("launcher:create")
    for cat in ("Notebook", "Console"):
        card = L.card(cat)
        card.wait_for()
        img = card.locator("img.jp-Launcher-kernelIcon")
        check(img.count() == 1, "no logo in the %s card (letter shown)" % cat)
        L.until(lambda: img.evaluate("i => i.complete && i.naturalWidth > 0"), "logo loads")
    return img.get_attribute("src")

@scenario
def new_notebook(L):
    """New notebook by a click in the launcher; 1+1 gives [1]."""
    L.cmd("launcher:create"); was = open(L.srv.log.name).read().count("Kernel started:")
    L.card("Notebook").click()
    L.page.wait_for_selector(SEL["cell"]); L.idle(40)
    check(L.name in L.text(SEL["kernel_name"]), "kernel name in the toolbar: " + L.text(SEL["kernel_name"]))
    L.edit(0, "1+1"); L.page.keyboard.press("Shift+Enter"); L.done(0, 1)
    o = L.cell(0)["outs"]
    check(len(o) == 1 and o[0]["text"].strip() == "2" and o[0]["result"] and o[0]["prompt"] == "[1]:", "output %r" % o)
    return "%d kernel processes started, %d left" % (open(L.srv.log.name).read().count("Kernel started:") - was, len(L.srv.api("GET", "/api/kernels")))

@scenario
def run_all(L):
    """Markdown and code, Run All."""
    L.open("md:# Title\n\nsome *text*", "x = 20", "md:more", "print('hello')\nx + 1"); L.run_all(); L.done(3, 2)
    check(L.out(3).replace("\n", "") == "hello21", "output %r" % L.out(3))
    check(L.has(SEL["cell"] + " .jp-RenderedMarkdown h1"), "Markdown not rendered"); L.idle()

@scenario
def highlighting(L):
    """Keywords, strings, comments have their own token classes and colours."""
    L.open(L.snip("highlight"))
    tok = L.until(lambda: L.js("""(sel) => { const o = {}; const c = document.querySelector(sel + ' .cm-content'); o[''] = ['', getComputedStyle(c).color];
      c.querySelectorAll('span').forEach(s => o[s.textContent.trim()] = [s.className, getComputedStyle(s).color]); return o.def && o }""", SEL["cell"]), "`def` is a token")
    for a, b in (("def", "for"), ("def", "return"), ("'text'", '"other"')):
        check(a in tok and b in tok and tok[a][0] == tok[b][0], "%s and %s: %s" % (a, b, {k: tok.get(k) for k in (a, b)}))
    kinds = {tok[k][1] for k in ("def", "'text'", "# remark", "")}
    check("# remark" in tok and len(kinds) == 4, "colours not distinct: %s" % tok)
    return "mode " + L.js("s => document.querySelector(s + ' .cm-content').dataset.language", SEL["cell"])

@scenario
def live_output(L):
    """Lines arrive one by one while the cell runs."""
    L.open(L.snip("live")); L.start(0); seen = []
    def step():
        n = L.out(0).count("line")
        if n and n not in [s for s, _ in seen]: seen.append((n, L.prompt(0)))
        return L.prompt(0) == "[1]:"
    L.until(step, "cell done")
    running = [n for n, p in seen if p == "[*]:"]
    check(len(running) >= 4, "counts seen while running: %s" % running)
    return "seen %s" % running

@scenario
def stderr_stream(L):
    """Text to standard error stands on the error background."""
    L.open(L.snip("eprint")); L.run(0, 1)
    check([o["mime"] for o in L.cell(0)["outs"]] == [ERROR_MIME] and "to err" in L.out(0), "%s" % L.cell(0)["outs"])

@scenario
def progress_bar(L):
    """progress(iterable) in place, one output."""
    L.open(L.snip("progress")); L.run(0, 1)
    check(1 <= len(L.cell(0)["outs"]) <= 2, "%d outputs" % len(L.cell(0)["outs"])); return repr(L.out(0)[-60:])

@scenario
def error_stops_run_all(L):
    """A failing cell shows a coloured traceback and stops Run All."""
    L.open("y = 5", L.snip("error"), "print('never')", "print('never either')"); L.run_all(); L.done(1, 2)
    L.until(lambda: L.prompt(2) == "[ ]:" and L.prompt(3) == "[ ]:", "prompts of later cells cleared")
    check(L.out(2) == "" and "before" in L.out(1), "later cell ran")
    o = L.cell(1)["outs"][-1]
    check(is_error(L, 1) and re.search(SNIPPETS[L.lang]["error_re"], o["text"]), "%r" % o)
    check("boom" in o["text"] and "\x1b" not in o["text"], "traceback %r" % o["text"])
    n = L.js("s => document.querySelectorAll(s + ' [class*=ansi-]').length", SEL["cell"]); check(n, "no ANSI colours")
    L.idle(); L.run(2, 3); return "%d coloured spans; the later cells' prompts empty; next run is [3]" % n
