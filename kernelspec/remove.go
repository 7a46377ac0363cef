package kernelspec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// NotFoundError reports that there is no kernelspec of a name.
type NotFoundError struct {
	Name string
	// Searched are the folders that were searched.
	Searched []string
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("no kernelspec %q in %s; `starkernel list` shows those that there are",
		e.Name, strings.Join(e.Searched, ", "))
}

// Remove deletes the kernelspec and returns the folder that is gone. The name
// is as in Options. With the zero Target it is the one that List shows, wherever
// it is. The error is a *NotFoundError if there is none. A kernelspec of another
// kernel is not removed. Of a symbolic link only the link goes.
func Remove(name string, target Target) (dir string, err error) {
	return currentEnvironment().remove(name, target)
}

func (e environment) remove(name string, t Target) (string, error) {
	name, err := checkName(name)
	if err != nil {
		return "", err
	}
	folders := e.searchPath()
	if t != (Target{}) {
		kernels, err := e.dir(t)
		if err != nil {
			return "", err
		}
		folders = []string{kernels}
	}
	for _, kernels := range folders {
		for _, found := range listFolder(kernels) {
			if found.Name != name {
				continue
			}
			if err := checkOurs(found.Dir, name); err != nil {
				return "", err
			}
			if err := removeFolder(found.Dir); err != nil {
				return "", err
			}
			return found.Dir, nil
		}
	}
	return "", &NotFoundError{Name: name, Searched: folders}
}

// removeFolder deletes a kernelspec folder, or the link to it.
func removeFolder(dir string) error {
	info, err := os.Lstat(dir)
	if err == nil {
		if info.Mode()&fs.ModeSymlink != 0 {
			err = os.Remove(dir)
		} else {
			err = os.RemoveAll(dir)
		}
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("cannot remove %s: %w; run the command as the owner of the folder", dir, fs.ErrPermission)
	case err != nil:
		return fmt.Errorf("cannot remove %s: %w", dir, err)
	}
	return nil
}
