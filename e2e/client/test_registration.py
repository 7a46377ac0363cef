"""A kernel that gets a registration file chooses its ports and tells them.

No released jupyter_client starts kernels like that, so the other end is written
here, after its documentation ("Kernel startup handshake"), with its ZeroMQ.
"""
import hashlib
import hmac
import json
import os
import subprocess

import pytest
import zmq
from jupyter_client.blocking import BlockingKernelClient

KEY = b"a0436f6c-1916-498b-8eb9-e81ab9368e84"


def signature(content):
    return hmac.new(KEY, content, hashlib.sha256).hexdigest().encode()


@pytest.fixture
def registration(tmp_path):
    """The registration socket, and a kernel that was told of it."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.linger = 0
        router.rcvtimeo = 240_000
        port = router.bind_to_random_port("tcp://127.0.0.1")
        file = tmp_path / "registration.json"
        file.write_text(json.dumps({
            "kernel_id": "unique_kernel_id", "transport": "tcp", "registration_ip": "127.0.0.1",
            "registration_port": port, "signature_scheme": "hmac-sha256", "key": KEY.decode()}))
        kernel = subprocess.Popen([os.environ["STARKERNEL"], "kernel", "-f", file])
        try:
            yield router, kernel
        finally:
            kernel.kill()
            kernel.wait()


def test_the_kernel_serves_at_the_ports_that_it_told(registration):
    router, kernel = registration
    identity, delimiter, signed, content = router.recv_multipart()
    assert delimiter == b"<IDS|MSG>" and signed == signature(content)
    told = json.loads(content)
    assert told.pop("kernel_id") == "unique_kernel_id"
    assert sorted(told) == ["control_port", "hb_port", "iopub_port", "shell_port", "stdin_port"]
    assert all(isinstance(port, str) for port in told.values())
    router.send_multipart([identity, delimiter, signature(b"ACK"), b"ACK"])

    client = BlockingKernelClient()
    client.load_connection_info({
        "transport": "tcp", "ip": "127.0.0.1", "key": KEY.decode(), "signature_scheme": "hmac-sha256",
        **{name: int(port) for name, port in told.items()}})
    client.start_channels()
    try:
        client.wait_for_ready(timeout=240)
        assert client.execute("6 * 7", reply=True, timeout=240)["content"]["status"] == "ok"
        client.shutdown()
        assert kernel.wait(240) == 0
    finally:
        client.stop_channels()


def test_a_kernel_whose_registration_is_refused_ends(registration):
    router, kernel = registration
    identity, delimiter, _, _ = router.recv_multipart()
    router.send_multipart([identity, delimiter, b"no signature", b"ACK"])
    assert kernel.wait(240) == 1
