"""Start, restart, shutdown and loss of the parent, and clients that come and go."""
import json
import os
import subprocess
import sys
import time

import psutil
import pytest
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import KernelManager, start_new_kernel

from conftest import KERNEL, TICKER
from kernel_lib import Client


@pytest.fixture
def managed():
    """A kernel as jupyter_client starts it: manager and blocking client."""
    km, kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=480)
    try:
        yield km, kc
    finally:
        kc.stop_channels()
        if km.has_kernel:
            km.shutdown_kernel(now=True)


def output(kc, code, timeout=240):
    """Runs a cell through the blocking client; returns what it printed."""
    text = []

    def hook(m):
        if m["msg_type"] == "stream":
            text.append(m["content"]["text"])
        elif m["msg_type"] == "error":
            text.append(m["content"]["ename"])

    kc.execute_interactive(code, output_hook=hook, allow_stdin=False, timeout=timeout)
    return "".join(text)


def test_execute_through_the_blocking_client(managed):
    _, kc = managed
    assert output(kc, "x = 6") == ""
    assert output(kc, "print(x * 7)") == "42\n"


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("now", [False, True])
def test_restart_gives_an_empty_session_on_the_same_ports(managed, now, busy):
    km, kc = managed
    output(kc, "x = 6")
    ports = km.get_connection_info()
    if busy:
        kc.execute("while True:\n    pass")
        time.sleep(0.3)
    km.restart_kernel(now=now)
    kc.wait_for_ready(timeout=480)
    assert km.get_connection_info() == ports
    assert output(kc, "x") == "NameError"
    assert output(kc, "print(1)") == "1\n"


def test_interrupt_through_the_manager(managed):
    km, kc = managed
    mid = kc.execute("print('here')\nwhile True:\n    pass")
    while True:
        m = kc.get_iopub_msg(timeout=240)
        if m["msg_type"] == "stream" and m["parent_header"]["msg_id"] == mid:
            break
    km.interrupt_kernel()
    while True:
        reply = kc.get_shell_msg(timeout=240)
        if reply["parent_header"]["msg_id"] == mid:
            break
    assert reply["content"]["ename"] == "KeyboardInterrupt"


@pytest.mark.parametrize("busy", [False, True])
def test_shutdown_ends_the_process(managed, busy):
    km, kc = managed
    process = km.provisioner.process
    km.shutdown_wait_time = 240     # then the manager would help
    if busy:
        kc.execute("while True:\n    pass")
        time.sleep(0.3)
    t = time.time()
    km.shutdown_kernel()
    assert process.poll() == 0, "exit code %s" % process.poll()
    assert time.time() - t < 120, "the manager had to help"


def test_two_clients_share_the_session_and_get_their_own_replies(k):
    other = Client(k.kernel.info)
    try:
        other.request("shell", "kernel_info_request", need_idle=False)
        k.ok("shared = 7")
        assert other.run("print(shared)").text() == "7\n"
        mid = other.execute("print('theirs')")
        seen, end = "", time.time() + 240
        while "theirs" not in seen and time.time() < end:
            m = k.c.recv(1)
            if m is not None:
                assert m.chan == "iopub", "a reply for the other client: %r" % m
                seen += m.content.get("text", "")
        assert "theirs" in seen, "the first client does not see what the second one's cell prints"
        other.finish(mid)
        r = other.run("print(input('who? '))", allow_stdin=True,
                      on_stdin=lambda m: other.send("stdin", "input_reply", {"value": "me"}, parent=m.header))
        assert r.text() == "me\n"
        while (m := k.c.recv(0.1)) is not None:
            assert m.chan != "stdin", "the question went to the client that did not ask"
    finally:
        other.close()
    k.works()


def test_client_that_reconnects_finds_cell_and_session(k):
    k.ok(TICKER)
    mid = k.start("for i in itertools.count():\n    print('line', i)\n    run_in_foreground(asyncio.sleep(0.1))")
    k.c.close()                         # in the middle of the cell
    back = k.c = k.kernel.c = Client(k.kernel.info)
    r = back.request("shell", "kernel_info_request", need_idle=False)
    assert r.status == "ok"             # answered while the cell runs
    for _ in range(3):
        k.printed(mid, "line")
    back.send("control", "interrupt_request")
    while True:                         # the reply goes to the client that is no more
        m = back.recv(240, ("iopub",))
        assert m is not None, "the cell goes on"
        if m.pid == mid and m.state == "idle":
            break
    back.flush()
    k.works()
    assert k.ok("print(ticks[0] > 5)") == "True\n"


def test_kernel_ends_when_its_parent_dies(tmp_path):
    connection = str(tmp_path / "connection ü.json")
    _, info = write_connection_file(connection, key=b"secret")
    command = KernelManager(kernel_name=KERNEL, connection_file=connection).format_kernel_cmd()
    parent = subprocess.Popen(
        [sys.executable, "-c", "import os, subprocess, sys, time\n"
         "env = dict(os.environ, JPY_PARENT_PID=str(os.getpid()))\n"
         "p = subprocess.Popen(sys.argv[1:], env=env, start_new_session=True, stdin=subprocess.DEVNULL)\n"
         "print(p.pid, flush=True)\n"
         "time.sleep(600)\n", *command], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    client = Client(info)
    try:
        client.request("shell", "kernel_info_request", timeout=60, need_idle=False)
        client.execute("while True:\n    pass")     # also while it computes
        parent.kill()
        parent.wait()
        assert gone(pid, 240), "still there minutes after its parent died"
    finally:
        client.close()
        parent.kill()
        if psutil.pid_exists(pid):
            os.kill(pid, 9)


def gone(pid, seconds):
    end = time.time() + seconds
    while time.time() < end:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_kernel_runs_over_ipc(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    km = KernelManager(kernel_name=KERNEL, transport="ipc")
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=480)
        assert output(kc, "print(40 + 2)") == "42\n"
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def test_jupyter_and_starkernel_list_the_same_kernelspec():
    specs = json.loads(subprocess.check_output(["jupyter", "kernelspec", "list", "--json"]))["kernelspecs"]
    spec = specs[KERNEL]
    assert {"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} <= set(os.listdir(spec["resource_dir"]))
    assert spec["spec"]["display_name"] == "Starlark"
    ours = subprocess.check_output([os.environ["STARKERNEL"], "list"], text=True)
    assert KERNEL in ours and spec["resource_dir"] in ours, ours


def sockets(folder):
    return sorted(p.name for p in folder.iterdir() if p.is_socket())


@pytest.mark.parametrize("end", ["shutdown", "SIGTERM", "SIGKILL"])
def test_no_socket_file_stays_behind(tmp_path, end):
    """Started by hand, as jupyter_client would remove the files. After SIGKILL a new start takes their place."""
    connection = str(tmp_path / "connection.json")
    _, info = write_connection_file(connection, key=b"secret", transport="ipc", ip=str(tmp_path / "k"))
    command = KernelManager(kernel_name=KERNEL, connection_file=connection).format_kernel_cmd()
    for kill in (True, False) if end == "SIGKILL" else (False,):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        c = Client(info)
        try:
            c.request("shell", "kernel_info_request", timeout=60, need_idle=False)
            assert len(sockets(tmp_path)) == 5
            if kill:
                process.kill()
                process.wait(240)
                assert len(sockets(tmp_path)) == 5
                continue
            if end == "SIGTERM":
                process.terminate()
            else:
                c.send("control", "shutdown_request", {"restart": False})
            assert process.wait(240) == 0
            assert sockets(tmp_path) == []
        finally:
            c.close()
            process.kill()
            process.wait()


def test_hundred_kernels_one_after_the_other_say_goodbye(tmp_path):
    """On the same ports. Each delivers the reply, the same on iopub, and the last idle."""
    connection = str(tmp_path / "connection.json")
    _, info = write_connection_file(connection, key=b"secret")
    command = KernelManager(kernel_name=KERNEL, connection_file=connection).format_kernel_cmd()
    with open(tmp_path / "kernel.log", "wb") as log:
        for i in range(100):
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
            c = Client(info)
            try:
                end = time.time() + 240
                while (m := c.recv(240, ("iopub",))) is None or m.type != "iopub_welcome":
                    assert time.time() < end and process.poll() is None, "start %d" % i
                mid = c.execute("print('x' * 100000)")
                r = c.request("control", "shutdown_request", {"restart": bool(i % 2)})
                assert r.content == {"status": "ok", "restart": bool(i % 2)}
                assert [t for t in r.types if t != "busy" or t == r.types[0]] == ["busy", "shutdown_reply", "idle"], r.types
                assert process.wait(240) == 0
            finally:
                c.close()
                process.kill()
                process.wait()


def test_twenty_kernels_start_at_once():
    kernels = []
    try:
        for _ in range(20):
            km = KernelManager(kernel_name=KERNEL)
            km.start_kernel()
            kernels.append((km, Client(km.get_connection_info())))
        for n, (_, c) in enumerate(kernels):
            assert c.request("shell", "execute_request", c.execute_content("x = %d" % n), timeout=60, need_idle=False).status == "ok"
        for n, (_, c) in enumerate(kernels):
            r = c.request("shell", "execute_request", c.execute_content("", user_expressions={"x": "x"}), timeout=60, need_idle=False)
            assert r.content["user_expressions"]["x"]["data"]["text/plain"] == str(n)
        processes = [km.provisioner.process for km, _ in kernels]
        for _, c in kernels:
            c.send("control", "shutdown_request", {"restart": False})
        for process in processes:
            assert process.wait(240) == 0
    finally:
        for km, c in kernels:
            c.close()
            km.shutdown_kernel(now=True)
