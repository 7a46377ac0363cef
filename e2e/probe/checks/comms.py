"""Comms that nobody knows."""
from probing import *


@check("comm_info")
def _(P):
    P.use()
    for content in ({}, {"target_name": "nope"}):
        c = P.c.request("shell", "comm_info_request", content).content
        need(c.get("status") == "ok" and c.get("comms") == {}, "%r -> %r" % (content, c))


@check("comm_open_unknown_target_gets_comm_close")
def _(P):
    P.use()
    P.c.send("shell", "comm_open", {"comm_id": "cid-1", "target_name": "no.such.target", "data": {}})
    end = NOW() + 3
    got = None
    while NOW() < end and not got:
        m = P.c.recv(0.5)
        if m is not None and m.type == "comm_close" and m.content.get("comm_id") == "cid-1":
            got = m
    P.alive_after("comm_open")
    need(got is not None, "no comm_close within 3 s")
    need(got.chan == "iopub", "came on %s" % got.chan)


@check("comm_msg_and_close_for_unknown_id_harmless")
def _(P):
    P.use()
    P.c.send("shell", "comm_msg", {"comm_id": "who", "data": {}})
    P.c.send("shell", "comm_close", {"comm_id": "who", "data": {}})
    P.alive_after("stray comm messages")
