"""The policies of transport_encryption, in jupyter_client and jupyter_server."""
import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid

import pytest
import websocket
import zmq
from jupyter_client.manager import KernelManager

KERNEL, PROGRAM = os.environ["KERNEL"], os.environ["STARKERNEL"]


def start(transport, policy, kernel=KERNEL, tmp=None):
    """A kernel under that policy, and a client that is ready."""
    km = KernelManager(kernel_name=kernel, transport=transport, transport_encryption=policy)
    if transport == "ipc":
        km.ip = str(tmp / "k")
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=120)
    except Exception:
        stop(km, kc)
        raise
    return km, kc


def stop(km, kc):
    kc.stop_channels()
    km.shutdown_kernel(now=True)


def output(kc, code):
    text = []

    def hook(m):
        if m["msg_type"] == "stream":
            text.append(m["content"]["text"])
        elif m["msg_type"] == "error":
            text.append(m["content"]["ename"])

    kc.execute_interactive(code, output_hook=hook, allow_stdin=False, timeout=60)
    return "".join(text)


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
@pytest.mark.parametrize("policy", ["disabled", "auto", "required"])
def test_policy(policy, transport, tmp_path):
    km, kc = start(transport, policy, tmp=tmp_path)
    try:
        assert ("curve_secretkey" in km.get_connection_info()) == (policy != "disabled")
        assert ("curve_secretkey" in json.load(open(km.connection_file))) == (policy != "disabled")
        assert output(kc, "print(6 * 7)") == "42\n"
        assert output(kc, "print('x' * 3000000)") == "x" * 3_000_000 + "\n"
        # The heartbeat, with a key of its own.
        end = time.time() + 60
        while not (kc.hb_channel.is_beating() and kc.hb_channel.socket):
            assert time.time() < end
            time.sleep(0.1)
        reply = kc.execute("print('hello, ' + input('name?'))", allow_stdin=True)
        assert kc.get_stdin_msg(timeout=60)["content"]["prompt"] == "name?"
        kc.input("me")
        while kc.get_shell_msg(timeout=60)["parent_header"]["msg_id"] != reply:
            pass
    finally:
        stop(km, kc)


def test_restart_and_interrupt_keep_the_keys():
    km, kc = start("tcp", "required")
    try:
        keys = km.curve_publickey, km.curve_secretkey
        request = kc.execute("while True:\n    pass")
        while kc.get_iopub_msg(timeout=60)["msg_type"] != "execute_input":
            pass
        km.interrupt_kernel()
        while (m := kc.get_shell_msg(timeout=60))["parent_header"]["msg_id"] != request:
            pass
        assert m["content"]["ename"] == "KeyboardInterrupt"
        km.restart_kernel()
        kc.wait_for_ready(timeout=120)
        assert (km.curve_publickey, km.curve_secretkey) == keys
        assert output(kc, "print(1)") == "1\n"
    finally:
        stop(km, kc)


def test_two_clients():
    km, kc = start("tcp", "auto")
    other = km.client()
    other.session.session = uuid.uuid4().hex
    try:
        other.start_channels()
        other.wait_for_ready(timeout=120)
        assert output(kc, "x = 1; print(x)") == "1\n"
        assert output(other, "print(x + 1)") == "2\n"
    finally:
        other.stop_channels()
        stop(km, kc)


def test_required_refuses_a_kernelspec_that_does_not_declare_it(tmp_path):
    subprocess.run([PROGRAM, "install", "--prefix", tmp_path], check=True, timeout=60)
    folder = tmp_path / "share" / "jupyter" / "kernels" / "starlark"
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["metadata"] == {"supported_encryption": ["curve"]}
    km = KernelManager(transport_encryption="required", kernel_name=KERNEL)
    km.kernel_spec.metadata = {}
    with pytest.raises(RuntimeError, match="does not declare"):
        km.start_kernel()


@pytest.mark.parametrize("spoil", ["no keys", "another key"])
def test_a_client_without_the_key_gets_nothing(spoil):
    km, kc = start("tcp", "required")
    stranger = km.client()
    try:
        if spoil == "no keys":
            stranger.curve_publickey = stranger.curve_secretkey = None
        else:
            stranger.curve_publickey, stranger.curve_secretkey = zmq.curve_keypair()
        stranger.start_channels(hb=False)
        stranger.kernel_info()
        assert not stranger.shell_channel.socket.poll(2000)
        assert not stranger.iopub_channel.socket.poll(0)
        assert output(kc, "print(1)") == "1\n"
    finally:
        stranger.stop_channels()
        stop(km, kc)


def test_bad_keys_end_the_start(tmp_path):
    public, secret = (key.decode() for key in zmq.curve_keypair())
    other = zmq.curve_keypair()[0].decode()
    for keys, message in [
        ({"curve_publickey": public}, "only one of curve_publickey and curve_secretkey"),
        ({"curve_secretkey": secret}, "only one of curve_publickey and curve_secretkey"),
        ({"curve_publickey": public[:-1], "curve_secretkey": secret}, "39 characters, want 40 of Z85"),
        ({"curve_publickey": public, "curve_secretkey": "~" * 40}, "not one of Z85"),
        ({"curve_publickey": other, "curve_secretkey": secret}, "does not belong to the secret key"),
    ]:
        info = dict(keys, transport="tcp", ip="127.0.0.1", key="k", signature_scheme="hmac-sha256",
                    shell_port=1, iopub_port=2, stdin_port=3, control_port=4, hb_port=5)
        (tmp_path / "c.json").write_text(json.dumps(info))
        p = subprocess.run([PROGRAM, "kernel", "-f", str(tmp_path / "c.json")], capture_output=True, text=True, timeout=60)
        assert p.returncode != 0 and message in p.stderr, p.stderr
        assert secret not in p.stderr


@pytest.mark.parametrize("policy", ["auto", "required"])
def test_server(policy, tmp_path):
    """jupyter_server, a kernel over its API, and a cell over its websocket."""
    port, token = free_port(), uuid.uuid4().hex
    log = open(tmp_path / "log", "w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
         f"--ServerApp.root_dir={tmp_path}", f"--IdentityProvider.token={token}",
         f"--MappingKernelManager.transport_encryption={policy}"],
        stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=tmp_path)

    def api(method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Authorization": "token " + token}, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read() or "null")

    try:
        end = time.time() + 180
        while True:
            try:
                api("GET", "/api")
                break
            except OSError:
                assert server.poll() is None and time.time() < end, log.name
                time.sleep(0.1)
        kernel = api("POST", "/api/kernels", {"name": KERNEL})["id"]
        files = list((p for p in os.scandir(os.environ["JUPYTER_RUNTIME_DIR"]) if kernel in p.name))
        assert len(files) == 1 and "curve_secretkey" in json.load(open(files[0].path))
        for _ in range(2):
            # The server opens a websocket when the kernel answers on all channels.
            ws = websocket.create_connection(
                f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels", timeout=120, header={"Authorization": "token " + token})
            header = {"msg_id": uuid.uuid4().hex, "session": "s", "username": "u", "date": "2026-01-01T00:00:00Z",
                      "msg_type": "execute_request", "version": "5.3"}
            ws.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "buffers": [],
                                "content": {"code": "print(6 * 7)", "silent": False, "allow_stdin": False}}))
            text, end = "", time.time() + 120
            while True:
                assert time.time() < end, text
                m = json.loads(ws.recv())
                if m["parent_header"].get("msg_id") != header["msg_id"]:
                    continue
                if m["msg_type"] == "stream":
                    text += m["content"]["text"]
                elif m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
                    break
            assert text == "42\n"
            ws.close()
            api("POST", f"/api/kernels/{kernel}/restart")
        api("DELETE", f"/api/kernels/{kernel}")
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def free_port():
    with zmq.Context() as context, context.socket(zmq.REP) as s:
        return s.bind_to_random_port("tcp://127.0.0.1")
