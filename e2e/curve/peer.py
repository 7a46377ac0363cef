"""libzmq's sockets against ours. Prints PASS or FAIL for each check.

    peer.py client '{"router": ADDRESS, "xpub": ..., "echo": ..., "plain": ..., "public": KEY}'
    peer.py server PUBLIC SECRET

As client it connects to our sockets. As server it binds a ROUTER and an XPUB with
CURVE and a ROUTER without, prints their addresses and answers until its standard
input ends.
"""
import json
import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

PATIENCE = 60_000  # ms
context = zmq.Context()
CONNECTED = zmq.EVENT_HANDSHAKE_SUCCEEDED
REFUSED = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL


def connect(kind, address, server=None, **options):
    """A connected socket and its monitor."""
    s = context.socket(kind)
    s.linger = 0
    s.rcvtimeo = s.sndtimeo = PATIENCE
    if server:
        s.curve_publickey, s.curve_secretkey = zmq.curve_keypair()
        s.curve_serverkey = server
    for name, value in options.items():
        setattr(s, name, value)
    monitor = s.get_monitor_socket(CONNECTED | REFUSED | zmq.EVENT_DISCONNECTED)
    s.connect(address)
    return s, monitor


def outcome(monitor):
    """The end of the handshake: its event and value."""
    while monitor.poll(PATIENCE):
        m = recv_monitor_message(monitor)
        if m["event"] & (CONNECTED | REFUSED):
            return m["event"], m["value"]
    return None, None


def close(s, monitor):
    s.disable_monitor()
    monitor.close(0)
    s.close(0)


def disconnects(monitor):
    n = 0
    while monitor.poll(0):
        n += recv_monitor_message(monitor)["event"] == zmq.EVENT_DISCONNECTED
    return n


CHECKS = []


def check(f):
    CHECKS.append(f)
    return f


@check
def sizes(a):
    s, monitor = connect(zmq.DEALER, a["router"], a["public"])
    for size in (0, 1, 222, 223, 255, 256, 65_535, 65_537, 1 << 20, 20 << 20):
        s.send_multipart([b"", b"x" * size, b"last"])
        assert s.recv_multipart() == [b"", b"x" * size, b"last"], size
    close(s, monitor)


@check
def hundred_megabytes(a):
    s, monitor = connect(zmq.DEALER, a["router"], a["public"])
    big = bytes(range(256)) * (100 << 12)
    s.send(big)
    assert s.recv() == big
    close(s, monitor)


@check
def heartbeat(a):
    s, monitor = connect(zmq.REQ, a["echo"], a["public"])
    for _ in range(100):
        s.send(b"ping")
        assert s.recv() == b"ping"
    close(s, monitor)


@check
def subscriber_is_welcomed(a):
    s, monitor = connect(zmq.SUB, a["xpub"], a["public"], subscribe=b"news")
    assert s.recv() == b"news welcome"
    d, other = connect(zmq.DEALER, a["router"], a["public"])
    for i in range(100):
        d.send_multipart([b"publish", b"news %d" % i])
    for i in range(100):
        assert s.recv_multipart() == [b"news %d" % i]
    s.unsubscribe(b"news")
    close(s, monitor)
    close(d, other)


@check
def pings_while_idle_and_during_a_large_message(a):
    sockets = [connect(kind, a[name], a["public"], heartbeat_ivl=200, heartbeat_timeout=20_000)
               for kind, name in ((zmq.DEALER, "router"), (zmq.SUB, "xpub"), (zmq.REQ, "echo"))]
    for _, monitor in sockets:
        assert outcome(monitor)[0] == CONNECTED
    dealer = sockets[0][0]
    for _ in range(3):
        dealer.send(b"x" * (20 << 20))
        assert len(dealer.recv()) == 20 << 20
        time.sleep(1)
    for s, monitor in sockets:
        assert disconnects(monitor) == 0
        close(s, monitor)


@check
def wrong_key_is_told(a):
    for name, kind in (("router", zmq.DEALER), ("xpub", zmq.SUB), ("echo", zmq.REQ)):
        s, monitor = connect(kind, a[name], zmq.curve_keypair()[0])
        assert outcome(monitor) == (zmq.EVENT_HANDSHAKE_FAILED_AUTH, 400)
        close(s, monitor)


@check
def client_without_encryption_is_refused(a):
    for name, kind in (("router", zmq.DEALER), ("xpub", zmq.SUB), ("echo", zmq.REQ)):
        s, monitor = connect(kind, a[name])
        assert outcome(monitor)[0] & REFUSED
        close(s, monitor)


@check
def server_without_encryption_is_refused(a):
    s, monitor = connect(zmq.DEALER, a["plain"], a["public"])
    assert outcome(monitor)[0] & REFUSED
    close(s, monitor)


@check
def many_connections_come_and_go(a):
    for _ in range(50):
        s, monitor = connect(zmq.DEALER, a["router"], a["public"], identity=b"same")
        s.send(b"hello")
        assert s.recv() == b"hello"
        close(s, monitor)


def client(a):
    a["public"] = a["public"].encode()
    for f in CHECKS:
        try:
            f(dict(a))
            print("PASS", f.__name__, flush=True)
        except Exception as e:
            print("FAIL", f.__name__, "—", type(e).__name__, e, flush=True)


def server(public, secret):
    sockets = []
    for kind, encrypted in ((zmq.ROUTER, True), (zmq.XPUB, True), (zmq.ROUTER, False)):
        s = context.socket(kind)
        s.linger = 0
        if encrypted:
            s.curve_publickey, s.curve_secretkey, s.curve_server = public.encode(), secret.encode(), True
        port = s.bind_to_random_port("tcp://127.0.0.1")
        sockets.append(s)
        print("127.0.0.1:%d" % port, flush=True)
    poller = zmq.Poller()
    for s in [*sockets, sys.stdin]:
        poller.register(s, zmq.POLLIN)
    while True:
        for s, _ in poller.poll():
            if s == sys.stdin.fileno():
                return
            m = s.recv_multipart()
            if s is sockets[1]:
                # A subscription: publish what it asks for.
                m = [m[0][1:] + b" published"]
            s.send_multipart(m)


if __name__ == "__main__":
    if sys.argv[1] == "client":
        client(json.loads(sys.argv[2]))
    else:
        server(*sys.argv[2:])
    context.destroy(0)
