"""Interrupts, by message and by signal."""
import os, signal, time
from probing import *


@check("interrupt_busy_loop")
def _(P):
    P.use()
    P.ok(P.sn("set", "probe_kept", 31337))
    mid = P.start_loop()
    t = NOW()
    im = P.k.interrupt()
    try:
        r = P.c.finish(mid, 10)
    except Timeout:
        raise Fail("loop still running 10 s after the interrupt")
    dt = (r.t_reply - t) * 1e3
    need(r.status == "error", "reply status %r" % r.status)
    need(err_fields(r.content), "reply fields %.150r" % r.content)
    need(len(r.of("error")) == 1, "iopub: %s" % r.types)
    if im:
        rr = P.c.finish(im, 10)
        need(rr.reply.type == "interrupt_reply" and rr.status == "ok", "%s %r" % (rr.reply.type, rr.content))
    need("31337" in P.ok(P.sn("get", "probe_kept")).all_text(), "state lost")
    return "%s after %.0f ms" % (r.content.get("ename"), dt)


@check("interrupt_sleep")
def _(P):
    P.use()
    mid = P.start(P.sn("sleep", 120))
    t = NOW()
    P.k.interrupt()
    try:
        r = P.c.finish(mid, 8)
    except Timeout:
        raise Fail("sleep not interrupted in 8 s")
    need(r.status == "error", "status %r" % r.status)
    return "%.0f ms" % ((r.t_reply - t) * 1e3)


@check("interrupt_while_idle_harmless")
def _(P):
    P.use()
    P.ok(P.sn("set", "probe_idle", 5150))
    for _ in range(3):
        P.k.interrupt()
        time.sleep(0.15)
        P.k.awake()
    need(P.k.alive(), "kernel died")
    P.c.flush(0.1)
    r = P.c.run(P.sn("get", "probe_idle"), 20)
    need(r.status == "ok" and "5150" in r.all_text(), "the next cell: %s %r" % (r.status, str(r.content)[:120]))


@check("interrupt_request_message_answered")
def _(P):
    P.use()
    try:
        r = P.c.request("control", "interrupt_request", {}, timeout=5)
    except Timeout:
        if P.k.spec.interrupt_mode != "message":
            raise Skip("no interrupt_reply; kernelspec says signal")
        raise Fail("no interrupt_reply/idle in 5 s")
    need(r.reply.type == "interrupt_reply" and r.status == "ok", "%s %r" % (r.reply.type, r.content))
    need([m.state for m in r.io if m.state] == ["busy", "idle"], "statuses %s" % r.types)


@check("interrupt_hits_running_cell_and_queue_is_answered")
def _(P):
    P.use()
    mid = P.start_loop()
    q = [P.c.execute(P.sn("trivial")) for _ in range(3)]
    time.sleep(0.2)
    P.k.interrupt()
    r = P.c.finish(mid, 10)
    rs = [P.c.finish(m, 15) for m in q]
    need(r.status == "error", r.status)
    return "queued cells: %s" % [x.status for x in rs]


@check("interrupt_storm_every_request_answered")
def _(P):
    P.use()
    if P.name == "gonb":
        raise Skip("compiles every cell")
    for i in range(30):
        mid = P.c.execute(P.sn("trivial"))
        time.sleep(0.003 * (i % 4))
        P.k.interrupt()
        try:
            P.c.finish(mid, 10, need_idle=True)
        except Timeout as e:
            raise Fail("round %d: %s" % (i, e))
    P.k.awake()
    P.c.flush(0.2)
    r = P.c.run(P.sn("trivial"), 10)
    if r.status != "ok":
        r = P.c.run(P.sn("trivial"), 10)
    need(r.status == "ok", "afterwards: %s" % r.content)


@check("signal_mode_SIGINT_or_message_mode_ignores_SIGINT")
def _(P):
    """Terminals and `jupyter console` also send SIGINT to the group, whatever the kernelspec says."""
    P.use()
    os.killpg(os.getpgid(P.k.pid), signal.SIGINT)
    P.k.awake()
    need(P.k.alive(), "SIGINT to an idle kernel killed it")
    P.c.flush(0.1)
    P.ok(P.sn("trivial"))
