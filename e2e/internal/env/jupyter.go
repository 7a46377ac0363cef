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
	Kernel string // the starkernel program
	Dir    string // the private folder
	Root   string // the folder of go.mod

	env []string
}

// KernelName is the name under which the kernel is installed.
const KernelName = "starlark"

// New gives a test its Jupyter and removes it when the test ends. It waits for
// the test's turn. Under -short, and when the machine lacks Python, the test is
// skipped; with CI=true a lack fails it.
func New(t *testing.T) *Jupyter {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Python; run without -short")
	}
	deadline, ok := t.Deadline()
	if !ok {
		deadline = time.Now().Add(time.Hour)
	}
	deadline = deadline.Add(-30 * time.Second) // to say what is wrong before go test does
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()

	python, err := Setup(ctx, t.Output())
	if missing, ok := errors.AsType[*MissingError](err); ok {
		lacks(t, missing.What)
	} else if err != nil {
		t.Fatal(err)
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	done, err := takeTurn(cache, deadline)
	if err != nil {
		t.Fatalf("wait for other tests with real clients: %v", err)
	}
	t.Cleanup(done)

	// A name such as people have, with what programs forget to quote.
	dir, err := os.MkdirTemp("", "Jupyter für 星 ")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	j := &Jupyter{Python: python, Dir: dir, Root: root, Kernel: filepath.Join(dir, "starkernel")}
	watchSources(t, root)
	j.build(t, ctx)
	j.makeEnv(t)
	if out, err := j.Command(t, j.Kernel, "install", "--prefix", filepath.Join(dir, "prefix")).CombinedOutput(); err != nil {
		t.Fatalf("starkernel install: %v\n%s", err, out)
	}
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
		case strings.HasPrefix(name, "JUPYTER"), strings.HasPrefix(name, "XDG_"), strings.HasPrefix(name, "PYTHON"), strings.HasPrefix(name, "PYTEST"):
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
		"HOME": "home", "TMPDIR": "tmp", "IPYTHONDIR": "ipython",
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
		case ".go", ".py", ".txt", ".ipynb", ".svg", ".png", ".mod", ".sum":
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
