package sqlhistory

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// DefaultPath returns where the history of the user is: history.sqlite in the
// folder starkernel of $XDG_STATE_HOME, or of where the system keeps such files,
// which is ~/.local/state, ~/Library/Application Support or %LocalAppData%.
func DefaultPath() (string, error) {
	dir, err := stateDir(runtime.GOOS, os.Getenv, os.UserHomeDir)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "starkernel", "history.sqlite"), nil
}

func stateDir(goos string, getenv func(string) string, home func() (string, error)) (string, error) {
	// The XDG specification has relative paths ignored.
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if goos == "windows" {
		if dir := getenv("LocalAppData"); dir != "" {
			return dir, nil
		}
		return "", errors.New("%LocalAppData% is not set")
	}
	dir, err := home()
	if err != nil {
		return "", err
	}
	if goos == "darwin" {
		return filepath.Join(dir, "Library", "Application Support"), nil
	}
	return filepath.Join(dir, ".local", "state"), nil
}
