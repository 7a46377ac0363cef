"""Peers of the sockets in peers_test.go. The arguments: which one, the address, and what it needs."""
import hashlib
import sys
import uuid

import zmq
from zmq.utils.monitor import recv_monitor_message

PATIENCE = 100_000      # milliseconds
context = zmq.Context()


def connect(kind, url, **options):
    s = context.socket(kind)
    s.linger = 0
    s.rcvtimeo = s.sndtimeo = PATIENCE
    s.ipv6 = "[" in url
    for name, value in options.items():
        setattr(s, name, value)
    s.connect(url)
    return s


def say(line):
    print(line, flush=True)


def subscribe(s, topic=b""):
    s.setsockopt(zmq.SUBSCRIBE, topic)
    assert s.recv_multipart() == [topic, b"welcome"]


def round_trip(s, *frames):
    s.send_multipart(frames)
    got = s.recv_multipart()
    assert got == list(frames), "%.200r came back as %.200r" % (frames, got)


def round_trips(url, n):
    s, name = connect(zmq.DEALER, url), uuid.uuid4().bytes
    for i in range(int(n)):
        round_trip(s, name, b"%d" % i, b"")
    for i in range(int(n)):
        s.send_multipart([name, b"%d" % i])
    for i in range(int(n)):
        assert s.recv_multipart() == [name, b"%d" % i]


def takeover(url):
    for _ in range(30):
        s = connect(zmq.DEALER, url, identity=b"same")
        round_trip(s, b"hello")
        s.close()
    older = connect(zmq.DEALER, url, identity=b"same")
    older.send(b"hold")
    round_trip(older, b"hello")
    newer = connect(zmq.DEALER, url, identity=b"same")
    round_trip(newer, b"hello")
    newer.send(b"release")
    assert [newer.recv(), newer.recv()] == [b"held", b"release"], "the reply to the older went astray"
    assert not older.poll(1000), "the older got %r" % older.recv_multipart()
    round_trip(newer, b"still here")


def churn(url, n, iopub):
    """Clients of a ROUTER and of a publisher that publishes all the time."""
    for i in range(int(n)):
        s, sub = connect(zmq.DEALER, url), connect(zmq.SUB, iopub)
        if i % 3:
            s.send(b"hello")
            sub.setsockopt(zmq.SUBSCRIBE, b"")
        if i % 3 == 2:
            assert s.recv() == b"hello"
            assert sub.recv_multipart() == [b"", b"welcome"]
        s.close()
        sub.close()
    round_trip(connect(zmq.DEALER, url), b"hello")
    last = connect(zmq.SUB, iopub)
    subscribe(last)
    assert last.recv_multipart()[0] == b"tick"


def large(url):
    s = connect(zmq.DEALER, url, rcvhwm=0)
    data = b"0123456789" * 10_000_000
    s.send(data)
    assert hashlib.sha256(s.recv()).digest() == hashlib.sha256(data).digest()


def never_reads(url):
    slow = connect(zmq.DEALER, url, rcvhwm=1, sndhwm=0, rcvbuf=4096)
    other = connect(zmq.DEALER, url)
    for _ in range(40):
        slow.send(bytes(1 << 20))
        round_trip(other, b"hello")


def pings(url, kind):
    """ZeroMQ disconnects when a PING is not answered for five seconds. So it does when the machine stands still,
    but not three times."""
    for _ in range(3):
        s = context.socket(getattr(zmq, kind))
        monitor = s.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        s.linger, s.rcvtimeo = 0, PATIENCE
        s.heartbeat_ivl, s.heartbeat_timeout = 200, 5000
        s.connect(url)
        assert monitor.poll(PATIENCE) and recv_monitor_message(monitor)["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED
        assert not s.poll(6000), "a PING came through: %r" % s.recv_multipart()
        if kind == "DEALER":
            round_trip(s, bytes(20 << 20))
        elif kind == "REQ":
            round_trip(s, bytes(4_000_000))
        else:
            s.setsockopt(zmq.SUBSCRIBE, b"")
            assert len(s.recv_multipart()[1]) == 20 << 20
        connected = not monitor.poll(0)
        s.disable_monitor()
        s.close()
        if connected:
            return
    sys.exit("disconnected each time")


def heartbeat(url):
    s = connect(zmq.REQ, url)
    for i in range(100):
        round_trip(s, b"ping %d" % i)
    round_trip(s, bytes(1 << 20))
    bad = connect(zmq.DEALER, url)
    for frames, echoed in (([b"no delimiter"], False), ([b"none", b"here"], False), ([bytes(1 << 20)], False),
                           ([b""], True), ([b"", b"", b""], True), ([b"", bytes(1 << 20)], True)):
        bad.send_multipart(frames)
        assert not echoed or bad.recv_multipart() == frames
        round_trip(s, b"ping")
        round_trip(bad, b"", b"ping")


def topics(url):
    s = connect(zmq.SUB, url, rcvhwm=0)
    subscribe(s, b"kernel.")
    say("ready")
    for i in range(1000):
        assert s.recv_multipart() == [b"kernel.a", b"%d" % i]
    s.setsockopt(zmq.UNSUBSCRIBE, b"kernel.")
    subscribe(s, b"end")
    say("unsubscribed")
    assert s.recv_multipart() == [b"end"]


def burst(url, n, mark):
    s = connect(zmq.SUB, url, rcvhwm=int(mark))
    subscribe(s)
    say("ready")
    for i in range(int(n)):
        got = s.recv_multipart()
        assert got == [b"", b"%d" % i], "%r is number %d" % (got, i)


def order(url, n):
    s = connect(zmq.SUB, url, rcvhwm=0)
    subscribe(s)
    say("ready")
    seen = hashlib.sha256()
    for _ in range(int(n)):
        p, i = s.recv_multipart()
        seen.update(p + b"/" + i + b" ")
    say(seen.hexdigest())


def comes_back(url):
    s = connect(zmq.SUB, url, rcvhwm=10)
    subscribe(s)
    say("ready")
    while s.recv_multipart() != [b"", b"welcome"]:
        pass
    say("back")


try:
    globals()[sys.argv[1]](*sys.argv[2:])
finally:
    context.destroy(0)
