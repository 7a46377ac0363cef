package zmtp

import (
	"net"
	"syscall"
	"unsafe"
)

// acknowledged reports whether the other system has everything that was
// written to conn, which has been half-closed, so that closing it loses
// nothing. It is true for a closed connection as well.
func acknowledged(conn net.Conn) bool {
	// What was written to a unix socket is in the receiver's queue already.
	c, ok := conn.(*net.TCPConn)
	if !ok {
		return true
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	var unsent int32
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TIOCOUTQ, uintptr(unsafe.Pointer(&unsent)))
	})
	// The half-close counts as one byte. Its acknowledgement may be delayed by
	// 40 ms, and nothing depends on it.
	return err != nil || errno != 0 || unsent <= 1
}
