"""One kernel and twenty clients, for as many seconds as the argument says.

Eight clients work: they execute cells and want every line of the output, in
order, between busy and idle. Two of those stay for all the time and must see
the same messages in the same order. The others stall, vanish and send garbage.
At the end the memory must not have grown, and nobody's descriptor or goroutine
may be left.
"""
import faulthandler
import os
import random
import signal
import socket
import struct
import sys
import tempfile
import threading
import time

import psutil
import zmq

from kernel_lib import Client, Kernel, Timeout

SECONDS = float(sys.argv[1])
WORKERS, WATCHERS, STALLERS, VANISHERS, STRANGERS = 6, 2, 4, 4, 4
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
MIB = 1 << 20
PEAK = 512      # MiB, about twice what the kernel takes for the output of these cells

stopping = threading.Event()
lock = threading.Lock()
failures, counts = [], {}


def count(what, n=1):
    with lock:
        counts[what] = counts.get(what, 0) + n


def fail(what):
    with lock:
        failures.append(what)
    print("FAIL", what, flush=True)
    if len(failures) >= 10:
        stopping.set()


def cell(rnd, tag):
    """Code and what it prints. Now and then it is more than the queues hold."""
    if rnd.random() < 0.02:
        n = 45
        return "for i in range(%d):\n    print('%s', i, 'x' * %d)" % (n, tag, MIB), ("%s %d " % (tag, i) + "x" * MIB + "\n" for i in range(n))
    n = rnd.choice((0, 1, 10, 1000, 20000))
    return "for i in range(%d):\n    print('%s', i)" % (n, tag), ("%s %d\n" % (tag, i) for i in range(n))


def check_cell(client, rnd, tag):
    """Runs a cell and looks at all that belongs to it."""
    code, lines = cell(rnd, tag)
    r = client.finish(client.execute(code, store_history=False), 60)
    if r.status != "ok":
        fail("%s: %s" % (tag, r.content))
    # Busy is said again when another client's request has been answered meanwhile.
    states = [t for i, t in enumerate(r.types) if t != "stream" and (t != "busy" or i == 0)]
    if states != ["busy", "execute_input", "idle"] or r.types[-1] != "idle":
        fail("%s: iopub has %s" % (tag, states))
    text = r.text()
    if text != "".join(lines):
        fail("%s: %d characters, not what was printed" % (tag, len(text)))
    count("cells")
    count("MiB read", len(text) / MIB)
    client.backlog = []


def worker(k, n, rnd):
    """Comes, works for a while, and goes."""
    while not stopping.is_set():
        client = Client(k.info)
        try:
            until_subscribed(client)
            for i in range(rnd.randrange(1, 20)):
                if stopping.is_set():
                    break
                check_cell(client, rnd, "w%d.%d" % (n, i))
        except Timeout as e:
            fail("worker %d: %s" % (n, e))
        finally:
            client.close()
        count("sessions")


def until_subscribed(client):
    end = time.time() + 120
    while time.time() < end:
        m = client.recv(end - time.time(), ("iopub",))
        if m is not None and m.type == "iopub_welcome":
            client.request("shell", "kernel_info_request", timeout=60)
            return
    raise Timeout("no welcome")


def watcher(k, n, orders, ready):
    """Stays, and notes the order in which messages come, as hashes."""
    s = zmq.Context.instance().socket(zmq.SUB)
    s.linger, s.rcvhwm = 0, 0
    s.setsockopt(zmq.SUBSCRIBE, b"")
    s.connect("tcp://127.0.0.1:%d" % k.info["iopub_port"])
    order = orders[n]
    poller = zmq.Poller()
    poller.register(s, zmq.POLLIN)
    quiet = 0
    while quiet < 3:
        if not poller.poll(1000):
            quiet = quiet + 1 if stopping.is_set() else 0
            continue
        quiet = 0
        frames = s.recv_multipart()
        if b"iopub_welcome" in frames[3]:
            ready.wait()
            continue
        order.append(hash(frames[2]))    # the signature names the message
    s.close(0)


def staller(k, n, rnd):
    """Subscribes, asks for much, and reads nothing."""
    while not stopping.is_set():
        s = socket.create_connection(("127.0.0.1", k.info["iopub_port"]), 30)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        shake(s, b"SUB")
        s.sendall(b"\0\x01\x01")
        if n % 2:       # it drips: a byte now and then
            end = time.time() + rnd.uniform(5, 40)
            try:
                while time.time() < end and not stopping.is_set() and s.recv(1000):
                    stopping.wait(0.5)
            except OSError:
                pass
        else:
            stopping.wait(rnd.uniform(1, 20))
        s.close()
        count("stalled")


def vanisher(k, rnd):
    """Sends a request and is gone before the answer, or in the middle of it."""
    while not stopping.is_set():
        try:
            c = Client(k.info, iopub=rnd.random() < 0.5)
            c.execute("for i in range(1000):\n    print(i)", store_history=False)
            c.send("control", "kernel_info_request")
            stopping.wait(rnd.uniform(0, 0.3))
            c.close()
        except zmq.ZMQError as e:
            fail("vanisher: %s" % e)
        count("vanished")
        stopping.wait(rnd.uniform(0, 0.5))


def shake(s, kind):
    """A handshake by hand."""
    ready = b"\x05READY\x0bSocket-Type" + struct.pack(">I", len(kind)) + kind
    s.sendall(b"\xff" + b"\0" * 8 + b"\x7f\x03\0NULL" + b"\0" * 48 + b"\x04" + bytes([len(ready)]) + ready)


def stranger(k, rnd):
    """Sends bytes that are none of the protocol's, or begin as if they were."""
    while not stopping.is_set():
        channel = rnd.choice(CHANNELS)
        try:
            s = socket.create_connection(("127.0.0.1", k.info[channel + "_port"]), 30)
            if rnd.random() < 0.2:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))   # ends with a reset
            kind = rnd.randrange(7)
            if kind == 0:
                s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            elif kind == 1:
                s.sendall(rnd.randbytes(rnd.randrange(5000)))
            elif kind >= 2:
                shake(s, b"SUB" if channel == "iopub" else b"REQ" if channel == "hb" else b"DEALER")
            if kind == 3:
                s.sendall(rnd.randbytes(rnd.randrange(5000)))
            elif kind == 4:     # a large frame that never comes
                s.sendall(b"\x02" + struct.pack(">Q", rnd.randrange(1 << rnd.randrange(1, 63))) + b"x" * 100)
            elif kind == 5:     # well-formed frames that are no message
                for _ in range(rnd.randrange(100)):
                    body = rnd.choice((b"<IDS|MSG>", b"", rnd.randbytes(rnd.randrange(200))))
                    s.sendall(bytes([rnd.randrange(2), len(body)]) + body)
            elif kind == 6:     # many frames of one message
                s.sendall(b"\x01\x00" * rnd.randrange(100_000))
            stopping.wait(rnd.choice((0, 0.01, 0.2, 3)))
            s.close()
        except OSError:
            pass                # it was thrown out in the middle of it
        count("strangers")


def main():
    faulthandler.enable()
    seed = int(os.environ.get("SEED", time.time()))
    print("seed", seed, flush=True)
    idle = goroutines(*fresh("fresh-kernel.log"))
    k, log = fresh("kernel.log")
    process = psutil.Process(k.pid)
    try:
        files = process.num_fds()
        # What is published before both are welcomed, one of them may miss.
        orders, ready = ([], []), threading.Barrier(WATCHERS + 1)
        watching = [threading.Thread(target=watcher, args=(k, n, orders, ready), name="watcher%d" % n) for n in range(WATCHERS)]
        for t in watching:
            t.start()
        ready.wait(60)
        rnd = random.Random(seed)
        mine = lambda: random.Random(rnd.random())
        threads = [threading.Thread(target=worker, args=(k, n, mine())) for n in range(WORKERS)]
        threads += [threading.Thread(target=staller, args=(k, n, mine())) for n in range(STALLERS)]
        threads += [threading.Thread(target=vanisher, args=(k, mine())) for n in range(VANISHERS)]
        threads += [threading.Thread(target=stranger, args=(k, mine())) for n in range(STRANGERS)]
        for t in threads:
            t.start()
        samples = observe(k, process)
        stopping.set()
        for t in threads + watching:
            t.join(300)
            if t.is_alive():
                fail("a client hangs: %s" % t.name)
        judge(process, files, samples, orders)
        left = goroutines(k, log)
        print("%d goroutines, %d in a fresh kernel" % (left, idle))
        if left > idle:
            fail("goroutines are left, see %s" % log)
    finally:
        stopping.set()
        k.kill()
    print("failed: %d" % len(failures) if failures else "passed", flush=True)
    sys.stdout.flush()
    os._exit(bool(failures))


def fresh(log):
    """A kernel that has run a cell for one client, which is gone, and the path of its log."""
    log = os.path.join(os.environ.get("SOAK_LOGS") or tempfile.gettempdir(), log)
    open(log, "w").close()      # what an earlier run left does not count
    k = Kernel(os.environ["KERNEL"], env={"GOTRACEBACK": "all"}, log=log)
    k.ready()
    k.sync()
    k.c.run("1 + 1")
    k.c.close()
    k.c = None
    time.sleep(1)
    return k, log


def goroutines(k, log):
    """Ends a kernel in the way that makes Go list its goroutines, and counts them. The
    collector's are not counted: Go starts them when it first needs them."""
    os.kill(k.pid, signal.SIGQUIT)
    k.wait_exit(60)
    k.kill()
    with open(log, errors="replace") as f:
        return sum(line.startswith("goroutine ") and "[GC worker" not in line for line in f)


def observe(k, process):
    """Looks after the kernel until the time is over, and tells how it is."""
    begin, samples, told = time.time(), [], 0
    while not stopping.is_set():
        stopping.wait(1)
        if not k.alive():
            fail("the kernel ended with %s" % k.proc.poll())
            break
        samples.append(process.memory_info().rss / MIB)
        passed = time.time() - begin
        if passed >= told or passed >= SECONDS:
            told += 30
            with lock:
                done = ", ".join("%s %d" % c for c in sorted(counts.items()))
            print("%5.0f s: %d MiB, %d files, %d threads; %s"
                  % (passed, samples[-1], process.num_fds(), process.num_threads(), done), flush=True)
        if passed >= SECONDS:
            break
    return samples


def judge(process, files, samples, orders):
    if not process.is_running():
        return
    quarters = [sorted(samples[len(samples) * i // 4:len(samples) * (i + 1) // 4]) for i in range(4)]
    for i, q in enumerate(quarters):
        if q:
            print("quarter %d: %d MiB at least, %d in the middle, %d at most" % (i + 1, q[0], q[len(q) // 2], q[-1]))
    if all(quarters):
        before, after = quarters[1], quarters[3]
        if after[len(after) // 2] > 1.25 * before[len(before) // 2] + 64:
            fail("memory has grown")
    if samples and max(samples) > PEAK:
        fail("memory was %d MiB at a time" % max(samples))
    if orders[0] != orders[1]:
        at = next((i for i, (a, b) in enumerate(zip(*orders)) if a != b), min(map(len, orders)))
        fail("two subscribers saw different messages from %d of %d and %d on" % (at, len(orders[0]), len(orders[1])))
    print("%d messages in one order for all, %s" % (len(orders[0]), counts))
    end = time.time() + 60
    while process.num_fds() > files and time.time() < end:
        time.sleep(0.1)
    if process.num_fds() > files:
        fail("%d descriptors are open, %d were before" % (process.num_fds(), files))


if __name__ == "__main__":
    main()
