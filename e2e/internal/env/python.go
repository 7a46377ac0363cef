package env

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// An Environment is a set of Python packages, all of them pinned: the path of its
// requirements, below e2e.
type Environment string

const (
	// Clients is what the tests use.
	Clients Environment = "requirements.txt"
	// Gateway has Jupyter Enterprise Gateway, which does not fit in there.
	Gateway Environment = "gateway/requirements.txt"
	// Recipes has Airflow, which wants older versions of what the clients need.
	Recipes Environment = "recipes/requirements.txt"
)

// A MissingError says what the machine lacks for these tests.
type MissingError struct {
	What string
}

func (e *MissingError) Error() string { return e.What }

// complete is the file that marks an environment as whole. It is written last.
const complete = "complete"

// Setup makes an environment, unless it is there, and returns the path of its
// interpreter. It needs a minute or two the first time; progress goes to log.
// Several processes may call it at once: one works, the others wait. Without a
// usable Python the error is a *MissingError.
func Setup(ctx context.Context, log io.Writer, e Environment) (python string, err error) {
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	requirements := filepath.Join(root, "e2e", filepath.FromSlash(string(e)))
	pins, err := os.ReadFile(requirements)
	if err != nil {
		return "", err
	}
	base, version, err := findPython(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(version+"\n"), pins...))
	dir := filepath.Join(cache, fmt.Sprintf("python-%x", sum[:8]))
	python = filepath.Join(dir, "bin", "python")

	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(time.Hour)
	}
	unlock, err := lockFile(dir+".lock", deadline)
	if err != nil {
		return "", fmt.Errorf("wait for the Python environment: %w", err)
	}
	defer unlock()
	if _, err := os.Stat(filepath.Join(dir, complete)); err == nil {
		return python, nil
	}

	// What is there is the rest of an attempt that was broken off.
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	fmt.Fprintf(log, "making the Python environment %s\n", dir)
	if err := run(ctx, log, base, "-m", "venv", dir); err != nil {
		return "", &MissingError{"python3 cannot make a virtual environment; install python3-venv"}
	}
	// The requirements are complete. Gateway has a package newer than another one
	// of it asks for, which pip would refuse.
	err = run(ctx, log, python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", requirements)
	if err != nil {
		return "", fmt.Errorf("install e2e/%s: %w; run go run ./e2e/internal/setup to try again", e, err)
	}
	return python, os.WriteFile(filepath.Join(dir, complete), []byte(version+"\n"), 0o644)
}

// findPython returns a Python that the pinned packages support.
func findPython(ctx context.Context) (path, version string, err error) {
	const minimum = "3.11"
	path, err = exec.LookPath("python3")
	if err != nil {
		return "", "", &MissingError{"no python3 on PATH"}
	}
	script := "import sys; print('%d.%d' % sys.version_info[:2], sys.version_info >= (3, 11))"
	out, err := exec.CommandContext(ctx, path, "-c", script).Output()
	version, good, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if err != nil || good != "True" {
		return "", "", &MissingError{fmt.Sprintf("python3 on PATH is %q; version %s or newer is needed", version, minimum)}
	}
	return path, version, nil
}

// run runs a program and gives its output to log.
func run(ctx context.Context, log io.Writer, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	return cmd.Run()
}

// cacheDir is the folder in which all checkouts of the project keep what their
// tests share.
func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "starkernel", "e2e")
	return dir, os.MkdirAll(dir, 0o755)
}

// moduleRoot is the folder of go.mod, at or above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod at or above the working directory")
		}
		dir = parent
	}
}
