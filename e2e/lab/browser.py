"""JupyterLab in Chromium, driven as a person would: Lab, its selectors, and the list of scenarios."""
import os, re, time
import nbformat
from playwright.sync_api import Error as PWError
from snippets_lab import *

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROME_ARGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
               "--disable-component-update --disable-sync").split()

# A limit says when something has failed, not how fast it should be. The machine may be slow, or stand still
# for seconds: all limits are so many times as long.
PATIENCE = 4

# ---------------------------------------------------------------- selectors (JupyterLab 4.6.6)
NB = ".jp-NotebookPanel:not(.lm-mod-hidden)"
CON = ".jp-ConsolePanel:not(.lm-mod-hidden)"
SEL = dict(
    card='.jp-LauncherCard[data-category="%s"][title="%s"]',
    status='#jp-main-statusbar [title^="Change kernel for"]',
    indicator=NB + " .jp-Notebook-ExecutionIndicator",
    kernel_name=NB + ' [data-jp-item-name="kernelName"] jp-button',
    tool=NB + ' [data-jp-item-name="%s"] jp-button',
    cell=NB + " .jp-Notebook-cell",
    editor=".jp-InputArea-editor .cm-content",
    dialog=".jp-Dialog", dialog_ok=".jp-Dialog .jp-Dialog-button.jp-mod-accept",
    dialog_warn=".jp-Dialog .jp-Dialog-button.jp-mod-warn",
    completer=".jp-Completer:not(.lm-mod-hidden)", completer_item=".jp-Completer-item",
    tooltip=".jp-Tooltip", inspector=".jp-Inspector:not(.lm-mod-hidden) .jp-Inspector-content",
    stdin=".jp-Stdin-input", stdin_prompt=".jp-Stdin-prompt",
    con_prompt=CON + " .jp-CodeConsole-promptCell .cm-content",
    con_cell=CON + " .jp-CodeConsole-content .jp-CodeCell",
    bug=NB + " jp-button.jp-DebuggerBugButton", gutter=".cm-breakpoint-gutter .cm-gutterElement",
    stopped=".jp-DebuggerEditor-highlight", variables=".jp-DebuggerVariables",
    dbg_button='#jp-debugger-sidebar jp-button[data-command="%s"]',
)



CELLS_JS = """(sel) => [...document.querySelectorAll(sel)].map(c => ({
  prompt: (c.querySelector('.jp-InputPrompt')||{}).textContent || '', type: c.classList.contains('jp-CodeCell') ? 'code' : 'md',
  src: [...c.querySelectorAll('.cm-line')].map(l => l.textContent).join('\\n'),
  outs: [...c.querySelectorAll('.jp-OutputArea-output')].map(o => ({mime: o.dataset.mimeType || '', text: o.textContent,
    result: !!o.closest('.jp-OutputArea-executeResult'), prompt: (o.parentNode.querySelector('.jp-OutputPrompt')||{}).textContent || ''}))}))"""
WATCH_JS = """(sel) => { window.__st = []; const el = document.querySelector(sel); const t0 = performance.now();
  window.__st.push([0, el.dataset.status]);
  new MutationObserver(() => window.__st.push([Math.round(performance.now() - t0), el.dataset.status]))
    .observe(el, {attributes: true, attributeFilter: ['data-status']}); }"""


class Lab:
    def __init__(self, server, pw, lang, shots, verbose):
        self.srv, self.lang, self.shots, self.verbose, self.n = server, lang, shots, verbose, 0
        self.browser = pw.chromium.launch(executable_path=CHROMIUM, args=CHROME_ARGS)
        self.name = server.spec["display_name"]
        self.fresh()

    def fresh(self):
        """A new browser context on an empty workspace."""
        if getattr(self, "ctx", None): self.ctx.close()
        self.ctx = self.browser.new_context(viewport=dict(width=1400, height=900), accept_downloads=True)
        self.ctx.set_default_timeout(15000 * PATIENCE)
        self.ctx.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = self.new_page("/lab?reset&token=" + self.srv.token)
        self.page.wait_for_selector(".jp-LauncherCard")

    def new_page(self, path):
        page = self.ctx.new_page()
        page.on("dialog", lambda d: d.accept())
        page.goto(self.srv.url + path)
        page.wait_for_function("window.jupyterapp && document.querySelector('#jp-main-statusbar') && !document.querySelector('#jupyterlab-splash')", timeout=40000 * PATIENCE)
        return page

    # --- snippets
    def snip(self, key, *args):
        code = SNIPPETS[self.lang].get(key)
        if code is None: raise Skip("no %s snippet for %s" % (key, self.lang))
        if args: code = code % args
        return self.expand(code)

    def expand(self, code):
        for a, b in MACROS[self.lang]: code = re.sub(a, b, code)
        return code

    # --- waits
    def until(self, fn, what, timeout=15):
        end, err = time.time() + timeout * PATIENCE, ""
        while time.time() < end:
            try:
                v = fn()
                if v: return v
            except (PWError, IndexError) as e: err = " (%s)" % str(e).splitlines()[0]
            self.page.wait_for_timeout(40)
        raise Bad("timeout %gs: %s%s" % (timeout * PATIENCE, what() if callable(what) else what, err))

    def js(self, code, arg=None): return self.page.evaluate(code, arg)
    def has(self, sel): return self.page.locator(sel).count() > 0
    def text(self, sel): return self.page.locator(sel).first.text_content()
    def cmd(self, name, args=None): self.js("([n, a]) => { void jupyterapp.commands.execute(n, a || {}) }", [name, args])

    def card(self, category):
        """The launcher's card (a second, hidden launcher may be there)."""
        return self.page.locator(SEL["card"] % (category, self.name)).locator("visible=true").first

    # --- notebook
    def open(self, *cells, name=None, wait=True):
        """A notebook with these code cells ('md:' prefix for Markdown), open and its kernel idle."""
        self.n += 1
        self.path = name or "n%02d.ipynb" % self.n
        nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": self.srv.kernel, "display_name": self.name, "language": self.srv.spec["language"]}})
        for c in cells: nb.cells.append(nbformat.v4.new_markdown_cell(c[3:]) if c.startswith("md:") else nbformat.v4.new_code_cell(c))
        nbformat.write(nb, os.path.join(self.srv.root, self.path))
        self.reopen(wait)

    def reopen(self, wait=True):
        self.cmd("docmanager:open", {"path": self.path, "factory": "Notebook"})
        self.page.wait_for_selector(SEL["cell"])
        if wait: self.idle(40)

    def status_text(self): return self.text(SEL["status"])
    def status(self): return self.status_text().split("|")[-1].strip()
    def indicator(self): return self.page.locator(SEL["indicator"]).get_attribute("data-status")
    def idle(self, timeout=20):
        self.until(lambda: self.status() == "Idle" and self.indicator() == "idle" and "No Kernel" not in self.text(SEL["kernel_name"]), "kernel idle", timeout)
    def busy(self, timeout=10): self.until(lambda: self.status() == "Busy" and self.indicator() == "busy", "kernel busy", timeout)

    def cells(self): return self.js(CELLS_JS, SEL["cell"])
    def cell(self, i): return self.cells()[i]
    def out(self, i): return "".join(o["text"] for o in self.cell(i)["outs"])
    def prompt(self, i): return self.cell(i)["prompt"].strip()
    def done(self, i, n, timeout=20):
        self.until(lambda: self.prompt(i) == "[%s]:" % n, lambda: "cell %d done with [%s] (has %r, status %s)" % (i, n, self.prompt(i), self.status()), timeout)

    def edit(self, i, text=None):
        """Click into cell i; with text, replace its content."""
        loc = self.page.locator(SEL["cell"]).nth(i).locator(SEL["editor"])
        loc.click()
        if text is not None:
            self.page.keyboard.press("Control+a"); self.page.keyboard.press("Delete")
            for k, line in enumerate(text.split("\n")):   # keep CodeMirror's auto-indent out of the way
                self.page.keyboard.insert_text(("\n" if k else "") + line)
        self.page.keyboard.press("Control+End")

    def start(self, i):
        self.edit(i); self.page.keyboard.press("Control+Enter")

    def run(self, i, n, timeout=20):
        """Run cell i and wait for its prompt [n]."""
        self.start(i); self.done(i, n, timeout)

    def save(self):
        self.js("() => jupyterapp.commands.execute('docmanager:save')")
        self.until(lambda: not self.js("() => jupyterapp.shell.currentWidget.context.model.dirty"), "saved")

    def run_all(self): self.cmd("notebook:run-all-cells")
    def tool(self, item): self.page.locator(SEL["tool"] % item).click()
    def interrupt(self): self.tool("interrupt")

    def accept(self, timeout=8):
        """Press the accepting button of a dialog."""
        self.page.locator(SEL["dialog"]).wait_for(timeout=timeout * 1000 * PATIENCE)
        t = self.text(SEL["dialog"]); self.page.locator(SEL["dialog_ok"]).last.click()
        self.until(lambda: not self.has(SEL["dialog"]), "dialog closed")
        return t

    def watch(self): self.js(WATCH_JS, SEL["indicator"])
    def watched(self): return self.js("window.__st")

    def tab(self, key, i, text, box, timeout=12):
        """Type text in cell i, press key, wait for the popup `box`; returns the seconds it took."""
        self.edit(i, text); t = time.time(); self.page.keyboard.press(key)
        self.until(lambda: self.has(box), "%s popup" % key, timeout)
        return time.time() - t

    def close_all(self):
        for p in self.ctx.pages:
            if p is not self.page: p.close()
        self.js("""() => { document.querySelectorAll('.jp-Dialog .jp-Dialog-button.jp-mod-reject, .jp-Dialog .jp-Dialog-close-button').forEach(b => b.click());
          for (const w of [...jupyterapp.shell.widgets('main')]) { if (w.context && w.context.model) w.context.model.dirty = false; w.dispose(); }
          for (const w of [...jupyterapp.shell.widgets('down')]) w.dispose(); }""")
        self.srv.stop_kernels()

    def set_settings(self, plugin, key, value):
        self.js("([p, k, v]) => jupyterapp.serviceManager.settings.fetch(p).then(s => jupyterapp.serviceManager.settings.save(p, JSON.stringify({[k]: v})))", [plugin, key, value])

    def theme(self, name):
        self.cmd("apputils:change-theme", {"theme": name})
        self.until(lambda: self.js("document.body.dataset.jpThemeName") == name, name); self.page.wait_for_timeout(300)

    def in_both_themes(self, show):
        """Calls show with "light" and "dark" while the page is so."""
        try:
            for name in ("light", "dark"): self.theme("JupyterLab " + name.title()); show(name)
        finally: self.theme("JupyterLab Light")

    def shot(self, name):
        if self.shots: self.page.screenshot(path=os.path.join(self.shots, name + ".png"))


ERROR_MIME = "application/vnd.jupyter.stderr"     # data-mime-type of error outputs too (the model says vnd.jupyter.error)
SCENARIOS = []
def scenario(f): SCENARIOS.append(f); return f


def is_error(L, i):
    """Cell i shows an error."""
    return [o for o in L.cell(i)["outs"] if o["mime"] == ERROR_MIME]
