"""Whatever arrives, the person gets a clear error, or the log a line, and the session is unharmed."""
import json
import os
import subprocess
import time

import pytest

from kernel_lib import DELIM, sign

STARKERNEL = os.environ["STARKERNEL"]

GOOD = {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 0, "iopub_port": 0, "stdin_port": 0, "control_port": 0, "hb_port": 0,
        "key": "k", "signature_scheme": "hmac-sha256", "kernel_name": "starlark"}
WITHOUT_PORTS = {n: v for n, v in GOOD.items() if n not in ("shell_port", "hb_port")}
CURVE = dict(GOOD, curve_publickey="x" * 40, curve_secretkey="y" * 40)

# name: (content of the connection file, None for no file; a word that the error has)
CONNECTION_FILES = {
    "missing": (None, "does not exist"),
    "empty": ("", "json"),
    "not_json": ("shell_port = 1", "json"),
    "not_an_object": ("[1, 2]", "json"),
    "lacks_ports": (json.dumps(WITHOUT_PORTS), "shell_port"),
    "port_out_of_range": (json.dumps(dict(GOOD, shell_port=70000)), "70000"),
    "unknown_transport": (json.dumps(dict(GOOD, transport="pigeon")), "pigeon"),
    "unknown_signature_scheme": (json.dumps(dict(GOOD, signature_scheme="rot13")), "rot13"),
    "curve_keys": (json.dumps(CURVE), "curve"),
}


@pytest.mark.parametrize("name", CONNECTION_FILES)
def test_connection_file(tmp_path, name):
    content, word = CONNECTION_FILES[name]
    path = tmp_path / "connection.json"
    if content is not None:
        path.write_text(content)
    p = subprocess.run([STARKERNEL, "kernel", "-f", str(path)], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert p.returncode not in (0, -9), "exit code %d" % p.returncode
    assert 1 <= len(p.stderr.splitlines()) <= 3 and "goroutine" not in p.stderr, p.stderr
    assert word in p.stderr.lower(), p.stderr
    assert p.stdout == ""


def frames(c, header, content=b"{}"):
    parts = [json.dumps(header).encode(), b"{}", b"{}", content]
    return [DELIM, sign(c.key, parts)] + parts


# name: the frames of a message that is to be dropped
MESSAGES = {
    "wrong_signature": lambda c, h: [DELIM, b"0" * 64] + frames(c, h)[2:],
    "no_signature": lambda c, h: [DELIM, b""] + frames(c, h)[2:],
    "bad_json": lambda c, h: frames(c, h, b'{"code": '),
    "header_is_no_object": lambda c, h: frames(c, [1, 2]),
    "short": lambda c, h: frames(c, h)[:4],
    "no_delimiter": lambda c, h: [b"hello", b"there"],
    "empty": lambda c, h: [b""],
}


@pytest.mark.parametrize("chan", ["shell", "control"])
@pytest.mark.parametrize("name", MESSAGES)
def test_message_is_dropped_and_logged(k, name, chan):
    h = k.c.header("kernel_info_request")
    before = k.log_text()
    getattr(k.c, chan).send_multipart(MESSAGES[name](k.c, h))
    k.works()
    r = k.c.request("control", "kernel_info_request", timeout=5)
    assert r.status == "ok"
    assert not [m for m in k.c.backlog if m.pid == h["msg_id"]], "it was answered"
    end = time.time() + 20
    while k.log_text() == before and time.time() < end:
        time.sleep(0.05)
    assert k.log_text() != before, "nothing in the log"
    assert "goroutine" not in k.log_text(), k.log_text()


@pytest.mark.parametrize("chan", ["shell", "control"])
def test_unknown_message_type_is_ignored_between_busy_and_idle(k, chan):
    mid = k.c.send(chan, "no_such_request", {"a": 1})
    states = []
    while states[-1:] != ["idle"]:
        m = k.c.recv(60)
        assert m is not None, "only %s" % states
        if m.pid == mid:
            assert m.chan == "iopub", "a reply to an unknown request: %r" % m
            states.append(m.state)
    assert states == ["busy", "idle"]
    k.works()


# name: (code, the error's class, or None when the cell succeeds)
CELLS = {
    "syntax_error": ("1 +* 2", "SyntaxError"),
    "unclosed_bracket": ("f(1, [2", "SyntaxError"),
    "unclosed_string": ("x = 'abc", "SyntaxError"),
    "bad_indent": ("if 1:\n    x = 1\n  y = 2", "IndentationError"),
    "nul_byte": ("x = 1\0", "SyntaxError"),
    "nul_byte_in_string": ("x = 'a\0b'", "SyntaxError"),
    "control_characters": ("\x01\x02\x7f", "SyntaxError"),
    "megabyte_of_letters": ("a" * 1_000_000, "NameError"),
    "megabyte_of_comments": ("# " + "e" * 70 + "\n", None),
    "megabyte_of_brackets": ("[" * 1_000_000, "SyntaxError"),
    "megabyte_of_minus": ("-" * 1_000_000 + "1", "SyntaxError"),
    "megabyte_of_statements": ("x = 1\n", None),
    "megabyte_of_nul": ("\0" * 1_000_000, "SyntaxError"),
}


@pytest.mark.parametrize("name", CELLS)
def test_cell(k, name):
    code, ename = CELLS[name]
    if name in ("megabyte_of_comments", "megabyte_of_statements"):
        code *= 1_000_000 // len(code)
    r = k.c.run(code, 30)
    assert k.kernel.alive()
    if ename is None:
        assert r.status == "ok", r.content
    else:
        # The class is Python's or a subclass of it; a limit may come first.
        assert r.status == "error", r.content
        assert r.content["ename"] in (ename, "SyntaxError", "NameError", "MemoryError", "RecursionError", "OverflowError"), r.content["ename"]
        assert len(json.dumps(r.content)) < 10_000, "the error repeats the cell"
    k.works()
