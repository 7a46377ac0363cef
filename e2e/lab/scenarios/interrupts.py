"""The stop and restart buttons."""
import re, time
from browser import *


def interrupt_case(L, code):
    L.open("keep = 41", code, "keep + 1"); L.run(0, 1); L.start(1); L.until(lambda: L.out(1).strip(), "cell started")
    L.busy()
    t = time.time(); L.interrupt(); L.done(1, 2, 10); took = time.time() - t
    L.idle(); check(re.search(SNIPPETS[L.lang]["interrupt_re"], L.out(1)), "output %r" % L.out(1))
    L.run(2, 3); check(L.out(2).strip() == "42", "state lost"); return "stopped after %.2f s" % took

@scenario
def interrupt_loop(L):
    """Toolbar stop button on an endless loop; state kept."""
    return interrupt_case(L, L.snip("endless"))

@scenario
def interrupt_sleep(L):
    """Toolbar stop button on a long sleep."""
    return interrupt_case(L, L.snip("sleep"))

@scenario
def interrupt_queue(L):
    """Stop with two more cells queued: they do not run."""
    L.open(L.snip("endless"), "print('q1')", "print('q2')"); L.run_all()
    L.until(lambda: "spin" in L.out(0), "loop runs")
    check(L.prompt(1) == "[*]:", "queued prompt %r" % L.prompt(1)); L.interrupt(); L.done(0, 1)
    L.until(lambda: L.prompt(1) == L.prompt(2) == "[ ]:", "prompts cleared"); L.idle()
    check(not L.out(1) and not L.out(2), "queued cells ran")
    L.run(1, 2)

def restart(L, item="restart"):
    L.tool(item); t = L.accept(); check("Restart" in t, t)

@scenario
def restart_kernel(L):
    """Restart: state gone, counter from 1."""
    L.open("zed = 7", "zed"); L.run(0, 1); L.run(1, 2); L.tool("restart"); L.accept()
    L.until(lambda: L.status() != "Idle", "status leaves Idle", 10)
    L.idle(30); L.run(1, 1); check(is_error(L, 1), "zed still there: %r" % L.out(1)); L.run(0, 2)

@scenario
def restart_in_loop(L):
    """Restart while an endless loop runs."""
    L.open(L.snip("endless"), "1+1"); L.start(0); L.until(lambda: "spin" in L.out(0), "loop runs"); t = time.time()
    L.tool("restart"); L.accept()
    L.until(lambda: L.prompt(0) != "[*]:", "[*] cleared"); L.idle(30); took = time.time() - t
    L.run(1, 1); check(L.out(1).strip() == "2", L.out(1)); return "idle after %.1f s" % took

@scenario
def restart_run_all(L):
    """Restart and run all by the toolbar button."""
    L.open("a = 1", "a + 1", "print('end')"); L.run(0, 1); L.run(0, 2); L.tool("restart-and-run"); L.accept()
    L.done(2, 3, 30); check([L.prompt(i) for i in range(3)] == ["[1]:", "[2]:", "[3]:"], "prompts"); L.idle()
