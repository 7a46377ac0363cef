package kernelspec

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
)

// environment is what decides where kernelspecs are: the operating system, the
// variables, the home folder and the Python that Jupyter would run in. Tests
// make their own.
type environment struct {
	goos   string
	getenv func(string) string
	home   func() (string, error)
	// python asks the Python at path about itself; "" is the one on PATH.
	python func(path string) (pythonInfo, error)
	// owns tells if the user owns the folder.
	owns func(path string) bool
}

// pythonInfo is what a Python knows of its own place.
type pythonInfo struct {
	prefix     string // sys.prefix
	basePrefix string // sys.base_prefix, another one in a virtual environment
	userBase   string // site.getuserbase(), "" when user packages are off
}

// currentEnvironment is the environment of this process.
func currentEnvironment() environment {
	return environment{
		goos:   runtime.GOOS,
		getenv: os.Getenv,
		home:   homeDir,
		python: askPython,
		owns:   ownedByUser,
	}
}

// homeDir gives the home folder with symbolic links resolved, as jupyter_core
// does.
func homeDir() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		// A service may run without HOME; the user database still knows.
		u, uerr := user.Current()
		if uerr != nil || u.HomeDir == "" {
			return "", err
		}
		home = u.HomeDir
	}
	if real, err := filepath.EvalSymlinks(home); err == nil {
		return real, nil
	}
	return home, nil
}

// askPython runs Python once, without the user's startup files.
func askPython(path string) (pythonInfo, error) {
	const question = "import site, sys; print(sys.prefix); print(sys.base_prefix); " +
		"print(site.getuserbase() if site.ENABLE_USER_SITE else '')"
	candidates := []string{path}
	if path == "" {
		candidates = []string{"python3", "python"}
	}
	var firstErr error
	for _, name := range candidates {
		cmd := exec.Command(name, "-c", question)
		// The answer is decoded as UTF-8 on every system.
		cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
		out, err := cmd.Output()
		if err == nil {
			lines := strings.Split(strings.ReplaceAll(string(out), "\r\n", "\n"), "\n")
			if len(lines) >= 3 && lines[0] != "" {
				return pythonInfo{lines[0], lines[1], lines[2]}, nil
			}
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	if firstErr == nil {
		firstErr = exec.ErrNotFound
	}
	return pythonInfo{}, firstErr
}

// flag reads a variable as jupyter_core's envset does: set to anything but a
// word for no.
func (e environment) flag(name string) (on, set bool) {
	v := e.getenv(name)
	if v == "" {
		return false, false
	}
	switch strings.ToLower(v) {
	case "no", "n", "false", "off", "0", "0.0":
		return false, true
	}
	return true, true
}

// activePrefix is the folder of the environment that the shell activated, or
// "". A virtual environment inside a conda environment comes first.
func (e environment) activePrefix() string {
	if p := e.getenv("VIRTUAL_ENV"); p != "" {
		return p
	}
	return e.getenv("CONDA_PREFIX")
}
