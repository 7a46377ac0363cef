"""Kernelspec, kernel_info, the frames and headers of messages, busy and idle."""
import re, time
from probing import *


@check("kernelspec_fields")
def _(P):
    s = P.use().spec
    need(s.argv and s.display_name and s.language, "argv/display_name/language missing")
    need(s.interrupt_mode in ("signal", "message"), "interrupt_mode %r" % s.interrupt_mode)
    need(any("{connection_file}" in a for a in s.argv), "no {connection_file} in argv")
    return "interrupt_mode=%s language=%s" % (s.interrupt_mode, s.language)


@check("kernel_info_reply_fields")
def _(P):
    P.use()
    c = P.c.request("shell", "kernel_info_request").content
    miss = [f for f in ("status", "protocol_version", "implementation", "implementation_version", "language_info", "banner") if f not in c]
    li = c.get("language_info", {})
    miss += ["language_info." + f for f in ("name", "version", "mimetype", "file_extension") if not li.get(f)]
    need(not miss, "missing: " + ", ".join(miss))
    need(c["status"] == "ok", "status %r" % c["status"])
    need(re.match(r"^5\.\d", c["protocol_version"]), "protocol_version %r" % c["protocol_version"])
    need(li["file_extension"].startswith("."), "file_extension has no dot")
    need(li["name"].lower() == P.k.language.lower(), "language_info.name %r != kernelspec language %r" % (li["name"], P.k.language))
    return "protocol %s, features %s" % (c["protocol_version"], c.get("supported_features"))


@check("listens_only_on_loopback")
def _(P):
    P.use()
    bad, n = [], 0
    for p in P.k.tree():
        for cn in p.net_connections(kind="inet"):
            if cn.status == "LISTEN":
                n += 1
                if cn.laddr.ip not in ("127.0.0.1", "::1"):
                    bad.append("%s:%s" % cn.laddr)
    need(n >= 5, "only %d listening sockets" % n)
    need(not bad, "listens on " + ", ".join(bad))
    return "%d listening sockets%s" % (n, "" if n == 5 else " (%d more than the five)" % (n - 5))




def bracket(P, chan, typ, content, reply_type):
    P.use()
    r = P.c.request(chan, typ, content, timeout=15)
    time.sleep(0.1)
    while True:
        m = P.c.recv(0.05)
        if m is None:
            break
        if m.pid == r.mid:
            r.add(m)
    need(r.reply.type == reply_type, "reply type %r" % r.reply.type)
    st = [m.state for m in r.io if m.state]
    need(st == ["busy", "idle"], "statuses for this parent: %s" % st)
    need(r.io[0].state == "busy" and r.io[-1].state == "idle", "order %s" % r.types)
    need(r.reply.parent.get("msg_type") == typ and r.reply.parent.get("session") == P.c.session, "parent header not echoed: %s" % r.reply.parent)
    for m in [r.reply] + r.io:
        need(m.sig_ok, "bad signature on %s" % m.type)
        for f in ("msg_id", "session", "msg_type", "date", "version"):
            need(m.header.get(f), "%s header lacks %s" % (m.type, f))
    return "%s" % r.types


for _chan, _typ, _content in (
        ("shell", "kernel_info_request", {}), ("control", "kernel_info_request", {}),
        ("shell", "execute_request", None), ("shell", "complete_request", {"code": "a", "cursor_pos": 1}),
        ("shell", "inspect_request", {"code": "a", "cursor_pos": 1, "detail_level": 0}),
        ("shell", "is_complete_request", {"code": "1"}),
        ("shell", "history_request", {"output": False, "raw": True, "hist_access_type": "tail", "n": 1}),
        ("shell", "comm_info_request", {})):
    def _f(P, chan=_chan, typ=_typ, content=_content):
        P.use()
        if typ == "execute_request":
            content = P.c.execute_content(P.sn("trivial"))
        return bracket(P, chan, typ, content, typ.replace("_request", "_reply"))
    CHECKS.append(("status_busy_idle[%s@%s]" % (_typ, _chan), _f, False, False))


@check("headers_unique_ids_one_session_utc_dates")
def _(P):
    P.use()
    ms = []
    for _ in range(3):
        r = P.ok(P.sn("hello"))
        ms += [r.reply] + r.io
    ids = [m.header["msg_id"] for m in ms]
    need(len(set(ids)) == len(ids), "msg_id repeated")
    need(len({m.header["session"] for m in ms}) == 1, "several sessions in kernel messages")
    import datetime as dt
    for m in ms:
        d = dt.datetime.fromisoformat(m.header["date"].replace("Z", "+00:00"))
        need(d.tzinfo is not None, "date without time zone: %s" % m.header["date"])
        need(abs((d - dt.datetime.now(dt.timezone.utc)).total_seconds()) < 60, "date is off: %s" % m.header["date"])
        need(isinstance(m.metadata, dict), "metadata not a dict")


@check("iopub_topic_frame_present")
def _(P):
    P.use()
    r = P.ok(P.sn("hello"))
    need(all(len(m.idents) >= 1 and m.idents[0] for m in r.io), "iopub message without topic frame")
    return str([m.idents[0].decode("latin1")[-30:] for m in r.io][:3])
