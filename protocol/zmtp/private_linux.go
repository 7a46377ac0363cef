package zmtp

import "syscall"

// privateSocket sets the mode of a unix socket before it is bound; Linux gives
// that mode to the file, which so is never open to others.
func privateSocket(_, _ string, conn syscall.RawConn) error {
	var err error
	if cerr := conn.Control(func(fd uintptr) { err = syscall.Fchmod(int(fd), 0o600) }); cerr != nil {
		return cerr
	}
	return err
}
