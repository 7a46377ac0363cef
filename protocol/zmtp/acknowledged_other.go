//go:build !linux

package zmtp

import "net"

// acknowledged reports whether the other system has everything that was
// written to conn. There is no portable way to know: for TCP, wait until the
// other end closes. What was written to a unix socket is there already.
func acknowledged(conn net.Conn) bool {
	_, isTCP := conn.(*net.TCPConn)
	return !isTCP
}
