//go:build !linux

package zmtp

import "syscall"

// privateSocket does nothing: here only the file can be given a mode, after it
// is bound.
func privateSocket(_, _ string, _ syscall.RawConn) error { return nil }
