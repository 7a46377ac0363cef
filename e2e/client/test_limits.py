"""Strangers who take connections from the kernel, and a kernel that has none left."""
import socket
import time

import psutil

from conftest import goes_on
from kernel_lib import Client

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")


def connect(k, channel):
    return socket.create_connection(("127.0.0.1", k.kernel.info[channel + "_port"]), 240)


def closed(s):
    """The kernel has closed the connection."""
    s.settimeout(240)
    try:
        while s.recv(1000):
            pass
    except ConnectionResetError:
        pass
    return True


def files_back(process, before):
    """No more descriptors are open, but for channels of the first client that connected meanwhile."""
    before += 3
    end = time.time() + 240
    while process.num_fds() > before and time.time() < end:
        time.sleep(0.05)
    return process.num_fds() <= before


def test_silent_connections_on_every_channel(ticking):
    k = ticking
    process = psutil.Process(k.kernel.pid)
    before = process.num_fds()
    silent = [connect(k, c) for c in CHANNELS for _ in range(20)]
    other = Client(k.kernel.info)
    try:
        assert other.request("control", "kernel_info_request", need_idle=False).status == "ok"
        assert other.run("print(kept + 1)", need_idle=False).status == "ok"
    finally:
        other.close()
    assert all(closed(s) for s in silent)
    for s in silent:
        s.close()
    assert files_back(process, before), "%d descriptors, %d before" % (process.num_fds(), before)
    goes_on(k)


def test_kernel_without_descriptors_rests_and_recovers(ticking):
    k = ticking
    process = psutil.Process(k.kernel.pid)
    before = process.num_fds()
    limit = process.rlimit(psutil.RLIMIT_NOFILE)
    process.rlimit(psutil.RLIMIT_NOFILE, (before + 5, limit[1]))
    strangers = [connect(k, c) for c in CHANNELS for _ in range(5)]     # most wait to be accepted
    try:
        spent = sum(process.cpu_times()[:2])
        time.sleep(2)
        assert sum(process.cpu_times()[:2]) - spent < 1, "it spins"
        k.works()
    finally:
        for s in strangers:
            s.close()
    assert files_back(process, before)
    other = Client(k.kernel.info)
    try:
        process.rlimit(psutil.RLIMIT_NOFILE, limit)
        assert other.run("print(kept + 1)", need_idle=False).status == "ok"
    finally:
        other.close()
    goes_on(k)
