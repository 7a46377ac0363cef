"""Errors, and what they do to the cells that wait."""
import json
from probing import *


for _key in ("error", "error_undefined", "syntax_error"):
    def _f(P, key=_key):
        P.use()
        r = P.c.run(P.sn(key), 30)
        need(r.status == "error", "reply status %r" % r.status)
        need(err_fields(r.content), "reply ename/evalue/traceback: %.300r" % r.content)
        e = r.of("error")
        need(len(e) == 1, "iopub error messages: %d (%s)" % (len(e), r.types))
        need(err_fields(e[0].content), "iopub error fields: %.300r" % e[0].content)
        need(e[0].content["ename"] == r.content["ename"] and e[0].content["evalue"] == r.content["evalue"], "reply and iopub error differ")
        need(e[0].content["traceback"], "empty traceback: nothing would be shown")
        P.ok(P.sn("trivial"))
        return "%s: %.60s" % (r.content["ename"], r.content["evalue"])
    CHECKS.append(("error_reply_and_iopub[%s]" % _key, _f, False, False))


@check("stop_on_error_aborts_queue")
def _(P):
    P.use()
    c = P.c
    s = c.execute(P.sn("sleep", 0.7))
    e = c.execute(P.sn("error"))
    q = [c.execute(P.sn("set", "probe_aborted", 1)) for _ in range(3)]
    rs = [c.finish(m, 40) for m in [s, e] + q]
    need(rs[0].status == "ok" and rs[1].status == "error", "%s %s" % (rs[0].status, rs[1].status))
    need(all(r.status == "aborted" or (r.status == "error" and "abort" in json.dumps(r.content).lower()) for r in rs[2:]),
         "queued cells: %s" % [r.status for r in rs[2:]])
    for r in rs[2:]:
        need([m.state for m in r.io if m.state] == ["busy", "idle"], "aborted request not bracketed: %s" % r.types)
        need(not r.of("execute_input"), "aborted cell sent execute_input")
    P.ok(P.sn("trivial"))


@check("stop_on_error_false_runs_queue")
def _(P):
    P.use()
    c = P.c
    s = c.execute(P.sn("sleep", 0.7))
    e = c.execute(P.sn("error"), stop_on_error=False)
    q = [c.execute(P.sn("trivial")) for _ in range(2)]
    rs = [c.finish(m, 40) for m in [s, e] + q]
    need(rs[1].status == "error" and all(r.status == "ok" for r in rs[2:]), "%s" % [r.status for r in rs])


@check("abort_leaves_other_requests_answered")
def _(P):
    P.use()
    c = P.c
    s = c.execute(P.sn("sleep", 0.7))
    e = c.execute(P.sn("error"))
    i = c.send("shell", "kernel_info_request")
    x = c.send("shell", "complete_request", {"code": "a", "cursor_pos": 1})
    for m in (s, e, i, x):
        r = c.finish(m, 40)
    need(r.reply.type == "complete_reply", r.reply.type)
