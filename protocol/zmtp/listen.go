package zmtp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// listen binds a tcp address ("host:port"; the host may be * for all
// interfaces, the port 0 for a free one) or an ipc path. The socket file of an
// ipc path is for the user alone and is removed when the listener closes.
func listen(network, addr string) (net.Listener, error) {
	var config net.ListenConfig
	// Multipath TCP only costs here: peers are on the same machine.
	config.SetMultipathTCP(false)
	switch network {
	case "tcp":
		if port, ok := strings.CutPrefix(addr, "*:"); ok {
			addr = ":" + port
		}
		return config.Listen(context.Background(), "tcp", addr)
	case "ipc":
		return listenIPC(&config, addr)
	}
	return nil, fmt.Errorf("zmtp: unknown transport %q: use tcp or ipc", network)
}

func listenIPC(config *net.ListenConfig, path string) (net.Listener, error) {
	config.Control = privateSocket
	ln, err := config.Listen(context.Background(), "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) {
		if err := removeStale(path); err != nil {
			return nil, err
		}
		ln, err = config.Listen(context.Background(), "unix", path)
	}
	if err != nil {
		// The system only says "invalid argument".
		if len(path) > 103 {
			return nil, fmt.Errorf("zmtp: ipc path %s is too long for a socket: use a shorter directory (%w)", path, err)
		}
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		ln.Close()
		return nil, err
	}
	return ln, nil
}

// removeStale removes the socket file of a process that has ended without
// doing so. It refuses when somebody listens on it, and when it is no socket.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("zmtp: %s exists and is not a socket: use another path", path)
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
		return fmt.Errorf("zmtp: another process listens on %s: use another path (%w)", path, syscall.EADDRINUSE)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("zmtp: cannot tell whether %s is in use: %w", path, err)
	}
	return os.Remove(path)
}
