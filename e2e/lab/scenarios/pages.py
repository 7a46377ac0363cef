"""Reload, two tabs, saving, kernels that change or die, export, the running panel."""
import json, os, re, signal, time
from browser import *


@scenario
def reload_while_running(L):
    """Page reload during a run: status right afterwards, next cell works."""
    L.open(L.snip("slow", 600), "1+1"); L.start(0); L.until(lambda: "slow 3" in L.out(0), "first lines")
    L.js("() => jupyterapp.commands.execute('docmanager:save')")    # the next line makes it unsaved again
    L.until(lambda: "slow 3" in open(os.path.join(L.srv.root, L.path)).read(), "saved")
    L.page.reload()
    L.page.wait_for_selector(SEL["cell"])
    L.until(lambda: "No Kernel" not in L.status_text() and L.name in L.status_text(), "connected", 20)
    L.until(lambda: L.status() not in ("Connecting", "Initializing"), "connection"); L.page.wait_for_timeout(1500)
    during = L.status(); L.shot("reload-during")
    check("slow 3" in L.out(0), "saved output gone")
    check(during != "Idle", "status Idle while the cell still runs")
    L.interrupt(); L.until(lambda: L.status() == "Idle", "Idle at the end", 25)
    o = re.findall(r"slow (\d+)", L.out(0)); L.run(1, 2)
    return "status during the run: %s; lines kept %s..%s, prompt %s" % (during, o[0], o[-1], L.prompt(0))

@scenario
def second_tab(L):
    """Second browser tab on the same notebook: same kernel, state shared, both show busy."""
    L.open("shared = 5", L.snip("slow", 12), "shared"); L.run(0, 1); L.save(); first = L.page
    L.page = L.new_page("/lab/workspaces/two/tree/" + L.path + "?reset"); L.page.wait_for_selector(SEL["cell"])
    L.idle(30)
    try:
        check(len(L.srv.api("GET", "/api/kernels")) == 1, "a second kernel was started"); L.start(1)
        L.until(lambda: "slow 1" in L.out(1), "output in tab two"); L.busy(); L.shot("second_tab-2")
        second, L.page = L.page, first; L.busy(5); seen = "slow" in L.out(1); L.shot("second_tab-1"); L.page = second
        L.done(1, 2); L.run(2, 3); check(L.out(2).strip() == "5", "state not shared")
    finally: L.page = first
    L.idle(); L.run(2, 4)
    return "tab one shows the other tab's output: %s" % ("yes" if seen else "no (by design without collaboration)")

@scenario
def save_reopen(L):
    """Save, close, reopen: outputs kept."""
    L.open("print('keep me')\n7 * 6", L.snip("error")); L.run(0, 1); L.run(1, 2); L.save()
    L.js("() => jupyterapp.shell.currentWidget.close()"); L.until(lambda: not L.has(NB), "closed"); L.reopen()
    check("keep me" in L.out(0) and "42" in L.out(0) and L.prompt(0) == "[1]:" and re.search(SNIPPETS[L.lang]["error_re"], L.out(1)), repr(L.cells())[:300])
    nb = nbformat.read(os.path.join(L.srv.root, L.path), 4); nbformat.validate(nb)
    return "language_info: %s" % json.dumps(nb.metadata.get("language_info"))[:160]

@scenario
def change_kernel(L):
    """Kernel chooser: lists the kernel, No Kernel, and back."""
    L.open("w = 3", "w"); L.run(0, 1)
    for label in ("No Kernel", L.name):
        L.page.locator(SEL["kernel_name"]).click(); sel = L.page.locator(SEL["dialog"] + " select").first
        sel.wait_for(); opts = sel.locator("option").all_text_contents()
        check(label in [o.strip() for o in opts], "options %s" % opts); L.shot("change_kernel-dialog")
        sel.select_option(label=label); L.accept()
        L.until(lambda: label in L.text(SEL["kernel_name"]), "name " + label)
    L.idle(30); L.run(1, 1); check(is_error(L, 1), "not a new kernel: %r" % L.out(1))

@scenario
def kernel_death(L):
    """kill -9: notice, automatic restart, next cell works."""
    L.open(L.snip("endless"), "1+1"); L.start(0); L.until(lambda: "spin" in L.out(0), "loop runs"); t = time.time()
    os.kill(L.srv.kernel_pid(), signal.SIGKILL)
    L.page.wait_for_selector(SEL["dialog"], timeout=20000 * PATIENCE); L.shot("kernel_death-dialog"); took = time.time() - t
    d = L.accept(); check("died" in d or "estart" in d, d)
    L.until(lambda: L.prompt(0) != "[*]:", "[*] cleared")
    try: L.idle(2); then = "Idle by itself"
    except Bad: then = "%r until the next run" % L.status()
    L.run(1, 1, 30); L.idle(); return "notice after %.1f s; status afterwards: %s" % (took, then)

@scenario
def export_html(L):
    """File > Save and Export > HTML through nbconvert."""
    L.open("print('exported')", "def f(x):\n    return x", L.snip("error")); L.run(0, 1); L.run(1, 2); L.run(2, 3)
    L.save()
    L.page.locator('.lm-MenuBar-item:has-text("File")').click()
    L.page.locator('.lm-Menu-item:has-text("Save and Export Notebook As")').hover()
    item = L.page.locator('.lm-Menu-item:has(.lm-Menu-itemLabel:text-is("HTML"))'); item.wait_for()
    L.shot("export_html-menu"); downloads = []
    L.ctx.on("page", lambda p: p.on("download", lambda d: downloads.append(d)))
    L.page.on("download", lambda d: downloads.append(d)); item.click()
    L.accept()      # 4.6 asks "Sanitize HTML output"
    d = L.until(lambda: downloads and downloads[0], "download", 30); html = open(d.path(), encoding="utf8").read()
    check("exported" in html and "ansi-" in html, "output missing")
    check('class="k"' in html, "code not highlighted (pygments_lexer?)")
    return "%s, %d kB" % (d.suggested_filename, len(html) // 1024)

@scenario
def running_panel(L):
    """Running panel lists the session; the notebook notices when the kernel is shut down elsewhere."""
    L.open("1+1"); L.run(0, 1); L.page.locator('.lm-TabBar-tab[data-id="jp-running-sessions"]').click()
    item = L.page.locator('#jp-running-sessions .jp-RunningSessions-item:has-text("%s")' % L.path).last
    item.wait_for(); L.shot("running_panel-list"); L.srv.stop_kernels()
    L.until(lambda: "No Kernel" in L.text(SEL["kernel_name"]) or "Unknown" in L.status() or "Dead" in L.status(), "notebook notices the shutdown", 25)
    s = L.status()
    L.page.locator('.lm-TabBar-tab[data-id="filebrowser"]').first.click(); return "status then: " + s

@scenario
def kernel_usage(L):
    """Kernel usage panel (needs the jupyter-resource-usage server extension)."""
    L.open("1+1"); L.run(0, 1); kid = L.srv.api("GET", "/api/kernels")[0]["id"]
    try: d = L.srv.api("GET", "/api/metrics/v1/kernel_usage/get_usage/" + kid)
    except OSError: raise Skip("jupyter-resource-usage is not installed")
    check("content" in d, "no usage reply: %s" % d); return str(d["content"])[:120]
