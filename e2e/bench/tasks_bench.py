#!/usr/bin/env python3
"""What tasks cost, beside CPython's asyncio.

  tasks_bench.py --starkernel ./starkernel [--python python3.13] [--rounds 5] [--only NAME,...]

Both sides run the same programs, each in a process of its own, in turn. A figure is
the median of all rounds of the CPU time of a process, user and system, on all its
threads, less that of an empty program; the ratio is starkernel's by CPython's. Peak
memory is the largest resident size of the process, less that of an empty program.
"""
import argparse, os, statistics, subprocess, sys, tempfile

# name, what the table calls it (None: it is not in the table), n, source
PROGRAMS = [
    ("empty", None, 1, """
async def run(n):
    return n
"""),
    ("turn", "a turn of `await asyncio.sleep(0)`, µs", 300_000, """
async def run(n):
    for i in range(n):
        await asyncio.sleep(0)
    return n
"""),
    ("task", "`await asyncio.create_task(f())`, µs", 100_000, """
async def one():
    return 1

async def run(n):
    for i in range(n):
        await asyncio.create_task(one())
    return n
"""),
    ("inline", "`await f()`, µs", 1_000_000, """
async def one():
    return 1

async def run(n):
    for i in range(n):
        await one()
    return n
"""),
    ("start", "10,000 sleeping tasks, started and finished: each, µs", 10_000, """
async def nap():
    await asyncio.sleep(1)
    return 1

async def run(n):
    done = await asyncio.gather(*[nap() for i in range(n)])
    return len(done)
"""),
    ("sleep", "100,000 sleeping tasks, started and finished: each, µs", 100_000, """
async def nap():
    await asyncio.sleep(4)
    return 1

async def run(n):
    done = await asyncio.gather(*[nap() for i in range(n)])
    return len(done)
"""),
    ("many", "100,000 tasks, 1,000 alive at a time: each, µs", 100_000, """
async def one():
    await asyncio.sleep(0)

async def worker(n):
    for i in range(n):
        await asyncio.create_task(one())

async def run(n):
    await asyncio.gather(*[worker(n // 500) for i in range(500)])
    return n
"""),
]
PROGRAMS.append(("million", "1,000,000 tasks, 1,000 alive at a time: each, µs", 1_000_000, PROGRAMS[-1][3]))


def measure(command, n):
    """Gives the CPU time in seconds and the peak memory in bytes of one process."""
    p = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = p.stdout.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode != 0 or out.split() != [str(n)]:
        sys.exit("%s: status %d, output %.200r, want %d" % (" ".join(command), p.returncode, out, n))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--starkernel", required=True, help="the binary")
    ap.add_argument("--python", default=sys.executable, help="CPython 3.13 (default: the one that runs this)")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--only", default=",".join(p[0] for p in PROGRAMS))
    args = ap.parse_args()
    only = set(args.only.split(",")) | {"empty"}
    programs = [p for p in PROGRAMS if p[0] in only]
    samples = {}  # (name, side) -> list of (CPU time, peak)
    with tempfile.TemporaryDirectory() as directory:
        commands = {}
        for name, _, n, source in programs:
            for side, suffix, head, tail, command in [
                ("cpython", ".py", "import asyncio\n", "print(asyncio.run(run(%d)))\n", [args.python]),
                ("starkernel", ".star", "", "print(await run(%d))\n", [args.starkernel, "run"]),
            ]:
                path = os.path.join(directory, name + suffix)
                with open(path, "w") as f:
                    f.write(head + source + "\n" + tail % n)
                commands[name, side] = command + [path]
        for i in range(args.rounds):
            for name, _, n, _ in programs:
                for side in ("cpython", "starkernel")[:: 1 if i % 2 == 0 else -1]:
                    samples.setdefault((name, side), []).append(measure(commands[name, side], n))
            print("round %d of %d, load %.1f" % (i + 1, args.rounds, os.getloadavg()[0]), file=sys.stderr, flush=True)

    def median(name, side, what):
        return statistics.median(s[what] for s in samples[name, side])

    def figures(name, what):
        return [median(name, side, what) - median("empty", side, what) for side in ("cpython", "starkernel")]

    print("| measure | CPython | starkernel | ratio |\n|---|---|---|---|")
    for name, label, n, _ in programs:
        if label:
            py, star = (f / n * 1e6 for f in figures(name, 0))
            print("| %s | %.2f | %.2f | %.2f |" % (label, py, star, star / py))
    for name, label, n, _ in programs:
        if name == "sleep":
            py, star = (f / n / 1e3 for f in figures(name, 1))
            print("| peak memory of a sleeping task, KB | %.1f | %.1f | %.1f |" % (py, star, star / py))
        if name in ("many", "million"):
            py, star = (f / 1e6 for f in figures(name, 1))
            print("| peak memory of the %s tasks, MB | %.1f | %.1f | %.1f |" % (f"{n:,}", py, star, star / py))


if __name__ == "__main__":
    main()
