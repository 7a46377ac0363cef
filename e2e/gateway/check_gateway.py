"""Runs Jupyter Enterprise Gateway on the loopback interface and uses kernels
through its web interface. Prints PASS or FAIL for each check."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

import websocket

STARKERNEL = os.environ["STARKERNEL"]
PATIENCE = 60

# kernel.json of a kernel that the gateway starts as if on another machine. Its
# interrupts go through the communication port.
DISTRIBUTED = {
    "display_name": "Starlark (distributed)",
    "language": "starlark",
    "interrupt_mode": "signal",
    "metadata": {
        "process_proxy": {
            "class_name": "enterprise_gateway.services.processproxies.distributed.DistributedProcessProxy"
        }
    },
    "argv": [
        STARKERNEL, "launch", "--ip", "127.0.0.1",
        "--RemoteProcessProxy.kernel-id", "{kernel_id}",
        "--RemoteProcessProxy.response-address", "{response_address}",
        "--RemoteProcessProxy.public-key", "{public_key}",
        "--RemoteProcessProxy.port-range", "{port_range}",
        "--RemoteProcessProxy.spark-context-initialization-mode", "none",
    ],
}


class Gateway:
    def __init__(self, folder):
        self.folder = folder
        self.log_path = os.path.join(folder, "gateway.log")
        specs = os.path.join(os.environ["JUPYTER_DATA_DIR"], "kernels", "starlark_distributed")
        os.makedirs(specs)
        with open(os.path.join(specs, "kernel.json"), "w") as f:
            json.dump(DISTRIBUTED, f)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        env = dict(os.environ, EG_RESPONSE_IP="127.0.0.1", EG_REMOTE_HOSTS="127.0.0.1",
                   EG_KERNEL_LOG_DIR=folder, EG_PORT_RANGE="20000..30000")
        self.log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "enterprise_gateway", "--ip=127.0.0.1", f"--port={self.port}",
             "--port_retries=0", "--debug"],
            env=env, stdout=self.log, stderr=subprocess.STDOUT)
        wait_for(self.answers)

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError("the gateway has ended")
        try:
            return self.call("GET", "/api/kernelspecs")
        except OSError:
            return None

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            data = response.read()
            return json.loads(data) if data else True

    def start(self, name):
        # The gateway wants the name of who uses the kernel. By default that is
        # who runs the gateway, and it refuses root.
        body = {"name": name, "env": {"KERNEL_USERNAME": "tester"}}
        return Kernel(self, self.call("POST", "/api/kernels", body)["id"])

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def logs(self):
        """What the gateway and its kernels wrote."""
        text = ""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log"):
                with open(os.path.join(self.folder, name), errors="replace") as f:
                    text += f"--- {name}\n{f.read()}\n"
        return text


class Kernel:
    def __init__(self, gateway, id):
        self.gateway, self.id = gateway, id
        self.connect()

    def connect(self):
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{self.gateway.port}/api/kernels/{self.id}/channels", timeout=PATIENCE)

    def send(self, code):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "s",
                  "username": "u", "version": "5.3", "date": "2026-01-01T00:00:00Z"}
        self.socket.send(json.dumps({
            "header": header, "parent_header": {}, "metadata": {}, "channel": "shell",
            "content": {"code": code, "silent": False, "store_history": True,
                        "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}}))
        return header["msg_id"]

    def await_message(self, parent, msg_type):
        while True:
            m = json.loads(self.socket.recv())
            if m["parent_header"].get("msg_id") == parent and m["msg_type"] == msg_type:
                return m["content"]

    def result(self, code):
        parent = self.send(code)
        return self.await_message(parent, "execute_result")["data"]["text/plain"]

    def post(self, action):
        return self.gateway.call("POST", f"/api/kernels/{self.id}/{action}")

    def delete(self):
        self.socket.close()
        self.gateway.call("DELETE", f"/api/kernels/{self.id}")


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {PATIENCE} s")
        time.sleep(0.1)
    return value


def processes():
    """The launched kernels that run, by their command lines."""
    out = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    return [line for line in out.splitlines() if line.startswith(STARKERNEL + " ")]


def check_cell(kernel):
    got = kernel.result("6 * 7")
    assert got == "42", got


def check_interrupt(kernel):
    parent = kernel.send("await asyncio.sleep(3600)")
    kernel.await_message(parent, "execute_input")
    kernel.post("interrupt")
    reply = kernel.await_message(parent, "execute_reply")
    assert reply["ename"] == "KeyboardInterrupt", reply


def check_signal(kernel):
    """The interrupt went through the communication port."""
    assert "Signal (2) sent via gateway communication port" in kernel.gateway.logs()


def check_restart(kernel):
    kernel.result("x = 1\nx")
    kernel.post("restart")
    kernel.socket.close()
    kernel.connect()
    parent = kernel.send("x")
    reply = kernel.await_message(parent, "execute_reply")
    assert reply["status"] == "error" and reply["ename"] == "NameError", reply


def check_delete(kernel):
    assert processes(), "no kernel runs"
    kernel.delete()
    wait_for(lambda: not processes())


def check_ports(kernel):
    """The gateway got six ports, all of its range."""
    info = re.findall(r"Connection info received for kernel '%s': (\{.*\})" % kernel.id, kernel.gateway.logs())
    ports = [int(p) for p in re.findall(r"_port': (\d+)", info[-1])]
    assert len(ports) == 6 and all(20000 <= p <= 30000 for p in ports), info


def main():
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(folder)
        try:
            for name in ["starlark", "starlark_distributed"]:
                kernel = None
                checks = [check_cell, check_interrupt, check_restart, check_delete]
                if name == "starlark_distributed":
                    checks[2:2] = [check_ports, check_signal]
                for check in checks:
                    label = f"{name}:{check.__name__.removeprefix('check_')}"
                    try:
                        if kernel is None:
                            kernel = gateway.start(name)
                        check(kernel)
                        print(f"PASS {label} — ")
                    except Exception as e:
                        failed = True
                        print(f"FAIL {label} — {type(e).__name__}: {e}".replace("\n", " "))
        finally:
            gateway.close()
        if failed:
            print(gateway.logs(), file=sys.stderr)
    sys.exit(failed)


main()
