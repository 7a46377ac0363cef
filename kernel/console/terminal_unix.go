//go:build unix

package console

import (
	"os"

	"golang.org/x/sys/unix"
)

// understandEscapes has nothing to do: terminals obey escape sequences.
func understandEscapes(*os.File) (undo func()) { return func() {} }

// canSuspend tells if the parent is a shell that can continue this process. The
// system does not stop a process without one.
func canSuspend() bool {
	parent := os.Getppid()
	session, err1 := unix.Getsid(0)
	parents, err2 := unix.Getsid(parent)
	group, err3 := unix.Getpgid(parent)
	return err1 == nil && err2 == nil && err3 == nil && session == parents && group != unix.Getpgrp()
}
