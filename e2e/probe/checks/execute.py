"""Cells, their counts and their outputs, and user_expressions."""
from probing import *


@check("execute_input_echo")
def _(P):
    P.use()
    code = P.sn("hello")
    r = P.ok(code)
    ei = r.of("execute_input")
    need(len(ei) == 1, "%d execute_input" % len(ei))
    need(ei[0].content.get("code") == code, "code not echoed")
    need(ei[0].content.get("execution_count") == r.content.get("execution_count"), "execution_count differs: %s / %s" % (ei[0].content.get("execution_count"), r.content.get("execution_count")))
    need(r.types.index("execute_input") == 1, "order %s" % r.types)


@check("stream_stdout")
def _(P):
    P.use()
    r = P.ok(P.sn("hello"))
    need("hello, world" in r.text("stdout"), "stdout %r; messages %s" % (r.text(), r.types))


@check("stream_stderr")
def _(P):
    P.use()
    r = P.ok(P.sn("stderr"))
    need("oops" in r.text("stderr"), "stderr %r; messages %s" % (r.text("stderr"), r.types))


@check("execute_result")
def _(P):
    P.use()
    want = P.sn("trivial_result")
    r = P.ok(P.sn("trivial"))
    er = r.of("execute_result")
    need(len(er) == 1, "messages %s" % r.types)
    c = er[0].content
    need(c["data"].get("text/plain") == want, "data %r" % c["data"])
    need(isinstance(c.get("metadata"), dict), "no metadata dict")
    need(c.get("execution_count") == r.content["execution_count"], "execution_count differs")


@check("execute_reply_fields")
def _(P):
    P.use()
    c = P.ok(P.sn("trivial")).content
    need(isinstance(c.get("execution_count"), int), "execution_count %r" % c.get("execution_count"))
    need(isinstance(c.get("user_expressions"), dict), "user_expressions %r (deprecated clients need a dict)" % c.get("user_expressions"))
    need(isinstance(c.get("payload", []), list), "payload %r" % c.get("payload"))


@check("execution_count_increments")
def _(P):
    P.use()
    a = P.ok(P.sn("trivial")).content["execution_count"]
    b = P.ok(P.sn("trivial")).content["execution_count"]
    need(b == a + 1, "%s then %s" % (a, b))


@check("execution_count_increments_on_error")
def _(P):
    P.use()
    a = P.ok(P.sn("trivial")).content["execution_count"]
    e = P.c.run(P.sn("error"), 30)
    b = P.ok(P.sn("trivial")).content["execution_count"]
    need(e.content.get("execution_count") == a + 1 and b == a + 2, "%s, error %s, %s" % (a, e.content.get("execution_count"), b))


@check("silent_no_count_no_result_no_input")
def _(P):
    P.use()
    a = P.ok(P.sn("trivial")).content["execution_count"]
    r = P.ok(P.sn("trivial"), silent=True)
    need(not r.of("execute_result"), "execute_result sent")
    need(not r.of("execute_input"), "execute_input sent")
    b = P.ok(P.sn("trivial")).content["execution_count"]
    need(b == a + 1, "count %s -> %s over a silent run" % (a, b))


@check("silent_error_still_replied")
def _(P):
    P.use()
    r = P.c.run(P.sn("error"), 20, silent=True)
    need(r.status == "error", "status %r" % r.status)


@check("store_history_false_no_count")
def _(P):
    P.use()
    a = P.ok(P.sn("trivial")).content["execution_count"]
    P.ok(P.sn("trivial"), store_history=False)
    b = P.ok(P.sn("trivial")).content["execution_count"]
    need(b == a + 1, "count %s -> %s over a store_history=False run" % (a, b))


@check("empty_cell_ok")
def _(P):
    P.use()
    for code in ("", "\n", "   ", "\n\n  \n"):
        r = P.c.run(code, 10)
        need(r.status == "ok", "%r -> %s" % (code, r.content))


@check("state_persists_between_cells")
def _(P):
    P.use()
    P.ok(P.sn("set", "probe_v", 4711))
    r = P.ok(P.sn("get", "probe_v"))
    need("4711" in r.all_text(), "got %r" % r.all_text())


@check("cell_metadata_and_extra_fields_ignored")
def _(P):
    P.use()
    r = P.ok(P.sn("hello"), metadata={"cellId": "abc-1", "deletedCells": ["x"], "recordTiming": True})
    c = P.c.execute_content(P.sn("hello"))
    c["unheard_of"] = {"a": [1, 2]}
    r = P.c.request("shell", "execute_request", c)
    need(r.status == "ok", "extra content field: %s" % r.content)
    r = P.c.request("shell", "execute_request", {"code": P.sn("hello")})
    need(r.status == "ok", "only code given: %s" % r.content)


@check("output_all_before_idle_and_in_order")
def _(P):
    P.use()
    n = 5000
    r = P.ok(P.sn("lines", n), 60)
    t = r.text().replace("\r\n", "\n").split("\n")
    nums = [int(x[5:11]) for x in t if x.startswith("line ")]
    need(nums == list(range(n)), "%d lines, first %s last %s" % (len(nums), nums[:2], nums[-2:]))


@check("queued_200_cells_in_order")
def _(P):
    P.use()
    if P.name in ("gonb",):
        raise Skip("compiles every cell; too slow for 200")
    mids = [P.c.execute(P.sn("trivial")) for _ in range(200)]
    got, idle = [], []
    end = NOW() + 90
    while (len(got) < 200 or len(idle) < 200) and NOW() < end:
        m = P.c.recv(max(0, end - NOW()))
        if m is None:
            break
        if m.chan == "shell":
            got.append(m)
        elif m.state == "idle":
            idle.append(m.pid)
    need(len(got) == 200 and len(idle) == 200, "%d replies, %d idles" % (len(got), len(idle)))
    need([m.pid for m in got] == mids and idle == mids, "out of order")
    n = [m.content["execution_count"] for m in got]
    need(n == list(range(n[0], n[0] + 200)), "execution counts not consecutive")




@check("user_expressions_ok_and_error")
def _(P):
    P.use()
    r = P.ok(P.sn("hello"), user_expressions={"good": P.sn("uexpr_ok"), "bad": P.sn("uexpr_err")})
    u = r.content.get("user_expressions")
    need(isinstance(u, dict) and set(u) == {"good", "bad"}, "user_expressions %r" % u)
    need(u["good"].get("status") == "ok" and u["good"].get("data", {}).get("text/plain") == "2" and isinstance(u["good"].get("metadata"), dict), "good: %r" % u["good"])
    need(u["bad"].get("status") == "error" and err_fields(u["bad"]), "bad: %.200r" % u["bad"])
    need(not r.of("error"), "an error message was broadcast for a bad user_expression")


@check("user_expressions_not_evaluated_on_error")
def _(P):
    P.use()
    P.sn("uexpr_ok")
    r = P.c.run(P.sn("error"), 30, user_expressions={"good": P.sn("uexpr_ok")})
    need(r.status == "error", r.status)
    need(not (r.content.get("user_expressions") or {}), "evaluated after an error: %r" % r.content.get("user_expressions"))
