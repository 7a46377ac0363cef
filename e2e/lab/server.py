"""A JupyterLab server in a temporary directory."""
import json, os, re, shutil, socket, subprocess, sys, tempfile, time, urllib.request
import psutil
from jupyter_core.paths import jupyter_path
from snippets_lab import check


class Server:
    def __init__(self, kernel, verbose):
        self.kernel, self.verbose = kernel, verbose
        self.tmp = tempfile.mkdtemp(prefix="lab-probe-")
        self.root = os.path.join(self.tmp, "work")
        for d in ("work", "config", "data", "runtime"): os.makedirs(os.path.join(self.tmp, d))
        s = socket.socket(); s.bind(("127.0.0.1", 0)); self.port = s.getsockname()[1]; s.close()
        self.token = os.urandom(12).hex()
        self.url = "http://127.0.0.1:%d" % self.port
        settings = os.path.join(self.tmp, "config", "lab", "user-settings", "@jupyterlab", "apputils-extension")
        os.makedirs(settings)
        with open(os.path.join(settings, "notification.jupyterlab-settings"), "w") as f:
            json.dump({"fetchNews": "false", "checkForUpdates": False}, f)
        env = dict(os.environ, JUPYTER_CONFIG_DIR=os.path.join(self.tmp, "config"), JUPYTER_DATA_DIR=os.path.join(self.tmp, "data"),
                   JUPYTER_RUNTIME_DIR=os.path.join(self.tmp, "runtime"), JUPYTER_PATH=os.pathsep.join(jupyter_path()),
                   IPYTHONDIR=os.path.join(self.tmp, "ipython"), XDG_STATE_HOME=os.path.join(self.tmp, "state"), PATH=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
        self.log = open(os.path.join(self.tmp, "server.log"), "w+")
        self.proc = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=%d" % self.port,
             "--ServerApp.port_retries=0", "--ServerApp.root_dir=" + self.root, "--IdentityProvider.token=" + self.token,
             "--LabApp.news_url=None", "--expose-app-in-browser", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
             "--LabApp.extension_manager=readonly"],
            env=env, cwd=self.root, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.time() + 180
        while True:
            try: self.api("GET", "/api"); break
            except OSError:
                if self.proc.poll() is not None or time.time() > end:
                    raise SystemExit("server did not start:\n" + open(self.log.name).read()[-2000:])
                time.sleep(0.1)
        specs = self.api("GET", "/api/kernelspecs")["kernelspecs"]
        if kernel not in specs: raise SystemExit("no kernelspec %r; have: %s" % (kernel, ", ".join(sorted(specs))))
        self.spec = specs[kernel]["spec"]; self.resources = specs[kernel]["resources"]

    def api(self, method, path, body=None):
        req = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode() if body is not None else None,
                                     headers={"Authorization": "token " + self.token})
        with urllib.request.urlopen(req, timeout=120) as r:
            data = r.read()
        return json.loads(data) if data else None

    def kernel_pid(self):
        """The process (deepest one) holding the connection file of the single running kernel."""
        kid = self.api("GET", "/api/kernels")[0]["id"]
        hits = [p for p in psutil.Process(self.proc.pid).children(recursive=True) if any(kid in a for a in p.cmdline())]
        check(hits, "kernel process not found")
        return hits[-1].pid

    def stop_kernels(self):
        for k in self.api("GET", "/api/sessions"):
            try: self.api("DELETE", "/api/sessions/" + k["id"])
            except OSError: pass
        for k in self.api("GET", "/api/kernels"):
            try: self.api("DELETE", "/api/kernels/" + k["id"])
            except OSError: pass

    def close(self):
        try: kids = psutil.Process(self.proc.pid).children(recursive=True)
        except psutil.Error: kids = []
        if self.proc.poll() is None:
            self.proc.terminate()
            try: self.proc.wait(8)
            except subprocess.TimeoutExpired: self.proc.kill(); self.proc.wait()
        for p in kids:
            try: p.kill()
            except psutil.Error: pass
        if self.verbose:
            self.log.flush()
            for line in open(self.log.name):
                if re.match(r"\[[WEC] ", line): print("  server:", line.rstrip()[:200])
        self.log.close(); shutil.rmtree(self.tmp, ignore_errors=True)
