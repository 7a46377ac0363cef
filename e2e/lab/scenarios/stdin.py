"""The input box."""
import re
from browser import *


@scenario
def stdin_box(L):
    """input(): box, prompt, answer; the next cell still works."""
    L.open(L.snip("input"), "name"); L.start(0); L.page.wait_for_selector(SEL["stdin"])
    check("Who?" in L.text(SEL["stdin_prompt"]), "prompt"); L.shot("stdin_box-open")
    L.page.locator(SEL["stdin"]).fill("Ada \u00e9\U0001F600"); L.page.keyboard.press("Enter"); L.done(0, 1)
    check("hi Ada \u00e9\U0001F600" in L.out(0), L.out(0))
    L.until(lambda: not L.has(SEL["stdin"]), "box replaced by the text")
    check(re.search("Who\\?\\s+Ada", L.out(0)), L.out(0)); L.run(1, 2); L.idle()

@scenario
def stdin_password(L):
    """Password box hides the text and the value is not in the output."""
    L.open(L.snip("password")); L.start(0); L.page.wait_for_selector(SEL["stdin"])
    check(L.page.locator(SEL["stdin"]).get_attribute("type") == "password", "text box")
    L.page.locator(SEL["stdin"]).fill("hunter2"); L.page.keyboard.press("Enter"); L.done(0, 1)
    check("len 7" in L.out(0) and "hunter2" not in L.out(0), L.out(0))

@scenario
def stdin_interrupt(L):
    """Stop button while input() waits."""
    L.open(L.snip("input"), "1+1"); L.start(0); L.page.wait_for_selector(SEL["stdin"]); L.interrupt(); L.done(0, 1)
    L.idle()
    check(re.search(SNIPPETS[L.lang]["interrupt_re"], L.out(0)), "output %r" % L.out(0)); L.run(1, 2)
    return "box %s afterwards" % ("stays" if L.has(SEL["stdin"]) else "gone")
