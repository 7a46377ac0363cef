#!/usr/bin/env python3
"""Completion and inspection beside ipykernel, with many globals, idle and while a cell runs.

  complete_bench.py [--kernel starlark] [--rounds 8] [--globals 1000,10000] [--only idle,loop,wait,builtin]

The client is that of wire_bench.py. In each round both kernels are started and get
the same globals, half of them numbers and half functions, and each measure is taken of
one and then of the other, in changing order: up to 100 requests, or 2 seconds of them.
A figure is the median over the rounds, of their medians and of their 99th percentiles.
The ratio is starkernel's by ipykernel's: less is better.

ipykernel answers no request on shell before the cell has ended. So it gets a cell that
ends after some seconds, and one request; starkernel's cells never end by themselves.
"""
import argparse, os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import wire_bench
from measures import med, pct
from wire_bench import NOW, SIDES, fmt

CELL = 2.0               # seconds that ipykernel's cells take
SAMPLES, ENOUGH = 100, 2.0

REQUESTS = {
    "complete: ten names": ("complete_request", "x = 1\nbench_name_0004"),
    "complete: half of all names": ("complete_request", "bench_name_"),
    "complete: methods of a list": ("complete_request", "bench_list.ap"),
    "inspect: a function": ("inspect_request", "bench_function_00041(1, "),
}

# What runs meanwhile: in ipykernel for some seconds, in starkernel without end.
CELLS = {
    "loop": ("import time\nend = time.monotonic() + %g\nwhile time.monotonic() < end: pass" % CELL, "while True: pass"),
    "wait": ("import asyncio\nawait asyncio.sleep(%g)" % CELL, "await asyncio.sleep(1e6)"),
    "builtin": ("import time\ntime.sleep(%g)" % CELL, "all(range(1, 1000000000))"),
}
STATES = {"idle": "idle", "loop": "a cell loops", "wait": "a cell waits", "builtin": "one long call of a builtin"}


def bindings(first, last):
    """Gives the code that binds so many globals."""
    return "bench_list = [1]\n" + "".join(
        "bench_name_%05d = %d\ndef bench_function_%05d(a, b=1): return a\n" % (i, i, i) for i in range(first // 2, last // 2))


class Client(wire_bench.Client):
    """The client of wire_bench.py, which also completes, inspects and lets a cell run."""

    def introspect(self, msg_type, code):
        m, start = self.ask(self.shell, msg_type, {"code": code, "cursor_pos": len(code), "detail_level": 0})
        frames, end = self.answer(self.shell, m, lambda frames: True)
        content = self.checked(frames)
        if not content.get("matches") and not content.get("found"):
            sys.exit("%s: %s: %.200r" % (self.side, code, content))
        return end - start

    def begin(self, code):
        m, _ = self.ask(self.shell, "execute_request", {"code": code, "silent": False, "store_history": False})
        self.answer(self.iopub, m, lambda frames: frames[0].endswith(b"execute_input") or b'"code"' in frames[-1])
        return m

    def end(self, m):
        if self.side == "starkernel":
            self.ask(self.control, "interrupt_request", {})
        self.answer(self.iopub, m, wire_bench.is_idle)


def sample(client, request):
    times, start = [], NOW()
    while len(times) < SAMPLES and NOW() - start < ENOUGH:
        times.append(1e3 * client.introspect(*request))
    return times


def measure(client, state, count, add):
    """Takes the samples of one kernel in one state."""
    ours = client.side == "starkernel"
    cell = client.begin(CELLS[state][ours]) if state != "idle" else None
    for label, request in REQUESTS.items():
        if state == "idle" or ours:
            add(label, sample(client, request))
        else:                            # one tells how long all of them wait
            add(label, [1e3 * client.introspect(*request)])
            break
    if cell:
        client.end(cell)


def table(times):
    def column(rounds, figure):
        return fmt(med([figure(x) for x in rounds])) if rounds else "after the cell"

    print("| meanwhile | globals | request | ipykernel, p50, ms | starkernel | ratio | ipykernel, p99, ms | starkernel | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    for (state, count, label), sides in times.items():
        theirs, ours = (sides.get(side) for side in SIDES)
        if not ours:
            continue                     # ended by a signal
        cells = []
        for figure in (med, lambda x: pct(x, 99)):
            ratio = "%.4f" % (med([figure(x) for x in ours]) / med([figure(x) for x in theirs])) if theirs else ""
            cells += [column(theirs, figure), column(ours, figure), ratio]
        print("| %s | %d | %s | %s |" % (STATES[state], count, label, " | ".join(cells)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--kernel", default="starlark", help="the name of the kernelspec")
    ap.add_argument("--rounds", type=int, default=8)
    ap.add_argument("--globals", default="1000,10000")
    ap.add_argument("--only", default=",".join(STATES))
    args = ap.parse_args()
    counts = [int(n) for n in args.globals.split(",")]
    states = [s for s in STATES if s in args.only.split(",")]
    os.environ.pop("JPY_SESSION_NAME", None)
    times, specs, load = {}, {"ipykernel": "python3", "starkernel": args.kernel}, os.getloadavg()[0]
    try:
        for i in range(args.rounds):
            clients = [Client(side, specs[side]) for side in SIDES[:: 1 if i % 2 == 0 else -1]]
            try:
                bound = 0
                for count in counts:
                    for c in clients:
                        c.execute(bindings(bound, count))
                        for request in REQUESTS.values():
                            c.introspect(*request)       # the first may load what it needs
                    bound = count
                    for state in states:
                        for c in clients:
                            measure(c, state, count, lambda label, samples: times.setdefault((state, count, label), {}).setdefault(c.side, []).append(samples))
            finally:
                for c in clients:
                    c.close()
            print("round %d of %d, load %.1f" % (i + 1, args.rounds, os.getloadavg()[0]), file=sys.stderr, flush=True)
    finally:
        table(times)
        print("load average before %.1f, after %.1f, %d CPUs" % (load, os.getloadavg()[0], os.cpu_count()))


if __name__ == "__main__":
    main()
