"""A cell that prints much, seen by a client of jupyter_server's websocket."""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

import psutil
import pytest
import websocket

from kernel_lib import PATIENCE

KERNEL = os.environ["KERNEL"]
MIB = 1 << 20


class Page:
    """A session of a server of its own, and the websocket of its kernel."""

    def __init__(self, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.token = uuid.uuid4().hex
        self.log = open(folder / "server.log", "wb")
        self.server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=%d" % self.port,
             "--ServerApp.port_retries=0", "--ServerApp.root_dir=%s" % folder, "--IdentityProvider.token=" + self.token],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.ws = None

    def connect(self):
        end = time.time() + 60 * PATIENCE
        while True:
            try:
                self.api("GET", "/api")
                break
            except OSError:
                assert self.server.poll() is None and time.time() < end, "the server does not start"
                time.sleep(0.1)
        self.open()

    def open(self):
        """Starts a kernel and connects to it."""
        session = self.api("POST", "/api/sessions", {"path": "a.ipynb", "name": "", "type": "notebook", "kernel": {"name": KERNEL}})
        self.kernel = session["kernel"]["id"]
        self.session = uuid.uuid4().hex
        self.ws = websocket.create_connection(
            "ws://127.0.0.1:%d/api/kernels/%s/channels?session_id=%s&token=%s" % (self.port, self.kernel, self.session, self.token), timeout=60 * PATIENCE)
        self.process = next(p for p in psutil.Process(self.server.pid).children(recursive=True) if any(self.kernel in a for a in p.cmdline()))
        self.run("print('here')")

    def api(self, method, path, body=None):
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self.port, path), method=method,
                                         data=json.dumps(body).encode() if body is not None else None, headers={"Authorization": "token " + self.token})
        with urllib.request.urlopen(request, timeout=60 * PATIENCE) as r:
            data = r.read()
        return json.loads(data) if data else None

    def start(self, code):
        mid = uuid.uuid4().hex
        self.ws.send(json.dumps({
            "channel": "shell", "parent_header": {}, "metadata": {}, "buffers": [],
            "header": {"msg_id": mid, "msg_type": "execute_request", "username": "", "session": self.session, "version": "5.4", "date": "2026-01-01T00:00:00Z"},
            "content": {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}}))
        return mid

    def messages(self, mid):
        """What belongs to the request, up to its idle and its reply."""
        wanted = {"idle", "execute_reply"}
        while wanted:
            m = json.loads(self.ws.recv())
            if m["parent_header"].get("msg_id") == mid:
                wanted -= {m["header"]["msg_type"], m["content"].get("execution_state")}
                yield m

    def run(self, code):
        return list(self.messages(self.start(code)))

    def end(self):
        """Ends the kernel."""
        if self.ws is not None:
            self.ws.close()
            self.ws = None
            self.api("DELETE", "/api/kernels/" + self.kernel)

    def close(self):
        self.end()
        self.server.terminate()
        try:
            self.server.wait(15 * PATIENCE)
        except subprocess.TimeoutExpired:
            self.server.kill()
        self.log.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    p = Page(tmp_path_factory.mktemp("server"))
    try:
        p.connect()
        yield p
    finally:
        p.close()


def everything(page, code, seen=lambda m: None):
    """What a cell shows, if the server drops nothing. The server may, and says so on stderr, when the
    machine holds it up for longer than the kernel allows for: then a fresh kernel gets another chance."""
    for attempt in range(3):
        if attempt:
            page.end()
            page.open()
        messages = []
        for m in page.messages(page.start(code)):
            messages.append(m)
            seen(m)
        if text(messages, "stderr") == "":
            break
    assert text(messages, "stderr") == ""
    return messages


def text(messages, name="stdout"):
    return "".join(m["content"]["text"] for m in messages if m["header"]["msg_type"] == "stream" and m["content"]["name"] == name)


def test_a_million_prints_arrive_in_little_memory(page):
    before, most = page.process.memory_info().rss, 0

    def measure(_):
        nonlocal most
        most = max(most, page.process.memory_info().rss)

    messages = everything(page, "for i in range(1000000):\n    print(i)", measure)
    assert text(messages) == "".join("%d\n" % i for i in range(1000000))
    assert most - before < 200 * MIB, "%d MiB more" % ((most - before) / MIB)


def test_one_large_text_arrives(page):
    messages = everything(page, "print('x' * 5000000)")
    assert len(text(messages)) == 5000001


def test_many_displays_arrive(page):
    messages = everything(page, "for i in range(5000):\n    display(i)")
    shown = [m["content"]["data"]["text/plain"] for m in messages if m["header"]["msg_type"] == "display_data"]
    assert shown == [str(i) for i in range(5000)]


@pytest.mark.parametrize("code", ["while True:\n    print('x' * 50)", "print('x' * 50000000)\nwhile True:\n    pass"], ids=["loop", "text"])
def test_cell_is_interrupted_while_it_prints(page, code):
    mid = page.start(code)
    seen, begun, messages = 0, None, []
    for m in page.messages(mid):
        messages.append(m)
        seen += len(m["content"].get("text", ""))
        if begun is None and seen > 1000000:
            begun = time.time()
            page.api("POST", "/api/kernels/%s/interrupt" % page.kernel)
    assert [m["content"]["ename"] for m in messages if m["header"]["msg_type"] == "error"] == ["KeyboardInterrupt"]
    assert time.time() - begun < 15 * PATIENCE, "it went on printing"
    assert "42" in text(page.run("print(6 * 7)"))
