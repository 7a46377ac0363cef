"""Shutdown, restart, death of the parent, other transports."""
import json, os, signal, subprocess, sys, tempfile, time
from probing import *


def shutdown(P, restart, chan="control", busy=False):
    k = P.begin()
    try:
        if busy:
            P.start_loop(k.c)
        t = NOW()
        mid = k.c.send(chan, "shutdown_request", {"restart": restart})
        rep, exited, end = None, None, NOW() + 8 * PATIENCE
        while NOW() < end and (rep is None or exited is None):
            m = k.c.recv(0.02)
            if m is not None and m.pid == mid and m.type == "shutdown_reply" and m.chan == chan:
                rep = m
            if exited is None and not k.alive():
                exited = NOW()
                end = min(end, NOW() + PATIENCE)
        need(exited is not None, "process still there (reply: %s)" % (rep and rep.content))
        need(rep is not None, "no shutdown_reply on %s (exit code %s)" % (chan, k.proc.poll()))
        need(rep.content.get("restart") is restart and rep.content.get("status") == "ok", "reply %r" % rep.content)
        return "gone after %.0f ms, exit code %s" % ((exited - t) * 1e3, k.proc.poll())
    finally:
        k.kill()


@check("shutdown_control_restart_false", own=True)
def _(P):
    return shutdown(P, False)


@check("shutdown_control_restart_true", own=True)
def _(P):
    return shutdown(P, True)


@check("shutdown_while_cell_runs", own=True)
def _(P):
    return shutdown(P, False, busy=True)


@check("shutdown_leaves_no_children", own=True)
def _(P):
    k = P.begin()
    try:
        kids = [p for p in k.tree() if p.pid != k.pid]
        k.c.send("control", "shutdown_request", {"restart": False})
        need(k.wait_exit(8), "did not exit")
        time.sleep(0.5)
        left = [p for p in kids if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        need(not left, "left behind: %s" % left)
        return "%d child processes before" % len(kids)
    finally:
        k.kill()


@check("restart_on_same_ports_with_jupyter_client", own=True)
def _(P):
    k = P.begin()
    try:
        k.c.run(P.sn("set", "probe_gone", 777), 30)
        k.km.restart_kernel(now=False)
        k.proc = k.km.provisioner.process
        k.pid = k.proc.pid
        k.t0 = NOW()
        k.c.close()
        k.info = k.km.get_connection_info()
        k.c = Client(k.info)
        k.ready()
        k.sync()
        P.setup(k)
        r = k.c.run(P.sn("get", "probe_gone"), 30)
        need("777" not in r.all_text(), "state survived the restart")
        need(k.c.run(P.sn("trivial"), 30).status == "ok", "trivial cell")
    finally:
        k.kill()


@check("SIGTERM_ends_kernel", own=True)
def _(P):
    k = P.begin()
    try:
        t = NOW()
        k.proc.send_signal(signal.SIGTERM)
        e = k.wait_exit(8)
        need(e, "still there 8 s after SIGTERM")
        return "%.0f ms, exit %s" % ((e - t) * 1e3, k.proc.poll())
    finally:
        k.kill()


@check("exits_when_parent_dies", own=True)
def _(P):
    k0 = P.new(client=False)            # only to learn the command line
    k0.kill()
    from jupyter_client.connect import write_connection_file
    fn = os.path.join(tempfile.mkdtemp(), "conn.json")
    fn, cfg = write_connection_file(fn, key=b"abc-key")
    k0.km.connection_file = fn
    km = KernelManager(kernel_name=P.name, connection_file=fn)
    cmd = km.format_kernel_cmd()
    helper = ("import subprocess,os,sys,json,time\n"
              "env=dict(os.environ); env.update(json.loads(sys.argv[2])); env['JPY_PARENT_PID']=str(os.getpid())\n"
              "p=subprocess.Popen(json.loads(sys.argv[1]),env=env,start_new_session=True,stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
              "print(p.pid,flush=True)\ntime.sleep(1000)\n")
    env = {x: v for x, v in (k0.spec.env or {}).items() if "${" not in v}
    h = subprocess.Popen([sys.executable, "-c", helper, json.dumps(cmd), json.dumps(env)], stdout=subprocess.PIPE)
    pid = int(h.stdout.readline())
    cfg["ip"] = cfg.get("ip", "127.0.0.1")
    c = Client(cfg)
    try:
        try:
            c.request("shell", "kernel_info_request", timeout=40, need_idle=False)
        except Timeout:
            raise Fail("kernel started by hand did not answer")
        h.kill()
        h.wait()
        t = NOW()
        while NOW() - t < 15 * PATIENCE:
            try:
                if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                    break
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
        else:
            raise Fail("kernel still running %d s after its parent died" % (NOW() - t))
        return "%.1f s" % (NOW() - t)
    finally:
        c.close()
        try:
            psutil.Process(pid).kill()
        except psutil.Error:
            pass
        if h.poll() is None:
            h.kill()


@check("opt:ipc_transport", own=True)
def _(P):
    d = tempfile.mkdtemp()
    old = os.getcwd()
    os.chdir(d)
    k = None
    try:
        try:
            k = P.begin(transport="ipc", ip=os.path.join(d, "k"))
            r = k.c.run(P.sn("hello"), 30)
            need("hello, world" in r.all_text(), r.all_text())
        except Timeout as e:
            opt(P, False, "ipc: %s" % e)
    finally:
        os.chdir(old)
        if k:
            k.kill()


@check("opt:empty_key_no_auth", own=True)
def _(P):
    from jupyter_client.session import Session
    k = P.new(client=False, session=Session(key=b""))
    try:
        c = Client(k.info)
        try:
            r = c.request("shell", "kernel_info_request", timeout=20, need_idle=False)
        except Timeout:
            opt(P, False, "no answer with an empty key")
        finally:
            c.close()
    finally:
        k.kill()


@check("two_kernels_side_by_side", own=True)
def _(P):
    a, b = P.begin(), P.begin()
    try:
        a.c.run(P.sn("set", "side", 111), 30)
        b.c.run(P.sn("set", "side", 222), 30)
        ra, rb = a.c.run(P.sn("get", "side"), 30), b.c.run(P.sn("get", "side"), 30)
        need("111" in ra.all_text() and "222" in rb.all_text(), "%r %r" % (ra.all_text(), rb.all_text()))
    finally:
        a.kill()
        b.kill()


@check("execute_sent_before_kernel_is_up", own=True)
def _(P):
    k = P.new()
    try:
        mid = k.c.execute(P.sn("trivial"))
        r = k.c.finish(mid, 60, need_idle=False)
        need(r.status in ("ok", "error"), r.content)
        return "status %s after %.0f ms" % (r.status, (r.t_reply - k.t0) * 1e3)
    finally:
        k.kill()
