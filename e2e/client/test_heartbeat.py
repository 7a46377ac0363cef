"""Heartbeats of both kinds: Jupyter's own on its channel, and ZeroMQ's between any two sockets."""
import zmq
from zmq.utils.monitor import recv_monitor_message

from kernel_lib import Client

PATIENCE = 240_000      # milliseconds

KINDS = {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB, "hb": zmq.REQ}


class Pinging(Client):
    """A client whose sockets send a PING five times a second, and disconnect without an answer in five seconds."""

    def __init__(self, info):
        self.monitors = {}
        super().__init__(info)
        self.hb = self._sock(zmq.REQ, "hb")
        for chan, monitor in self.monitors.items():
            assert monitor.poll(PATIENCE), "no handshake on " + chan
            assert recv_monitor_message(monitor)["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED

    def _sock(self, typ, chan, hwm=0):
        s = self.ctx.socket(typ)
        s.linger, s.rcvhwm, s.sndhwm, s.rcvtimeo = 0, hwm, 0, PATIENCE
        s.heartbeat_ivl, s.heartbeat_timeout = 200, 5000
        if typ == zmq.DEALER:
            s.identity = self.ident
        self.monitors[chan] = s.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        s.connect(self.url(chan))
        return s

    def disconnected(self):
        return [chan for chan, monitor in self.monitors.items() if monitor.poll(0)]

    def close(self):
        for chan in self.monitors:
            getattr(self, chan).disable_monitor()
        self.hb.close(0)
        super().close()


def beat(hb):
    hb.send(b"ping")
    assert hb.recv() == b"ping"


def test_pings_disconnect_no_channel(k):
    """Neither when nothing happens nor during large messages. A machine that stands still may disconnect, but not three times."""
    seen = []
    for _ in range(3):
        c = Pinging(k.kernel.info)
        try:
            c.flush(6)      # longer than a PING may go unanswered
            r = c.run("print('y' * 20000000)", timeout=100, metadata={"large": "x" * 20_000_000})
            assert r.status == "ok" and len(r.text()) > 20_000_000, r.content
            beat(c.hb)
            seen.append(c.disconnected())
        finally:
            c.close()
        if not seen[-1]:
            break
    else:
        raise AssertionError("disconnected: %s" % seen)
    k.c.flush()
    k.works()


def test_heartbeat_is_answered_while_a_cell_computes(k):
    clients = [zmq.Context.instance().socket(zmq.REQ) for _ in range(2)]
    try:
        for hb in clients:
            hb.linger, hb.rcvtimeo = 0, PATIENCE
            hb.connect(k.c.url("hb"))
        mid = k.start("print('here')\nwhile True:\n    pass", until="here")
        for _ in range(50):
            for hb in clients:
                beat(hb)
        assert k.c.recv(0, ("shell",)) is None, "the cell has ended"
        k.c.send("control", "interrupt_request")
        assert k.c.finish(mid).status == "error"
    finally:
        for hb in clients:
            hb.close()
    k.works()
