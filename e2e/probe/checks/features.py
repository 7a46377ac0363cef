"""What a kernel may have: iopub_welcome, subshells, a debugger, usage."""
import time
from probing import *


@check("opt:iopub_welcome")
def _(P):
    P.use()
    s = zmq.Context.instance().socket(zmq.SUB)
    s.linger = 0
    s.setsockopt(zmq.SUBSCRIBE, b"")
    s.connect(P.c.url("iopub"))
    try:
        end, w = NOW() + 2 * PATIENCE, None
        while NOW() < end and w is None:
            if s.poll(100):
                m = Msg(s.recv_multipart(), P.c.key, "iopub")
                if m.type == "iopub_welcome":
                    w = m
        opt(P, w is not None, "no iopub_welcome in 2 s")
        need(w.content.get("subscription") == "" and w.sig_ok, "content %r sig %s" % (w.content, w.sig_ok))
    finally:
        s.close(0)


@check("opt:subshells")
def _(P):
    P.use()
    f = P.k.kinfo.get("supported_features") or []
    opt(P, "kernel subshells" in f, "'kernel subshells' not in supported_features %s" % f)
    r = P.c.request("control", "create_subshell_request", {})
    sid = r.content.get("subshell_id")
    need(r.reply.type == "create_subshell_reply" and r.status == "ok" and sid, "%r" % r.content)
    r = P.c.request("control", "list_subshell_request", {})
    need(r.content.get("subshell_id") == [sid], "list %r" % r.content)
    mid = P.c.execute(P.sn("sleep", 3))
    time.sleep(0.5)
    t = NOW()
    r = P.c.run(P.sn("hello"), 10, subshell_id=sid)
    dt = NOW() - t
    need(r.status == "ok" and "hello, world" in r.all_text(), "in subshell: %r" % r.content)
    need(dt < 2, "the subshell waited for the main shell (%.1f s)" % dt)
    r2 = P.c.finish(mid, 10)
    need(r2.status == "ok", "main shell: %r" % r2.content)
    r = P.c.request("control", "delete_subshell_request", {"subshell_id": sid})
    need(r.reply.type == "delete_subshell_reply" and r.status == "ok", "%r" % r.content)
    r = P.c.request("control", "list_subshell_request", {})
    need(r.content.get("subshell_id") == [], "after delete %r" % r.content)
    return "%.0f ms while the main shell is busy" % (dt * 1e3)


@check("opt:debugger", fresh=True)
def _(P):
    P.use(fresh=True)
    f = P.k.kinfo.get("supported_features") or []
    opt(P, "debugger" in f or P.k.kinfo.get("debugger"), "'debugger' not in supported_features %s" % f)
    seq = [0]

    def dbg(command, arguments=None, timeout=15):
        seq[0] += 1
        r = P.c.request("control", "debug_request", {"type": "request", "seq": seq[0], "command": command, "arguments": arguments or {}}, timeout=timeout)
        need(r.reply.type == "debug_reply", "%s -> %s" % (command, r.reply.type))
        need(r.content.get("command") == command and r.content.get("success") is not False, "%s -> %.200r" % (command, r.content))
        need(r.content.get("type") == "response" and r.content.get("request_seq") == seq[0], "%s: type/request_seq %r" % (command, {x: r.content.get(x) for x in ("type", "request_seq")}))
        return r.content.get("body") or {}

    info = dbg("debugInfo")
    for k in ("isStarted", "hashMethod", "hashSeed", "tmpFilePrefix", "tmpFileSuffix", "breakpoints", "stoppedThreads"):
        need(k in info, "debugInfo lacks %s: %r" % (k, info))
    dbg("initialize", {"clientID": "probe", "adapterID": "", "pathFormat": "path", "linesStartAt1": True, "columnsStartAt1": True, "supportsVariableType": True, "supportsVariablePaging": True, "locale": "en"})
    dbg("attach", {})
    need(dbg("debugInfo").get("isStarted") is True, "isStarted false after attach")
    code = "def dbg_fn(a):\n    b = a + 1\n    return b\nprint(dbg_fn(41))"
    path = dbg("dumpCell", {"code": code})["sourcePath"]
    bp = dbg("setBreakpoints", {"source": {"path": path}, "breakpoints": [{"line": 3}], "sourceModified": False})
    need(bp.get("breakpoints") and bp["breakpoints"][0].get("verified"), "setBreakpoints %r" % bp)
    dbg("configurationDone")
    mid = P.c.execute(code)
    end, stopped = NOW() + 15, None
    while stopped is None:
        m = P.c.recv(max(0, end - NOW()))
        need(m is not None, "no stopped event")
        if m.type == "debug_event" and m.content.get("event") == "stopped":
            stopped = m
        else:
            P.c.backlog.append(m)
    tid = stopped.content["body"]["threadId"]
    st = dbg("stackTrace", {"threadId": tid})["stackFrames"]
    need(st[0]["name"].startswith("dbg_fn") and st[0]["line"] == 3, "top frame %r" % st[0])
    sc = dbg("scopes", {"frameId": st[0]["id"]})["scopes"]
    vs = dbg("variables", {"variablesReference": sc[0]["variablesReference"]})["variables"]
    need({v["name"]: v["value"] for v in vs}.get("b") == "42", "variables %r" % [v["name"] for v in vs][:10])
    dbg("evaluate", {"expression": "a + b", "frameId": st[0]["id"], "context": "repl"})
    dbg("continue", {"threadId": tid})
    r = P.c.finish(mid, 15)
    need(r.status == "ok" and "42" in r.all_text(), "cell after continue: %r" % r.content)
    dbg("inspectVariables")
    dbg("disconnect", {"restart": False, "terminateDebuggee": False})
    return "stopped reason %r" % stopped.content["body"].get("reason")


@check("opt:usage_request")
def _(P):
    P.use()
    try:
        r = P.c.request("control", "usage_request", {}, timeout=5)
    except Timeout:
        opt(P, False, "no usage_reply")
    need(r.reply.type == "usage_reply", r.reply.type)
