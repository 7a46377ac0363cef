"""The input box."""
import re
from browser import *

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[os.pardir] * 3, "examples", "input.ipynb")


def answer(L, prompt, text):
    L.until(lambda: L.has(SEL["stdin"]) and prompt in L.text(SEL["stdin_prompt"]), "box for %r" % prompt)
    box = L.page.locator(SEL["stdin"]).element_handle()
    box.fill(text); box.press("Enter")
    L.until(lambda: not box.evaluate("e => e.isConnected"), "box replaced by the text")


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

@scenario
def stdin_example(L):
    """The example notebook with answers typed; the ticker prints live while it waits; the stop button ends the question."""
    if L.lang != "starlark": raise Skip("a notebook in Starlark")
    cells = [c.source for c in nbformat.read(EXAMPLE, 4).cells if c.cell_type == "code"]
    L.open(*cells, "ask('Still there? ', 'no')", "ticks.done()"); L.run(0, 1)
    L.start(1); answer(L, "Who are you?", "Grace"); L.done(1, 2)
    check("Hello, Grace." in L.out(1), L.out(1))
    L.start(2); answer(L, "How many", "many"); answer(L, "How many", "7"); L.done(2, 3)
    check("is no number." in L.out(2) and L.out(2).endswith("70"), L.out(2))
    L.start(3); answer(L, "Password:", "hunter2"); L.done(3, 4)
    check("7 characters" in L.out(3) and "hunter2" not in L.out(3), L.out(3))
    L.start(4); L.page.wait_for_selector(SEL["stdin"])
    L.until(lambda: "tick 2" in L.out(4), "ticks beside the box"); L.shot("stdin_example-ticks")
    check(L.has(SEL["stdin"]), "the box is gone before the answer")
    answer(L, "Where?", "Zürich"); L.done(4, 5)
    check("Grace, Zürich" in L.out(4), L.out(4))
    L.start(5); L.page.wait_for_selector(SEL["stdin"]); L.interrupt(); L.done(5, 6)
    check("KeyboardInterrupt" in L.out(5), L.out(5))
    L.run(6, 7); check("True" in L.out(6), L.out(6)); L.idle()
