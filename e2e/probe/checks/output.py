"""Displays, text of every kind, and floods of it."""
import json, time
from probing import *


@check("display_data")
def _(P):
    P.use()
    r = P.ok(P.sn("display"))
    d = r.of("display_data")
    need(d and P.sn("display_mime") in d[0].content["data"], "messages %s" % r.types)
    need(isinstance(d[0].content.get("metadata"), dict), "no metadata dict")


@check("display_id_update")
def _(P):
    P.use()
    r = P.ok(P.sn("display_update"))
    d, u = r.of("display_data"), r.of("update_display_data")
    need(len(d) == 1 and len(u) == 1, "messages %s" % r.types)
    need(d[0].content.get("transient", {}).get("display_id") == u[0].content.get("transient", {}).get("display_id") == "did1", "display_id %r %r" % (d[0].content.get("transient"), u[0].content.get("transient")))


@check("clear_output")
def _(P):
    P.use()
    r = P.ok(P.sn("clear_output"))
    d = r.of("clear_output")
    need(len(d) == 1 and d[0].content.get("wait") is True, "%r" % [m.content for m in d])




@check("unicode_in_code_and_output")
def _(P):
    P.use()
    code = P.sn("unicode")
    r = P.ok(code)
    need(P.sn("unicode_out") in r.all_text(), "got %r" % r.all_text())
    need(r.of("execute_input")[0].content["code"] == code, "execute_input changed the code")


@check("carriage_return_progress_raw")
def _(P):
    P.use()
    t = P.ok(P.sn("cr")).text()
    need(t == "progress 0\rprogress 1\rprogress 2\r", "got %r" % t)


@check("code_cell_1MB")
def _(P):
    P.use()
    r = P.ok(P.sn("bigcode", 1_000_000), 60)
    need("1000000" in r.all_text(), r.all_text()[:100])


@check("output_10MB_intact")
def _(P):
    P.use()
    r = P.ok(P.sn("bigstr", 10_000_000), 60)
    need(r.text().count("x") == 10_000_000, "%d of 10000000 characters" % r.text().count("x"))


@check("lone_surrogate_in_code_survived")
def _(P):
    P.use()
    c = P.c
    h = c.header("execute_request")
    parts = [J(h), b"{}", b"{}", json.dumps(c.execute_content(P.sn("hello") + "\ud800")).encode()]   # JSON \ud800 escape
    c.shell.send_multipart(signed(c, parts))
    try:
        r = c.finish(h["msg_id"], 10)
        d = "status %s" % r.status
    except Timeout:
        d = "not answered"
    P.alive_after("a lone surrogate escape in the code")
    P.ok(P.sn("trivial"))
    return d




@check("flood_with_subscriber_that_never_reads")
def _(P):
    P.use(fresh=True)
    code = P.sn("lines", 300000)
    s = zmq.Context.instance().socket(zmq.SUB)
    s.linger = 0
    s.setsockopt(zmq.RCVHWM, 1)
    s.setsockopt(zmq.RCVBUF, 4096)
    s.setsockopt(zmq.SUBSCRIBE, b"")
    s.connect(P.c.url("iopub"))
    try:
        time.sleep(0.3)
        p0 = P.k.pss()
        b = Client(P.k.info, iopub=False)
        t = NOW()
        r = b.run(code, 90, need_idle=False)
        dt = NOW() - t
        p1 = P.k.pss()
        b.close()
        need(r.status == "ok", str(r.content)[:100])
        need(p1 - p0 < 1 << 30, "memory grew by %d MiB" % ((p1 - p0) >> 20))
        return "%.1f s, memory +%d MiB" % (dt, (p1 - p0) >> 20)
    finally:
        s.close(0)
        P.c.flush(0.2)


@check("flood_without_subscriber", own=True)
def _(P):
    k = P.new(client=False)
    c = Client(k.info, iopub=False)
    try:
        c.request("shell", "kernel_info_request", timeout=60)
        if P.s.has("setup"):
            c.run(P.s.get("setup"), 60)
        r = c.run(P.sn("lines", 100000), 90)
        need(r.status == "ok", str(r.content)[:100])
        need(c.run(P.sn("trivial"), 20).status == "ok", "next cell")
    finally:
        c.close()
        k.kill()


@check("interrupt_during_output_flood")
def _(P):
    P.use()
    mid = P.c.execute(P.sn("lines", 50_000_000))
    time.sleep(2.5 if P.name == "gonb" else 1)
    P.k.interrupt()
    t = NOW()
    try:
        P.c.raw_until_idle(mid, 20)
    except Timeout:
        P.k.kill()
        P.k = None
        raise Fail("still flooding 20 s after the interrupt")
    d = NOW() - t
    P.c.flush(0.2)
    P.ok(P.sn("trivial"))
    return "idle %.2f s after the interrupt" % d
