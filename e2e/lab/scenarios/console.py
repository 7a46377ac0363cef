"""The code console."""
import re, time
from browser import *


def con_cells(L): return L.js(CELLS_JS, SEL["con_cell"])
def con_run(L, code, n, timeout=20):
    L.page.locator(SEL["con_prompt"]).click(); L.page.keyboard.insert_text(code); L.page.keyboard.press("Shift+Enter")
    return L.until(lambda: [c for c in con_cells(L) if c["prompt"].strip() == "[%s]:" % n], "console cell [%s]" % n, timeout)[-1]

@scenario
def console(L):
    """Code Console: run, multi-line, history with the up arrow."""
    open_console(L)
    banner = L.text(CON + " .jp-CodeConsole-banner") if L.has(CON + " .jp-CodeConsole-banner") else ""
    c = con_run(L, "1+1", 1); check("2" in "".join(o["text"] for o in c["outs"]), "%r" % c)
    con_run(L, L.snip("multi"), 2); c = con_run(L, L.snip("multi_call"), 3)
    check("42" in "".join(o["text"] for o in c["outs"]), "%r" % c)
    L.page.locator(SEL["con_prompt"]).click()
    src = lambda: "\n".join(L.page.locator(SEL["con_prompt"] + " .cm-line").all_text_contents())
    for want in (L.snip("multi_call"), L.snip("multi")): L.page.keyboard.press("ArrowUp"); L.until(lambda: src() == want, lambda: "history shows %r, has %r" % (want, src()), 6); L.page.keyboard.press("Control+Home")
    L.shot("console-history"); return "banner %r" % banner[:70]

@scenario
def history_of_earlier_kernels(L):
    """What a kernel ran is offered by later ones: up arrow in a console, grey text in a notebook."""
    if L.lang != "starlark": raise Skip("as ours keeps it; IPython's is off in this server")
    open_console(L); mark = "earlier_%d = 6 * 7" % (time.time_ns() % 10**9); con_run(L, mark, 1); L.close_all()
    open_console(L); L.page.locator(SEL["con_prompt"]).click(); L.page.keyboard.press("ArrowUp")
    L.until(lambda: mark in L.text(SEL["con_prompt"]), "the up arrow gives what the kernel before ran", 6); L.close_all()
    providers = lambda value: L.set_settings("@jupyterlab/completer-extension:inline-completer", "providers", value)
    providers({"@jupyterlab/inline-completer:history": {"enabled": True, "autoFillInMiddle": True, "debouncerDelay": 0, "timeout": 5000}})
    try:
        L.fresh(); L.open("1"); L.run(0, 1); L.edit(0, ""); L.page.keyboard.type(mark[:12]); L.cmd("inline-completer:invoke")
        L.until(lambda: mark[12:] in "".join(L.page.locator(".jp-GhostText").all_text_contents()), "the rest of it in grey", 10)
        L.shot("inline-history"); L.page.keyboard.press("Tab"); L.until(lambda: L.cell(0)["src"] == mark, lambda: "accepted: %r" % L.cell(0)["src"])
    finally: providers({}); L.fresh()

@scenario
def console_enter_runs(L):
    """Console in terminal mode: Enter asks is_complete; an open block continues, a whole line runs."""
    open_console(L)
    L.cmd("console:interaction-mode", {"interactionMode": "terminal"}); L.page.wait_for_timeout(500)
    try:
        L.page.locator(SEL["con_prompt"]).click(); L.page.keyboard.type("def twice(x):")
        L.page.keyboard.press("Enter")
        L.until(lambda: L.page.locator(SEL["con_prompt"] + " .cm-line").count() == 2, "second line after the colon")
        indent = L.page.locator(SEL["con_prompt"] + " .cm-line").nth(1).text_content()
        L.page.keyboard.type(("" if indent.strip(" ") == "" and indent else "    ") + "return x * 2")
        L.page.keyboard.press("Shift+Enter")
        L.until(lambda: any(c["prompt"] == "[1]:" for c in con_cells(L)), "block ran")
        L.page.locator(SEL["con_prompt"]).click(); L.page.keyboard.type("twice(4)"); L.page.keyboard.press("Enter")
        L.until(lambda: any(o["text"].strip() == "8" for c in con_cells(L) for o in c["outs"]), "whole line ran on Enter", 6)
    finally: L.cmd("console:interaction-mode", {"interactionMode": "notebook"})
    return "indent after the colon: %r" % indent

def open_console(L):
    L.cmd("launcher:create"); L.card("Console").click(); L.page.wait_for_selector(SEL["con_prompt"])
    L.until(lambda: L.status() == "Idle", "idle", 30)

def con_start(L, code):
    """Starts code in the console; its cell is the last one."""
    L.page.locator(SEL["con_prompt"]).click(); L.page.keyboard.insert_text(code); L.page.keyboard.press("Shift+Enter")

def con_out(L): return "".join(o["text"] for o in con_cells(L)[-1]["outs"])

@scenario
def console_live_output(L):
    """Console: lines arrive one by one while the code runs."""
    open_console(L); con_start(L, L.snip("live")); seen = set()
    def step():
        cells = con_cells(L)
        if cells and cells[-1]["prompt"] == "[*]:": seen.add(con_out(L).count("line"))
        return cells and cells[-1]["prompt"] == "[1]:"
    L.until(step, "code done"); check(len(seen) >= 4, "counts seen while running: %s" % sorted(seen))
    return "seen %s" % sorted(seen)

@scenario
def console_interrupt(L):
    """Console: interrupt an endless loop; the next line runs."""
    open_console(L); con_start(L, L.snip("endless")); L.until(lambda: "spin" in con_out(L), "loop runs")
    L.cmd("console:interrupt-kernel"); L.until(lambda: con_cells(L)[-1]["prompt"] == "[1]:", "loop ended")
    check(re.search(SNIPPETS[L.lang]["interrupt_re"], con_out(L)), con_out(L)); con_run(L, "1+1", 2)

@scenario
def console_of_notebook(L):
    """Console attached to the notebook's kernel; with 'all activity' it shows the notebook's run."""
    L.open("nb = 11", L.expand("print('from nb')")); L.run(0, 1); L.cmd("notebook:create-console", {"activate": True})
    L.page.wait_for_selector(SEL["con_prompt"]); L.until(lambda: L.status() == "Idle", "idle")
    check(len(L.srv.api("GET", "/api/kernels")) == 1, "second kernel"); c = con_run(L, "nb + 1", 2)
    check("12" in c["outs"][0]["text"], "%r" % c)
    L.cmd("console:toggle-show-all-kernel-activity"); L.page.wait_for_timeout(200); L.run(1, 3)
    L.until(lambda: any("from nb" in o["text"] for c in con_cells(L) for o in c["outs"]), "notebook's output in the console")

@scenario
def subshell_console(L):
    """Subshell console answers while the notebook's cell runs (if advertised)."""
    L.open("sub = 4", L.snip("sleep_short", 8)); L.run(0, 1)
    if not L.js("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.supportsSubshells"): raise Skip("kernel does not advertise subshells")
    # (opened while the cell runs, the console hangs in status Unknown: its kernel_info goes to the main shell first)
    L.cmd("notebook:create-subshell-console", {"activate": True}); L.page.wait_for_selector(SEL["con_prompt"])
    L.until(lambda: L.status() == "Idle", "console idle")
    L.start(1); L.until(lambda: "zzz" in L.out(1), "cell runs"); L.page.locator(SEL["con_prompt"]).click()
    L.page.keyboard.insert_text("sub + 1"); t = time.time(); L.page.keyboard.press("Shift+Enter")
    L.until(lambda: any(o["text"].strip() == "5" for c in con_cells(L) for o in c["outs"]), "result in the subshell console", 7)
    took = time.time() - t; check(L.prompt(1) == "[*]:", "cell ended first")
    L.interrupt(); L.until(lambda: L.prompt(1) != "[*]:", "cell stopped")
    return "%.2f s; prompts: cell %s" % (took, L.prompt(1))
