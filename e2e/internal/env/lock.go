package env

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// lockFile waits until this process owns the file at path, at most until the
// deadline. The lock ends with the process at the latest, so that a killed test
// holds up nobody.
func lockFile(path string, deadline time.Time) (unlock func(), err error) {
	return lockOneOf([]string{path}, deadline)
}

// lockOneOf is lockFile for whichever of several files comes free first.
func lockOneOf(paths []string, deadline time.Time) (unlock func(), err error) {
	for {
		for _, path := range paths {
			f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
			if err != nil {
				return nil, err
			}
			err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
			if err == nil {
				return func() { f.Close() }, nil
			}
			f.Close()
			if err != syscall.EWOULDBLOCK {
				return nil, fmt.Errorf("lock %s: %w", path, err)
			}
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%s is still locked by another process", paths[0])
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// takeTurn holds up a test until the machine has room for it. Go runs the tests
// of several packages at once; half as many as there are processors may drive
// clients at the same time, because they measure how soon a kernel answers.
func takeTurn(dir string, deadline time.Time) (done func(), err error) {
	var places []string
	for i := range max(1, runtime.NumCPU()/2) {
		places = append(places, filepath.Join(dir, fmt.Sprintf("turn-%d.lock", i)))
	}
	return lockOneOf(places, deadline)
}
