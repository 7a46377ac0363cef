package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"starkernel/protocol/connection"
)

func TestAKernelOnItsOwnTellsHowToConnect(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runtime")
	t.Setenv("JUPYTER_RUNTIME_DIR", dir)
	info := newConnection()
	info.ShellPort, info.IOPubPort, info.StdinPort, info.ControlPort, info.HBPort = 1, 2, 3, 4, 5
	var stderr bytes.Buffer
	path, err := announce(info, &stderr)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := connection.Read(path); err != nil || got != info {
		t.Errorf("the file holds %+v, %v; want %+v", got, err, info)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 || filepath.Dir(path) != dir {
		t.Errorf("%s: %v, %v", path, fi.Mode(), err)
	}
	if !strings.Contains(stderr.String(), "jupyter console --existing "+filepath.Base(path)) {
		t.Errorf("stderr is %q", &stderr)
	}
	if other := newConnection(); other.Key == info.Key || len(info.Key) < 32 {
		t.Error("the key is not new")
	}
}

func TestAnUnwritableRuntimeFolderIsAClearError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JUPYTER_RUNTIME_DIR", filepath.Join(file, "runtime"))
	if _, err := announce(newConnection(), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "set JUPYTER_RUNTIME_DIR") {
		t.Errorf("got %v", err)
	}
}
