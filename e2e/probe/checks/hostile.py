"""Messages and bytes that no honest client sends."""
import random, socket, time
from probing import *


@check("unknown_message_type_harmless")
def _(P):
    P.use()
    for chan in ("shell", "control"):
        P.c.send(chan, "no_such_request", {"a": 1})
    P.alive_after("unknown message types")
    r = P.c.request("control", "kernel_info_request", timeout=10)
    P.c.flush(0.05)
    mid = P.c.send("shell", "no_such_request", {})
    P.c.send("shell", "kernel_info_request")
    time.sleep(0.5)
    st = []
    while True:
        m = P.c.recv(0.1)
        if m is None:
            break
        if m.pid == mid:
            st.append(m.state or m.type)
    return "messages for it: %s" % st


def hostile(P, name, frames_fn, chans=("shell", "control")):
    P.use()
    c = P.c
    for chan in chans:
        h = c.header("kernel_info_request")
        fr = frames_fn(c, h)
        getattr(c, chan).send_multipart(fr)
        end = NOW() + 0.6
        while NOW() < end:
            m = c.recv(0.1)
            if m is not None and m.pid == h["msg_id"]:
                raise Fail("was answered on %s with %s" % (m.chan, m.type))
        need(P.k.alive(), "kernel died")
    P.alive_after(name)
    c.request("control", "kernel_info_request", timeout=10)


def good(c, h, content=None):
    return c.frames(h, content or {})


HOSTILE = {
    "bad_signature": lambda c, h: [DELIM, b"0" * 64] + good(c, h)[2:],
    "empty_signature": lambda c, h: [DELIM, b""] + good(c, h)[2:],
    "signature_of_other_content": lambda c, h: good(c, h)[:5] + [b'{"a":1}'],
    "bad_json_unsigned": lambda c, h: [DELIM, b"x", b"{", b"{", b"{", b"{"],
    "bad_json_header_signed": lambda c, h: signed(c, [b'{"msg_id": ', b"{}", b"{}", b"{}"]),
    "bad_json_content_signed": lambda c, h: signed(c, [J(h), b"{}", b"{}", b"{nope"]),
    "header_not_object_signed": lambda c, h: signed(c, [b"[1,2]", b"{}", b"{}", b"{}"]),
    "header_null_signed": lambda c, h: signed(c, [b"null", b"{}", b"{}", b"{}"]),
    "header_empty_object_signed": lambda c, h: signed(c, [b"{}", b"{}", b"{}", b"{}"]),
    "invalid_utf8_signed": lambda c, h: signed(c, [b'{"msg_id":"\xff\xfe","msg_type":"zz\xff"}', b"{}", b"{}", b"\xff"]),
    "deep_json_signed": lambda c, h: signed(c, [J(h), b"{}", b"{}", b"[" * 200000]),
    "no_delimiter": lambda c, h: [b"hello", b"there"],
    "only_delimiter": lambda c, h: [DELIM],
    "delimiter_and_signature": lambda c, h: [DELIM, b"abc"],
    "truncated_3_frames": lambda c, h: good(c, h)[:4],
    "truncated_no_content": lambda c, h: good(c, h)[:5],
    "one_empty_frame": lambda c, h: [b""],
    "huge_header_unsigned": lambda c, h: [DELIM, b"0" * 64, b'{"msg_id":"' + b"a" * 20_000_000 + b'"}', b"{}", b"{}", b"{}"],
    "thousand_frames": lambda c, h: [b"f"] * 1000,
}
for _n, _fn in HOSTILE.items():
    CHECKS.append(("hostile[%s]" % _n, lambda P, n=_n, fn=_fn: hostile(P, n, fn), False, False))


@check("huge_signed_header_survived")
def _(P):
    P.use()
    c = P.c
    h = c.header("kernel_info_request", username="u" * 5_000_000)
    c.shell.send_multipart(c.frames(h, {}))
    time.sleep(0.5)
    P.alive_after("5 MB username in a signed header")


@check("wrong_field_types_survived")
def _(P):
    P.use()
    c = P.c
    for typ, content in (("execute_request", {"code": 123}), ("execute_request", {}), ("execute_request", {"code": None, "silent": "x", "user_expressions": [1]}),
                         ("complete_request", {"code": 5, "cursor_pos": "x"}), ("complete_request", {}), ("inspect_request", {"code": [], "cursor_pos": 1.5, "detail_level": "q"}),
                         ("history_request", {"hist_access_type": "bogus"}), ("history_request", {"hist_access_type": "range", "session": "x", "start": None}),
                         ("history_request", {"hist_access_type": "tail", "n": -5}), ("is_complete_request", {}), ("comm_open", {}), ("comm_msg", {}), ("comm_info_request", {"target_name": 7})):
        c.send("shell", typ, content)
    for typ in ("interrupt_request", "debug_request", "usage_request", "create_subshell_request", "delete_subshell_request"):
        if typ == "interrupt_request":
            continue
        c.send("control", typ, {"subshell_id": 5})
    time.sleep(1)
    P.alive_after("wrong field types")
    c.flush(0.2)
    P.ok(P.sn("trivial"))


@check("garbage_bytes_on_all_ports_survived")
def _(P):
    P.use()
    rnd = random.Random(1)
    for ch in ("shell", "control", "iopub", "stdin", "hb"):
        for data in (b"GET / HTTP/1.1\r\n\r\n", bytes(rnd.randrange(256) for _ in range(5000)), b"\xff" + b"\0" * 8 + b"\x7f" + b"\x03", b""):
            s = socket.create_connection(("127.0.0.1", P.k.info[ch + "_port"]), 3 * PATIENCE)
            try:
                s.sendall(data)
            except OSError:
                pass
            s.close()
    time.sleep(0.3)
    P.alive_after("garbage on the TCP ports")
    P.ok(P.sn("trivial"))


@check("opt:replayed_message_rejected")
def _(P):
    P.use()
    c = P.c
    h = c.header("kernel_info_request")
    fr = c.frames(h, {})
    c.shell.send_multipart(fr)
    c.finish(h["msg_id"], 10)
    c.shell.send_multipart(fr)
    end, again = NOW() + 1.0, False
    while NOW() < end:
        m = c.recv(0.1)
        if m is not None and m.pid == h["msg_id"] and m.chan == "shell":
            again = True
    P.alive_after("a replay")
    opt(P, not again, "a replayed request was answered again")
