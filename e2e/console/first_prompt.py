"""How long consoles take to their first prompt: python first_prompt.py ROUNDS CONSOLE...

Prints the medians of the wall time and the CPU time, in ms. The consoles take turns.
A console is a command line; its prompt ends with ": " or ">>> ".
"""
import os
import shlex
import statistics
import sys
import time

from terminal import Terminal


def start(command):
    """Seconds to the prompt, and of CPU time until the end."""
    before, began = os.times(), time.monotonic()
    t = Terminal(shlex.split(command))
    t.until(lambda: t.before_cursor().endswith((": ", ">>> ")), "prompt")
    wall = time.monotonic() - began
    t.close()
    after = os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    rounds, consoles = int(sys.argv[1]), sys.argv[2:]
    times = {c: [] for c in consoles}
    for _ in range(rounds):
        for c in consoles:
            times[c].append(start(c))
    for c in consoles:
        walls, cpus = zip(*times[c])
        print("%7.1f %7.1f  %s" % (1000 * statistics.median(walls), 1000 * statistics.median(cpus), c))
