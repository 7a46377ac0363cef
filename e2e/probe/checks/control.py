"""Heartbeat and control channel, also while a cell runs."""
import os
from probing import *


def hb(P, n=5, timeout=2.0):
    s = zmq.Context.instance().socket(zmq.REQ)
    s.linger = 0
    s.connect(P.c.url("hb"))
    try:
        ts = []
        for i in range(n):
            data = os.urandom(16)
            t = NOW()
            s.send(data)
            need(s.poll(timeout * 1000 * PATIENCE), "no heartbeat echo in %s s" % timeout)
            need(s.recv() == data, "echo differs")
            ts.append((NOW() - t) * 1e3)
        return "max %.1f ms" % max(ts)
    finally:
        s.close(0)


@check("heartbeat_echo")
def _(P):
    P.use()
    return hb(P)


@check("heartbeat_echo_during_busy_cell")
def _(P):
    P.use()
    mid = P.start_loop()
    try:
        return hb(P)
    finally:
        P.end_loop(mid)


@check("control_kernel_info_during_busy_cell")
def _(P):
    P.use()
    mid = P.start_loop()
    try:
        ts = []
        for _ in range(5):
            t = NOW()
            r = P.c.request("control", "kernel_info_request", timeout=5, need_idle=False)
            ts.append((NOW() - t) * 1e3)
        return "max %.1f ms" % max(ts)
    except Timeout:
        raise Fail("no reply on control in 5 s while a cell runs")
    finally:
        P.end_loop(mid)
