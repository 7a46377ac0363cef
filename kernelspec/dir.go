package kernelspec

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Target says where a kernelspec goes; at most one field is set. The zero
// Target is the user's own folder, like User: it needs no rights, and every
// Jupyter of that user finds it. For all users of a machine, Prefix is
// "/usr/local", where `jupyter kernelspec install` writes without an option.
type Target struct {
	// User is the user's own data folder (--user).
	User bool
	// SysPrefix is the active Python environment (--sys-prefix).
	SysPrefix bool
	// Prefix is PREFIX/share/jupyter (--prefix).
	Prefix string
}

// Dir gives the absolute path of the folder that holds the kernelspecs of
// target. The folder need not exist. It is an error that says what to do if
// target sets more than one field, or if nothing tells where the folder is.
func Dir(target Target) (string, error) { return currentEnvironment().dir(target) }

func (e environment) dir(t Target) (string, error) {
	n := 0
	for _, set := range []bool{t.User, t.SysPrefix, t.Prefix != ""} {
		if set {
			n++
		}
	}
	if n > 1 {
		return "", errors.New("more than one of --user, --sys-prefix and --prefix is given; choose one")
	}
	var data string
	var err error
	switch {
	case t.Prefix != "":
		data = filepath.Join(t.Prefix, "share", "jupyter")
	case t.SysPrefix:
		var prefix string
		if prefix, err = e.sysPrefix(); err == nil {
			data = filepath.Join(prefix, "share", "jupyter")
		}
	default:
		data, err = e.userData()
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(data, "kernels"))
}

// sysPrefix is the prefix of the active environment, else of the Python on
// PATH.
func (e environment) sysPrefix() (string, error) {
	if p := e.activePrefix(); p != "" {
		return p, nil
	}
	info, err := e.python("")
	if err != nil {
		return "", fmt.Errorf("no Python environment is active and python3 does not run (%v); "+
			"activate the environment first, or name its folder with --prefix", err)
	}
	return info.prefix, nil
}

// userData is jupyter_core's jupyter_data_dir.
func (e environment) userData() (string, error) {
	if d := e.getenv("JUPYTER_DATA_DIR"); d != "" {
		return d, nil
	}
	platform, _ := e.flag("JUPYTER_PLATFORM_DIRS")
	if e.goos == "windows" {
		if platform {
			if d := e.getenv("LOCALAPPDATA"); d != "" {
				return filepath.Join(d, "Jupyter"), nil
			}
		}
		if d := e.getenv("APPDATA"); d != "" {
			return filepath.Join(d, "jupyter"), nil
		}
		if d := e.getenv("JUPYTER_CONFIG_DIR"); d != "" {
			return filepath.Join(d, "data"), nil
		}
	} else if e.goos != "darwin" {
		if d := e.getenv("XDG_DATA_HOME"); d != "" {
			return filepath.Join(d, "jupyter"), nil
		}
	}
	home, err := e.home()
	if err != nil {
		return "", fmt.Errorf("no home folder (%v); set JUPYTER_DATA_DIR, or use --sys-prefix or --prefix", err)
	}
	switch {
	case e.goos == "windows":
		return filepath.Join(home, ".jupyter", "data"), nil
	case e.goos == "darwin" && platform:
		return filepath.Join(home, "Library", "Application Support", "Jupyter"), nil
	case e.goos == "darwin":
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// searchPath lists the folders that hold kernelspecs, those that win first:
// jupyter_core's jupyter_path("kernels"), seen from the active environment or
// else from the Python on PATH. A part that cannot be found out is left out.
func (e environment) searchPath() []string {
	var paths []string
	for _, p := range filepath.SplitList(e.getenv("JUPYTER_PATH")) {
		if p != "" {
			paths = append(paths, strings.TrimRight(p, string(filepath.Separator)))
		}
	}
	py, hasPython := e.jupyterPython()

	var user, env []string
	if d, err := e.userData(); err == nil {
		user = append(user, d)
	}
	if py.userBase != "" {
		user = append(user, filepath.Join(py.userBase, "share", "jupyter"))
	}
	system := e.systemData()
	if hasPython {
		if p := filepath.Join(py.prefix, "share", "jupyter"); !slices.Contains(system, p) {
			env = append(env, p)
		}
	}
	if e.preferEnvironment(py) {
		paths = append(append(paths, env...), user...)
	} else {
		paths = append(append(paths, user...), env...)
	}
	paths = append(paths, system...)

	var kernels []string
	for _, p := range paths {
		if p = filepath.Join(p, "kernels"); !slices.Contains(kernels, p) {
			kernels = append(kernels, p)
		}
	}
	return kernels
}

// jupyterPython tells about the Python in which Jupyter most likely runs.
func (e environment) jupyterPython() (pythonInfo, bool) {
	if p := e.getenv("VIRTUAL_ENV"); p != "" {
		// A virtual environment has no user packages. Its base prefix only has
		// to differ.
		return pythonInfo{prefix: p, basePrefix: ""}, true
	}
	if p := e.getenv("CONDA_PREFIX"); p != "" {
		python := filepath.Join(p, "bin", "python")
		if e.goos == "windows" {
			python = filepath.Join(p, "python.exe")
		}
		if info, err := e.python(python); err == nil {
			return info, true
		}
		return pythonInfo{prefix: p, basePrefix: p}, true
	}
	info, err := e.python("")
	return info, err == nil
}

// preferEnvironment is jupyter_core's prefer_environment_over_user.
func (e environment) preferEnvironment(py pythonInfo) bool {
	if on, set := e.flag("JUPYTER_PREFER_ENV_PATH"); set {
		return on
	}
	if py.prefix == "" || !e.owns(py.prefix) {
		return false
	}
	if py.prefix != py.basePrefix {
		return true
	}
	conda, name := e.getenv("CONDA_PREFIX"), e.getenv("CONDA_DEFAULT_ENV")
	return conda != "" && strings.HasPrefix(py.prefix, conda) && name != "" && name != "base"
}

// systemData lists the data folders for all users.
func (e environment) systemData() []string {
	platform, _ := e.flag("JUPYTER_PLATFORM_DIRS")
	switch {
	case e.goos == "windows":
		// The folder is not safe by default, so Jupyter asks for consent.
		if on, _ := e.flag("JUPYTER_USE_PROGRAMDATA"); on && e.getenv("PROGRAMDATA") != "" {
			return []string{filepath.Join(e.getenv("PROGRAMDATA"), "jupyter")}
		}
		return nil
	case platform && e.goos == "darwin":
		return []string{"/Library/Application Support/Jupyter"}
	case platform && e.getenv("XDG_DATA_DIRS") != "":
		var dirs []string
		for _, p := range filepath.SplitList(e.getenv("XDG_DATA_DIRS")) {
			dirs = append(dirs, filepath.Join(p, "jupyter"))
		}
		return dirs
	}
	return []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
}
