"""Round trips with and without encryption, between this process and an echo.

    python e2e/bench/curve_bench.py ECHO [--rounds N]

ECHO is the program of e2e/bench/echo: our Router. libzmq's ROUTER runs in a
process of its own beside it, and the four take turns. The client is always
libzmq's DEALER. Prints medians of all rounds as a Markdown table.
"""
import argparse
import multiprocessing
import statistics
import subprocess
import time

import zmq


def libzmq_echo(pipe, keys):
    context = zmq.Context()
    s = context.socket(zmq.ROUTER)
    if keys:
        s.curve_publickey, s.curve_secretkey, s.curve_server = *keys, True
    pipe.send(s.bind_to_random_port("tcp://127.0.0.1"))
    while True:
        s.send_multipart(s.recv_multipart(copy=False), copy=False)


def round_trips(address, public, size, count):
    with zmq.Context() as context, context.socket(zmq.DEALER) as s:
        s.linger = 0
        s.rcvtimeo = 60_000
        if public:
            s.curve_publickey, s.curve_secretkey = zmq.curve_keypair()
            s.curve_serverkey = public
        s.connect(address)
        message = b"x" * size
        times = []
        for _ in range(count + 1):
            start = time.perf_counter()
            s.send(message)
            assert len(s.recv(copy=False)) == size
            times.append(time.perf_counter() - start)
        return times[1:]  # the first one connects


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("echo")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    keys = zmq.curve_keypair()
    ends = []
    for mechanism in ("NULL", "CURVE"):
        ours = subprocess.Popen([args.echo, *(k.decode() for k in keys if mechanism == "CURVE")],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        here, there = multiprocessing.Pipe()
        theirs = multiprocessing.Process(target=libzmq_echo, args=(there, keys if mechanism == "CURVE" else None), daemon=True)
        theirs.start()
        public = keys[0] if mechanism == "CURVE" else None
        ends.append(("starkernel", mechanism, "tcp://" + ours.stdout.readline().strip(), public))
        ends.append(("libzmq", mechanism, "tcp://127.0.0.1:%d" % here.recv(), public))
    small, large = {}, {}
    for _ in range(args.rounds):
        for who, mechanism, address, public in ends:
            small.setdefault((who, mechanism), []).extend(round_trips(address, public, 1024, 1000))
            large.setdefault((who, mechanism), []).extend(round_trips(address, public, 100 << 20, 2))
    print("| server | mechanism | 1 KB there and back, µs | 100 MiB there and back, s |\n|---|---|---|---|")
    for key in small:
        print("| %s | %s | %.0f | %.2f |" % (*key, statistics.median(small[key]) * 1e6, statistics.median(large[key])))


if __name__ == "__main__":
    main()
