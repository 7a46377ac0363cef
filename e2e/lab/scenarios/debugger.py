"""The debugger."""
import re
from browser import *


def debugger_on(L, *cells):
    L.open(*cells)
    btn = L.page.locator(SEL["bug"])
    try: L.until(lambda: btn.count() and btn.get_attribute("aria-disabled") != "true", "bug icon", 4)    # comes after the kernel's info
    except Bad: raise Skip("kernel has no debugger (no enabled bug icon)")
    btn.click(); L.until(lambda: L.has(SEL["gutter"]), "breakpoint gutter")
    L.until(lambda: L.has(SEL["variables"]), "debugger panel")
    L.until(lambda: btn.get_attribute("aria-pressed") == "true", "bug icon pressed")

def dbg_press(L, command): L.page.locator(SEL["dbg_button"] % command).first.click()
def stopped_line(L): return L.js("s => (document.querySelector(s) || {}).textContent || ''", SEL["stopped"]).strip()
def var_panel(L): return L.js("s => [...document.querySelectorAll(s)].map(e => e.textContent).join(' ')", SEL["variables"])

@scenario
def debugger(L):
    """Bug icon, breakpoint in the gutter, stopped line, locals, step, continue."""
    debugger_on(L, L.snip("debug"), "1+1")
    box = L.page.locator(SEL["cell"]).nth(0).locator(".cm-line").nth(1).bounding_box()
    gut = L.page.locator(SEL["cell"]).nth(0).locator(".cm-breakpoint-gutter").first.bounding_box()
    L.page.mouse.click(gut["x"] + gut["width"] / 2, box["y"] + box["height"] / 2)
    L.until(lambda: L.has(".cm-gutterElement:not([style*='visibility: hidden']) .cm-breakpoint-icon"), "breakpoint mark")
    L.start(0)
    L.until(lambda: "b = a + 1" in stopped_line(L), lambda: "stopped at line 2, is %r" % stopped_line(L), 20)
    L.until(lambda: re.search(r"a.*20", var_panel(L)), lambda: "locals show a=20: %r" % var_panel(L))
    L.shot("debugger-stopped")
    dbg_press(L, "debugger:next"); L.until(lambda: "c = b * 2" in stopped_line(L), "step to line 3")
    L.until(lambda: "21" in var_panel(L), "b=21 in the panel"); L.shot("debugger-step")
    dbg_press(L, "debugger:continue"); L.done(0, 1); check("result 42" in L.out(0), L.out(0))
    L.until(lambda: not stopped_line(L), "highlight gone"); L.idle(); L.run(1, 2)

@scenario
def debugger_variables(L):
    """Variables panel when not stopped shows the globals."""
    debugger_on(L, "probe_var = 1234"); L.run(0, 1)
    L.until(lambda: "probe_var" in var_panel(L) and "1234" in var_panel(L), lambda: "probe_var in the panel: %r" % var_panel(L)[:200])
