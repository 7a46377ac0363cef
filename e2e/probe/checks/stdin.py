"""Questions to the person at the keyboard."""
import time
from probing import *


@check("input_without_allow_stdin_is_error_not_hang")
def _(P):
    P.use()
    r = P.c.run(P.sn("input", "name? "), 10, allow_stdin=False)
    need(r.status == "error", "status %r" % r.status)
    need(not r.stdin, "input_request was sent anyway")
    return str(r.content.get("ename"))


def answer(P, val):
    got = []

    def f(m):
        got.append(m)
        P.c.send("stdin", "input_reply", {"value": val, "status": "ok"}, parent=m.header)
    return f, got


@check("input_request_round_trip")
def _(P):
    P.use()
    f, got = answer(P, "w\u00f6rld \U0001f600")
    r = P.ok(P.sn("input", "name? "), 15, allow_stdin=True, on_stdin=f)
    need(len(got) == 1, "%d input_request" % len(got))
    m = got[0]
    need(m.content.get("prompt") == "name? ", "prompt %r" % m.content.get("prompt"))
    need(m.content.get("password") is False, "password %r" % m.content.get("password"))
    need(m.pid == r.mid, "parent is not the execute_request")
    need(m.sig_ok, "signature")
    need("got:w\u00f6rld \U0001f600" in r.all_text(), "answer came out as %r" % r.all_text())


@check("input_password")
def _(P):
    P.use()
    f, got = answer(P, "s3cret")
    r = P.ok(P.sn("password"), 15, allow_stdin=True, on_stdin=f)
    need(got and got[0].content.get("password") is True, "password flag not set")
    need("pw 6" in r.all_text(), r.all_text())


@check("input_1MB_reply")
def _(P):
    P.use()
    f, got = answer(P, "z" * 1_000_000)
    r = P.ok(P.sn("input", "big? "), 30, allow_stdin=True, on_stdin=f)
    need(r.all_text().count("z") >= 1_000_000, "%d characters came back" % r.all_text().count("z"))


@check("stale_input_reply_is_dropped")
def _(P):
    P.use()
    P.c.send("stdin", "input_reply", {"value": "STALE", "status": "ok"})
    time.sleep(0.2)
    f, got = answer(P, "fresh")
    r = P.ok(P.sn("input", "q "), 15, allow_stdin=True, on_stdin=f)
    need("got:fresh" in r.all_text(), "an unasked-for earlier input_reply was used: %r" % r.all_text())


@check("interrupt_while_waiting_for_input")
def _(P):
    P.use()
    mid = P.c.execute(P.sn("input", "never "), allow_stdin=True)
    end = NOW() + 10 * PATIENCE
    while True:
        m = P.c.recv(max(0, end - NOW()), ("stdin",))
        need(m is not None, "no input_request")
        if m.pid == mid:
            break
    time.sleep(0.2)
    P.k.interrupt()
    r = P.c.finish(mid, 10)
    need(r.status == "error", "status %r" % r.status)
    P.alive_after("interrupted input")
    P.ok(P.sn("trivial"))
