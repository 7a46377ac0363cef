"""Fixtures: a running kernel (`k`) with a ticker in the background, and its log."""
import os
import time

import pytest

from kernel_lib import Kernel

KERNEL = os.environ["KERNEL"]

# ticks counts on for as long as foreground runs let it.
TICKER = """\
ticks = [0]
async def ticker():
    for i in itertools.count():
        ticks[0] = i
        await asyncio.sleep(0.01)
ticker1 = run_in_background(ticker())
"""
TICKER_GOES_ON = """\
before = ticks[0]
run_in_foreground(asyncio.sleep(0.1))
print(ticks[0] > before + 2, ticker1.done())
"""


class Session:
    """A kernel, its wire client, and what the tests ask of both."""

    def __init__(self, log):
        self.log = log
        self.kernel = Kernel(KERNEL, log=str(log))
        self.kernel.ready()
        self.kernel.sync()
        self.c = self.kernel.c

    def ok(self, code, timeout=20, **kw):
        """Runs a cell that must succeed; returns its standard output."""
        r = self.c.run(code, timeout, **kw)
        assert r.status == "ok", r.content
        return r.text()

    def start(self, code, pause=0.3, until=None, **kw):
        """Starts a cell, waits until it surely runs or has printed a text, and returns the id of its request."""
        mid = self.c.execute(code, **kw)
        self.printed(mid, until)
        if until is None:
            time.sleep(pause)
        return mid

    def printed(self, mid, text=None):
        """Waits until the cell has printed the text, or has begun."""
        while True:
            m = self.c.recv(60, ("iopub",))
            assert m is not None, "the cell never came so far"
            if m.pid == mid and (m.type == "execute_input" if text is None else text in m.content.get("text", "")):
                return

    def works(self):
        """The session is unharmed: what a cell stored before the trouble is there."""
        assert self.ok("print(kept + 1)") == "42\n"

    def log_text(self):
        return self.log.read_text(errors="replace")

    def close(self):
        self.kernel.kill()


@pytest.fixture
def k(tmp_path):
    session = Session(tmp_path / "kernel.log")
    try:
        session.ok("kept = 41")
        yield session
    finally:
        session.close()


@pytest.fixture
def ticking(k):
    k.ok(TICKER)
    return k


def goes_on(k):
    """The ticker advances in the next cell and is not done."""
    assert k.ok(TICKER_GOES_ON) == "True False\n"
