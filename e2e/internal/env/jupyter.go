package env

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Jupyter is a private installation: the clients of the shared environment, and
// a kernel built from the working tree, installed where only they look.
type Jupyter struct {
	Python string // the interpreter of the environment
	Kernel string // the starkernel program, if there is one
	Dir    string // the private folder
	Root   string // the folder of go.mod

	env []string
}

// KernelName is the name under which the kernel is installed.
const KernelName = "starlark"

// New gives a test its Jupyter with the packages of [Clients], and removes it when
// the test ends. It waits for the test's turn. Under -short, and when the machine
// lacks Python, the test is skipped; with CI=true a lack fails it.
func New(t *testing.T) *Jupyter {
	t.Helper()
	return NewIn(t, Clients)
}

// NewIn is New with the packages of another environment.
func NewIn(t *testing.T, e Environment) *Jupyter {
	t.Helper()
	deadline := testDeadline(t)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	j := prepare(t, ctx, e)
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	done, err := takeTurn(cache, deadline)
	if err != nil {
		t.Fatalf("wait for other tests with real clients: %v", err)
	}
	t.Cleanup(done)
	j.build(t, ctx)
	if out, err := j.Command(t, j.Kernel, "install", "--prefix", filepath.Join(j.Dir, "prefix")).CombinedOutput(); err != nil {
		t.Fatalf("starkernel install: %v\n%s", err, out)
	}
	return j
}

// NewWithoutKernel is New without the kernel, and without waiting for a turn. It is
// for tests which have our end of the connection in their own process, and which
// measure no time.
func NewWithoutKernel(t *testing.T) *Jupyter {
	t.Helper()
	ctx, cancel := context.WithDeadline(t.Context(), testDeadline(t))
	defer cancel()
	j := prepare(t, ctx, Clients)
	j.Kernel = ""
	return j
}

// testDeadline is when the test must know what is wrong: before go test ends it.
func testDeadline(t *testing.T) time.Time {
	deadline, ok := t.Deadline()
	if !ok {
		deadline = time.Now().Add(time.Hour)
	}
	return deadline.Add(-30 * time.Second)
}

// prepare makes the private folder and the environment of commands.
func prepare(t *testing.T, ctx context.Context, e Environment) *Jupyter {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Python; run without -short")
	}
	python, err := Setup(ctx, t.Output(), e)
	if missing, ok := errors.AsType[*MissingError](err); ok {
		lacks(t, missing.What)
	} else if err != nil {
		t.Fatal(err)
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	// A name such as people have, with what programs forget to quote.
	dir, err := os.MkdirTemp("", "Jupyter für 星 ")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	j := &Jupyter{Python: python, Dir: dir, Root: root, Kernel: filepath.Join(dir, "starkernel")}
	watchSources(t, root)
	j.makeEnv(t)
	return j
}

// Chromium skips the test when the machine has no Chromium, and fails it with
// CI=true. It returns the path of the program.
func Chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	lacks(t, "no Chromium on PATH")
	return ""
}

// lacks ends a test for which the machine lacks something.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// Command is a command that runs in the private installation and ends with the
// test at the latest.
func (j *Jupyter) Command(t *testing.T, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = j.env
	cmd.Dir = j.Dir
	// A client that is asked politely ends its kernels and browsers too.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// Setenv adds a variable to the environment of later commands.
func (j *Jupyter) Setenv(name, value string) {
	j.env = append(j.env, name+"="+value)
}

func (j *Jupyter) build(t *testing.T, ctx context.Context) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", j.Kernel, "./cmd/starkernel")
	cmd.Dir = j.Root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // one static binary, as it is released
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the kernel: %v\n%s", err, out)
	}
}

// makeEnv fills j.env: the machine's environment without what would lead a
// client to the user's own files.
func (j *Jupyter) makeEnv(t *testing.T) {
	t.Helper()
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch {
		case strings.HasPrefix(name, "JUPYTER"), strings.HasPrefix(name, "XDG_"), strings.HasPrefix(name, "PYTHON"), strings.HasPrefix(name, "PYTEST"), name == "STARKERNEL_HISTORY":
		default:
			j.env = append(j.env, v)
		}
	}
	venv := filepath.Dir(filepath.Dir(j.Python))
	j.Setenv("PATH", filepath.Dir(j.Python)+string(os.PathListSeparator)+os.Getenv("PATH"))
	j.Setenv("VIRTUAL_ENV", venv)
	j.Setenv("JUPYTER_PATH", filepath.Join(j.Dir, "prefix", "share", "jupyter"))
	j.Setenv("LC_ALL", "C.UTF-8")
	j.Setenv("PYTHONNOUSERSITE", "1")
	j.Setenv("PYTHONDONTWRITEBYTECODE", "1")
	j.Setenv("PYTHONPATH", filepath.Join(j.Root, "e2e", "probe")+string(os.PathListSeparator)+filepath.Join(j.Root, "e2e", "demo"))
	j.Setenv("KERNEL", KernelName)
	j.Setenv("STARKERNEL", j.Kernel)
	for name, folder := range map[string]string{
		"HOME": "home", "TMPDIR": "tmp", "IPYTHONDIR": "ipython", "XDG_STATE_HOME": "state",
		"JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTER_CONFIG_DIR": "config",
	} {
		dir := filepath.Join(j.Dir, folder)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		j.Setenv(name, dir)
	}
}

// watchSources opens every source of the kernel and of these tests, so that go
// test, which knows the files that a test opens but not those of the programs
// it starts, runs the test again when one of them has changed.
func watchSources(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return fs.SkipDir
		}
		switch filepath.Ext(path) {
		case ".go", ".py", ".toml", ".txt", ".ipynb", ".svg", ".png", ".mod", ".sum":
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
