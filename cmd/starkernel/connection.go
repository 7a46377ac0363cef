package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"starkernel/kernelspec"
	"starkernel/protocol"
	"starkernel/protocol/connection"
)

// newConnection is for a kernel that nobody gave a connection file: it chooses
// its ports and its key itself.
func newConnection() connection.Info {
	return connection.Info{
		Transport:       connection.TCP,
		IP:              "127.0.0.1",
		Key:             protocol.NewID(),
		SignatureScheme: connection.Scheme,
		KernelName:      kernelspec.DefaultName,
	}
}

// announce writes a connection file to where Jupyter looks for running kernels,
// and tells how to connect. The caller removes the file.
func announce(info connection.Info, stderr io.Writer) (path string, err error) {
	dir := os.Getenv("JUPYTER_RUNTIME_DIR")
	if dir == "" {
		specs, err := kernelspec.Dir(kernelspec.Target{User: true})
		if err != nil {
			return "", err
		}
		dir = filepath.Join(filepath.Dir(specs), "runtime")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("cannot make a folder for the connection file: %w; set JUPYTER_RUNTIME_DIR", err)
	}
	path = filepath.Join(dir, fmt.Sprintf("kernel-%d.json", os.Getpid()))
	if err := connection.Write(path, info); err != nil {
		return "", err
	}
	fmt.Fprintf(stderr, "To connect a client to this kernel, use:\n    jupyter console --existing %s\n", filepath.Base(path))
	return path, nil
}
