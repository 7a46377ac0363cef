package kernelspec

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// DefaultName is the name of our kernelspec when no other is asked for.
const DefaultName = "starlark"

const defaultDisplayName = "Starlark"

// Options say what Install writes. The zero Options install this program as
// DefaultName for the user.
type Options struct {
	Target Target
	// Name is the kernelspec's name, "" for DefaultName. Upper case is lowered;
	// it has ASCII letters, digits, '-', '.' and '_' only.
	Name string
	// DisplayName is what front ends show, "" for "Starlark".
	DisplayName string
	// Executable is the program to start, "" for the running one. A relative
	// path is made absolute.
	Executable string
	// Args follow the arguments with which the kernel is started anyway.
	Args []string
	// Env is added to the kernel's environment.
	Env map[string]string
}

//go:embed resources/logo-32x32.png resources/logo-64x64.png resources/logo-svg.svg
var logos embed.FS

// Install writes a kernelspec folder, with logos, and returns its path. It
// replaces a Starlark kernelspec of that name, and refuses to replace another
// kernel's. On an error nothing has changed, but folders that lead to the place
// may be new.
func Install(o Options) (dir string, err error) { return currentEnvironment().install(o) }

func (e environment) install(o Options) (string, error) {
	name, err := checkName(o.Name)
	if err != nil {
		return "", err
	}
	kernels, err := e.dir(o.Target)
	if err != nil {
		return "", err
	}
	executable, err := findExecutable(o.Executable)
	if err != nil {
		return "", err
	}
	displayName := o.DisplayName
	if displayName == "" {
		displayName = defaultDisplayName
	}
	for key := range o.Env {
		if key == "" || strings.ContainsAny(key, "=\x00") {
			return "", fmt.Errorf("%q is no name of an environment variable; write NAME=VALUE", key)
		}
	}
	dir := existingDir(kernels, name)
	if err := checkOurs(dir, name); err != nil {
		return "", err
	}
	text, err := newSpec(executable, displayName, o.Args, o.Env).encode()
	if err != nil {
		return "", err
	}
	if err := writeFolder(kernels, dir, text); err != nil {
		return "", cannotWrite(err, kernels, o.Target)
	}
	return dir, nil
}

var validName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9._-]+$`) })

// checkName gives the name in the form in which it is a folder's name.
func checkName(name string) (string, error) {
	if name == "" {
		return DefaultName, nil
	}
	lower := strings.ToLower(name)
	// "." and ".." would be other folders than the kernelspec's own.
	if !validName().MatchString(lower) || strings.Trim(lower, ".") == "" {
		return "", fmt.Errorf("%q is no kernelspec name; use letters a-z, digits, '-', '.' and '_'", name)
	}
	return lower, nil
}

// existingDir is the folder of the kernelspec. Jupyter ignores the case of
// folder names, so one that is there in upper case is the one to replace.
func existingDir(kernels, name string) string {
	if entries, err := os.ReadDir(kernels); err == nil {
		for _, entry := range entries {
			if strings.ToLower(entry.Name()) == name {
				return filepath.Join(kernels, entry.Name())
			}
		}
	}
	return filepath.Join(kernels, name)
}

// checkOurs refuses a folder that holds the kernelspec of another kernel. A
// kernel.json that cannot be read belongs to nobody and may be replaced.
func checkOurs(dir, name string) error {
	spec, err := readSpec(dir)
	if err != nil || strings.EqualFold(spec.Language, language) {
		return nil
	}
	return fmt.Errorf("%s is the kernelspec %q of another kernel (language %s); choose another --name, "+
		"or remove it with: jupyter kernelspec remove %s", dir, name, spec.Language, name)
}

// findExecutable gives the absolute path of the program to start. For the
// running program this is the path by which it was called where possible: a
// package manager's link stays valid when the version behind it changes.
func findExecutable(path string) (string, error) {
	if path != "" {
		return filepath.Abs(path)
	}
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find the path of this program: %v", err)
	}
	if called, err := exec.LookPath(os.Args[0]); err == nil {
		a, errA := os.Stat(called)
		b, errB := os.Stat(self)
		if errA == nil && errB == nil && os.SameFile(a, b) {
			return filepath.Abs(called)
		}
	}
	return self, nil
}

// writeFolder puts a new kernelspec folder at dir, which is in kernels. An old
// one is moved aside first and comes back if the new one cannot take its place.
func writeFolder(kernels, dir string, spec []byte) error {
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		return err
	}
	// One scratch folder holds the new and then the old kernelspec. It has no
	// kernel.json itself, so Jupyter does not take it for a kernel.
	scratch, err := os.MkdirTemp(kernels, ".starkernel-install-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	fresh, old := filepath.Join(scratch, "new"), filepath.Join(scratch, "old")
	if err := fillFolder(fresh, spec); err != nil {
		return err
	}
	err = os.Rename(dir, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	hadOld := err == nil
	if err := os.Rename(fresh, dir); err != nil {
		if hadOld {
			_ = os.Rename(old, dir)
		}
		return err
	}
	return nil
}

// fillFolder makes the folder and its files, readable for all whatever the
// umask: a kernelspec for all users is often installed by root with umask 077.
func fillFolder(dir string, spec []byte) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	files := map[string][]byte{specFile: spec}
	entries, err := logos.ReadDir("resources")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		data, err := logos.ReadFile("resources/" + entry.Name())
		if err != nil {
			return err
		}
		files[entry.Name()] = data
	}
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o644); err != nil {
			return err
		}
	}
	return os.Chmod(dir, 0o755)
}

// cannotWrite says what to do when the place of a kernelspec cannot be
// written.
func cannotWrite(err error, kernels string, t Target) error {
	advice := ""
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		advice = "; install for yourself with --user, or into the active environment with --sys-prefix"
		if !t.SysPrefix && t.Prefix == "" {
			advice = "; check who owns the folder, or set JUPYTER_DATA_DIR to one that you can write"
		}
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		advice = "; a file is where a folder is needed"
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		// The path within the scratch folder tells a person nothing.
		err = pathErr.Err
	}
	return fmt.Errorf("cannot write to %s: %w%s", kernels, err, advice)
}

// Advice is what a person should know about the kernelspec that was just
// installed in dir: that Jupyter does not look there, or that another of the
// same name comes before it. It is "" when all is well.
func Advice(dir string) string { return currentEnvironment().advice(dir) }

func (e environment) advice(dir string) string {
	paths := e.searchPath()
	kernels, name := filepath.Split(dir)
	kernels = filepath.Clean(kernels)
	if !slices.ContainsFunc(paths, func(p string) bool { return sameFolder(p, kernels) }) {
		return fmt.Sprintf("Jupyter may not find the kernelspec, because %s is not among: %s",
			kernels, strings.Join(paths, ", "))
	}
	for _, found := range e.list() {
		if found.Name == strings.ToLower(name) && !sameFolder(found.Dir, dir) {
			return fmt.Sprintf("Jupyter uses %s instead, because it comes first; remove it with: "+
				"starkernel uninstall --name %s", found.Dir, found.Name)
		}
	}
	return ""
}

// sameFolder compares two paths, also through symbolic links.
func sameFolder(a, b string) bool {
	if a == b {
		return true
	}
	sa, errA := os.Stat(a)
	sb, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(sa, sb)
}
