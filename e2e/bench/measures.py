"""What kernel_bench.py measures: Bench takes the samples of one kernel, round by round."""
import math, os, statistics, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "probe"))
from kernel_lib import *
from snippets import Snips

MS = 1e3


def med(x):
    return statistics.median(x)


def pct(x, p):
    x = sorted(x)
    return x[min(len(x) - 1, max(0, math.ceil(p / 100 * len(x)) - 1))]


class Bench:
    def __init__(self, name, args):
        self.name, self.args = name, args
        self.samples = {}          # metric -> list
        self.notes = {}            # metric -> note
        self.k = None
        self.lang = None

    def add(self, metric, *v):
        self.samples.setdefault(metric, []).extend(v)

    def note(self, metric, txt):
        self.notes[metric] = str(txt)[:200]

    def new(self):
        log = os.path.join(self.args.log_dir, "bench-%s.log" % self.name) if self.args.log_dir else None
        k = Kernel(self.name, log=log)
        self.lang = k.language
        self.s = Snips(self.name, k.language)
        return k

    def start(self):
        self.k = self.new()
        self.k.ready()
        self.k.sync()
        if self.s.has("setup"):
            self.ok("setup", self.s.get("setup"), 60)
        self.k.c.flush(0.1)
        return self.k

    def stop(self):
        if self.k:
            self.k.stop()
        self.k = None

    def ok(self, what, code, timeout=60, **kw):
        r = self.k.c.run(code, timeout, **kw)
        if r.status != "ok":
            raise RuntimeError("%s: %s: %s" % (what, r.content.get("ename"), str(r.content.get("evalue"))[:100]))
        return r

    def group(self, name, fn):
        if name not in self.args.groups:
            return
        try:
            if self.k is None or not self.k.alive():
                self.stop()
                self.start()
            fn()
        except Exception as e:
            self.note(name, "ERROR %s: %s" % (type(e).__name__, e))
            print("   %s/%s: %s: %.150s" % (self.name, name, type(e).__name__, e), file=sys.stderr, flush=True)
            self.stop()

    # ---- (1) (2) (11)
    def cold(self):
        k = self.new()
        try:
            self.add("cold start: spawn -> kernel_info_reply, ms", k.ready() * MS)
            code = self.s.get("trivial")
            mid = k.c.execute(code)
            r = k.c.finish(mid, 60)
            self.add("spawn -> first execute idle, ms", (r.t_idle - k.t0) * MS)
            k.c.flush(0.05)
            t = NOW()
            k.c.send("control", "shutdown_request", {"restart": False})
            e = k.wait_exit(10)
            if e is None:
                self.note("shutdown: request -> process gone, ms", "did not exit in 10 s")
                self.add("shutdown: request -> process gone, ms", 10000.0)
            else:
                self.add("shutdown: request -> process gone, ms", (e - t) * MS)
        finally:
            k.kill()

    def client_ready(self):
        """As a stock client sees it: BlockingKernelClient.wait_for_ready()."""
        from jupyter_client.manager import KernelManager
        km = KernelManager(kernel_name=self.name)
        t = NOW()
        dn = open(os.devnull, "wb")
        km.start_kernel(stdout=dn, stderr=dn)
        kc = km.client()
        kc.start_channels()
        try:
            kc.wait_for_ready(timeout=60)
            self.add("stock client: start_kernel -> wait_for_ready, ms", (NOW() - t) * MS)
        finally:
            kc.stop_channels()
            km.shutdown_kernel(now=True)
            dn.close()

    # ---- (9)
    def idle(self):
        time.sleep(1.0)
        c0, t0 = self.k.cpu(), NOW()
        time.sleep(4.0)
        self.add("idle CPU, % of one core", 100 * (self.k.cpu() - c0) / (NOW() - t0))
        self.add("idle PSS, MiB", self.k.pss() / 2**20)
        self.add("idle RSS, MiB", self.k.rss() / 2**20)
        self.add("idle threads", self.k.threads())
        self.add("idle processes", len(self.k.tree()))

    # ---- (3)
    def exec_rtt(self):
        c, code = self.k.c, self.s.get("trivial")
        for _ in range(3):
            self.ok("trivial", code)
        n = max(1, self.args.exec_n // self.args.rounds)
        end = NOW() + 15
        for _ in range(n):
            t = NOW()
            r = c.finish(c.execute(code), 30)
            self.add("execute trivial: send -> idle, ms", (max(r.t_idle, r.t_reply) - t) * MS)
            if r.status != "ok":
                raise RuntimeError("trivial failed: %r" % r.content)
            if NOW() > end:
                break
        # through the stock client, too
        kc = self.k.km.client()
        kc.start_channels()
        try:
            kc.wait_for_ready(30)
            end = NOW() + 5
            for _ in range(50):
                t = NOW()
                kc.execute_interactive(code, output_hook=lambda m: None, allow_stdin=False, timeout=30)
                self.add("stock client execute_interactive trivial, ms", (NOW() - t) * MS)
                if NOW() > end:
                    break
        finally:
            kc.stop_channels()
        c.flush(0.1)

    # ---- (4)
    def info(self):
        c = self.k.c
        for chan in ("shell", "control"):
            for _ in range(100):
                t = NOW()
                r = c.request(chan, "kernel_info_request", timeout=10, need_idle=False)
                self.add("kernel_info round trip on %s, ms" % chan, (r.t_reply - t) * MS)
            c.flush(0.05)

    def flood_cell(self, code, timeout):
        c = self.k.c
        c.flush(0.05)
        t = NOW()
        mid = c.execute(code)
        frames, ti = c.raw_until_idle(mid, timeout)
        r = Result(mid)
        while r.reply is None:
            m = c.recv(10, ("shell",))
            if m is None:
                raise Timeout("no execute_reply")
            if m.pid == mid:
                r.add(m)
        for fr in frames:
            m = Msg(fr, b"", "iopub")
            if m.pid == mid:
                r.add(m)
        if r.status != "ok":
            raise RuntimeError("cell failed: %s" % str(r.content)[:120])
        return r, ti - t

    # ---- (5)
    def stream(self):
        n = 100000
        code = self.s.get("lines", n)
        if code is None:
            return
        r, dt = self.flood_cell(code, 60)
        txt = r.text()
        got, want = len(txt.replace("\r\n", "\n")), self.s.get("lines_bytes", n)
        self.add("100k lines in one cell, s", dt)
        self.add("100k lines: iopub stream messages", len(r.of("stream")))
        self.add("100k lines: bytes arrived / sent, %", 100.0 * got / want)
        lines = txt.replace("\r\n", "\n").split("\n")[:-1]
        bad = sum(1 for i, l in enumerate(lines) if not l.startswith("line %06d " % i)) if len(lines) == n else -1
        if bad:
            self.note("100k lines: bytes arrived / sent, %", "order/content wrong (%d)" % bad)

    # ---- (6)
    def small(self):
        for key, metric, typ in (("flushes", "10k flushed prints", "stream"), ("displays", "10k display()", "display_data")):
            code = self.s.get(key, 10000)
            if code is None:
                continue
            r, dt = self.flood_cell(code, 60)
            self.add(metric + ", s", dt)
            self.add(metric + ": iopub messages", len(r.of(typ)))

    # ---- (7)
    def big(self):
        code = self.s.get("bigstr", 10_000_000)
        if code is None:
            return
        r, dt = self.flood_cell(code, 60)
        got = r.text().count("x")
        self.add("10 MB string printed, s", dt)
        self.add("10 MB string: bytes arrived, %", got / 1e5)

    # ---- (8)
    def complete(self):
        if not self.s.has("complete_prefix", "def_names"):
            return
        self.ok("def_names", self.s.get("def_names", 1000), 120)
        c, p = self.k.c, self.s.get("complete_prefix")
        end = NOW() + 15
        for i in range(40):
            t = NOW()
            r = c.request("shell", "complete_request", {"code": p, "cursor_pos": len(p)}, 30)
            self.add("complete_request (1000 names), ms", (r.t_reply - t) * MS)
            if NOW() > end:
                break
        if self.s.get("complete_expect") not in r.content.get("matches", []):
            self.note("complete_request (1000 names), ms", "expected name not in %d matches" % len(r.content.get("matches", [])))
        name = "bench_name_0042"
        end = NOW() + 15
        for i in range(40):
            t = NOW()
            r = c.request("shell", "inspect_request", {"code": name, "cursor_pos": 5, "detail_level": 0}, 30)
            self.add("inspect_request, ms", (r.t_reply - t) * MS)
            if NOW() > end:
                break
        if not r.content.get("found"):
            self.note("inspect_request, ms", "found=False")

    # ---- (12)
    def compute(self):
        for key, label in (("fib", "fib(27) recursive, ms"), ("sum", "sum of 1e6 in a loop, ms"), ("strbuild", "200k-part string build, ms")):
            code = self.s.get(key)
            if code is None:
                continue
            for _ in range(2):
                t = NOW()
                try:
                    r = self.k.c.run(code, 40)
                except Timeout:
                    self.note(label, "over 40 s")
                    self.stop()
                    self.start()
                    break
                if r.status != "ok" or self.s.get(key + "_out") not in r.all_text():
                    self.note(label, "wrong: %s %.80s" % (r.content.get("ename"), r.all_text() or r.content.get("evalue")))
                    break
                self.add(label, (r.t_idle - t) * MS)

    # ---- (13)
    def queue(self):
        c, code = self.k.c, self.s.get("trivial")
        t = NOW()
        mids = [c.execute(code) for _ in range(200)]
        idle, rep = set(), []
        last = t
        end = NOW() + 60
        while len(idle) < 200 or len(rep) < 200:
            m = c.recv(max(0, end - NOW()))
            if m is None:
                self.note("200 queued cells, ms", "only %d replies, %d idles in 60 s" % (len(rep), len(idle)))
                raise Timeout("queue")
            if m.chan == "shell":
                rep.append(m.pid)
            elif m.state == "idle":
                idle.add(m.pid)
            last = m.t
        self.add("200 queued cells, ms", (last - t) * MS)
        if rep != mids:
            self.note("200 queued cells, ms", "replies out of order")

    # ---- (14)
    def async_(self):
        if not self.s.has("a_tasks"):
            return
        self.ok("warm", self.s.get("a_tasks", 10))
        for _ in range(2):
            t = NOW()
            r = self.ok("a_tasks", self.s.get("a_tasks", 10000), 60)
            if "10000" not in r.all_text():
                self.note("10k tasks sleep(0.01)+gather, ms", "wrong output %.60r" % r.all_text())
            self.add("10k tasks sleep(0.01)+gather, ms", (r.t_idle - t) * MS)
        if self.s.has("a_switch"):
            for _ in range(2):
                t = NOW()
                r = self.ok("a_switch", self.s.get("a_switch", 100, 1000), 60)
                self.add("task switch (sleep(0)), us", (r.t_idle - t) / 100000 * 1e6)
        if self.s.has("a_bg_tasks"):
            self.stop()
            self.start()               # fresh heap for the memory figure
            self.ok("warm", self.s.get("a_bg_tasks", 10, "0.1"))
            time.sleep(0.5)
            p0 = self.k.pss()
            t = NOW()
            r = self.ok("a_bg", self.s.get("a_bg_tasks", 10000, "4"), 60)
            self.add("start 10k background tasks, ms", (r.t_idle - t) * MS)
            time.sleep(0.5)
            self.add("memory per waiting task, KiB", (self.k.pss() - p0) / 10000 / 1024)
            lat = []
            for _ in range(20):
                t = NOW()
                r = self.k.c.run(self.s.get("trivial"), 30)
                lat.append((r.t_idle - t) * MS)
            self.add("execute trivial while 10k tasks wait, ms", *lat)
            time.sleep(4)

    def flood(self):
        c = self.k.c
        n = 100000
        code = self.s.get("lines", n)
        if code:
            c.flush(0.05)
            mid = c.execute(code)
            lat, idle = [], False
            end = NOW() + 60
            while not idle and NOW() < end:      # one kernel_info on control at a time, while the cell floods
                t = NOW()
                cid = c.send("control", "kernel_info_request")
                got = False
                while not got:
                    if c.control.poll(0):
                        m = Msg(c.control.recv_multipart(), b"", "control")
                        if m.pid == cid:
                            lat.append((m.t - t) * MS)
                            got = True
                    for _ in range(2000):
                        try:
                            fr = c.iopub.recv_multipart(zmq.NOBLOCK)
                        except zmq.Again:
                            break
                        if len(fr[-1]) < 200 and b"idle" in fr[-1] and mid.encode() in fr[-3]:
                            idle = True
                    if NOW() > end:
                        break
                time.sleep(0.002)
            if lat:
                self.add("control kernel_info while a cell floods, ms", *lat[:-1] or lat)
            c.flush(0.3)
        code = self.s.get("a_flood", 200000)
        if code:
            self.ok("a_flood", code)
            time.sleep(0.2)
            for _ in range(30):
                t = NOW()
                mid = c.execute(self.s.get("trivial"))
                c.raw_until_idle(mid, 30)
                self.add("execute trivial while a background task floods, ms", (NOW() - t) * MS)
            if self.s.has("a_cancel"):
                c.execute(self.s.get("a_cancel"))
            time.sleep(0.3)
            c.flush(0.3)

    # ---- (10)
    def interrupt(self):
        code = self.s.get("loop")
        if code is None:
            return
        c = self.k.c
        for _ in range(4):
            c.flush(0.05)
            mid = c.execute(code)
            end = NOW() + 20
            while True:                          # wait for execute_input, then let it really run
                m = c.recv(max(0, end - NOW()), ("iopub",))
                if m is None:
                    raise Timeout("loop cell never started")
                if m.pid == mid and m.type == "execute_input":
                    break
            time.sleep(self.args.loop_wait if self.name != "gonb" else 2.0)
            t = NOW()
            self.k.interrupt()
            try:
                r = c.finish(mid, 10)
            except Timeout:
                self.note("interrupt of a busy loop -> reply, ms", "no reply in 10 s")
                raise
            self.add("interrupt of a busy loop -> reply, ms", (r.t_reply - t) * MS)
            if r.status != "error":
                self.note("interrupt of a busy loop -> reply, ms", "reply status %r" % r.status)

    def loaded(self):
        if self.k:
            self.add("PSS after the whole suite, MiB", self.k.pss() / 2**20)

    def round(self):
        self.stop()
        try:
            self.start()
        except Exception as e:
            self.note("start", "ERROR %s" % e)
            self.stop()
            return
        try:
            self.group("idle", self.idle)
            self.group("exec", self.exec_rtt)
            self.group("info", self.info)
            self.group("queue", self.queue)
            self.group("stream", self.stream)
            self.group("small", self.small)
            self.group("big", self.big)
            self.group("complete", self.complete)
            self.group("compute", self.compute)
            self.group("flood", self.flood)
            self.group("interrupt", self.interrupt)
            self.loaded()
            self.group("async", self.async_)
        finally:
            self.stop()
