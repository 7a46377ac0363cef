#!/usr/bin/env python3
"""The transport of the kernel beside pyzmq's sockets in ipykernel.

  wire_bench.py [--kernel starlark] [--echo ECHO] [--rounds 20] [--only info,heartbeat,display,big,raw]

The client is always pyzmq with a session of jupyter_client. In each round both
kernels are started, and each measure is taken of one and then of the other, in
changing order. A figure is the median over the rounds: of their medians, and of
their 99th percentiles. The ratio is starkernel's by ipykernel's: less is better.
CPU time is that of the kernel's process, on all its threads.

ECHO is the program of e2e/bench/echo: with it our ROUTER is compared with pyzmq's
in a bare Python process, which is group raw.
"""
import argparse, glob, multiprocessing, os, subprocess, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import zmq
from jupyter_client.session import Session
from measures import DELIM, Kernel, med, pct

NOW = time.perf_counter
PATIENCE = 60_000        # ms: when a kernel has failed to answer
GROUPS = "info heartbeat display big raw".split()
SIDES = ("ipykernel", "starkernel")
MESSAGES = 500           # displays in a cell
IMAGE = 75_000_000       # bytes that are 100 MB of base64

# What is typed into each kernel. IPython's display makes several forms of a value
# in Python; with "sent by hand" that is left out and only its sockets are compared.
BY_HAND = """
def send(key, value):
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, "display_data", {"data": {key: value}, "metadata": {}, "transient": {}},
                        parent=kernel.get_parent("shell"), ident=b"display_data")
"""
SETUP = {"ipykernel": "from base64 import b64encode\nfrom IPython.display import Image, display\n" + BY_HAND + "text = 'x' * 1000",
         "starkernel": "text = 'x' * 1000"}
SMALL = {"ipykernel": "for i in range(%d):\n    display(text)" % MESSAGES,
         "by hand": "for i in range(%d):\n    send('text/plain', text)" % MESSAGES,
         "starkernel": "for i in range(%d):\n    display(text)" % MESSAGES}
MAKE_BIG = "data = b'x' * %d" % IMAGE
BIG = {"ipykernel": "display(Image(data=data, format='png'))",
       "by hand": "send('image/png', encoded)",
       "starkernel": "display(PNG(data))"}


def cpu(pid):
    """Gives the processor time of a process so far, in seconds."""
    total = 0
    for path in glob.glob("/proc/%d/task/*/schedstat" % pid):
        try:
            with open(path) as f:
                total += int(f.read().split()[0])
        except FileNotFoundError:
            pass         # a thread that has just ended
    return total / 1e9


def peak(pid):
    """Gives the largest resident size of a process so far, in bytes."""
    with open("/proc/%d/status" % pid) as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) * 1024


def is_idle(frames):
    return len(frames[-1]) < 100 and b'"idle"' in frames[-1]


class Client:
    """A kernel in a fresh process, and jupyter_client's sockets and session for it."""

    def __init__(self, side, spec):
        self.side = side
        self.kernel = Kernel(spec, client=False)
        self.pid, km = self.kernel.pid, self.kernel.km
        self.session = Session(key=km.session.key, signature_scheme=km.session.signature_scheme)
        self.shell, self.control = (connect(identity=self.session.bsession) for connect in (km.connect_shell, km.connect_control))
        self.iopub, self.hb = km.connect_iopub(), km.connect_hb()
        while not self.iopub.poll(20):           # until the subscription is in place
            self.session.send(self.shell, "kernel_info_request")
        self.request(self.shell)
        self.request(self.control)
        self.execute(SETUP[side])

    def close(self):
        for s in (self.shell, self.control, self.iopub, self.hb):
            s.close(0)
        self.kernel.kill()

    def answer(self, socket, parent, wanted):
        """Gives the frames of the message that wanted chooses, and when it came."""
        while True:
            if not socket.poll(PATIENCE):
                sys.exit("%s does not answer %s" % (self.side, parent["msg_type"]))
            frames = socket.recv_multipart()
            at = NOW()
            # The parent's text is enough: the client must not be slower than the kernel.
            if parent["msg_id"].encode() in frames[frames.index(DELIM) + 3] and wanted(frames):
                return frames, at

    def checked(self, frames):
        return self.session.deserialize(self.session.feed_identities(frames)[1])["content"]

    def ask(self, socket, msg_type, content):
        m = self.session.msg(msg_type, content)
        frames = self.session.serialize(m)
        start = NOW()
        socket.send_multipart(frames)
        return m, start

    def request(self, socket):
        m, start = self.ask(socket, "kernel_info_request", {})
        frames, end = self.answer(socket, m, lambda frames: True)
        assert self.checked(frames)["status"] == "ok"
        self.answer(self.iopub, m, is_idle)
        return end - start

    def heartbeat(self):
        start = NOW()
        self.hb.send(b"ping")
        if not self.hb.poll(PATIENCE) or self.hb.recv() != b"ping":
            sys.exit("%s has no heartbeat" % self.side)
        return NOW() - start

    def execute(self, code, displays=0, size=0):
        """Gives the time until idle. There must be so many displays, each of at least so many bytes."""
        m, start = self.ask(self.shell, "execute_request", {"code": code, "silent": False, "store_history": False})
        seen = []

        def last(frames):
            if frames[0].endswith(b"display_data"):
                seen.append(len(frames[-1]))
            return is_idle(frames)

        _, end = self.answer(self.iopub, m, last)
        reply = self.checked(self.answer(self.shell, m, lambda frames: True)[0])
        if reply["status"] != "ok" or len(seen) != displays or min(seen, default=size) < size:
            sys.exit("%s: %s: %d displays, %r" % (self.side, code, len(seen), reply))
        return end - start


def pyzmq_echo(pipe):
    s = zmq.Context().socket(zmq.ROUTER)
    pipe.send(s.bind_to_random_port("tcp://127.0.0.1"))
    while True:
        s.send_multipart(s.recv_multipart())


class Raw:
    """A bare ROUTER that returns every message, and a DEALER for it."""

    def __init__(self, side, echo):
        self.side = side
        if side == "ipykernel":
            here, there = multiprocessing.Pipe()
            p = multiprocessing.Process(target=pyzmq_echo, args=(there,), daemon=True)
            p.start()
            self.end, address = p.kill, "127.0.0.1:%d" % here.recv()
        else:
            p = subprocess.Popen([echo], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.end, address = p.stdin.close, p.stdout.readline().strip()
        self.pid = p.pid
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger, self.socket.rcvtimeo = 0, PATIENCE
        self.socket.connect("tcp://" + address)
        self.echo(1)

    def close(self):
        self.socket.close()
        self.end()

    def echo(self, count, message=b"x" * 1024):
        start = NOW()
        for _ in range(count):
            self.socket.send(message)
        for _ in range(count):
            assert len(self.socket.recv()) == len(message)
        return NOW() - start


class Measures:
    """The samples: for each measure and side one list a round, and what they cost."""

    def __init__(self):
        self.times, self.cpu, self.peaks = {}, {}, {}

    def take(self, label, scale, subjects, count, sample):
        """Takes count samples of each subject, and its CPU time for one."""
        for subject in subjects:
            before = cpu(subject.pid)
            samples = [sample(subject) * scale for _ in range(count)]
            cost = (cpu(subject.pid) - before) * scale / count
            self.times.setdefault(label, {}).setdefault(subject.side, []).append(samples)
            self.cpu.setdefault(label, {}).setdefault(subject.side, []).append(cost)

    def table(self):
        def columns(figures):
            theirs, ours = (med(figures[side]) for side in SIDES)
            return "%s | %s | %.2f" % (fmt(theirs), fmt(ours), ours / theirs)

        print("| measure | ipykernel, p50 | starkernel | ratio | ipykernel, p99 | starkernel | ratio | ipykernel, CPU | starkernel | ratio |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for label, sides in self.times.items():
            if len(sides) < len(SIDES):
                continue             # ended by a signal
            p50, p99 = ({side: [f(x) for x in rounds] for side, rounds in sides.items()} for f in (med, lambda x: pct(x, 99)))
            print("| %s | %s |" % (label, " | ".join(columns(figures) for figures in (p50, p99, self.cpu[label]))))
        for label, sides in self.peaks.items():
            print("\n| measure | ipykernel | starkernel | ratio |\n|---|---|---|---|")
            print("| %s | %s |" % (label, columns(sides)))


def fmt(x):
    return "%.0f" % x if x >= 100 else "%.1f" % x if x >= 10 else "%.2f" % x


def measure_kernels(m, clients, only):
    if "info" in only:
        m.take("kernel_info on shell, µs", 1e6, clients, 100, lambda c: c.request(c.shell))
        m.take("kernel_info on control, µs", 1e6, clients, 100, lambda c: c.request(c.control))
    if "heartbeat" in only:
        m.take("heartbeat, µs", 1e6, clients, 500, Client.heartbeat)
    if "display" in only:
        each = 1e6 / MESSAGES
        m.take("display of 1 KB, µs", each, clients, 8, lambda c: c.execute(SMALL[c.side], MESSAGES, 1000))
        m.take("1 KB, by hand in ipykernel, µs", each, clients, 8,
               lambda c: c.execute(SMALL["by hand" if c.side == "ipykernel" else c.side], MESSAGES, 1000))
    if "big" in only:
        for c in clients:
            c.execute(MAKE_BIG)
        m.take("display of 100 MB, ms", 1e3, clients, 3, lambda c: c.execute(BIG[c.side], 1, 10**8))
        for c in clients:
            m.peaks.setdefault("peak memory with it, MB", {}).setdefault(c.side, []).append(peak(c.pid) / 1e6)
            if c.side == "ipykernel":
                c.execute("encoded = b64encode(data).decode()")
        m.take("100 MB, by hand in ipykernel, ms", 1e3, clients, 3,
               lambda c: c.execute(BIG["by hand" if c.side == "ipykernel" else c.side], 1, 10**8))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--kernel", default="starlark", help="the name of the kernelspec")
    ap.add_argument("--echo", help="the program of e2e/bench/echo")
    ap.add_argument("--rounds", type=int, default=20)
    ap.add_argument("--only", default=",".join(GROUPS))
    args = ap.parse_args()
    only = set(args.only.split(","))
    os.environ.pop("JPY_SESSION_NAME", None)     # with it, output is held back to what jupyter_server passes on
    m, specs, load = Measures(), {"ipykernel": "python3", "starkernel": args.kernel}, os.getloadavg()[0]
    try:
        for i in range(args.rounds):
            sides = SIDES[:: 1 if i % 2 == 0 else -1]
            if only - {"raw"}:
                clients = [Client(side, specs[side]) for side in sides]
                try:
                    measure_kernels(m, clients, only)
                finally:
                    for c in clients:
                        c.close()
            if "raw" in only and args.echo:
                ends = [Raw(side, args.echo) for side in sides]
                try:
                    m.take("bare ROUTER, 1 KB there and back, µs", 1e6, ends, 500, lambda e: e.echo(1))
                    m.take("bare ROUTER, 500 of 1 KB at once: each, µs", 1e6 / 500, ends, 8, lambda e: e.echo(500))
                finally:
                    for e in ends:
                        e.close()
            print("round %d of %d, load %.1f" % (i + 1, args.rounds, os.getloadavg()[0]), file=sys.stderr, flush=True)
    finally:
        m.table()
        print("load average before %.1f, after %.1f, %d CPUs" % (load, os.getloadavg()[0], os.cpu_count()))


if __name__ == "__main__":
    main()
