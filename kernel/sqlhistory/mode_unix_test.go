//go:build unix

package sqlhistory

import (
	"path/filepath"
	"syscall"
	"testing"
)

func TestOnlyTheUserReadsTheFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "starkernel", "history.sqlite")
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	h := open(t, path)
	h.Add(1, "x")
	h.Tail(-1)
	want := `starkernel drwx------
history.sqlite -rw-------
history.sqlite-shm -rw-------
history.sqlite-wal -rw-------`
	if got := modes(t, path); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
