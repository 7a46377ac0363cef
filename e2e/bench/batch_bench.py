#!/usr/bin/env python3
"""`starkernel run` beside nbconvert, nbclient and papermill with ipykernel.

  batch_bench.py --starkernel ./starkernel [--rounds 3] [--only many,large,tenth,lines] [--json out.json]

All run the very same notebooks, which mean the same in both languages. The contenders
take turns. Wall time is from the start of the first process to the end of the last;
figures are medians of the rounds. After each run the outputs in all the files that were
written are compared with what they must be. Memory is the most that all processes of a
contender had together, with shared pages divided among their users (PSS), or the peak
resident size (VmHWM) of its largest process if that is more. Both are read from /proc
every 20 ms: what wait4 tells includes the memory of this process before exec.
"""
import argparse, glob, json, os, shutil, statistics, subprocess, sys, tempfile, threading, time

BIN = os.path.dirname(sys.executable)
NBCLIENT = """
import os, sys, nbformat
from nbclient import NotebookClient
for path in sys.argv[2:]:
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, kernel_name="python3").execute()
    nbformat.write(notebook, os.path.join(sys.argv[1], os.path.basename(path)))
"""


def many():
    """A hundred notebooks of ten trivial cells."""
    for n in range(100):
        total, cells = 0, [("total = 0", "", None)]
        for i in range(8):
            total += n * i
            cells.append(("total += %d\nprint('step', %d, total)" % (n * i, i), "step %d %d\n" % (i, total), None))
        yield cells + [("total", "", str(total))]


def large():
    """A notebook of 1,000 cells that print 50 KB each, in one line."""
    yield [("print('%05d ' * 8333)" % i, "%05d " % i * 8333 + "\n", None) for i in range(1000)]


def tenth():
    """The first 100 cells of it: papermill writes the notebook before and after each."""
    yield [cell for cells in large() for cell in cells[:100]]


def lines():
    """The same with a thousand prints in each cell."""
    source = "for i in range(1000):\n    print('cell %03d, line %%d of those of fifty bytes' %% (10000000 + i))"
    yield [(source % i, "".join("cell %03d, line %d of those of fifty bytes\n" % (i, 10000000 + k) for k in range(1000)), None)
           for i in range(1000)]


def starkernel(inputs, out, args):
    return [[args.starkernel, "run", "-j", "1", "-o", out + "/"] + inputs]


def nbconvert(inputs, out, args):
    return [[os.path.join(BIN, "jupyter"), "nbconvert", "--execute", "--to", "notebook", "--output-dir", out] + inputs]


def nbconvert_each(inputs, out, args):
    return [command for path in inputs for command in nbconvert([path], out, args)]


def nbclient(inputs, out, args):
    return [[sys.executable, "-c", NBCLIENT, out] + inputs]


def papermill(inputs, out, args):
    return [[os.path.join(BIN, "papermill"), "-k", "python3", path, os.path.join(out, os.path.basename(path))] for path in inputs]


# group -> what makes its notebooks; its contenders: name, commands, how many of the notebooks they run, or all
GROUPS = {
    "many": (many, [
        ("starkernel run -j 1", starkernel, None),
        ("nbconvert, one call", nbconvert, None),
        ("nbclient, one process", nbclient, None),
        ("nbconvert, a call each", nbconvert_each, 10),
        ("papermill, a call each", papermill, 10),
    ]),
    "large": (large, [
        ("starkernel run -j 1", starkernel, None),
        ("nbconvert", nbconvert, None),
        ("nbclient", nbclient, None),
    ]),
    "tenth": (tenth, [
        ("starkernel run -j 1", starkernel, None),
        ("papermill", papermill, None),
    ]),
}
GROUPS["lines"] = (lines, GROUPS["large"][1])


def write(cells, path):
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "id": "cell-%d" % i, "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for i, (source, _, _) in enumerate(cells)]}
    with open(path, "w") as f:
        json.dump(notebook, f, indent=1)


def check(path, cells, who):
    """Ends the benchmark unless the notebook has the outputs of all its cells."""
    with open(path) as f:
        got = json.load(f)["cells"]
    ok = len(got) == len(cells)
    for i, (cell, (_, printed, result)) in enumerate(zip(got, cells)):
        streams = "".join("".join(o["text"]) for o in cell["outputs"] if o["output_type"] == "stream" and o["name"] == "stdout")
        results = ["".join(o["data"]["text/plain"]) for o in cell["outputs"] if o["output_type"] == "execute_result"]
        others = [o for o in cell["outputs"] if o["output_type"] == "error"]
        ok = ok and streams == printed and results == [r for r in [result] if r] and not others and cell["execution_count"] == i + 1
    if not ok:
        sys.exit("%s: %s has wrong outputs" % (who, path))


def descendants(pid):
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, task)) as f:
                for child in f.read().split():
                    yield from descendants(int(child))
    except OSError:
        pass
    yield pid


def memory(pid, file, field):
    """Gives a field of a process in KB, 0 if it has gone."""
    try:
        with open("/proc/%d/%s" % (pid, file)) as f:
            return next(int(line.split()[1]) for line in f if line.startswith(field))
    except (OSError, StopIteration):
        return 0


def footprint(pid):
    """Gives the memory of a process and its descendants in KB."""
    pids = list(descendants(pid))
    return max(sum(memory(p, "smaps_rollup", "Pss:") for p in pids), max(memory(p, "status", "VmHWM:") for p in pids))


def measure(commands):
    """Gives the wall time in seconds and the peak memory in KB of processes one after the other."""
    peak, began = 0, time.monotonic()
    for command in commands:
        errors = tempfile.TemporaryFile()
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        ended, most = threading.Event(), [0]

        def poll():
            while not ended.is_set():
                most[0] = max(most[0], footprint(p.pid))
                ended.wait(0.02)

        poller = threading.Thread(target=poll)
        poller.start()
        p.wait()
        ended.set()
        poller.join()
        if p.returncode != 0:
            errors.seek(0)
            sys.exit("%s: status %d\n%s" % (" ".join(command)[:200], p.returncode, errors.read().decode()[-2000:]))
        errors.close()
        peak = max(peak, most[0])
    return time.monotonic() - began, peak


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--starkernel", required=True, help="the binary")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--only", default=",".join(GROUPS), help="groups")
    ap.add_argument("--json", help="file for all samples")
    args = ap.parse_args()
    args.starkernel = os.path.abspath(args.starkernel)
    samples = {}
    with tempfile.TemporaryDirectory() as directory:
        os.environ["IPYTHONDIR"] = os.path.join(directory, "ipython")
        notebooks = {}
        for group in args.only.split(","):
            os.mkdir(os.path.join(directory, group))
            notebooks[group] = {}
            for i, cells in enumerate(GROUPS[group][0]()):
                path = os.path.join(directory, group, "n%03d.ipynb" % i)
                write(cells, path)
                notebooks[group][path] = cells
        for i in range(args.rounds):
            for group in notebooks:
                for name, commands, limit in GROUPS[group][1][:: 1 if i % 2 == 0 else -1]:
                    out = os.path.join(directory, "out")
                    os.mkdir(out)
                    inputs = sorted(notebooks[group])[:limit]
                    seconds, peak = measure(commands(inputs, out, args))
                    for path in inputs:
                        check(os.path.join(out, os.path.basename(path)), notebooks[group][path], name)
                    shutil.rmtree(out)
                    samples.setdefault((group, name), []).append((seconds / len(inputs), peak))
                    print("round %d: %s: %s: %.2f s, %.0f MB, load %.1f" % (i + 1, group, name, seconds, peak / 1000, os.getloadavg()[0]),
                          file=sys.stderr, flush=True)

    print("| notebooks | contender | a notebook, s | ratio | peak memory, MB |\n|---|---|---|---|---|")
    for group in notebooks:
        own = statistics.median(s for s, _ in samples[group, "starkernel run -j 1"])
        for name, _, limit in GROUPS[group][1]:
            seconds, peak = (statistics.median(values) for values in zip(*samples[group, name]))
            print("| %s | %s%s | %.3g | %.3g | %.0f |" % (group, name, " (%d)" % limit if limit else "", seconds, seconds / own, peak / 1000))
    if args.json:
        with open(args.json, "w") as f:
            json.dump({"%s: %s" % key: values for key, values in samples.items()}, f, indent=1)


if __name__ == "__main__":
    main()
