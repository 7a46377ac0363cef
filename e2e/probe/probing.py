"""What the checks of kernel_probe.py are made of: their list, their verdicts, and the kernel that they judge."""
import json, time
from kernel_lib import *
from snippets import Snips

CHECKS = []


class Skip(Exception):
    pass


class Fail(Exception):
    pass


def check(name, fresh=False, own=False):
    """fresh: start from a fresh kernel. own: the check starts its own kernels."""
    def deco(fn):
        CHECKS.append((name, fn, fresh, own))
        return fn
    return deco


def need(cond, msg):
    if not cond:
        raise Fail(msg() if callable(msg) else msg)


def opt(P, cond, msg):
    if not cond:
        raise (Fail if P.strict else Skip)("not supported: " + msg)


class Probe:
    def __init__(self, name, args):
        self.name, self.args, self.strict = name, args, args.strict
        self.k = None
        self.s = None

    def new(self, **kw):
        k = Kernel(self.name, log=self.args.log, **kw)
        self.s = Snips(self.name, k.language)
        return k

    def setup(self, k):
        if self.s.has("setup"):
            k.c.run(self.s.get("setup"), 60)
            k.c.flush(0.1)

    def begin(self, **kw):
        k = self.new(**kw)
        try:
            k.ready()
            k.sync()
            self.setup(k)
        except Exception:
            k.kill()
            raise
        return k

    def use(self, fresh=False):
        if self.k is not None and (fresh or not self.k.alive()):
            self.k.stop(3)
            self.k = None
        if self.k is None:
            self.k = self.begin()
        self.c = self.k.c
        self.c.flush(0.03)
        return self.k

    def client(self):
        """A second client whose iopub subscription is surely in place."""
        b = Client(self.k.info)
        end = NOW() + 10 * PATIENCE
        while True:
            b.finish(b.send("shell", "kernel_info_request"), 10, need_idle=False)
            if b.recv(0.2, ("iopub",)) is not None:
                break
            need(NOW() < end, "second client hears nothing on iopub")
        b.flush(0.1)
        return b

    def sn(self, key, *a):
        v = self.s.get(key, *a)
        if v is None:
            raise Skip("no snippet %r for this language" % key)
        return v

    def ok(self, code, timeout=30, c=None, **kw):
        r = (c or self.c).run(code, timeout, **kw)
        need(r.status == "ok", lambda: "cell failed: %s" % str(r.content)[:200])
        return r

    def start_loop(self, c=None, wait=0.3):
        """Start the endless loop; returns msg id once it surely runs."""
        return self.start(self.sn("loop"), c, wait)

    def start(self, code, c=None, wait=0.3):
        """Start a cell; returns msg id once it surely runs."""
        c = c or self.c
        mid = c.execute(code)
        end = NOW() + 20 * PATIENCE
        while True:
            m = c.recv(max(0, end - NOW()), ("iopub",))
            need(m is not None, "the cell never started (no execute_input/busy)")
            if m.pid == mid and (m.type == "execute_input"):
                break
        time.sleep(2.5 if self.name == "gonb" else wait)
        return mid

    def end_loop(self, mid):
        """Interrupt the loop; where that does not work (another check judges it) throw the kernel away."""
        try:
            self.k.interrupt()
            self.c.finish(mid, 10)
        except Timeout:
            self.k.kill()
            self.k = None

    def alive_after(self, what):
        need(self.k.alive(), "kernel process died after %s (exit %s)" % (what, self.k.proc.poll()))
        try:
            r = self.c.request("shell", "kernel_info_request", timeout=5)
        except Timeout:
            raise Fail("kernel does not answer after %s" % what)
        return r


def err_fields(c):
    return isinstance(c.get("ename"), str) and c["ename"] and isinstance(c.get("evalue"), str) and isinstance(c.get("traceback"), list) and all(isinstance(x, str) for x in c["traceback"])


def J(x):
    return json.dumps(x).encode()


def signed(c, parts):
    return [DELIM, sign(c.key, parts)] + parts
